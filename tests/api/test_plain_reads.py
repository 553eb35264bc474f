"""The guard's lane for plain reads: who passes by the application, and that nobody is answered otherwise for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from app.api.guard import Guard, GuardConfig, Served
from tests.api.asking import (
    HOST,
    REQUEST_ID,
    Answer,
    Client,
    Header,
    Passed,
    ask,
    edition_of,
    guard_of,
    joined,
    reads_of,
    run,
    store_of,
)
from tests.office import ZONES, Office


@pytest.fixture(scope="module")
def hall(judged_file: Path, sqlite_folder: Path) -> Iterator[Office]:
    with joined(judged_file, f"sqlite:///{sqlite_folder / 'plain.sqlite'}") as office:
        yield office


@dataclass(frozen=True)
class Unusual:
    """A request that the lane takes, just takes, or just does not take."""

    path: str = ZONES
    method: str = "GET"
    headers: tuple[Header, ...] = ()
    body: tuple[bytes, ...] = ()
    scope: tuple[tuple[str, Any], ...] = ()

    async def sent(self, app: ASGIApp) -> Answer:
        client = Client(*self.body)
        return await ask(app, self.path, b"", *self.headers, method=self.method, client=client, **dict(self.scope))


def _numbered(count: int, value: bytes = b"1") -> tuple[Header, ...]:
    return tuple((f"x-{number}".encode(), value) for number in range(count))


UNUSUAL = {
    "plain": Unusual(),
    "a header twice": Unusual(headers=((b"accept", b"*/*"), (b"accept", b"text/html"))),
    "two tags in two headers": Unusual(headers=((b"if-none-match", b'"a"'), (b"if-none-match", b"*"))),
    "two encodings in two headers": Unusual(headers=((b"accept-encoding", b"br"), (b"accept-encoding", b"gzip"))),
    "two hosts": Unusual(headers=((b"host", b"other.example"),)),
    "no host": Unusual(scope=(("headers", [REQUEST_ID]),)),
    "no host in HTTP/1.0": Unusual(scope=(("headers", [REQUEST_ID]), ("http_version", "1.0"))),
    "no header at all": Unusual(scope=(("headers", []),)),
    "a NUL": Unusual(headers=((b"x-note", b"a\x00b"),)),
    "a line break": Unusual(headers=((b"x-note", b"a\nb"),)),
    "a delete sign": Unusual(headers=((b"x-note", b"\x7f"),)),
    "a tab": Unusual(headers=((b"x-note", b"a\tb"),)),
    "no UTF-8": Unusual(headers=((b"x-note", b"\xff\xfe"),)),
    "a body": Unusual(headers=((b"content-length", b"5"),), body=(b"hello",)),
    "an empty body": Unusual(headers=((b"content-length", b"0"),)),
    "a body in chunks": Unusual(headers=((b"transfer-encoding", b"chunked"),), body=(b"he", b"llo")),
    "too large a body": Unusual(headers=((b"content-length", b"99999999"),)),
    "a length that is none": Unusual(headers=((b"content-length", b"-1"),)),
    "40 headers": Unusual(headers=_numbered(38)),
    "41 headers": Unusual(headers=_numbered(39)),
    "101 headers": Unusual(headers=_numbered(99)),
    "8 KiB of headers": Unusual(headers=_numbered(30, b"x" * 300)),
    "too long headers": Unusual(headers=_numbered(30, b"x" * 3000)),
    "an id of its own": Unusual(scope=(("headers", [HOST, (b"x-request-id", b"abcdefgh")]),)),
    "to be answered later": Unusual(headers=((b"prefer", b"respond-async"),)),
    "expecting something": Unusual(headers=((b"expect", b"100-continue"),)),
    "HEAD": Unusual(method="HEAD"),
    "a preflight": Unusual(
        method="OPTIONS", headers=((b"origin", b"https://map.example"), (b"access-control-request-method", b"GET"))
    ),
    "a write": Unusual(method="POST", headers=((b"origin", b"https://map.example"),)),
    "a slash more": Unusual(path=f"{ZONES}/"),
    "an escaped address": Unusual(scope=(("raw_path", b"/api/v1/%7Aones"),)),
}


@pytest.mark.parametrize("unusual", [pytest.param(each, id=name) for name, each in UNUSUAL.items()])
def test_every_request_gets_the_answer_it_gets_without_the_lane(hall: Office, unusual: Unusual) -> None:
    async def compare() -> None:
        reads, config = reads_of(hall), guard_of(hall).config
        with_lane = await unusual.sent(Guard(reads, config, ready=reads.ready))
        without_lane = await unusual.sent(Guard(reads, config))
        assert _but_for_made_up_ids(with_lane) == _but_for_made_up_ids(without_lane)

    run(compare())


def _but_for_made_up_ids(answer: Answer) -> Answer:
    """The same without the id of a request that gave none."""
    made_up = answer["x-request-id"].encode()
    if made_up == REQUEST_ID[1]:
        return answer
    head = [(name, b"" if value == made_up else value) for name, value in answer.head]
    return replace(answer, head=head, body=answer.body.replace(made_up, b""))


@pytest.mark.parametrize("name", [pytest.param(b"x-\x00note", id="a NUL"), pytest.param(b"x" * 70_000, id="70 kB")])
def test_names_of_headers_are_looked_at_as_much_as_their_values(hall: Office, name: bytes) -> None:
    """Our own server's parser lets no such name through; the guard does not rely on it anywhere else."""
    assert run(Unusual(headers=((name, b"1"),)).sent(guard_of(hall))).status in {400, 431}


