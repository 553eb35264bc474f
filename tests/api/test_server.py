"""Starting and stopping: what run_server refuses, how it fails, and that it returns once it has drained."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import server
from app.api.connection_guard import ConnectionLimits, GuardedConfig, GuardedProtocol
from app.api.server import DRAIN_S, run_server, server_config
from tests.promises.serving import free_port, status_of


def _app_that_stops_itself(after: Any) -> ASGIApp:
    """Does something once it is served, then asks its own process to stop."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await receive()
        await send({"type": "lifespan.startup.complete"})
        soon = asyncio.create_task(_then_stop(after))
        await receive()
        await soon
        await send({"type": "lifespan.shutdown.complete"})

    return app


async def _then_stop(after: Any) -> None:
    await asyncio.sleep(0.2)
    await asyncio.to_thread(after)
    os.kill(os.getpid(), signal.SIGTERM)


def _failing_app() -> ASGIApp:
    raise RuntimeError("no database")


def test_it_serves_until_told_to_stop_and_then_returns() -> None:
    port = free_port()
    answers: list[bytes] = []

    client = socket.socket()

    def ask() -> None:
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        answers.append(client.recv(4_096))

    handler = signal.getsignal(signal.SIGTERM)
    with client:
        run_server(lambda: _app_that_stops_itself(ask), port=port, limits=ConnectionLimits(farewell_s=0.05))
    assert [status_of(answer) for answer in answers] == [200]
    assert signal.getsignal(signal.SIGTERM) == handler


def test_an_application_that_cannot_be_made_is_a_failure() -> None:
    with pytest.raises(SystemExit) as ended:
        run_server(_failing_app, port=free_port())
    assert ended.value.code == 1


def test_a_taken_port_is_a_failure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as ended:
            run_server(lambda: _app_that_stops_itself(lambda: None), port=taken.getsockname()[1])
    assert ended.value.code == 1


def test_several_workers_need_an_import_string() -> None:
    with pytest.raises(ValueError, match="import string"):
        run_server(_failing_app, workers=2)


@pytest.mark.parametrize(("exit_codes", "fails"), [([0, 0], False), ([0, 3], True)])
def test_workers_that_could_not_start_are_a_failure(
    monkeypatch: pytest.MonkeyPatch, exit_codes: list[int], fails: bool
) -> None:
    class Supervisor:
        def __init__(self, config: GuardedConfig, sockets: list[socket.socket]) -> None:
            self.processes = [SimpleNamespace(exitcode=code) for code in exit_codes]

        def run(self) -> None: ...

    monkeypatch.setattr(server, "Multiprocess", Supervisor)
    ended: object = None
    try:
        run_server("tests.promises.serving:create_edge_from_environment", port=free_port(), workers=2)
    except SystemExit as exc:
        ended = exc.code
    assert ended == (1 if fails else None)


@pytest.mark.parametrize(
    ("limits", "raised_to"),
    [
        ((1_024, 500_000), [(65_536, 500_000)]),
        ((1_024, 4_096), [(4_096, 4_096)]),
        ((1_024, resource.RLIM_INFINITY), [(65_536, resource.RLIM_INFINITY)]),
        ((65_536, 500_000), []),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), []),
    ],
)
def test_many_files_may_be_open_where_the_system_allows_it(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], raised_to: list[tuple[int, int]]
) -> None:
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda kind: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda kind, wanted: raised.append(wanted))
    server._allow_many_files()
    assert raised == raised_to


def test_the_configuration_is_as_we_mean_it() -> None:
    config = server_config(
        "a:b",
        host="127.0.0.1",
        port=1,
        workers=3,
        public_url="https://vung.example.vn",
        log_config=None,
        forwarded_allow_ips="10.0.0.1",
        limits=ConnectionLimits(head_s=3),
        drain_s=DRAIN_S,
    )
    assert (config.http, config.ws, config.factory, config.lifespan) == (GuardedProtocol, "none", True, "on")
    assert (config.access_log, config.server_header, config.workers) == (False, False, 3)
    assert (config.limits.head_s, config.public_url) == (3, "https://vung.example.vn")
    assert (config.forwarded_allow_ips, config.timeout_graceful_shutdown) == ("10.0.0.1", 20)
