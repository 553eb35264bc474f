"""uvicorn's HTTP connection with the time-outs and limits it lacks.

Of uvicorn 0.54 itself: a half-sent head stays open for ever, a head may have any size, a client that does not read
keeps its connection and its buffer, and a lone line break switches the keep-alive time-out off. A proxy can hide some
of it; a service started by one command has none.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass
from typing import Any, Final

from starlette.types import Scope
from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from app.api.edge_checks import MAX_HEADER_BYTES, MAX_HEADERS, headers_too_large
from app.api.edge_headers import security_headers
from app.api.problem_answers import Problem, problem_response
from app.api.problem_kinds import HEADERS_STALLED, generic_spec

_MIN_PROGRESS_BYTES: Final = 1_024
_LINGER_BYTES: Final = 4 * 2**20
_TICKS_PER_TIMEOUT: Final = 10
_SHORTEST_TICK_S: Final = 0.05
_LONGEST_TICK_S: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class ConnectionLimits:
    """How long one connection may keep us waiting, in seconds."""

    head_s: float = 10.0
    """For the whole head of a request, from the connection or from its first byte."""
    unread_body_s: float = 8.0
    """For the rest of a body that nobody reads, after the answer to it was given."""
    write_stall_s: float = 15.0
    """For a client to take the next KiB of an answer."""
    linger_s: float = 2.0
    """For a client to hear why it was refused before the connection closes."""
    farewell_s: float = 0.5
    """For a request already on its way when the server is told to stop."""

    @property
    def tick_s(self) -> float:
        """How often a connection is looked at."""
        shortest = min(self.head_s, self.unread_body_s, self.write_stall_s)
        return min(_LONGEST_TICK_S, max(_SHORTEST_TICK_S, shortest / _TICKS_PER_TIMEOUT))


class GuardedConfig(Config):
    """uvicorn's configuration and our limits; travels to worker processes as a whole."""

    limits: ConnectionLimits = ConnectionLimits()
    public_url: str | None = None

    def load(self) -> None:
        """Make the application. One that cannot be made ends the process for good: a worker is not tried for ever."""
        try:
            super().load()
        except Exception:
            logging.getLogger("app.server").exception("the application cannot start")
            sys.exit(STARTUP_FAILURE)


