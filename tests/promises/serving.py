"""A real server on a loopback port, in a process or a thread of its own, and sockets to misbehave towards it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from uvicorn.server import Server

from app.api.connection_guard import ConnectionLimits
from app.api.guard import Guard, GuardConfig
from app.api.server import run_server, server_config
from app.logs import log_config
from tests.api.edge_app import make_api, make_large

ROOT: Final = Path(__file__).parents[2]
SETTINGS: Final = "KHOANHVUNG_TEST_EDGE"
LARGE_BYTES: Final = 8 * 2**20
_START_S: Final = 30.0


@dataclass(frozen=True)
class Door:
    """Where a server listens."""

    port: int

    def connect(self, *, timeout_s: float = 30.0, receive_buffer: int | None = None) -> socket.socket:
        """A connected socket; a small receive buffer makes a client that soon takes no more."""
        client = socket.socket()
        if receive_buffer is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(timeout_s)
        try:
            client.connect(("127.0.0.1", self.port))
        except OSError:
            client.close()
            raise
        return client

    def ask(self, sent: bytes, *, timeout_s: float = 30.0) -> bytes:
        """Everything the server says to these bytes until it closes the connection."""
        with self.connect(timeout_s=timeout_s) as client:
            with contextlib.suppress(ConnectionError):
                client.sendall(sent)
            return read_all(client)

    def get(self, path: str = "/items") -> tuple[int, float]:
        """Status of a well-behaved request on a connection of its own, and the seconds it took."""
        begun = time.perf_counter()
        answer = self.ask(b"GET %s HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n" % path.encode())
        return status_of(answer), time.perf_counter() - begun


@dataclass(frozen=True)
class ServerProcess(Door):
    """A server in a process of its own."""

    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Send SIGTERM and wait for the end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


@contextlib.contextmanager
def serving_process(log: Path, **settings: Any) -> Iterator[ServerProcess]:
    """A server process with the real limits, except for those given as `limits` and `guard`."""
    port = free_port()
    with start_process(log, port=port, **settings) as process:
        server = ServerProcess(port, process, log)
        _wait_until(lambda: _answers(server), is_alive=lambda: process.poll() is None)
        yield server


@contextlib.contextmanager
def start_process(log: Path, **settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A server process, whether it comes to serve or not; it is ended with the context."""
    environment = {**os.environ, SETTINGS: json.dumps(settings), "PYTHONPATH": str(ROOT)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.promises.serving"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def serving_here(*, limits: ConnectionLimits, guard: GuardConfig | None = None) -> Iterator[Door]:
    """A server in a thread of this process."""
    config = server_config(
        lambda: create_edge(guard or GuardConfig()),
        host="127.0.0.1",
        port=free_port(),
        workers=1,
        public_url=None,
        log_config=None,
        forwarded_allow_ips=None,
        limits=limits,
        drain_s=2,
    )
    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        _wait_until(lambda: server.started, is_alive=thread.is_alive)
        yield Door(config.port)
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def create_edge(guard: GuardConfig) -> Guard:
    """The application these servers serve."""
    api = make_api()
    make_large(api, size=LARGE_BYTES)
    return Guard(api, guard)


def create_edge_from_environment() -> Guard:
    """The same in a server process, as its starter asked for it."""
    settings = _settings()
    if settings.get("fails"):
        raise RuntimeError("the application cannot start")
    return create_edge(GuardConfig(**settings.get("guard", {})))


def read_all(client: socket.socket) -> bytes:
    """What comes until the other side closes; a reset counts as closing."""
    received = bytearray()
    with contextlib.suppress(ConnectionError):
        while chunk := client.recv(65_536):
            received += chunk
    return bytes(received)


def read_answer(client: socket.socket) -> bytes:
    """One whole answer with a Content-Length, on a connection that stays open."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = client.recv(65_536)
        if not chunk:
            return received
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body)
    while missing > 0 and (chunk := client.recv(missing)):
        received, missing = received + chunk, missing - len(chunk)
    return received


def status_of(answer: bytes) -> int:
    """The status in the first line; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings() -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(os.environ[SETTINGS])
    return settings


def _answers(server: Door) -> bool:
    with contextlib.suppress(OSError):
        return server.get()[0] == 200
    return False


def _wait_until(is_ready: Callable[[], bool], *, is_alive: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_S
    while not is_ready():
        if not is_alive():
            raise RuntimeError("the server ended before it answered")
        if time.monotonic() > deadline:
            raise TimeoutError("the server did not answer in time")
        time.sleep(0.02)


def _main() -> None:
    settings = _settings()
    run_server(
        "tests.promises.serving:create_edge_from_environment",
        port=settings["port"],
        workers=settings.get("workers", 1),
        drain_s=settings.get("drain_s", 5),
        limits=ConnectionLimits(**settings.get("limits", {})),
        log_config=log_config(json=True),
    )


if __name__ == "__main__":
    _main()