@pytest.mark.parametrize(
    ("headers", "passed"),
    [
        ([], 0),
        ([(b"accept-encoding", b"br"), (b"if-none-match", b'"a"'), (b"cookie", b"a=b")], 0),
        ([*_numbered(38)], 0),
        ([*_numbered(39)], 1),
        ([(b"content-length", b"0")], 1),
        ([(b"accept", b"*/*"), (b"accept", b"*/*")], 1),
        ([(b"x-note", b"\x01")], 0),
        ([(b"prefer", b"wait=20")], 1),
    ],
)
def test_plain_reads_alone_pass_by_the_application(hall: Office, headers: list[Header], passed: int) -> None:
    inner = Passed(reads_of(hall))
    run(ask(Guard(inner, guard_of(hall).config, ready=reads_of(hall).ready), ZONES, b"", *headers))
    assert inner.count == passed


def test_what_is_behind_a_write_or_the_clock_or_the_database_does_not_lie_ready(hall: Office) -> None:
    scope, headers = {"path": ZONES, "query_string": b""}, {HOST[0]: HOST[1]}
    reads, store, clock = reads_of(hall), store_of(hall), hall.site.clock
    assert reads.ready(scope, headers) is not None
    for name, value in (("_wanted_revision", store.wanted_revision + 1), ("is_stale", True)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, name, value)
            assert reads.ready(scope, headers) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", edition_of(hall).snapshot.valid_until)
        assert reads.ready(scope, headers) is None


def test_an_id_that_the_reader_gives_is_given_back_and_one_that_is_none_replaced(hall: Office) -> None:
    async def read(*headers: Header) -> str:
        return (await ask(guard_of(hall), headers=[HOST, *headers]))["x-request-id"]

    assert run(read((b"x-request-id", b"sane-id-0001"))) == "sane-id-0001"
    made_up = {run(read((b"x-request-id", b"<script>"))), run(read()), run(read())}
    assert len(made_up) == 3
    assert all(len(each) == 21 for each in made_up)


def test_where_every_request_is_counted_none_passes_by(hall: Office) -> None:
    served: list[Served] = []
    run(ask(Guard(reads_of(hall), GuardConfig(observe=served.append), ready=reads_of(hall).ready)))
    assert [(each.path, each.status) for each in served] == [(ZONES, 200)]
