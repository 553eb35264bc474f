"""The pages of mass testing as they are served: what is due, the plan, rounds, campaigns; who sees what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office
from tests.site import TODAY, day

TESTING = "/staff/testing"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """E is red and its neighbors orange since today; nothing is known of the others. Each ward has 1,000 people."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.site.declare("E")
    return office


def page(office: Office, path: str = TESTING, who: str = "chi", **query: Any) -> str:
    answer = office.client.get(path, params=query, headers=office.as_(who))
    assert answer.status_code == 200, answer.text
    return answer.text


def names(text: str) -> list[str]:
    return re.findall(r"</span>(Phường \w)</h2>", text)


def log(office: Office, **said: Any) -> dict[str, Any]:
    body = {"ward_code": "E", "started_on": str(TODAY), "samples": 400, "positives": 2, "method": "rt_pcr", **said}
    answer = office.client.post("/api/v1/test-rounds", json=body, headers=office.as_("chi"))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_due_is_listed_for_the_readers_districts_the_most_urgent_first(office: Office) -> None:
    text = page(office)
    assert names(text) == [f"Phường {code}" for code in "EBDAG"]
    assert "Còn 3 ngày" in text
    assert "mỗi 2–3 ngày" in text
    assert "5.000 người ở 5 nơi" in text
    assert "Phường C" in page(office, who="thanhpho")
    assert names(page(office, who="thanhpho", district="017")) == [f"Phường {code}" for code in "FHCI"]


def test_overdue_wards_can_be_seen_alone(office: Office) -> None:
    office.site.clock.move(timedelta(days=4))
    text = page(office, state="overdue")
    assert names(text) == ["Phường E"]
    assert "Quá hạn 1 ngày" in text
    assert '"overdue": ["E"]' in text
    assert "Không nơi nào ở trạng thái này." in page(office, state="last_day")


def test_a_round_under_way_shows_how_far_it_is(office: Office) -> None:
    log(office)
    text = page(office)
    assert "còn 600 trên 1.000 người" in text
    assert '<rect class="done" width="40"' in text


def test_a_round_that_is_begun_is_carried_on_since_a_further_one_would_not_count_with_it(office: Office) -> None:
    logged = log(office)
    text = page(office)
    assert f'href="/staff/testing/rounds?round={logged["id"]}" aria-label="Ghi tiếp đợt đang dở: Phường E"' in text
    assert "Ghi đợt lấy mẫu: Phường E" not in text
    assert "Ghi đợt lấy mẫu: Phường B" in text


def test_a_round_that_ended_short_does_not_look_complete(office: Office) -> None:
    log(office, completed_on=str(TODAY))
    assert "Xong, chưa đủ người" in page(office, f"{TESTING}/rounds")


def test_another_district_is_not_shown(office: Office) -> None:
    assert office.client.get(TESTING, params={"district": "017"}, headers=office.as_("chi")).status_code == 403


def test_without_a_capacity_the_plan_takes_what_the_cadence_asks_for(office: Office) -> None:
    text = page(office, f"{TESTING}/plan", who="thanhpho")
    assert "đang lấy đúng bằng nhu cầu của nhịp, 905 mẫu đơn mỗi ngày" in text
    assert "nhịp cần 905 người mỗi ngày" in text


def test_a_plan_shows_what_is_short_where_it_breaks_and_what_would_do(office: Office) -> None:
    text = page(office, f"{TESTING}/plan", who="thanhpho", samples_per_day="500", split="true", teams="", positivity="")
    assert "<b>405</b><small>người, so với nhịp 905 người mỗi ngày</small>" in text
    assert "Kế hoạch trễ hạn lần đầu ngày" in text
    assert "samples_per_day=500&amp;pool_size=1&amp;days=14&amp;split=true&amp;format=xlsx" in text
    assert 'class="late"' in text


def test_advice_stands_beside_the_plan_and_says_that_it_is_no_order(office: Office) -> None:
    text = page(office, f"{TESTING}/plan")
    assert "Lời khuyên, không phải mệnh lệnh" in text
    assert "chưa biết tỷ lệ dương tính" in text
    assert "Annals of Mathematical Statistics" in text
    log(office, samples=1000, positives=10)
    assert "gộp 11 là ít xét nghiệm nhất" in page(office, f"{TESTING}/plan")
    assert "không nên gộp mẫu" in page(office, f"{TESTING}/plan", samples_per_day="1000", positivity="40")


