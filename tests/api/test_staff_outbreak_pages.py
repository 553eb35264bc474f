"""The pages of outbreaks as they are sent: what stands, what is to be done, by whom; drawn without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, Office, open_office, outbreak
from tests.site import TODAY, day

PAGE = "/staff/outbreaks"
ONE = f"{PAGE}/OB0001"
RINGS = f"{OUTBREAKS}/OB0001/rings"
SIGNED = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch UBND huyện"}


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    done(office.post(OUTBREAKS, "an", outbreak("A", name="Ngõ 4", setting="market")))
    return office


def done(answer: Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def text_of(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|dialog|form).*?</\1>", "", answer.text, flags=re.S))
    return re.sub(r"\s+", " ", bare)


def acts_on(answer: Response) -> list[str]:
    return re.findall(r'data-act="(\w+)"', answer.text)


def test_a_proposal_waits_for_those_who_may_issue_it(office: Office) -> None:
    told = text_of(office.get(PAGE, "an"))
    assert "Ngõ 4" in told
    assert "Chợ, chưa rõ nguồn lây" in told
    assert "1 vòng chờ ban hành" in told
    assert "Chờ cấp có thẩm quyền ban hành" in told
    assert "Ban hành vòng" in text_of(office.get(PAGE, "thanhpho"))


def test_who_may_do_what_stands_on_the_page_of_the_outbreak(office: Office) -> None:
    assert acts_on(office.get(ONE, "an")) == ["propose"]
    assert acts_on(office.get(ONE, "thanhpho")) == ["issue", "propose", "lift"]
    done(office.post(f"{RINGS}/issue", "thanhpho", SIGNED))
    assert acts_on(office.get(ONE, "an")) == []
    assert acts_on(office.get(ONE, "thanhpho")) == ["shrink", "extend", "lift"]
    assert "Theo 2/QĐ-UBND, Chủ tịch UBND huyện ký" in text_of(office.get(ONE, "an"))
    done(office.post(f"{RINGS}/lift", "thanhpho", SIGNED))
    assert acts_on(office.get(ONE, "an")) == ["propose"]
    assert "vòng đã gỡ" in text_of(office.get(ONE, "an"))


def test_an_order_that_waits_for_its_start_is_told(office: Office) -> None:
    later = office.site.clock.now + timedelta(hours=5)
    done(office.post(f"{RINGS}/issue", "thanhpho", {**SIGNED, "start": later.isoformat()}))
    assert "Ban hành, chưa hiệu lực" in text_of(office.get(PAGE, "an"))
    assert "Văn bản 2/QĐ-UBND có hiệu lực từ 15:00" in text_of(office.get(ONE, "an"))


def test_a_planned_end_that_has_passed_is_said_and_ends_nothing(office: Office) -> None:
    done(office.post(f"{RINGS}/issue", "thanhpho", {**SIGNED, "planned_end": str(day(1))}))
    assert "Theo dõi, dự kiến đến 15/08/2021" in text_of(office.get(PAGE, "an"))
    office.site.clock.move(timedelta(days=2))
    told = text_of(office.get(PAGE, "thanhpho"))
    assert "1 vòng quá hạn dự kiến" in told
    assert "Gia hạn, thu hẹp hoặc gỡ" in told
    assert "Vòng vẫn còn hiệu lực cho đến khi có văn bản" in text_of(office.get(ONE, "thanhpho"))


def test_closed_outbreaks_have_a_list_of_their_own(office: Office) -> None:
    done(office.post(f"{RINGS}/issue", "thanhpho", SIGNED))
    closed = office.client.patch(f"{OUTBREAKS}/OB0001", json={"closed_on": str(TODAY)}, headers=office.as_("an"))
    assert closed.status_code == 200
    assert "Không có ổ dịch nào đang mở" in text_of(office.get(PAGE, "an"))
    told = text_of(office.get(PAGE, "thanhpho", state="closed"))
    assert "kết thúc 14/08/2021" in told
    assert "Ổ dịch đã kết thúc: gỡ vòng" in told


def test_an_outbreak_nobody_declared_is_not_found(office: Office) -> None:
    assert office.get(f"{PAGE}/OB0009", "an").status_code == 404


def test_a_page_that_needs_scripts_says_so_without_them(office: Office) -> None:
    for path in (PAGE, f"{PAGE}/new", ONE):
        assert "cần JavaScript" in office.get(path, "an").text


def test_every_page_is_there_in_english(office: Office) -> None:
    for path in (PAGE, f"{PAGE}/new", ONE):
        answer = office.get(path, "an", lang="en")
        assert answer.headers["content-language"] == "en"
        assert "Outbreaks" in text_of(answer)
