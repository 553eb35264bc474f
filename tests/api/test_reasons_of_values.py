"""Why a ward is at its level under a policy that compares values, as the API and the page of the ward tell it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages import Pages, section, words_of
from tests.site import TODAY, counts

CELL = "900 ca/100.000 dân/tuần (≥ 150) và chưa có số liệu người từ 18 tuổi đã tiêm ít nhất 1 liều"


@pytest.fixture
def under_4800(live: Pages) -> Pages:
    """C with 18 cases among 1,000 people, D with 2; nobody reported vaccination."""
    live.site.adopt("moh-4800-2021", TODAY)
    live.site.post("C", reported=counts(known=9, quarantine=9))
    live.site.post("D", reported=counts(known=2))
    return live


def ward(pages: Pages, code: str) -> dict[str, Any]:
    found: dict[str, Any] = pages.get(f"/api/v1/zones/{code}", accept="application/json").json()
    return found


def test_a_reason_carries_each_value_with_its_window_threshold_and_source(under_4800: Pages) -> None:
    reason = ward(under_4800, "C")["reasons"][0]
    rate, coverage = reason["measurements"]
    assert (reason["kind"], reason["rule_id"], reason["level"]) == ("table", "incidence-by-first-dose", "level_3")
    assert reason["values_vi"] == CELL
    assert (rate["low"], rate["numerator"], rate["denominator"], rate["at_least"]) == (900, 18, 1_000, 150)
    assert (rate["window_start"], rate["window_end"]) == ("2021-08-01", "2021-08-14")
    assert (rate["rounding"], rate["population_year"], rate["fulfilled"]) == ("nearest_integer", 2020, True)
    assert (coverage["low"], coverage["high"], coverage["fulfilled"]) == (None, None, None)


def test_the_public_reads_a_bound_of_few_cases_only(under_4800: Pages) -> None:
    found = ward(under_4800, "D")
    rate = found["reasons"][0]["measurements"][0]
    assert (rate["low"], rate["high"], rate["numerator"]) == (None, 100, "<3")
    assert "nhiều nhất 100 ca/100.000 dân/tuần (< 150)" in found["computed_explanation"]["vi"]


def test_what_keeps_the_level_is_told_with_its_last_day(under_4800: Pages) -> None:
    found = ward(under_4800, "C")
    assert found["earliest_loosening"] == "2021-08-28"
    assert [(each["code"], each["until"]) for each in found["blocking_conditions"]] == [
        ("values", "2021-08-27"),
        ("hold_not_over", "2021-08-20"),
    ]
    assert found["blocking_conditions"][0]["vi"] == f"{CELL} còn giữ cấp 3, đến hết 27/08/2021."


def test_the_page_of_the_ward_tells_the_values_and_leads_to_the_rules(under_4800: Pages) -> None:
    why = section(under_4800.text("/w/C"), "why")
    assert CELL in words_of(why)
    assert 'href="/rules"' in why


def test_an_announced_raise_cites_the_notice_that_the_order_asks_for(under_4800: Pages) -> None:
    notice = "báo trước 48 giờ theo Nghị quyết 128/NQ-CP"
    assert notice in ward(under_4800, "C")["explanation"]["vi"]
    assert f"Theo kết quả tính; {notice}" in words_of(under_4800.text("/w/C"))