class GuardedProtocol(HttpToolsProtocol):
    """One HTTP/1.1 connection that cannot be held for ever."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.limits = config.limits if isinstance(config, GuardedConfig) else ConnectionLimits()
        self._public_url = config.public_url if isinstance(config, GuardedConfig) else None
        self._tick: asyncio.TimerHandle
        self._head = _Head()
        self._is_in_body = False
        self._head_since: float | None = None
        self._unread_since: float | None = None
        self._outflow = _Outflow()
        self._is_leaving = False
        self._lingering_bytes: int | None = None

    # What the transport tells us.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock of the first head."""
        super().connection_made(transport)
        self._head_since = self.loop.time()
        self._tick = self.loop.call_later(self.limits.tick_s, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks."""
        self._tick.cancel()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; see that some clock runs whenever the client is the one to act."""
        if self._lingering_bytes is not None:
            self._hear_out(len(data))
            return
        was_head = self._head.is_open or not self._is_answering()
        super().data_received(data)
        if self.transport.is_closing() or self._lingering_bytes is not None:
            return
        if self._head.is_open and was_head:
            self._head.fed_bytes += len(data)
        if self._head.is_open and self._head.fed_bytes > MAX_HEADER_BYTES:
            self._refuse(headers_too_large())
        self._start_head_clock()

    def on_response_complete(self) -> None:
        """The answer is given: what is left of its body may come for a while, and the next head has begun or not."""
        if self._is_in_body:
            self._unread_since = self.loop.time()
        super().on_response_complete()
        if self._head.is_open:
            self._start_head_clock()

    def shutdown(self) -> None:
        """Leave politely: an open answer is finished, a request already on its way is still served."""
        self._is_leaving = True
        draining = self.app_state.get("draining")
        if isinstance(draining, asyncio.Event):
            draining.set()
        if self._is_answering():
            super().shutdown()
        else:
            self.loop.call_later(self.limits.farewell_s, self._close_unless_answering)

    # What the parser tells us.

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = _Head(is_open=True)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the address came."""
        self._head.take(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header came. Those that trail a body are counted and dropped: the application has read the others."""
        head = self._head
        # As `take` does, written out: this runs for every header of every request.
        head.size += len(name) + len(value) + 4
        head.fields += 1
        if head.size > MAX_HEADER_BYTES or head.fields > MAX_HEADERS:
            head.take(0)
        if head.is_open:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: its clock stops."""
        self._head.is_open, self._is_in_body = False, True
        self._head_since = None
        super().on_headers_complete()
        if self._is_leaving:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._is_in_body, self._unread_since = False, None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no bearable HTTP with a problem, and close."""
        self._refuse(headers_too_large() if self._head.is_too_large else _not_http())

    def _unsupported_upgrade_warning(self) -> None:
        """An offer to speak another protocol is declined by answering in this one; that is no event to log."""

    # Clocks.

    def _is_answering(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _start_head_clock(self) -> None:
        """Start it when it is the client's turn and no other clock runs."""
        if self._head_since is None and not self._is_answering() and not self._is_in_body:
            self._head_since = self.loop.time()

    def _look(self) -> None:
        """Once every tick: end the connection when one of its clocks has run out."""
        now = self.loop.time()
        if self._head_since is not None and now - self._head_since >= self.limits.head_s:
            self._end_head()
        elif self._unread_since is not None and now - self._unread_since >= self.limits.unread_body_s:
            self.transport.close()
        if self._outflow.stalled_for(self.transport.get_write_buffer_size(), now=now) >= self.limits.write_stall_s:
            self.transport.abort()
        else:
            self._tick = self.loop.call_later(self.limits.tick_s, self._look)

    def _end_head(self) -> None:
        """Tell who began a head that it took too long; who sent nothing is not waiting for an answer."""
        self._head_since = None
        if self._head.is_open:
            self._refuse(_head_stalled(self.limits.head_s))
        else:
            self.transport.close()

    def _close_unless_answering(self) -> None:
        if not self._is_answering():
            self.transport.close()

    # Refusing.

    def _refuse(self, problem: Problem) -> None:
        """Answer with the problem and close; during another answer, only close."""
        if self._is_answering():
            self.transport.abort()
            return
        self.transport.write(self._as_bytes(problem))
        self._linger()

    def _linger(self) -> None:
        """Closing on unread bytes would reset the connection and lose the answer: read on for a moment first."""
        self._lingering_bytes = 0
        self._head_since = self._unread_since = None
        self._unset_keepalive_if_required()
        self.transport.write_eof()
        self.loop.call_later(self.limits.linger_s, self.transport.close)

    def _hear_out(self, received: int) -> None:
        self._lingering_bytes = (self._lingering_bytes or 0) + received
        if self._lingering_bytes > _LINGER_BYTES:
            self.transport.close()

    def _as_bytes(self, problem: Problem) -> bytes:
        scope: Scope = {
            "scheme": self.scheme or "http",
            "path": "/",
            "headers": list(self.headers or ()),
            "state": {"public_url": self._public_url},
        }
        response = problem_response(problem, scope)
        headers = [*self.server_state.default_headers, *security_headers(behind_tls=False), *response.raw_headers]
        lines = b"".join(b"%s: %s\r\n" % header for header in headers if header[0] != b"connection")
        return STATUS_LINE[response.status_code] + lines + b"connection: close\r\n\r\n" + bytes(response.body)


@dataclass(slots=True)
class _Head:
    """What has come of the head of one request (and of the trailers of its body)."""

    is_open: bool = False
    fed_bytes: int = 0
    """As they came, a header that has not ended yet among them."""
    size: int = 0
    fields: int = 0

    @property
    def is_too_large(self) -> bool:
        return self.size > MAX_HEADER_BYTES or self.fields > MAX_HEADERS

    def take(self, size: int, *, fields: int = 0) -> None:
        """Count what was parsed. Raises ValueError, which ends the parsing, when it is too much."""
        self.size += size
        self.fields += fields
        if self.is_too_large:
            raise ValueError("the head of the request is too large")


@dataclass(slots=True)
class _Outflow:
    """Whether the client takes what was written for it."""

    mark: int = 0
    since: float | None = None

    def stalled_for(self, buffered: int, *, now: float) -> float:
        """Seconds since the client last took something worth the name; 0 when nothing waits for it."""
        if buffered == 0:
            self.mark, self.since = 0, None
            return 0.0
        if self.since is None or buffered <= self.mark - _MIN_PROGRESS_BYTES:
            self.mark, self.since = buffered, now
        self.mark = max(self.mark, buffered)
        return now - self.since


def _not_http() -> Problem:
    return Problem(
        spec=generic_spec(400),
        detail_vi="Yêu cầu không đúng chuẩn HTTP/1.1. Kiểm tra dòng đầu và các tiêu đề.",
        detail_en="This is not a sound HTTP/1.1 request. Check its first line and its headers.",
    )


def _head_stalled(head_s: float) -> Problem:
    return Problem(
        spec=HEADERS_STALLED,
        detail_vi=f"Phần đầu yêu cầu chưa đến đủ sau {head_s:g} giây. Gửi lại.",
        detail_en=f"The head of the request was not complete after {head_s:g} seconds. Send it again.",
    )
