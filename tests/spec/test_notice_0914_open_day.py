"""City notice of 14 Sep 2021: the reporting day runs from 18:00 to 18:00, and cases are wanted hour by hour.

Until its cut-off a day is open. Its cases act at once; its report is not missing yet; and it can neither loosen a
level nor turn a ward green, because the worst of the day may still come in. (Which instant belongs to which day:
`tests/unit/domain/test_reporting_day.py`.)
"""

from __future__ import annotations

import pytest

from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])


@BOTH
def test_a_case_of_the_open_day_acts_at_once(policy: str) -> None:
    follows(
        """
        open             |...o
        A unknown-source |...1
        A level          |XXXC
        """,
        policy=policy,
    )


@BOTH
def test_an_outbreak_opened_on_the_open_day_acts_at_once_on_the_neighbors_too(policy: str) -> None:
    (
        drawn_map("A B C", policy=policy)
        .outbreak("A", source_known=False, opened=4)
        .day_is_open(4)
        .shows("xanh xanh xanh", on_day=3)
        .shows("đỏ cam xanh", on_day=4)
    )


@BOTH
def test_the_open_days_missing_report_is_not_missing_yet(policy: str) -> None:
    follows(
        """
        open      |.....o
        A reports |...---
        A data    |cccppp
        A level   |XXXXXX
        """,
        policy=policy,
    )


@BOTH
def test_the_same_report_is_missing_once_the_day_has_closed(policy: str) -> None:
    follows(
        """
        A reports |...---
        A data    |cccppp
        A level   |XXXXX?
        """,
        policy=policy,
    )


@BOTH
def test_nothing_missing_but_the_open_day_is_complete(policy: str) -> None:
    follows(
        """
        open      |..o
        A reports |..-
        A data    |ccc
        A level   |XXX
        """,
        policy=policy,
    )


@BOTH
def test_an_open_day_never_turns_an_unknown_ward_green(policy: str) -> None:
    """On day 12 the twelfth report comes in: enough for green, once the day has closed."""
    unfinished = """
        open                |...........o
        A unreported-before |-
        A level             |????????????
        """
    finished = """
        A unreported-before |-
        A level             |???????????X
        """
    follows(unfinished, policy=policy)
    follows(finished, policy=policy)


def test_an_open_day_never_loosens() -> None:
    """Day 16 would be the first day of orange; while it is open, red stands."""
    follows(
        """
        open               |...............o
        A outbreak unknown |.=..............
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐ
        """
    )


def test_it_loosens_when_the_day_has_closed() -> None:
    follows(
        """
        A outbreak unknown |.=..............
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐC
        """
    )


@BOTH
def test_several_open_days_change_nothing_but_what_is_positive(policy: str) -> None:
    """The clock may run ahead of the runs: days 3 to 6 are all still open."""
    follows(
        """
        open             |..oooo
        A unknown-source |....1.
        A level          |XXXXCC
        """,
        policy=policy,
    )
