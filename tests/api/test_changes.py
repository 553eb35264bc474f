"""The feed of changes and the stream of events over HTTP: from a cursor on, without gap or repeat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from app.api.app import create_app
from app.api.event_streams import MOST_WAITING, EventStream, EventStreams
from app.domain.changes import BEGINNING, Change, ChangeFilter, ChangeId
from app.settings import Settings
from tests.accounts import hash_quickly
from tests.api.asking import joined, run
from tests.loopback import serving
from tests.office import Office, report
from tests.site import counts, hanoi
from tests.threads import PATIENCE_S

CHANGES, EVENTS = "/api/v1/changes", "/api/v1/events"
LONG = {"seconds": 60}


@pytest.fixture
def office(judged_file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with joined(judged_file, sqlite_url) as office:
        yield office


def read(office: Office, **query: Any) -> dict[str, Any]:
    answer = office.get(CHANGES, **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def here(office: Office) -> str:
    return str(read(office, after="now")["next_cursor"])


def test_a_post_that_changes_a_level_is_a_change_with_before_and_after(office: Office) -> None:
    start = here(office)
    revision = office.post("/api/v1/case-reports", "lan", report("F")).json()["revision"]
    page = read(office, after=start)
    changed = {each["subject"]: each for each in page["items"]}
    assert changed["F"]["kind"] == "status.changed"
    assert changed["F"]["id"].startswith(f"{revision}-")
    assert (changed["F"]["before"]["level"], changed["F"]["after"]["level"]) == ("green", "orange")
    assert (changed["F"]["district_codes"], changed["F"]["href"]) == (["017"], "/api/v1/zones/F")
    assert (page["has_more"], page["links"], page["next_cursor"]) == (False, [], page["items"][-1]["id"])


def test_pages_follow_each_other_without_gap_or_repeat(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    whole = read(office, limit=1000)
    ids, after = [], None
    while True:
        page = read(office, limit=2, **({"after": after} if after else {}))
        ids += [each["id"] for each in page["items"]]
        after = page["next_cursor"]
        if not page["has_more"]:
            break
        assert page["links"][0]["rel"] == "next"
    assert ids == [each["id"] for each in whole["items"]]
    assert len(set(ids)) == len(ids) > 10


def test_a_reader_takes_only_some_kinds_districts_or_wards(office: Office) -> None:
    office.site.post("F", reported=counts(1))
    some = read(office, kind="status.changed", district="017", limit=1000)["items"]
    assert {each["kind"] for each in some} == {"status.changed"}
    assert {code for each in some for code in each["district_codes"]} == {"017"}
    of_ward = read(office, ward="F", kind="status.changed", limit=1000)["items"]
    assert {each["subject"] for each in of_ward} == {"F"}
    last = read(office, kind="site.switched", after="now")
    assert last["items"] == []


def test_what_the_clock_does_is_told_once_without_a_write(office: Office) -> None:
    start, revision = here(office), office.site.revision()
    office.site.clock.now = hanoi(office.site.open_day, 18)
    told = read(office, after=start)["items"]
    assert [each["kind"] for each in told] == ["site.switched"]
    assert told[0]["after"]["open_day"] == str(office.site.open_day)
    assert office.site.revision() == revision == told[0]["revision"]
    assert read(office, after=start)["items"] == told


@pytest.mark.parametrize("after", ["x", "12", "-1-2", "1-2-3", "٣-١", "9999999999-1", " 1-1"])
def test_a_cursor_of_others_is_refused_with_the_cure(office: Office, after: str) -> None:
    answer = office.get(CHANGES, after=after)
    assert answer.status_code == 422
    assert "120-1" in answer.json()["detail"]
    assert office.get(EVENTS, after=after).status_code == 422


def test_a_cursor_beyond_the_newest_change_is_told_to_begin_again(office: Office) -> None:
    newest = here(office)
    revision, number = newest.split("-")
    assert read(office, after=newest)["items"] == []
    for path in (CHANGES, EVENTS):
        answer = office.get(path, after=f"{revision}-{int(number) + 1}")
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (410, "cursor-ahead")
        assert newest in answer.json()["detail"]


def test_who_has_the_page_already_is_told_so(office: Office) -> None:
    first = office.get(CHANGES)
    again = office.get(CHANGES, headers={"If-None-Match": first.headers["etag"]})
    assert (first.headers["cache-control"], again.status_code) == ("public, no-cache", 304)


@contextmanager
def served(office: Office, **settings: Any) -> Iterator[httpx2.Client]:
    """The same site in another process of its own, so to say: only the database is shared."""
    url = office.site.engine.url.render_as_string(hide_password=False)
    application = create_app(Settings(database_url=url, scheduler=False, **settings), clock=office.site.clock)
    with serving(application) as base, httpx2.Client(base_url=base, timeout=20) as client:
        yield client


class Stream:
    """An open stream, read event by event."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self) -> dict[str, str]:
        """The next event's fields; comments and the opening are passed over."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line and "data" in fields:
                return fields
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value
        raise AssertionError("the stream ended")


def test_a_stream_tells_what_another_process_writes_and_goes_on_from_the_last_event(office: Office) -> None:
    here(office)  # What stands already is told before the stream begins.
    with served(office) as client:
        with client.stream("GET", EVENTS, params={"kind": "status.changed", "ward": "F", "seconds": 60}) as answer:
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-cache", "no")
            office.site.post("F", reported=counts(1))
            event = Stream(answer).next()
        assert event["event"] == "status.changed"
        assert json.loads(event["data"]) == read(office, ward="F", kind="status.changed", limit=1000)["items"][-1]
        office.site.decide("I", "red")
        office.site.decide("F", "red")
        with client.stream("GET", EVENTS, params=LONG, headers={"Last-Event-ID": event["id"]}) as answer:
            stream = Stream(answer)
            resumed = [stream.next()["id"] for _ in read(office, after=event["id"])["items"]]
        assert resumed == [each["id"] for each in read(office, after=event["id"])["items"]]


def test_streams_are_bounded_in_all_and_for_an_address(office: Office) -> None:
    with served(office, event_streams_per_address=1) as client, client.stream("GET", EVENTS, params=LONG):
        refused = client.get(EVENTS)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        assert refused.json()["type"].endswith("too-many-streams-from-there")
    with served(office, event_streams=0) as client:
        refused = client.get(EVENTS)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")


def test_a_stream_ends_when_the_server_begins_to_stop_and_when_its_reader_falls_behind() -> None:
    async def no_more(_place: ChangeId) -> Sequence[Change]:
        return []

    async def stream(*, drained: bool) -> list[Message]:
        streams, sent = EventStreams(most=9, most_of_an_address=9), list[Message]()
        answer = EventStream(streams, address="", after=BEGINNING, read_on=no_more, wanted=ChangeFilter())
        draining, mine = asyncio.Event(), next(iter(streams._open))

        async def receive() -> Message:
            return await asyncio.Future()

        async def send(message: Message) -> None:
            sent.append(message)
            if drained:
                draining.set()
            elif len(sent) == 2:
                for _ in range(MOST_WAITING + 1):
                    mine.take([])

        await asyncio.wait_for(answer({"state": {"draining": draining}}, receive, send), PATIENCE_S)
        assert len(streams) == 0
        return sent

    for drained in (True, False):
        messages = run(stream(drained=drained))
        assert (messages[0]["status"], messages[-1]["more_body"]) == (200, False)


def test_a_head_of_the_stream_ends_at_once(office: Office) -> None:
    with served(office, event_streams_per_address=1) as client:
        assert client.head(EVENTS).status_code == 200
        with client.stream("GET", EVENTS) as answer:
            assert answer.status_code == 200
