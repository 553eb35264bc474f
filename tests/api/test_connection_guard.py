"""One connection cannot be held for ever: heads, bodies, silence and clients that do not read, on real sockets."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import pytest

from app.api.connection_guard import ConnectionLimits
from app.api.guard import GuardConfig
from tests.promises.serving import LARGE_BYTES, Door, read_all, read_answer, serving_here, status_of

LIMIT_S = 0.4
SLACK_S = 2.0
"""A busy machine may be late; it may not be early."""

POST = b"POST /anything HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
GET = b"GET /items HTTP/1.1\r\nHost: t\r\n"
CLOSE = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    limits = ConnectionLimits(
        head_s=LIMIT_S, unread_body_s=LIMIT_S, write_stall_s=LIMIT_S, linger_s=0.2, farewell_s=0.1
    )
    with serving_here(limits=limits, guard=GuardConfig(body_stall_s=LIMIT_S)) as door:
        yield door


def _timed(door: Door, sent: bytes) -> tuple[bytes, float]:
    begun = time.perf_counter()
    answer = door.ask(sent)
    return answer, time.perf_counter() - begun


def _ended_in_time(seconds: float) -> bool:
    return LIMIT_S <= seconds <= LIMIT_S + SLACK_S


@pytest.mark.parametrize("sent", [GET + b"X-A: ", GET[:10], GET + b"X-A: 1\r\n", b"G"])
def test_a_half_sent_head_is_answered_and_ended(door: Door, sent: bytes) -> None:
    answer, seconds = _timed(door, sent)
    assert status_of(answer) == 408
    assert b"/problems/headers-stalled" in answer
    assert _ended_in_time(seconds)


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"\r\n\r\n"])
def test_a_silent_connection_is_closed_without_a_word(door: Door, sent: bytes) -> None:
    answer, seconds = _timed(door, sent)
    assert answer == b""
    assert _ended_in_time(seconds)


def test_a_head_that_trickles_is_ended_all_the_same(door: Door) -> None:
    begun = time.perf_counter()
    with door.connect(timeout_s=0.05) as client, contextlib.suppress(ConnectionError):
        answer = b""
        for byte in GET + b"X-A: " + b"a" * 1_000:
            client.sendall(bytes([byte]))
            with contextlib.suppress(TimeoutError):
                answer = client.recv(4_096)
                break
    assert status_of(answer) == 408
    assert _ended_in_time(time.perf_counter() - begun)


@pytest.mark.parametrize("framing", [b"Content-Length: 100\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"])
def test_a_half_sent_body_is_answered_and_ended(door: Door, framing: bytes) -> None:
    answer, seconds = _timed(door, POST + framing)
    assert status_of(answer) == 408
    assert b"/problems/body-stalled" in answer
    assert _ended_in_time(seconds)


def test_a_body_that_nobody_reads_does_not_keep_the_connection(door: Door) -> None:
    answer, seconds = _timed(door, POST.replace(b"/anything", b"/nowhere") + b"Content-Length: 100\r\n\r\n{")
    assert status_of(answer) == 404
    assert _ended_in_time(seconds)


def test_a_body_that_nobody_reads_may_still_end_well(door: Door) -> None:
    with door.connect() as client:
        client.sendall(POST.replace(b"/anything", b"/nowhere") + b"Content-Length: 2\r\n\r\n{")
        assert status_of(read_answer(client)) == 404
        client.sendall(b"}" + GET + CLOSE)
        assert status_of(read_all(client)) == 200


def test_after_an_unread_body_silence_is_ended_too(door: Door) -> None:
    with door.connect() as client:
        client.sendall(POST.replace(b"/anything", b"/nowhere") + b"Content-Length: 2\r\n\r\n{")
        read_answer(client)
        client.sendall(b"}")
        begun = time.perf_counter()
        assert read_all(client) == b""
    assert _ended_in_time(time.perf_counter() - begun)


@pytest.mark.parametrize(
    "flood",
    [
        GET + b"X-A: " + b"a" * 20_000_000,
        GET + b"X-A: abcdef\r\n" * 1_500_000,
        b"GET /items?q=" + b"a" * 20_000_000,
        GET + b"X-A: " + b"a" * 70_000 + b"\r\n" + CLOSE,
        GET + b"X-A: 1\r\n" * 101 + CLOSE,
        GET + b"a" * 20_000_000,
    ],
    ids=["one value", "many headers", "address", "complete", "count", "one name"],
)
def test_a_flood_of_headers_is_refused(door: Door, flood: bytes) -> None:
    answer, seconds = _timed(door, flood)
    assert status_of(answer) in {400, 431}
    assert b"application/problem+json" in answer
    assert seconds < SLACK_S


def test_a_head_within_the_limits_passes(door: Door) -> None:
    assert status_of(door.ask(GET + b"X-A: " + b"a" * 60_000 + b"\r\n" + CLOSE)) == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: t\r\n\r\n",
        GET + b"X: a\x00b\r\n\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: x\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"\xff\xfe\xfd\xfc" * 10,
    ],
)
def test_what_is_no_http_is_answered_with_a_problem(door: Door, sent: bytes) -> None:
    answer, seconds = _timed(door, sent)
    assert status_of(answer) == 400
    assert b"application/problem+json" in answer
    assert b"x-content-type-options: nosniff" in answer
    assert seconds < SLACK_S


def test_too_large_a_body_hears_why_while_it_is_still_sending(door: Door) -> None:
    head = POST + b"Content-Length: 10000000\r\n\r\n"
    assert status_of(door.ask(head + b" " * 10_000_000)) == 413


def test_trailers_do_not_become_headers_and_cannot_flood(door: Door) -> None:
    head = POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n"
    assert status_of(door.ask(head + b"X-Trailer: 1\r\n\r\n")) == 200
    begun = time.perf_counter()
    door.ask(head + b"X-Trailer: 1\r\n" * 200_000)
    assert time.perf_counter() - begun < SLACK_S


def test_a_client_that_does_not_read_is_cut_off(door: Door) -> None:
    with door.connect(receive_buffer=4_096) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: t\r\n\r\n")
        time.sleep(LIMIT_S + SLACK_S)
        assert len(read_all(client)) < LARGE_BYTES


def test_a_client_that_reads_slowly_but_steadily_gets_everything(door: Door) -> None:
    received = 0
    with door.connect(receive_buffer=65_536) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: t\r\n" + CLOSE)
        begun = time.perf_counter()
        while chunk := client.recv(400_000):
            received += len(chunk)
            time.sleep(0.01 if time.perf_counter() - begun < 2 * LIMIT_S else 0)
    assert received > LARGE_BYTES


def test_a_connection_serves_one_request_after_another(door: Door) -> None:
    with door.connect() as client:
        for _ in range(3):
            client.sendall(GET + b"\r\n")
            assert status_of(read_answer(client)) == 200


def test_pipelined_requests_are_answered_in_turn(door: Door) -> None:
    assert door.ask(GET + b"\r\n" + GET + CLOSE).count(b"HTTP/1.1 200") == 2


def test_half_a_head_behind_a_whole_request_is_ended(door: Door) -> None:
    answer, seconds = _timed(door, GET + b"\r\n" + GET)
    assert answer.count(b"HTTP/1.1 200") == answer.count(b"HTTP/1.1 408") == 1
    assert _ended_in_time(seconds)


def test_a_flood_behind_an_open_answer_ends_the_connection(door: Door) -> None:
    begun = time.perf_counter()
    with door.connect() as client:
        client.sendall(b"GET /late HTTP/1.1\r\nHost: t\r\n\r\n" + GET)
        with contextlib.suppress(ConnectionError):
            client.sendall(b"X-A: " + b"a" * 20_000_000)
        read_all(client)
    assert time.perf_counter() - begun < SLACK_S


def test_an_answer_may_take_longer_than_any_of_the_limits(door: Door) -> None:
    status, seconds = door.get("/late")
    assert status == 200
    assert seconds > 2 * LIMIT_S


def test_an_offer_to_speak_another_protocol_is_declined(door: Door) -> None:
    answer = door.ask(GET + b"Upgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n")
    assert status_of(answer) == 200


def test_head_has_no_body(door: Door) -> None:
    head, _, body = door.ask(b"HEAD /cached HTTP/1.1\r\nHost: t\r\n" + CLOSE).partition(b"\r\n\r\n")
    assert b"content-length: 2" in head.lower()
    assert body == b""


def test_the_server_does_not_name_its_software(door: Door) -> None:
    assert b"\r\nserver:" not in door.ask(GET + CLOSE).lower()


def test_leaving_is_polite_to_everyone() -> None:
    with serving_here(limits=ConnectionLimits(farewell_s=0.3)) as door:
        late, endless, idle, begun = (door.connect() for _ in range(4))
        late.sendall(b"GET /late HTTP/1.1\r\nHost: t\r\n\r\n")
        endless.sendall(b"GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
        begun.sendall(b"GET /late HTTP/1.1\r\nHost: t\r\n")
        greeting = b""
        while b": hello" not in greeting:
            greeting += endless.recv(4_096)
        threading.Timer(0.2, lambda: begun.sendall(b"\r\n")).start()
    answers = [read_all(client) for client in (late, endless, idle, begun)]
    for client in (late, endless, idle, begun):
        client.close()
    assert status_of(answers[0]) == status_of(answers[3]) == 200
    assert b": bye" in answers[1]
    assert answers[2] == b""


def test_the_real_limits_are_those_that_are_promised() -> None:
    assert ConnectionLimits().head_s == 10.0
    assert GuardConfig().body_stall_s == 8.0
    assert ConnectionLimits().tick_s == 0.8
