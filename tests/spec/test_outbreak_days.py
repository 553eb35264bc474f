"""On which days a declared outbreak (ổ dịch) counts: from the day it opened until, not including, the day it closed.

QĐ 2686 judges by open outbreaks; the days are reporting days.
"""

from __future__ import annotations

import pytest

from app.domain.indicators import data_status
from app.domain.zoning import DayJudgement
from app.services.policy_library import shipped_policy
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH, with_persistence

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])
AT_ONCE = with_persistence(shipped_policy(CT06), hold_days=0, qualifying_days=1)


@BOTH
def test_it_counts_from_the_day_it_was_opened(policy: str) -> None:
    drawing = drawn_map("A", policy=policy).outbreak("A", source_known=False, opened=5)
    drawing.shows("xanh", on_day=4).shows("đỏ", on_day=5)


def test_it_no_longer_counts_on_the_day_it_closed() -> None:
    """Tried without a hold, where one day below red is one step down."""
    drawing = drawn_map("A", policy=AT_ONCE).outbreak("A", source_known=False, opened=5, closed=8)
    drawing.shows("đỏ", on_day=7).shows("cam", on_day=8).shows("xanh", on_day=9)


@BOTH
def test_one_opened_and_closed_on_the_same_day_never_counted(policy: str) -> None:
    (drawn_map("A", policy=policy).outbreak("A", source_known=False, opened=5, closed=5).shows("xanh", on_day=6))


@BOTH
def test_one_that_was_never_closed_counts_for_good(policy: str) -> None:
    (drawn_map("A", policy=policy).outbreak("A", source_known=False, opened=2).shows("đỏ", on_day=90))


@BOTH
def test_one_opened_before_the_first_judged_day_counts_on_it(policy: str) -> None:
    drawn_map("A", policy=policy).outbreak("A", source_known=False, opened=-40).shows("đỏ", on_day=1)


@BOTH
def test_one_declared_for_a_later_day_does_not_count_yet(policy: str) -> None:
    drawn_map("A", policy=policy).outbreak("A", source_known=False, opened=9).shows("xanh", on_day=8)


def test_the_second_of_two_outbreaks_keeps_red_when_the_first_closes() -> None:
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.===................
        A outbreak school  |...================.
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐC
        """
    )


def test_a_ward_with_an_outbreak_and_no_reports_is_red_and_says_that_data_are_missing() -> None:
    drawing = drawn_map("A").outbreak("A", source_known=False, opened=1).no_report("A", on_days=range(-30, 15))
    drawing.shows("đỏ", on_day=14)
    last: DayJudgement = drawing.situation.judged(shipped_policy(CT06), through=14)[-1]
    assert data_status(int(last.missing[0]), last.closed_days) == "missing"
