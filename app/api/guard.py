"""The outermost door: everything passes through it, prebuilt bytes as much as FastAPI's answers.

It bounds heads and bodies in size and time, refuses text that is none and writes from foreign pages, names every
request, puts the security and CORS headers on every answer, and turns whatever escapes further in into a problem.
It wraps the application from outside (`Guard(app, config)`); an added middleware could end up beneath another.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import edge_checks
from app.api.body_watch import BodyWatch, drain
from app.api.edge_headers import Headers, OriginRules, security_headers, with_missing
from app.api.problem_answers import Problem, ProblemException, problem_response
from app.api.problem_handlers import unexpected_problem
from app.api.problem_kinds import BODY_TOO_LARGE
from app.api.representations import Encoded, is_held
from app.logs import request_id_var

_log: Final = logging.getLogger("app.requests")
_SANE_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_SLOW_S: Final = 1.0
_QUIET_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_KEPT_BY_NOBODY: Final = (b"cache-control", b"no-store")
_CALLER: Final = "caller"
"""In the state of a request once somebody is known: no cache keeps what they are shown, unless it says so itself."""


Ready = Callable[[Scope, Mapping[bytes, bytes]], Encoded | None]


@dataclass(frozen=True)
class Served:
    """One answered request, for measuring; `status` is 0 when the client left before an answer began."""

    method: str
    path: str
    status: int
    seconds: float
    sent_bytes: int
    request_id: str


@dataclass(frozen=True, kw_only=True)
class GuardConfig:
    """The guard's limits. `body_limits` gives path prefixes a limit of their own; the longest prefix wins."""

    body_limit: int = 2 * 2**20
    body_limits: Mapping[str, int] = field(default_factory=lambda: {"/api/v1/imports": 32 * 2**20})
    body_stall_s: float = 8.0
    body_min_bytes_per_s: int = 2_048
    public_url: str | None = None
    behind_tls: bool = False
    cors_origins: tuple[str, ...] = ()
    log_reads: bool = False
    observe: Callable[[Served], None] | None = None

    def limit_of(self, path: str) -> int:
        """The most bytes a body sent to this path may have."""
        fitting = [prefix for prefix in self.body_limits if path == prefix or path.startswith(f"{prefix}/")]
        return self.body_limits[max(fitting, key=len)] if fitting else self.body_limit


class Guard:
    """The ASGI application to serve: `app` behind the guard.

    Args:
        ready: what answers a plain read at once, given its scope and headers; None when it has to be worked for.
            Such a read passes by all that only matters to work: its address is known and it has no body.
    """

    def __init__(self, app: ASGIApp, config: GuardConfig | None = None, *, ready: Ready | None = None) -> None:
        self.app = app
        self._ready = ready
        self.config = config or GuardConfig()
        self._rules = OriginRules.build(origins=self.config.cors_origins, public_url=self.config.public_url)
        self._security = security_headers(behind_tls=self.config.behind_tls)
        self._new_ids = _request_ids()
        self._read_headers = [*self._security, *self._rules.answer_headers(method="GET", origin=None)]
        self._is_watched = self.config.observe is not None or self.config.log_reads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] == "http":
            found = self._at_hand(scope)
            if found is None:
                await self._serve(scope, receive, send)
                return
            status, head, body = found
            await send({"type": "http.response.start", "status": status, "headers": head})
            await send({"type": "http.response.body", "body": body})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)

    def _at_hand(self, scope: Scope) -> tuple[int, Headers, bytes] | None:
        """The answer to a plain read that is ready; None for every other request, however slightly unusual."""
        if self._ready is None or self._is_watched or scope["method"] != "GET":
            return None
        headers = edge_checks.headers_of_plain_read(scope)
        found = None if headers is None else self._ready(scope, headers)
        if headers is None or found is None:
            return None
        if found.dressed is None:
            whole, unchanged = (with_missing(head, self._read_headers) for head in (found.head, found.head_unchanged))
            found.dressed = whole, unchanged
        request_id = headers.get(b"x-request-id")
        named = (b"x-request-id", (_sane_request_id(request_id) or next(self._new_ids)).encode())
        held = headers.get(b"if-none-match")
        if held is not None and is_held(held.decode("latin-1"), found.etag):
            return 304, [*found.dressed[1], named], b""
        return 200, [*found.dressed[0], named], found.body

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        headers = edge_checks.header_values(scope)
        request_id = _sane_request_id(headers.get(b"x-request-id")) or next(self._new_ids)
        token = request_id_var.set(request_id)
        noted = {"request_id": request_id, "public_url": self.config.public_url}
        scope = {**scope, "state": {**scope.get("state", {}), **noted}}
        defaults = self._defaults(scope, headers, request_id)
        answer = _Answer(send, method=scope["method"], defaults=defaults, state=scope["state"])
        try:
            await self._answer(scope, headers, receive, answer)
        except Exception as exc:
            await self._rescue(exc, scope, receive, answer)
        finally:
            self._note(scope, answer, request_id=request_id, seconds=time.perf_counter() - begun)
            request_id_var.reset(token)

    async def _answer(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, answer: _Answer) -> None:
        limit = self.config.limit_of(scope["path"])
        refusal = (
            edge_checks.refusal_of_head(scope)
            or edge_checks.refusal_of_address(scope)
            or edge_checks.refusal_of_origin(scope, headers, self._rules)
            or edge_checks.refusal_of_length(headers, limit=limit)
        )
        if refusal is not None:
            await _send_problem(refusal, scope, receive, answer, may_drain=b"expect" not in headers)
        elif scope["method"] == "OPTIONS" and b"access-control-request-method" in headers and b"origin" in headers:
            await self._answer_preflight(scope, headers, receive, answer)
        elif edge_checks.has_body(headers):
            await self._pass_on_body(scope, receive, answer, limit=limit)
        else:
            await self.app(_as_get(scope), receive, answer)

    async def _pass_on_body(self, scope: Scope, receive: Receive, answer: _Answer, *, limit: int) -> None:
        """Run the application on a watched body; when the body is refused, its refusal is the answer."""
        watch = BodyWatch(
            receive,
            limit=limit,
            stall_s=self.config.body_stall_s,
            min_bytes_per_s=self.config.body_min_bytes_per_s,
        )
        answer.is_void = lambda: watch.problem is not None
        try:
            await self.app(_as_get(scope), watch, answer)
        except Exception:
            if watch.problem is None:
                raise
        if watch.problem is not None and not answer.started:
            answer.is_void = _never
            await _send_problem(watch.problem, scope, receive, answer, may_drain=True)

    async def _answer_preflight(
        self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, answer: _Answer
    ) -> None:
        allowed = self._rules.preflight_headers(
            origin=headers[b"origin"].decode("latin-1"),
            wanted=headers[b"access-control-request-method"].decode("latin-1"),
        )
        if allowed is None:
            await _send_problem(edge_checks.cross_origin_write(), scope, receive, answer)
            return
        await answer({"type": "http.response.start", "status": 204, "headers": allowed})
        await answer({"type": "http.response.body", "body": b"", "more_body": False})

    async def _rescue(self, exc: Exception, scope: Scope, receive: Receive, answer: _Answer) -> None:
        """Whatever escapes: tell the log the story and the caller where to ask."""
        if isinstance(exc, ClientDisconnect):
            return
        if isinstance(exc, ProblemException):
            problem = exc.problem
        else:
            problem = unexpected_problem()
            _log.error("unexpected fault", exc_info=exc, extra={"method": scope["method"], "path": scope["path"]})
        if not answer.started:
            await _send_problem(problem, scope, receive, answer)

    def _defaults(self, scope: Scope, headers: Mapping[bytes, bytes], request_id: str) -> Headers:
        origin = headers.get(b"origin")
        cors = self._rules.answer_headers(
            method=scope["method"], origin=None if origin is None else origin.decode("latin-1")
        )
        return [*self._security, *cors, (b"x-request-id", request_id.encode())]

    def _note(self, scope: Scope, answer: _Answer, *, request_id: str, seconds: float) -> None:
        """Count and log the request: its path, never its query. Reads that went well are logged only when asked."""
        method, path, status = scope["method"], scope["path"], answer.status
        if self.config.observe is not None:
            self.config.observe(Served(method, path, status, seconds, answer.sent_bytes, request_id))
        is_slow = seconds >= _SLOW_S and not answer.has_waited
        if self.config.log_reads or method not in _QUIET_METHODS or status >= 400 or is_slow:
            told = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
            _log.info("request", extra={**told, "sent_bytes": answer.sent_bytes})


