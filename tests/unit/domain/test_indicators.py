"""Windows over days: what lies in them, what is missing from them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from app.domain.evidence import Evidence
from app.domain.indicators import closed_days, data_status, missing_closed_days, window_sums
from app.domain.vocabulary import CaseClass, DataStatus
from tests.spec.situation import Situation, day

UNKNOWN_SOURCE, IMPORTED = CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.IMPORTED


def a_ward(*, open_from: int | None = None) -> Situation:
    """One ward that reports 0 every day."""
    return Situation(wards=("A",), borders=(), open_from=open_from)


def test_a_window_ends_on_the_day_judged_and_includes_it() -> None:
    situation = a_ward()
    situation.counts["A", 3, UNKNOWN_SOURCE] = 7
    sums = window_sums(situation.evidence(first=1, last=18, window_days=14), 14)[0, :, 0].tolist()
    assert sums == [0, 0, *[7] * 14, 0, 0]


def test_a_window_of_one_day_is_the_day_itself() -> None:
    situation = a_ward()
    situation.counts["A", 2, UNKNOWN_SOURCE] = 4
    sums = window_sums(situation.evidence(first=1, last=3, window_days=1), 1)[0, :, 0].tolist()
    assert sums == [0, 4, 0]


def test_classes_are_summed_apart() -> None:
    situation = a_ward()
    situation.counts["A", 1, UNKNOWN_SOURCE] = 1
    situation.counts["A", 2, IMPORTED] = 5
    assert window_sums(situation.evidence(first=2, last=2, window_days=14), 14)[0, 0].tolist() == [1, 0, 0, 0, 5]


def test_wards_are_summed_apart() -> None:
    situation = Situation(wards=("A", "B"), borders=(("A", "B"),))
    situation.counts["B", 1, UNKNOWN_SOURCE] = 3
    assert window_sums(situation.evidence(first=1, last=1, window_days=14), 14)[:, 0, 0].tolist() == [0, 3]


def test_longer_history_than_the_window_changes_nothing() -> None:
    situation = a_ward()
    situation.counts["A", -20, UNKNOWN_SOURCE] = 9
    situation.counts["A", 1, UNKNOWN_SOURCE] = 1
    sums = window_sums(situation.evidence(first=1, last=2, window_days=40), 14)
    assert sums[0, :, 0].tolist() == [1, 1]


def test_a_whole_city_in_one_ward_and_day_is_still_counted_exactly() -> None:
    situation = a_ward()
    for number in range(1, 15):
        situation.counts["A", number, UNKNOWN_SOURCE] = 100_000_000
    assert window_sums(situation.evidence(first=14, last=14, window_days=14), 14)[0, 0, 0] == 1_400_000_000


def test_a_history_shorter_than_the_window_is_refused() -> None:
    evidence = a_ward().evidence(first=1, last=2, window_days=13)
    with pytest.raises(ValueError, match="a window of 14 days needs 13 days of history, got 12"):
        window_sums(evidence, 14)


def test_missing_days_are_the_closed_days_of_the_window_without_a_report() -> None:
    situation = a_ward()
    situation.missing = {("A", 2), ("A", 3)}
    missing = missing_closed_days(situation.evidence(first=1, last=17, window_days=14), 14)[0].tolist()
    assert missing == [0, 1, *[2] * 13, 1, 0]


def test_an_open_day_without_a_report_is_not_missing() -> None:
    situation = a_ward(open_from=4)
    situation.missing = {("A", 3), ("A", 4), ("A", 5)}
    evidence = situation.evidence(first=1, last=5, window_days=14)
    assert missing_closed_days(evidence, 14)[0].tolist() == [0, 0, 1, 1, 1]


def test_an_open_day_is_no_closed_day() -> None:
    evidence = a_ward(open_from=4).evidence(first=1, last=5, window_days=14)
    assert closed_days(evidence, 14).tolist() == [14, 14, 14, 13, 12]


@pytest.mark.parametrize(
    ("missing", "closed", "status"),
    [(0, 14, "complete"), (1, 14, "partial"), (13, 14, "partial"), (14, 14, "missing"), (13, 13, "missing")],
)
def test_data_are_complete_partial_or_missing(missing: int, closed: int, status: str) -> None:
    assert data_status(missing, closed) == DataStatus(status)


def test_a_window_without_a_closed_day_lacks_nothing() -> None:
    assert data_status(0, 0) is DataStatus.COMPLETE


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    good = a_ward().evidence(first=1, last=2, window_days=14)
    with pytest.raises(ValueError, match="do not fit together"):
        _rebuilt(good, ward_codes=("A", "B"))
    with pytest.raises(ValueError, match="do not fit together"):
        _rebuilt(good, reported=np.ones((1, 3), dtype=np.bool_))
    with pytest.raises(ValueError, match="no day to judge"):
        _rebuilt(good, history_days=15)


def test_days_are_numbered_from_the_first_day_judged() -> None:
    evidence = a_ward().evidence(first=2, last=4, window_days=14)
    assert evidence.days == [day(2), day(3), day(4)] == [date(2021, 9, 2), date(2021, 9, 3), date(2021, 9, 4)]


def _rebuilt(evidence: Evidence, **changes: object) -> Evidence:
    fields = {name: getattr(evidence, name) for name in evidence.__dataclass_fields__}
    return Evidence(**{**fields, **changes})
