"""The annex of an order on rings: what stands on the sheets, how a draft is marked, and who may read it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
import shapely
from pypdf import PdfReader
from sqlalchemy import Engine

from app.domain.vocabulary import BoundaryStatus
from tests.accounts import hash_quickly, try_sign_in
from tests.office import OUTBREAKS, Office, open_office, outbreak, problem
from tests.pages import BROWSER
from tests.worlds import square

HAMLET = shapely.geometry.mapping(square(1.2, 1.2, width=0.5, height=0.5))
"""A place inside ward E."""
ORDER = {"document_number": "12/QĐ-UBND", "signer": "Nguyễn Văn An", "planned_end": "2021-08-28"}
DRAFT = "DỰ THẢO – ĐỀ XUẤT, CHƯA BAN HÀNH"
ID = "OB0001"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    assert office.post(OUTBREAKS, "thanhpho", outbreak(place=HAMLET, name="Thôn #panic()")).status_code == 201
    return office


def issue(office: Office, **said: Any) -> None:
    answer = office.post(f"{OUTBREAKS}/{ID}/rings/issue", "thanhpho", {**ORDER, **said})
    assert answer.status_code == 200, answer.text


def pages(office: Office, who: str = "thanhpho", **query: Any) -> list[str]:
    answer = office.get(f"{OUTBREAKS}/{ID}/annex.pdf", who, **query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), answer.text
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(answer.content)).pages]


def shown(office: Office, who: str = "thanhpho") -> Any:
    token = try_sign_in(office.site.sessions, who, now=office.site.clock.now).token
    headers = {**BROWSER, "cookie": f"khoanhvung_session={token}"}
    return office.client.get(f"/staff/outbreaks/{ID}/annex", headers=headers, follow_redirects=False)


def test_an_annex_fits_two_sheets_and_says_whose_order_it_is(office: Office) -> None:
    issue(office)
    first, second = pages(office)
    assert "Khoanh vùng ổ dịch: Thôn #panic()" in first
    assert "Kèm theo văn bản số 12/QĐ-UBND" in first
    assert "dự kiến đến hết 28/08/2021" in first
    assert "Nguyễn Văn An" in second
    assert "ngày …… tháng …… năm" in second


def test_an_annex_has_the_measures_of_all_three_directives(office: Office) -> None:
    first = pages(office)[0]
    for measure in ("Ai ở đâu ở đó", "Hạn chế ra khỏi nhà", "Giữ khoảng cách tối thiểu 1 m"):
        assert measure in first


def test_a_cut_ward_is_named_under_every_layer_that_holds_a_part(office: Office) -> None:
    second = pages(office)[1]
    core, following = (second.split(f"Chỉ thị {each} (")[1].split(" Lớp ")[0] for each in ("16", "15"))
    assert "E (một phần)" in core
    assert "E (một phần)" in following
    assert "B (một phần)" not in following


def test_a_draft_says_so_on_every_sheet_and_an_issued_one_does_not(office: Office) -> None:
    assert [DRAFT in each for each in pages(office)] == [True, True]
    issue(office)
    assert [DRAFT in each for each in pages(office)] == [False, False]


def test_a_proposal_that_was_never_signed_stays_a_draft_whatever_replaced_it(office: Office) -> None:
    office.post(f"{OUTBREAKS}/{ID}/rings/propose", "thanhpho", {"mode": "administrative"})
    replaced = pages(office, version=1)
    assert "đang đề xuất phiên bản 2, chưa ban hành" in replaced[0]
    assert "đang áp dụng" not in replaced[0]
    assert [DRAFT in each for each in replaced] == [True, True]
    issue(office)
    assert [DRAFT in each for each in pages(office, version=1)] == [True, True]


def test_people_of_cut_wards_are_estimates_and_those_of_whole_wards_are_not(office: Office) -> None:
    issue(office)
    assert "(ước tính)" in pages(office)[0]
    office.post(OUTBREAKS, "thanhpho", outbreak("A"))
    answer = office.get(f"{OUTBREAKS}/OB0002/annex.pdf", "thanhpho")
    assert "(ước tính)" not in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


def test_the_hash_on_paper_is_that_of_the_version(office: Office) -> None:
    issue(office)
    items = office.get(f"{OUTBREAKS}/{ID}/rings/versions", "thanhpho").json()["items"]
    assert [items[-1]["sha256"] in pages(office)[1], items[0]["sha256"] in pages(office)[1]] == [True, False]
    assert items[0]["sha256"] in pages(office, version=1)[1]


def test_an_older_version_says_which_one_stands(office: Office) -> None:
    issue(office)
    assert "đang áp dụng phiên bản 2" in pages(office, version=1)[0]
    problem(office.get(f"{OUTBREAKS}/{ID}/annex.pdf", "thanhpho", version=9), 404, "ring-version-not-found")


def test_lifted_and_coming_orders_say_so(office: Office) -> None:
    issue(office, start="2021-08-15T08:00:00+07:00")
    assert "chưa đến giờ có hiệu lực" in pages(office)[0]
    office.post(f"{OUTBREAKS}/{ID}/rings/lift", "thanhpho", {**ORDER, "document_number": "13/QĐ"})
    assert "Vòng đã gỡ" in pages(office)[0]


def test_schematic_boundaries_are_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine, status=BoundaryStatus.SCHEMATIC)
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    assert "Ranh giới sơ đồ" in pages(office)[0]


def test_a_small_core_gets_a_map_of_its_own(office: Office) -> None:
    body = shown(office).text
    assert body.count("<figure") == 1
    place = shapely.geometry.mapping(square(1.4, 1.4, width=0.1, height=0.1))
    layers = {"next": shapely.geometry.mapping(square(1.3, 1.3, width=0.3, height=0.3))}
    outer = shapely.geometry.mapping(square(0.2, 0.2, width=2.4, height=2.4))
    wish = {"mode": "manual", "place": place, "layers": {**layers, "outer": outer}}
    assert office.post(f"{OUTBREAKS}/{ID}/rings/propose", "thanhpho", wish).status_code == 200
    assert shown(office).text.count("<figure") == 2
    assert len(pages(office)) == 2


def test_the_page_shows_what_the_sheets_say(office: Office) -> None:
    answer = shown(office)
    assert answer.status_code == 200
    for told in (DRAFT, "Thôn #panic()", "E (một phần)", "Chỉ thị 19", "SHA-256", "annex.pdf?version=1"):
        assert told in answer.text


def test_an_annex_is_read_by_who_answers_for_the_district(office: Office) -> None:
    assert len(pages(office, "an")) == 2
    problem(office.get(f"{OUTBREAKS}/{ID}/annex.pdf", "lan"), 403, "not-your-district")
    assert shown(office, "lan").status_code == 403