class _Answer:
    """Stands in for `send`: adds the edge's headers, cuts the body of an answer to HEAD, remembers what was sent."""

    def __init__(self, send: Send, *, method: str, defaults: Headers, state: Mapping[str, Any]) -> None:
        self._send, self._defaults, self._state = send, defaults, state
        self._is_head = method == "HEAD"
        self._ended = False
        self.is_void: Callable[[], bool] = _never
        self.status = 0
        self.sent_bytes = 0
        self.has_waited = False
        """Whether the caller wished for a long answer: one held back until a change, or a stream of events."""

    @property
    def started(self) -> bool:
        """Whether a status has been sent."""
        return self.status != 0

    async def __call__(self, message: Message) -> None:
        """Pass one message on. After a refused body what the application says is dropped."""
        if self._ended or (self.is_void() and not self.started):
            return
        if message["type"] == "http.response.start":
            await self._send(self._start(message))
            if self._is_head:
                await self._end()
        elif message["type"] == "http.response.body":
            self.sent_bytes += len(message.get("body", b""))
            await self._send(message)

    def _start(self, message: Message) -> dict[str, Any]:
        self.status = message["status"]
        headers: Headers = with_missing(list(message.get("headers", ())), self._defaults)
        self.has_waited = any(
            name == b"preference-applied" or (name == b"content-type" and value.startswith(b"text/event-stream"))
            for name, value in headers
        )
        if self.status >= 400:
            headers = [header for header in headers if header[0].lower() != b"cache-control"]
            headers.append(_KEPT_BY_NOBODY)
        elif _CALLER in self._state:
            headers = with_missing(headers, [_KEPT_BY_NOBODY])
        return {**message, "headers": headers}

    async def _end(self) -> None:
        self._ended = True
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_problem(
    problem: Problem, scope: Scope, receive: Receive, answer: _Answer, *, may_drain: bool = False
) -> None:
    """Answer with a problem. A sender still busy with too large a body is heard out for a moment first."""
    response = problem_response(problem, scope)
    await answer({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await answer({"type": "http.response.body", "body": response.body, "more_body": True})
    if may_drain and problem.spec is BODY_TOO_LARGE:
        await drain(receive)
    await answer({"type": "http.response.body", "body": b"", "more_body": False})


def _sane_request_id(incoming: bytes | None) -> str | None:
    """The caller's id of the request, when it is a sane one."""
    return incoming.decode("ascii") if incoming is not None and _SANE_REQUEST_ID.fullmatch(incoming) else None


def _request_ids() -> Iterator[str]:
    """Ids that no other process gives: random bytes, then a number."""
    process = secrets.token_hex(6)
    return (f"{process}-{number:08x}" for number in count(1))


def _as_get(scope: Scope) -> Scope:
    """HEAD is GET whose body stays here (RFC 9110, 9.3.2)."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


def _never() -> bool:
    return False
