"""What a policy asks for, told without any ward's values: for pages that tell the rules."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.condition_texts import band_words, condition_text, indicator_text
from app.domain.policy import Condition, Policy
from app.services.policy_library import shipped_policies
from tests.unit.domain.worded import indicator, worded_policy


def told(condition: dict[str, Any]) -> tuple[str, str]:
    return condition_text(worded_policy(), Condition.model_validate(condition)).words


@pytest.mark.parametrize(
    ("condition", "vi", "en"),
    [
        (
            indicator("incidence_7d", at_least=20, below=50),
            "Ca cộng đồng mới/100.000 dân/tuần: ≥ 20, < 50",
            "New community cases/100k/week: ≥ 20, < 50",
        ),
        (
            indicator("beds_pct", above=40, in_each_of_last={"periods": 3}),
            "Giường đã dùng: > 40 % trong 3 tuần liền",
            "Beds in use: > 40% in 3 weeks running",
        ),
        (
            indicator("beds_pct", at_most=15, in_any_of_last={"periods": 14, "days": 1}),
            "Giường đã dùng: ≤ 15 % ít nhất một trong 14 ngày",
            "Beds in use: ≤ 15% in at least one of 14 days",
        ),
        (
            {"cases": {"classes": ["community_unknown_source", "community_known_source"], "at_least": 3}},
            "từ 3 ca cộng đồng trở lên trong 14 ngày",
            "community cases: 3 or more in 14 days",
        ),
        (
            {"outbreak_in_ward": {"source_known": False, "settings": ["market", "school"]}},
            "ổ dịch đang mở, chưa rõ nguồn lây, ở chợ hoặc trường học",
            "an open outbreak of unknown source, in a market or a school",
        ),
        ({"linked_to_outbreak": {}}, "liên quan ổ dịch nơi khác", "linked to an outbreak elsewhere"),
        (
            {"children": {"level": "red", "share_at_least_pct": 30}},
            "ít nhất 30 % đơn vị trực thuộc ở vùng đỏ",
            "at least 30% of the units inside at red zone",
        ),
        (
            {"children": {"at_or_above": "orange", "count_at_least": 2}},
            "ít nhất 2 đơn vị trực thuộc ở vùng da cam trở lên",
            "at least 2 units inside at orange zone or above",
        ),
    ],
)
def test_each_kind_of_condition_has_its_words(condition: dict[str, Any], vi: str, en: str) -> None:
    assert told(condition) == (vi, en)


def test_conditions_that_belong_together_stay_together() -> None:
    inner = [indicator("beds_pct", above=40), indicator("elderly_pct", below=80)]
    text = condition_text(worded_policy(), Condition.model_validate({"none_of": [{"all_of": inner}]}))
    assert text.joins == "none"
    assert text.parts[0].joins == "all"
    assert [each.words.vi for each in text.parts[0].parts] == [
        "Giường đã dùng: > 40 %",
        "Người từ 65 tuổi tiêm đủ liều: < 80 %",
    ]


@pytest.mark.parametrize(
    ("name", "vi"),
    [
        ("incidence_7d", "ca cộng đồng trong 14 ngày, chia 2, trên 100.000 dân, làm tròn"),
        ("coverage_pct", "giá trị do đơn vị báo cáo, dùng trong 30 ngày"),
        ("days_since", "số ngày từ lần gần nhất có ca cộng đồng, nhìn lại 28 ngày"),
        ("doubling", "số ngày để tổng số ca tăng gấp đôi theo nhịp 7 ngày gần nhất"),
    ],
)
def test_each_kind_of_indicator_tells_how_it_is_computed(name: str, vi: str) -> None:
    assert indicator_text(worded_policy().indicator_of[name]).vi == vi


def test_a_band_of_a_percentage_has_its_unit() -> None:
    policy = worded_policy()
    rows = policy.tables[0].rows
    assert rows is not None
    assert [band_words(policy, rows, band).vi for band in rows.bands] == ["< 70 %", "≥ 70 %"]


@pytest.mark.parametrize("policy", shipped_policies().values(), ids=lambda policy: policy.id)
def test_every_condition_and_indicator_of_a_shipped_policy_has_words(policy: Policy) -> None:
    asked = [policy, *(each for each in (policy.districts, policy.city) if each is not None)]
    for condition in (each for criteria in asked for each in criteria.conditions()):
        assert all(condition_text(policy, condition).words)
    assert all(word for each in policy.indicators for word in indicator_text(each))
