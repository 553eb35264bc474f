"""One try to tell a webhook: signed as Standard Webhooks asks, to the address that was looked at, answered or not."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Timer
from typing import Any, Final

import httpx2
from standardwebhooks.webhooks import Webhook as Signer

from app import __version__
from app.domain.changes import Change
from app.domain.errors import InvalidValue
from app.domain.webhooks import TIMEOUT_S, Outcome
from app.services.webhook_addresses import AddressRules, ForbiddenAddress, Resolve, Target, resolve, target_of

MOST_READ: Final = 64 * 1024
"""Bytes of an answer that are read, so that the connection ends in order; nothing of them is kept."""
TRIAL: Final = "webhook.test"
_WHOLE: Final = httpx2.Timeout(TIMEOUT_S / 2)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """What is sent: its id stays the same in every try."""

    message_id: str
    body: bytes

    @classmethod
    def of(cls, change: Change) -> Message:
        """A change as it stands in the feed."""
        return cls(str(change.id), _json(change.as_item()))

    @classmethod
    def trial(cls, webhook_id: str, now: datetime) -> Message:
        """One that only tries a webhook out; it is in no feed."""
        message_id = f"test-{webhook_id}-{int(now.timestamp() * 1000)}"
        return cls(message_id, _json({"id": message_id, "at": now.isoformat(), "kind": TRIAL, "subject": webhook_id}))


def _json(item: Mapping[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Poster:
    """Sends messages.

    Args:
        rules: where they may go.
        drill: whether this site is a drill, as each message says.
        resolve: finds the addresses of a host.
        transport: what connects; None: the network.
    """

    rules: AddressRules
    drill: Callable[[], bool] = lambda: False
    resolve: Resolve = resolve
    transport: httpx2.BaseTransport | None = None

    def post(self, url: str, message: Message, secrets: Sequence[str], *, now: datetime) -> Outcome:
        """Send it once; never raises for what a receiver or a network can do."""
        begun = time.monotonic()
        try:
            status = self._send(target_of(url, self.rules, resolve=self.resolve), message, secrets, now)
            return Outcome(status, None, time.monotonic() - begun)
        except (ForbiddenAddress, InvalidValue) as refusal:
            return Outcome(None, f"not sent: {refusal}"[:200], time.monotonic() - begun)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, _TooSlowError) as fault:
            return Outcome(None, f"{type(fault).__name__}: {fault}"[:200], time.monotonic() - begun)
        except Exception as fault:
            # Or the try would not be counted, and the message tried for ever.
            _log.exception("sending to a webhook met a fault")
            return Outcome(None, type(fault).__name__, time.monotonic() - begun)

    def _send(self, target: Target, message: Message, secrets: Sequence[str], now: datetime) -> int:
        deadline = _Deadline()
        signatures = (Signer(each).sign(message.message_id, now, message.body.decode()) for each in secrets)
        headers = {
            "host": _authority(target),
            "content-type": "application/json",
            "user-agent": f"KhoanhVung/{__version__}",
            "webhook-id": message.message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
            **({"x-drill": "true"} if self.drill() else {}),
        }
        with (
            deadline,
            httpx2.Client(transport=self.transport, timeout=_WHOLE, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                _at_ip(target),
                content=message.body,
                headers=headers,
                # The certificate must be of the name that was asked for, whatever address is connected to.
                extensions={"sni_hostname": target.host, "trace": deadline.watch},
            ) as answer,
        ):
            _drain(answer, ends=deadline.ends)
            return answer.status_code


class _Deadline:
    """Ends a try as a whole: timeouts of the client begin anew with every byte, and an answer may drip for hours."""

    def __init__(self) -> None:
        self.ends = time.monotonic() + TIMEOUT_S
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._is_over = False
        self._timer = Timer(TIMEOUT_S, self._end)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_fault: object) -> None:
        self._timer.cancel()

    def watch(self, event: str, seen: Mapping[str, Any]) -> None:
        """Learn from the client which connection it has opened."""
        if event not in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            return
        with self._lock:
            self._socket = seen["return_value"].get_extra_info("socket")
        if self._is_over:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self._is_over = True
            connected = self._socket
        if connected is not None:
            with suppress(OSError):
                # A read that waits ends at once; what is closed already is left alone. Of a TLS connection the plain
                # socket ends: TLS has nothing to say to one who drips.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _drain(answer: httpx2.Response, *, ends: float) -> None:
    """Read so much of an answer that the connection ends in order, as it came: nothing is unpacked or kept."""
    read = 0
    for chunk in () if answer.is_stream_consumed else answer.iter_raw():
        read += len(chunk)
        if time.monotonic() > ends:
            raise _TooSlowError(f"the answer took longer than {TIMEOUT_S:g} s")
        if read > MOST_READ:
            break


class _TooSlowError(Exception):
    """An answer that drips."""


def _authority(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"https": 443, "http": 80}[target.scheme]
    return host if target.port == usual else f"{host}:{target.port}"


def _at_ip(target: Target) -> httpx2.URL:
    """The address of the webhook with the host that was looked at in place of its name."""
    return httpx2.URL(target.url).copy_with(host=target.ip)
