"""What may be said of a round of mass testing, and when a change of it is a correction."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.errors import FieldFault, FutureReportingDate, Invalid, ReasonMissing
from app.domain.records import TestRound

RAPID_ANTIGEN: Final = "rapid_antigen"
"""Read one swab at a time: never pooled."""


def check_round(test_round: TestRound, *, open_day: date) -> None:
    """Refuse what cannot be, every fault at once.

    Raises:
        FutureReportingDate: it started, or was completed, on a day not begun.
        Invalid: days in the wrong order, more positives than samples, pooled rapid tests, closed on no day.
    """
    for name in ("started_on", "completed_on"):
        day = getattr(test_round, name)
        if day is not None and day > open_day:
            raise FutureReportingDate(f"/{name}", day, open_day)
    faults = [*_day_faults(test_round), *_figure_faults(test_round)]
    if faults:
        raise Invalid(
            vi=" ".join(each.vi for each in faults), en=" ".join(each.en for each in faults), errors=tuple(faults)
        )


def check_change(before: TestRound, after: TestRound) -> None:
    """Refuse a correction without its reason; carrying a round on needs none.

    Raises:
        ReasonMissing: figures fall, days or method change, a completed round is opened again, or it is withdrawn.
    """
    if after.reason_code is None and not carries_on(before, after):
        raise ReasonMissing("/reason_code")


def carries_on(before: TestRound, after: TestRound) -> bool:
    """Whether a version only tells how the round went on: more samples, its end, its note."""
    if before.withdrawn != after.withdrawn or before.started_on != after.started_on:
        return False
    if before.completed_on is not None and before.completed_on != after.completed_on:
        return False
    if (before.method, before.pool_size) != (after.method, after.pool_size):
        return False
    return after.samples >= before.samples and after.positives >= before.positives


def _day_faults(test_round: TestRound) -> list[FieldFault]:
    completed = test_round.completed_on
    if completed is not None and completed < test_round.started_on:
        return [
            FieldFault(
                "/completed_on",
                vi=f"Ngày xong {completed:%d/%m/%Y} trước ngày bắt đầu {test_round.started_on:%d/%m/%Y}; "
                "sửa một trong hai ngày.",
                en=f"completed_on {completed} is before started_on {test_round.started_on}; mend one of the two days.",
            )
        ]
    if completed is None and test_round.closed_with_reason:
        return [
            FieldFault(
                "/completed_on",
                vi="Đóng đợt lấy mẫu với lý do thì cần ngày xong; ghi completed_on.",
                en="A round closed with a reason needs the day it ended; send completed_on.",
            )
        ]
    return []


def _figure_faults(test_round: TestRound) -> list[FieldFault]:
    faults = []
    if test_round.positives > test_round.samples:
        faults.append(
            FieldFault(
                "/positives",
                vi=f"Dương tính ({test_round.positives}) lớn hơn số mẫu ({test_round.samples}); sửa một trong hai số.",
                en=f"positives ({test_round.positives}) exceed samples ({test_round.samples}); mend one of them.",
            )
        )
    if test_round.method == RAPID_ANTIGEN and test_round.pool_size > 1:
        faults.append(
            FieldFault(
                "/pool_size",
                vi=f"Xét nghiệm nhanh kháng nguyên không gộp mẫu (đang ghi {test_round.pool_size}); ghi pool_size 1.",
                en=f"Rapid antigen tests are not pooled (pool_size {test_round.pool_size}); send pool_size 1.",
            )
        )
    return faults
