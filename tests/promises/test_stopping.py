"""Stopping and replacing a server: open answers end well, those on their way are served, and it says how it ended."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from tests.promises.serving import (
    ServerProcess,
    free_port,
    read_all,
    read_answer,
    serving_process,
    start_process,
    status_of,
)

GET = b"GET /items HTTP/1.1\r\nHost: t\r\n\r\n"


def _read_later(client: socket.socket) -> tuple[threading.Thread, list[bytes]]:
    answers: list[bytes] = []
    thread = threading.Thread(target=lambda: answers.append(read_all(client)))
    thread.start()
    return thread, answers


def _log_lines(server: ServerProcess) -> list[dict[str, object]]:
    return [json.loads(line) for line in server.log.read_text().splitlines()]


@pytest.mark.promise
def test_an_open_answer_is_finished_before_the_server_ends(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log") as server, server.connect() as client:
        client.sendall(b"GET /late HTTP/1.1\r\nHost: t\r\n\r\n")
        thread, answers = _read_later(client)
        time.sleep(0.3)
        assert server.stop() == 0
        thread.join()
    assert status_of(answers[0]) == 200
    assert b"connection: close" in answers[0]


@pytest.mark.promise
def test_a_request_on_its_way_is_served_on_connections_new_and_kept(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log") as server, server.connect() as new, server.connect() as kept:
        kept.sendall(GET)
        read_answer(kept)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        new.sendall(GET)
        kept.sendall(GET)
        answers = [read_all(new), read_all(kept)]
        assert server.process.wait(timeout=10) == 0
    assert [status_of(answer) for answer in answers] == [200, 200]
    assert all(b"connection: close" in answer for answer in answers)


@pytest.mark.promise
def test_an_endless_stream_is_told_to_end(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log", drain_s=20) as server, server.connect() as client:
        client.sendall(b"GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
        thread, answers = _read_later(client)
        time.sleep(0.3)
        begun = time.perf_counter()
        assert server.stop() == 0
        thread.join()
    assert b": bye" in answers[0]
    assert time.perf_counter() - begun < 5


@pytest.mark.promise
def test_idle_connections_do_not_hold_the_server_up(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log", drain_s=20) as server:
        clients = [server.connect() for _ in range(20)]
        begun = time.perf_counter()
        assert server.stop() == 0
        assert time.perf_counter() - begun < 5
        for client in clients:
            client.close()


@pytest.mark.promise
def test_workers_are_replaced_one_by_one_under_load_without_a_failed_request(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log", workers=2) as server:
        statuses: list[int] = []
        is_over = threading.Event()

        def keep_asking() -> None:
            while not is_over.is_set():
                statuses.append(server.get()[0])

        askers = [threading.Thread(target=keep_asking) for _ in range(4)]
        for asker in askers:
            asker.start()
        _wait_for_workers(server, 2)
        server.process.send_signal(signal.SIGHUP)
        _wait_for_workers(server, 4)
        time.sleep(1)
        is_over.set()
        for asker in askers:
            asker.join()
        assert set(statuses) == {200}
        assert len(statuses) > 100


def _wait_for_workers(server: ServerProcess, count: int) -> None:
    """Wait until so many workers have started since the beginning, those that ended since among them."""
    deadline = time.monotonic() + 100
    while _workers_started(server) < count:
        assert time.monotonic() < deadline, "the workers did not start in time"
        time.sleep(0.1)


def _workers_started(server: ServerProcess) -> int:
    return sum(1 for line in _log_lines(server) if str(line["event"]).startswith("Started server process"))


@pytest.mark.promise
def test_requests_are_logged_without_query_and_nothing_else_logs_them(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log", guard={"log_reads": True}) as server:
        server.get("/items?token=abc123&q=x")
        assert server.stop() == 0
        lines = _log_lines(server)
    requests = [line for line in lines if line["logger"] == "app.requests"]
    assert requests[-1]["path"] == "/items"
    assert "abc123" not in server.log.read_text()
    assert not any(line["logger"] == "uvicorn.access" for line in lines)


@pytest.mark.promise
def test_a_port_that_is_taken_is_a_failure(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with start_process(tmp_path / "log", port=taken.getsockname()[1]) as process:
            assert process.wait(timeout=30) == 1


@pytest.mark.promise
@pytest.mark.parametrize("workers", [1, 2])
def test_an_application_that_cannot_start_is_a_failure(tmp_path: Path, workers: int) -> None:
    with start_process(tmp_path / "log", port=free_port(), fails=True, workers=workers) as process:
        assert process.wait(timeout=180) == 1
