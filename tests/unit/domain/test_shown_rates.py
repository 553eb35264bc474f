"""Reported rates of persons, as far as their reader may see them."""

from __future__ import annotations

from math import inf

import pytest

from app.domain.criterion_values import shown_span
from app.domain.disclosure import Disclosure
from app.domain.quantities import MISSING, Span
from app.domain.seen import Seen
from app.services.policy_library import shipped_policy

CDC = shipped_policy("cdc-community-levels-2022")
ADMISSIONS, BEDS = "admissions_per_100k_7d", "beds_pct"


def shown(name: str, value: float, *, people: float | None, disclosure: Disclosure) -> Span | None:
    """A reported value as its reader sees it."""
    seen = Seen(readings={(name, 0): (value, value)}, population=people, disclosure=disclosure)
    return shown_span(CDC, seen, (name, 0))


@pytest.mark.parametrize("rate", [10.0, 20.0, 29.9])
def test_a_rate_of_one_or_two_people_is_only_below_that_of_three(rate: float) -> None:
    assert shown(ADMISSIONS, rate, people=10_000, disclosure=Disclosure()) == (-inf, 30.0)


@pytest.mark.parametrize(("rate", "people"), [(0.0, 10_000), (30.0, 10_000), (10.0, 100_000), (10.0, None)])
def test_a_rate_of_nobody_of_enough_people_or_of_nobody_knows_whom_is_told(rate: float, people: float | None) -> None:
    assert shown(ADMISSIONS, rate, people=people, disclosure=Disclosure()) == (rate, rate)


def test_staff_read_every_rate() -> None:
    assert shown(ADMISSIONS, 10.0, people=10_000, disclosure=Disclosure.open()) == (10.0, 10.0)


def test_a_share_that_counts_no_people_is_told_and_a_missing_rate_is_missing() -> None:
    assert shown(BEDS, 1.0, people=100, disclosure=Disclosure()) == (1.0, 1.0)
    assert shown_span(CDC, Seen(population=100, disclosure=Disclosure()), (ADMISSIONS, 0)) == MISSING
