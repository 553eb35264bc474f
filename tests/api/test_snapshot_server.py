"""Map reads answered from prebuilt editions: what FastAPI would have said, byte for byte, to strangers and to staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.api.editions import Address
from app.api.guard import Guard
from app.api.snapshot_server import SnapshotServer
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import hash_quickly
from tests.api.asking import (
    ENCODINGS,
    LANGUAGES,
    Answer,
    Header,
    Passed,
    addresses_of,
    ask,
    asked_as,
    edition_of,
    guard_of,
    joined,
    printed,
    run,
    sessions_opened,
    shelf_of,
    store_of,
    without_editions,
)
from tests.office import ZONES, Office, join_office, office_on_sqlite
from tests.pages import make_drill
from tests.site import WARDS, counts, open_site

TIMELINE, RINGS, WARD = "/api/v1/zones/timeline", "/api/v1/rings", f"{ZONES}/E"
INSTANT = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def hall(judged_file: Path, sqlite_folder: Path) -> Iterator[Office]:
    """For tests that only read."""
    with joined(judged_file, f"sqlite:///{sqlite_folder / 'hall.sqlite'}", behind_tls=True) as office:
        yield office


@pytest.fixture
def office(judged_file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """For tests that write."""
    hash_quickly(monkeypatch)
    with joined(judged_file, sqlite_url) as office:
        yield office


def test_everything_that_many_ask_for_is_printed(hall: Office) -> None:
    found = {path + (f"?{query.decode()}" if query else "") for path, query in addresses_of(hall)}
    assert found >= {
        "/",
        ZONES,
        f"{ZONES}?format=csv",
        f"{ZONES}?district=017",
        f"{ZONES}?district=017&format=csv",
        "/api/v1/zones.geojson",
        "/api/v1/zones.geojson?tolerance=0.0005",
        TIMELINE,
        RINGS,
        f"{RINGS}?merged=true",
        f"{RINGS}?outlines=true",
        "/api/v1/legend",
    }
    assert any("/districts.geojson?tolerance=0.001" in each for each in found)
    assert any(each.endswith("css/site.css") for each in found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_printed_answer_is_the_one_fastapi_gives_to_the_last_byte(
    hall: Office, encoding: bytes, language: bytes
) -> None:
    async def compare() -> None:
        for path, query in addresses_of(hall):
            headers = asked_as(encoding, language)
            found = await ask(guard_of(hall), path, query, *headers)
            assert found.status == 200, (path, query)
            assert found == await ask(without_editions(hall), path, query, *headers), (path, query)

    run(compare())


def test_an_answer_carries_all_that_the_edge_adds(hall: Office) -> None:
    answer = run(ask(guard_of(hall), ZONES, b"", *asked_as(b"br", b"vi")))
    assert {name.decode() for name, _ in answer.head} == {
        "access-control-allow-origin",
        "access-control-expose-headers",
        "cache-control",
        "content-encoding",
        "content-length",
        "content-security-policy",
        "content-type",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "etag",
        "permissions-policy",
        "referrer-policy",
        "strict-transport-security",
        "vary",
        "x-content-type-options",
        "x-frame-options",
        "x-request-id",
        "x-revision",
    }


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_printed_answer_is_as_true_on_a_drill_site(sqlite_url: str, encoding: bytes) -> None:
    async def compare(office: Office) -> None:
        for path, query in addresses_of(office):
            found = await ask(guard_of(office), path, query, *asked_as(encoding, b"vi"))
            assert found["x-drill"] == "true", (path, query)
            assert found == await ask(without_editions(office), path, query, *asked_as(encoding, b"vi"))

    with office_on_sqlite(sqlite_url) as office:
        make_drill(office.site)
        office.site.declare("E")
        printed(office)
        run(compare(office))


def test_once_a_site_is_a_drill_every_printed_answer_says_so(sqlite_url: str) -> None:
    """Also those that were printed before and last: files and shapes."""

    async def unmarked(office: Office) -> list[Address]:
        answers = {address: await ask(guard_of(office), *address) for address in addresses_of(office)}
        return [address for address, answer in answers.items() if answer.get("x-drill") != "true"]

    with office_on_sqlite(sqlite_url) as office:
        printed(office)
        make_drill(office.site)
        office.site.declare("E")
        printed(office)
        assert run(unmarked(office)) == []


def test_editions_on_postgis_are_what_fastapi_says_too(postgis_url: str) -> None:
    engine = create_database_engine(postgis_url)
    site = open_site(engine)
    site.declare("E")
    office = join_office(site, Settings(scheduler=False))
    printed(office)

    async def compare() -> None:
        for path, query in addresses_of(office):
            assert await ask(guard_of(office), path, query) == await ask(without_editions(office), path, query)

    run(compare())
    engine.dispose()


@pytest.mark.parametrize("path", ["/", ZONES])
@pytest.mark.parametrize(
    "headers",
    [
        [(b"accept-encoding", b"identity, gzip;q=0.4")],
        [(b"accept-encoding", b"gzip;q=x, *;q=0.1")],
        [(b"accept-encoding", b"\xff\xfe, br;q=0")],
        [(b"accept-language", b"en-GB, vi;q=0.9")],
        [(b"accept-language", b"fr, *")],
        [(b"accept-language", b"\xc4\x91, EN;q=1")],
        [(b"accept", b"application/xml;q=1")],
        [(b"range", b"bytes=0-9")],
        [(b"origin", b"https://map.example"), (b"sec-fetch-site", b"cross-site")],
        [(b"authorization", b"Bearer none"), (b"cookie", b"kv_session=none")],
        [(b"if-none-match", b'"\xe9"')],
        [(b"prefer", b"return=minimal, wait=soon")],
    ],
)
def test_whatever_else_a_reader_sends_the_answer_is_the_one_fastapi_gives(
    hall: Office, path: str, headers: list[Header]
) -> None:
    async def compare() -> None:
        found = await ask(guard_of(hall), path, b"", *headers)
        assert found == await ask(without_editions(hall), path, b"", *headers)

    run(compare())


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{} ', "*"])
def test_who_has_the_answer_is_told_so_in_the_words_of_fastapi(hall: Office, form: str) -> None:
    async def compare() -> None:
        for path, query in addresses_of(hall):
            headers = asked_as(b"br", b"vi")
            tag = (await ask(guard_of(hall), path, query, *headers))["etag"]
            held = (b"if-none-match", form.format(tag).encode())
            found = await ask(guard_of(hall), path, query, *headers, held)
            assert (found.status, found.body, found["etag"]) == (304, b"", tag)
            assert found == await ask(without_editions(hall), path, query, *headers, held)

    run(compare())


def test_who_has_it_in_another_encoding_is_sent_this_one(hall: Office) -> None:
    async def compare() -> None:
        for path, query in addresses_of(hall):
            tag = (await ask(guard_of(hall), path, query, (b"accept-encoding", b"br")))["etag"]
            headers = (b"accept-encoding", b"gzip"), (b"if-none-match", tag.encode())
            assert (await ask(guard_of(hall), path, query, *headers)).status == 200

    run(compare())


def test_to_head_the_same_head_is_sent_and_no_body(hall: Office) -> None:
    async def compare() -> None:
        for path, query in addresses_of(hall):
            headers = asked_as(b"gzip", b"en")
            found = await ask(guard_of(hall), path, query, *headers, method="HEAD")
            whole = await ask(guard_of(hall), path, query, *headers)
            assert (found.status, found.head, found.body) == (200, whole.head, b"")
            assert found == await ask(without_editions(hall), path, query, *headers, method="HEAD")

    run(compare())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_answered_by_fastapi(hall: Office, method: str) -> None:
    async def compare() -> None:
        found = await ask(guard_of(hall), ZONES, method=method)
        assert found.status == 405
        assert found == await ask(without_editions(hall), ZONES, method=method)

    run(compare())


@pytest.mark.parametrize("address", [(WARD, b""), ("/api/v1/none", b""), (ZONES, b"district=999"), ("/", b"x=1")])
def test_what_is_not_printed_is_answered_by_fastapi(hall: Office, address: Address) -> None:
    async def compare() -> None:
        assert await ask(guard_of(hall), *address) == await ask(without_editions(hall), *address)

    run(compare())


def test_before_the_first_edition_fastapi_answers(sqlite_url: str) -> None:
    with office_on_sqlite(sqlite_url) as office:
        assert shelf_of(office).edition is None
        assert run(ask(guard_of(office))).json()["number_matched"] == len(WARDS)


def test_a_printed_answer_opens_no_database_session(hall: Office) -> None:
    async def read_all() -> None:
        for path, query in addresses_of(hall):
            held = (b"if-none-match", (await ask(guard_of(hall), path, query))["etag"].encode())
            assert (await ask(guard_of(hall), path, query, held)).status == 304
            assert (await ask(guard_of(hall), path, query, method="HEAD")).status == 200

    with sessions_opened(hall.site.engine) as opened:
        run(read_all())
        assert opened == []


def test_what_one_stranger_asked_for_lies_ready_for_the_next(office: Office) -> None:
    async def ask_twice() -> tuple[Answer, Answer, list[str]]:
        first = await ask(guard_of(office), WARD, b"", *asked_as(b"br", b"vi"))
        with sessions_opened(office.site.engine) as opened:
            second = await ask(guard_of(office), WARD, b"", *asked_as(b"br", b"vi"))
            return first, second, list(opened)

    first, second, opened = run(ask_twice())
    assert (first, opened) == (second, [])


@pytest.mark.parametrize("query", [b"at=2021-08-14T10:30:00%2B07:00", b"at=2021-08-14T10:30:00%2B07:00&format=csv"])
def test_what_was_in_force_at_a_past_instant_is_never_laid_ready(office: Office, query: bytes) -> None:
    assert run(ask(guard_of(office), ZONES, query)).status == 200
    assert edition_of(office).offered((ZONES, query)) is None


def test_staff_see_true_counts_where_strangers_answers_lie_ready(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    printed(office)
    staff = (b"authorization", office.as_("thanhpho")["Authorization"].encode())

    async def read() -> list[bytes]:
        asked: list[list[Header]] = [[], [staff], [], [staff]]
        return [(await ask(guard_of(office), WARD, b"", *headers)).body for headers in asked]

    stranger, official, stranger_again, official_again = run(read())
    assert b'"<3"' in stranger
    assert b'"<3"' not in official
    assert (stranger, official) == (stranger_again, official_again)


def test_what_staff_were_shown_is_never_laid_ready(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    printed(office)
    staff = (b"authorization", office.as_("thanhpho")["Authorization"].encode())

    async def read() -> bytes:
        for path, query in ((WARD, b""), (f"{WARD}/history", b"of=assessment")):
            assert (await ask(guard_of(office), path, query, staff)).status == 200
            assert edition_of(office).offered((path, query)) is None
        return (await ask(guard_of(office), WARD)).body

    assert b'"<3"' in run(read())


@pytest.mark.parametrize("header", [(b"authorization", b"Bearer none"), (b"cookie", b"any=thing")])
def test_who_may_be_staff_is_not_answered_with_what_lies_ready_for_strangers(office: Office, header: Header) -> None:
    inner = Passed(office.app)
    store, shelf = store_of(office), shelf_of(office)
    guard = Guard(SnapshotServer(inner, shelf=shelf, snapshots=store, clock=office.site.clock))

    async def read() -> list[int]:
        seen = []
        for headers in ([], [], [header]):
            await ask(guard, WARD, b"", *headers)
            seen.append(inner.count)
        return seen

    assert run(read()) == [1, 1, 2]
