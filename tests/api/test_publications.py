"""Publications over HTTP: ordered by the city, read by everyone for ever, checked by whoever holds a copy."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from app.api import publication_asking
from app.api.publication_asking import BODY_LIMIT
from app.domain.publication import FILE_NAMES, FileKind
from app.services.publication_check import LONGEST_FILE
from app.storage.revisions import mark_drill
from tests.accounts import hash_quickly
from tests.office import STAFF, ZONES, Office, office_on_sqlite, open_office, problem
from tests.site import WARDS, Site, counts, day

PUBLICATIONS, VERIFY = "/api/v1/publications", "/api/v1/publications/verify"
BASE = "https://vung.example.vn"


def order(**said: Any) -> dict[str, Any]:
    return {
        "title": "Mức nguy cơ ngày 13/08/2021",
        "signer": "Chủ tịch UBND Thành phố",
        "document_number": "12/TB-UBND",
        **said,
    }


def judge(site: Site) -> None:
    site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.declare("A", name="Chợ Mới")


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A judged site that has published nothing."""
    hash_quickly(monkeypatch)
    office = open_office(engine, base_url=BASE)
    judge(office.site)
    return office


@pytest.fixture(scope="module")
def read_office(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Office]:
    """A site with three publications, of which the last corrects the second; nothing here writes."""
    path = sqlite_folder / "published.sqlite"
    shutil.copyfile(sqlite_template, path)
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with office_on_sqlite(f"sqlite:///{path}", base_url=BASE) as office:
            judge(office.site)
            for said in ({}, {"note": "Bản đầu"}, {"supersedes": 2}):
                assert office.post(PUBLICATIONS, "thanhpho", order(**said)).status_code == 201
            yield office


def file_of(office: Office, number: int, kind: FileKind) -> bytes:
    answer = office.get(f"{PUBLICATIONS}/{number}/{FILE_NAMES[kind]}")
    assert answer.status_code == 200
    return answer.content


