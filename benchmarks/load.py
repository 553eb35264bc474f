"""A load of equal requests over kept connections, from this process; answers are counted, and must all be alike."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.serving import Server

CONNECTIONS: Final = 16


@dataclass(frozen=True)
class Load:
    """What a load came to."""

    requests_per_s: float
    server_us: float
    """Processor time of the server for one request, in microseconds: the load itself plays no part in it."""

    def __str__(self) -> str:
        """Both figures."""
        return f"{self.requests_per_s:,.0f}/s, {self.server_us:.0f} µs"


def put_load(server: Server, path: str, *, headers: Mapping[str, str], seconds: float, status: int = 200) -> Load:
    """Ask the same thing again and again on sixteen connections.

    Raises:
        RuntimeError: an answer has another status or length than the first.
    """
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{lines}\r\n".encode()
    asyncio.run(_ask(server.port, request, seconds=0.5, status=status))
    before, begun = server.cpu_s(), time.perf_counter()
    answered = asyncio.run(_ask(server.port, request, seconds=seconds, status=status))
    taken, cpu = time.perf_counter() - begun, server.cpu_s() - before
    return Load(answered / taken, 1e6 * cpu / answered)


async def _ask(port: int, request: bytes, *, seconds: float, status: int) -> int:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    clients = [_Client(request, until, status) for _ in range(CONNECTIONS)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    return sum(client.answered for client in clients)


class _Client(asyncio.Protocol):
    """One connection that asks anew as soon as it is answered."""

    def __init__(self, request: bytes, until: float, status: int) -> None:
        self._request, self._until = request, until
        self._opening = f"HTTP/1.1 {status} ".encode()
        self._loop = asyncio.get_running_loop()
        self._length = 0
        self._received = bytearray()
        self._left = 0
        self.answered = 0
        self.done: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count a whole answer, and ask again."""
        if self._length == 0:
            self._learn(data)
        else:
            if self._left == self._length and not data.startswith(self._opening):
                raise RuntimeError(f"answered with {data[:20]!r}")
            self._left -= len(data)
        if self._length and self._left <= 0:
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side may not leave first."""
        if not self.done.done():
            self.done.set_exception(exc or RuntimeError("the server closed the connection"))

    def _learn(self, data: bytes) -> None:
        """Of the first answer take the length, which all others must have."""
        self._received += data
        head, mark, _ = bytes(self._received).partition(b"\r\n\r\n")
        if not mark:
            return
        if not head.startswith(self._opening):
            self.done.set_exception(RuntimeError(f"answered with {head[:40]!r}"))
            self._transport.abort()
            return
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        self._length = len(head) + 4 + (int(lengths[0]) if lengths and not head.startswith(b"HTTP/1.1 304") else 0)
        self._left = self._length - len(self._received)

    def _next(self) -> None:
        if self._left < 0:
            raise RuntimeError("an answer is longer than the first")
        self.answered += 1
        self._left = self._length
        if self._loop.time() < self._until:
            self._transport.write(self._request)
        else:
            self.done.set_result(None)
            self._transport.close()
