"""Running the service: uvicorn with guarded connections, one process or several, drained before it stops."""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.server import Server
from uvicorn.supervisors.multiprocess import Multiprocess

from app.api.connection_guard import ConnectionLimits, GuardedConfig, GuardedProtocol

KEEP_ALIVE_S: Final = 65
"""Longer than the minute that proxies commonly keep a connection, so that the proxy is the one to close it."""
DRAIN_S: Final = 20
WORKER_START_S: Final = 30
"""A worker that takes longer to start is given up, and the one it was to replace stays. uvicorn's own 5 s are too few
for a machine that is busy serving."""
_WANTED_FILES: Final = 65_536


def run_server(
    app_factory: str | Callable[[], ASGIApp],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    public_url: str | None = None,
    log_config: dict[str, Any] | None = None,
    forwarded_allow_ips: str | None = None,
    limits: ConnectionLimits | None = None,
    drain_s: int = DRAIN_S,
) -> None:
    """Serve until told to stop (SIGTERM, SIGINT), then finish what is being answered and return.

    Args:
        app_factory: makes the ASGI application; an import string (`module:name`) when there are several workers, each
            of which calls it. When the application's lifespan state holds an `asyncio.Event` under `draining`, it is
            set once the server begins to stop, so that endless streams can end.
        port: 0 picks a free one.
        workers: processes that share one listening socket. SIGHUP to the first process replaces them one by one.
        log_config: applied in every worker; without it, logging stays as the caller configured it.
        forwarded_allow_ips: proxies whose X-Forwarded headers are believed, `127.0.0.1,::1` by default.
        drain_s: how long open answers may take after the signal.

    Raises: SystemExit(1) when the application or the socket cannot start.
    """
    if workers > 1 and not isinstance(app_factory, str):
        raise ValueError("several workers need the factory as an import string, such as app.api.app:create_app")
    _allow_many_files()
    config = server_config(
        app_factory,
        host=host,
        port=port,
        workers=workers,
        public_url=public_url,
        log_config=log_config,
        forwarded_allow_ips=forwarded_allow_ips,
        limits=limits or ConnectionLimits(),
        drain_s=drain_s,
    )
    try:
        has_started = _run_workers(config) if workers > 1 else _run_here(config)
    except SystemExit as exc:
        has_started = exc.code in {None, 0}
    if not has_started:
        sys.exit(1)


def server_config(
    app_factory: str | Callable[[], ASGIApp],
    *,
    host: str,
    port: int,
    workers: int,
    public_url: str | None,
    log_config: dict[str, Any] | None,
    forwarded_allow_ips: str | None,
    limits: ConnectionLimits,
    drain_s: int,
) -> GuardedConfig:
    """uvicorn's configuration as we mean it: no access log of its own, no server header, no WebSockets."""
    config = GuardedConfig(
        app_factory,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        log_config=log_config,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=forwarded_allow_ips,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=drain_s,
        timeout_worker_healthcheck=WORKER_START_S,
    )
    config.limits, config.public_url = limits, public_url
    return config


def _run_here(config: GuardedConfig) -> bool:
    """Serve in this process; whether it ever began to."""
    server = Server(config)
    # After its drain uvicorn raises the signal it had caught once more; by then there is nothing left to stop.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
    finally:
        signal.signal(signal.SIGTERM, before)
    return server.started


def _run_workers(config: GuardedConfig) -> bool:
    """Serve in several processes; whether none of them failed to start."""
    with contextlib.closing(config.bind_socket()) as listener:
        supervisor = Multiprocess(config, sockets=[listener])
        supervisor.run()
    return all(process.exitcode != STARTUP_FAILURE for process in supervisor.processes)


def _allow_many_files() -> None:
    """Raise the soft limit of open files: every connection is one, and the usual 1,024 are soon gone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(_WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