def sent(office: Office, content: bytes, **headers: str) -> dict[str, Any]:
    answer = office.client.post(VERIFY, content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    document: dict[str, Any] = answer.json()
    return document


def test_the_city_publishes_and_is_told_number_files_and_revision(office: Office) -> None:
    answer = office.post(PUBLICATIONS, "thanhpho", order(note="Họp giao ban"))
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{PUBLICATIONS}/1"
    made = answer.json()
    assert (made["number"], made["status"], made["as_of"]) == (1, "genuine", str(day(0)))
    assert made["revision"] == office.site.revision()
    assert made["page"] == f"{BASE}/p/1"
    assert [each["kind"] for each in made["files"]] == ["csv", "geojson", "svg", "png", "pdf"]
    line = office.audited(1)[0]
    assert (line.action, line.subject, line.revision) == ("publish", "1", made["revision"])


def test_the_published_levels_are_those_of_the_api_at_that_instant(office: Office) -> None:
    made = office.post(PUBLICATIONS, "thanhpho", order()).json()
    office.site.clock.move(timedelta(seconds=1))
    office.site.post("C", reported=counts(unknown=5))
    document = office.get(f"{PUBLICATIONS}/1/zones.geojson").json()
    published = {each["id"]: each["properties"]["level"] for each in document["features"]}
    then = office.get(ZONES, at=made["at"]).json()["items"]
    assert published == {each["ward_code"]: each["level"] for each in then}
    assert office.level("C") != published["C"]


def test_the_same_key_publishes_once(office: Office) -> None:
    once, again = (office.post(PUBLICATIONS, "thanhpho", order(), Idempotency_Key="cong-bo-toi-nay") for _ in range(2))
    assert (once.status_code, again.status_code) == (201, 200)
    assert once.content == again.content
    assert office.get(PUBLICATIONS).json()["number_matched"] == 1


@pytest.mark.parametrize("who", [name for name in STAFF if name != "thanhpho"])
def test_nobody_else_publishes(read_office: Office, who: str) -> None:
    problem(read_office.post(PUBLICATIONS, who, order()), 403, "role-required")


def test_a_drill_site_says_why_it_cannot_publish(office: Office) -> None:
    with office.site.sessions.begin() as session:
        mark_drill(session, begins_at=office.site.clock.now, first_day=day(-15))
    problem(office.post(PUBLICATIONS, "thanhpho", order()), 409, "drill-refused")
    assert office.get(PUBLICATIONS).json()["items"] == []


def test_a_site_whose_closed_day_is_not_judged_cannot_publish(office: Office) -> None:
    office.site.clock.now = office.site.rules.clock.closes_at(day(0))
    found = problem(office.post(PUBLICATIONS, "thanhpho", order()), 409, "not-yet-judged")
    assert found["closed_day"] == str(day(0))


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": "x" * 201}, "/title"),
        ({"signer": "a\u0000b"}, "/signer"),
        ({"supersedes": 0}, "/supersedes"),
        ({"supersedes": 10**9}, "/supersedes"),
        ({"supersedes": True}, "/supersedes"),
        ({"supersedes": 99}, "/supersedes"),
        ({"number": 7}, "/number"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_by_field(
    read_office: Office, said: dict[str, Any], pointer: str
) -> None:
    found = problem(read_office.post(PUBLICATIONS, "thanhpho", order(**said)), 422)
    assert found["errors"][0]["pointer"] == pointer


def test_a_publication_is_corrected_once(read_office: Office) -> None:
    found = problem(read_office.post(PUBLICATIONS, "thanhpho", order(supersedes=2)), 409, "already-superseded")
    assert found["superseded_by"] == 3


def test_the_list_goes_from_the_newest_page_by_page(read_office: Office) -> None:
    first = read_office.get(PUBLICATIONS, limit=2).json()
    assert [each["number"] for each in first["items"]] == [3, 2]
    assert (first["number_matched"], first["number_returned"]) == (3, 2)
    (link,) = first["links"]
    rest = read_office.get(link["href"]).json()
    assert ([each["number"] for each in rest["items"]], rest["links"]) == ([1], [])


def test_one_says_whether_it_still_stands(read_office: Office) -> None:
    first, second, third = (read_office.get(f"{PUBLICATIONS}/{number}").json() for number in (1, 2, 3))
    assert (first["status"], first["superseded_by"]) == ("genuine", None)
    assert (second["status"], second["superseded_by"], second["note"]) == ("superseded", 3, "Bản đầu")
    assert (third["status"], third["supersedes"]) == ("genuine", 2)


def test_an_answer_is_asked_for_again_by_its_tag(read_office: Office) -> None:
    tag = read_office.get(f"{PUBLICATIONS}/1").headers["etag"]
    assert read_office.get(f"{PUBLICATIONS}/1", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_file_is_the_same_for_ever_and_says_its_hash(read_office: Office, kind: FileKind) -> None:
    address = f"{PUBLICATIONS}/1/{FILE_NAMES[kind]}"
    answer = read_office.get(address)
    listed = {each["kind"]: each for each in read_office.get(f"{PUBLICATIONS}/1").json()["files"]}[kind.value]
    digest = hashlib.sha256(answer.content).digest()
    assert (listed["href"], listed["sha256"], listed["bytes"]) == (address, digest.hex(), len(answer.content))
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in answer.headers
    assert f"cong-bo-1_{day(0)}.{kind}" in answer.headers["content-disposition"]
    again = read_office.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", ["99", "99/zones.csv", "99/map.png", "999999999/notice.pdf"])
def test_a_number_that_was_not_given_is_not_found(read_office: Office, address: str) -> None:
    problem(read_office.get(f"{PUBLICATIONS}/{address}"), 404, "publication-not-found")


@pytest.mark.parametrize("address", ["0", "-1", "x", "9999999999", "1.5/zones.csv"])
def test_what_is_no_number_is_refused(read_office: Office, address: str) -> None:
    problem(read_office.get(f"{PUBLICATIONS}/{address}"), 422)


def test_the_notice_holds_the_number_the_names_and_the_hash_of_the_table(read_office: Office) -> None:
    notice = PdfReader(io.BytesIO(file_of(read_office, 3, FileKind.PDF)))
    assert len(notice.pages) == 1
    said = " ".join(notice.pages[0].extract_text().split())
    for words in ("Công bố số", "Publication no.", "3", "12/TB-UBND", "Chủ tịch UBND Thành phố", f"{BASE}/p/3"):
        assert words in said
    assert "Vùng đỏ (1) · Red zone: Quận 001: A." in said
    assert hashlib.sha256(file_of(read_office, 3, FileKind.CSV)).hexdigest() in said.replace(" ", "")


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_file_sent_back_as_it_is_is_genuine(read_office: Office, kind: FileKind) -> None:
    content = file_of(read_office, 1, kind)
    answer = read_office.client.post(VERIFY, files={"file": ("ten.bin", content)})
    assert (answer.json()["verdict"], answer.json()["exact"]) == ("genuine", True)
    assert sent(read_office, content, Content_Type="application/octet-stream")["publication"]["number"] == 1


def test_a_superseded_file_names_its_successor(read_office: Office) -> None:
    found = sent(read_office, file_of(read_office, 2, FileKind.CSV), Content_Type="text/csv")
    assert (found["verdict"], found["superseded_by"], found["newest"]) == ("superseded", 3, 3)


def test_a_changed_cell_is_named(read_office: Office) -> None:
    altered = file_of(read_office, 1, FileKind.CSV).replace(b",red,", b",green,", 1)
    found = sent(read_office, altered, Content_Type="text/csv")
    assert found["verdict"] == "altered"
    assert found["changes"] == [
        {
            "kind": "value",
            "ward_code": "A",
            "ward_name": "Phường A",
            "column": "level",
            "published": "red",
            "found": "green",
        }
    ]


def test_geojson_that_calls_itself_json_is_a_file_all_the_same(read_office: Office) -> None:
    found = sent(read_office, file_of(read_office, 1, FileKind.GEOJSON), Content_Type="application/json")
    assert (found["verdict"], found["kind"]) == ("genuine", "geojson")


@pytest.mark.parametrize("typed", ["1", " 1 ", "số 1", "no. 1", "#1", f"{BASE}/p/1", f"{BASE}/p/1/"])
def test_a_number_may_be_typed_as_people_do(read_office: Office, typed: str) -> None:
    answer = read_office.client.post(VERIFY, data={"number": typed})
    assert (answer.json()["verdict"], answer.json()["publication"]["number"]) == ("genuine", 1)


@pytest.mark.parametrize("typed", ["-1", "+1", "1.1", "1,1", "1 1", "x1", "1e1"])
def test_digits_of_something_else_are_no_number(read_office: Office, typed: str) -> None:
    problem(read_office.client.post(VERIFY, data={"number": typed}), 422, "invalid-request")


@pytest.mark.parametrize("body", [b'{"number": 1, "number": 3}', b'{"number": 1, "sha256": "00"}'])
def test_json_names_one_thing_to_check(read_office: Office, body: bytes) -> None:
    answer = read_office.client.post(VERIFY, content=body, headers={"Content-Type": "application/json"})
    problem(answer, 422, "invalid-request")


def test_a_number_or_a_hash_may_be_sent_as_json(read_office: Office) -> None:
    sha256 = hashlib.sha256(file_of(read_office, 2, FileKind.PNG)).hexdigest()
    assert read_office.post(VERIFY, None, {"number": 2}).json()["verdict"] == "superseded"
    assert read_office.post(VERIFY, None, {"sha256": sha256.upper()}).json()["kind"] == "png"
    unknown = read_office.post(VERIFY, None, {"sha256": "0" * 64}).json()
    assert (unknown["verdict"], unknown["reason"]["en"]) == ("not_ours", "No published file has this SHA-256.")


@pytest.mark.parametrize("body", [{"number": 0}, {"number": -1}, {"number": True}, {"number": None}, {"sha256": "xyz"}])
def test_a_number_or_hash_that_is_none_is_refused(read_office: Office, body: dict[str, Any]) -> None:
    problem(read_office.post(VERIFY, None, body), 422)


@pytest.mark.parametrize("sent_as", [{}, {"data": {"number": ""}}, {"files": {"other": ("x", b"y")}}])
def test_nothing_to_check_is_said(read_office: Office, sent_as: dict[str, Any]) -> None:
    problem(read_office.client.post(VERIFY, **sent_as), 422)


def test_a_file_that_is_too_long_is_refused_before_it_is_read(read_office: Office) -> None:
    found = problem(read_office.client.post(VERIFY, content=b"x" * (10 * 2**20)), 413, "body-too-large")
    assert found["limit_bytes"] == BODY_LIMIT
    assert sent(read_office, b"x" * LONGEST_FILE, Content_Type="text/csv")["verdict"] == "not_ours"


def test_when_others_are_checked_one_is_asked_to_come_again(
    read_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication_asking, "_desk", BoundedSemaphore(1))
    with publication_asking._desk:
        answer = read_office.client.post(VERIFY, content=b"x", headers={"content-type": "text/csv"})
        problem(answer, 429, "too-many-checks")
        assert answer.headers["retry-after"] == "2"
        assert read_office.post(VERIFY, None, {"number": 1}).json()["verdict"] == "genuine"


def test_checking_leaves_nothing_behind(read_office: Office) -> None:
    before = read_office.site.revision(), len(read_office.audited())
    sent(read_office, b"x", Content_Type="text/csv")
    assert (read_office.site.revision(), len(read_office.audited())) == before