def test_the_solver_is_compared_when_asked(office: Office) -> None:
    text = page(office, f"{TESTING}/plan", who="thanhpho", samples_per_day="700", solver="optimal", days="14")
    assert "Trễ có trọng số (người-ngày): quy tắc" in text
    assert "solver=optimal" in text


def test_all_limits_of_the_form_count_and_figures_may_be_typed_as_people_write_them(office: Office) -> None:
    text = page(
        office,
        f"{TESTING}/plan",
        samples_per_day="1.000",
        pool_size="10",
        teams="2",
        people_per_team_day="400",
        lab_tests_per_day="9 000",
        positivity="0,5",
        split="true",
        **{"from": str(day(1)), "days": "20"},
    )
    assert "Trong 20 ngày không đơn vị nào trễ hạn." in text
    assert "positivity=0.005" in text
    assert "Dorfman 1943" in text


@pytest.mark.parametrize(
    "typed", [{"samples_per_day": "many"}, {"days": "99"}, {"positivity": "x"}, {"from": "tomorrow"}, {"teams": "3"}]
)
def test_a_plan_that_cannot_be_made_is_told_on_a_page(office: Office, typed: dict[str, str]) -> None:
    answer = office.client.get(f"{TESTING}/plan", params=typed, headers={**office.as_("chi"), "Accept": "text/html"})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")


def test_rounds_are_listed_and_each_shows_its_versions(office: Office) -> None:
    assert "Chưa có đợt nào trong các ngày này." in page(office, f"{TESTING}/rounds")
    logged = log(office, note="tổ 5 trước")
    change = {"samples": 1000, "completed_on": str(TODAY)}
    url = f"/api/v1/test-rounds/{logged['id']}"
    assert office.client.patch(url, json=change, headers={**office.as_("chi"), "If-Match": '"1"'}).status_code == 200
    listed = page(office, f"{TESTING}/rounds")
    assert "1.000 người, 2 dương tính" in listed
    text = page(office, f"{TESTING}/rounds", round=logged["id"])
    assert text.index("Bản 2") < text.index("Bản 1")
    assert "tổ 5 trước" in text
    assert office.client.get(f"{TESTING}/rounds", params={"round": 99}, headers=office.as_("chi")).status_code == 404


def test_a_withdrawn_round_says_so_and_a_closed_one_why(office: Office) -> None:
    closed = log(office, completed_on=str(TODAY), closed_with_reason="đi vắng")
    assert "Đóng: đi vắng" in page(office, f"{TESTING}/rounds")
    url = f"/api/v1/test-rounds/{closed['id']}"
    body = {"withdrawn": True, "reason_code": "duplicate"}
    assert office.client.patch(url, json=body, headers={**office.as_("chi"), "If-Match": '"1"'}).status_code == 200
    text = page(office, f"{TESTING}/rounds", round=closed["id"])
    assert "Đã rút" in text
    assert "ghi trùng" in text


def test_campaigns_show_how_far_they_are(office: Office) -> None:
    assert "Chưa có chiến dịch nào." in page(office, f"{TESTING}/campaigns")
    body = {"name": "Toàn thành phố một lần", "all": True, "starts_on": str(TODAY), "target_on": str(day(9))}
    answer = office.client.post("/api/v1/campaigns", json=body, headers=office.as_("thanhpho"))
    assert answer.status_code == 201
    log(office, samples=1000, completed_on=str(TODAY))
    text = page(office, f"{TESTING}/campaigns", who="thanhpho")
    assert "11,1% dân số đã lấy mẫu ít nhất một lần" in text
    assert "1/9 phường, xã xong" in text
    assert "data-campaign-end" in text
    assert "data-campaign-end" not in page(office, f"{TESTING}/campaigns", who="chi")
    assert "data-campaign-new" not in page(office, f"{TESTING}/campaigns", who="an")
    assert "Chiến dịch Toàn thành phố một lần" in page(office, who="chi")


def test_the_pages_speak_english_too(office: Office) -> None:
    log(office)
    for path in ("", "/plan", "/rounds", "/campaigns"):
        text = page(office, f"{TESTING}{path}", lang="en")
        assert "Testing" in text
