"""A testing plan as a workbook: the days, then what is sampled where on each of them, then who is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from app.domain.sentences import Phrase
from app.domain.testing_plan import Assignment, LateRound, Plan, PlanDay
from app.domain.testing_plan_words import RESOURCE_WORDS
from app.formats.workbook import Block, Column, Row, Sheet, workbook

_DAYS: Final = (
    Column(Phrase("Ngày", "Day"), 12, "day"),
    Column(Phrase("Số người lấy mẫu", "People sampled"), 14, "count"),
    Column(Phrase("Số mẫu (ống)", "Samples (tubes)"), 12, "count"),
    Column(Phrase("Xét nghiệm", "Laboratory tests"), 12, "count"),
    Column(Phrase("Năng lực (người)", "Capacity (people)"), 14, "count"),
    Column(Phrase("Còn trống (người)", "Free (people)"), 14, "count"),
    Column(Phrase("Trễ cuối ngày (người)", "Late at its end (people)"), 14, "count"),
    Column(Phrase("Đơn vị trễ", "Units late"), 10, "count"),
    Column(Phrase("Hết trước", "Ran out first"), 26),
)
_WORK: Final = (
    Column(Phrase("Ngày", "Day"), 12, "day"),
    Column(Phrase("Mã", "Code"), 10),
    Column(Phrase("Đơn vị", "Unit"), 26),
    Column(Phrase("Quận, huyện", "District"), 22),
    Column(Phrase("Số người", "People"), 11, "count"),
    Column(Phrase("Số mẫu (ống)", "Samples (tubes)"), 12, "count"),
    Column(Phrase("Phần", "Part"), 8),
    Column(Phrase("Lượt", "Round"), 8, "count"),
    Column(Phrase("Trễ (ngày)", "Days late"), 10, "count"),
    Column(Phrase("Đã làm", "Done"), 10),
)
_LATE: Final = (
    Column(Phrase("Mã", "Code"), 10),
    Column(Phrase("Đơn vị", "Unit"), 26),
    Column(Phrase("Lượt", "Round"), 8, "count"),
    Column(Phrase("Hạn chót", "Due by"), 12, "day"),
    Column(Phrase("Xong ngày", "Done on"), 12, "day"),
    Column(Phrase("Trễ (ngày)", "Days late"), 10, "count"),
    Column(Phrase("Số người", "People"), 11, "count"),
)


def plan_sheet(
    plan: Plan,
    *,
    names: Mapping[str, tuple[str, str]],
    notes: Sequence[Phrase],
    warnings: Sequence[str],
    made_at: datetime,
) -> bytes:
    """The workbook of a plan.

    Args:
        names: of a unit and of its district, by unit id.
        notes: the sentences that tell the plan.
        warnings: what every reader must know first: that this is a drill.
        made_at: the moment of what it was made from.
    """
    told = [each.vi for each in notes]
    sheets = [
        Sheet("Tổng hợp", Phrase("Kế hoạch lấy mẫu theo ngày", "Testing plan by day"), told, [_days(plan)], warnings),
        Sheet(
            "Việc từng ngày",
            Phrase("Lấy mẫu ở đâu, ngày nào", "What is sampled where"),
            (),
            [_work(plan, names)],
            warnings,
        ),
        Sheet("Trễ hạn", Phrase("Những lượt trễ hạn", "Rounds that are late"), (), [_late(plan, names)], warnings),
    ]
    title = "Kế hoạch lấy mẫu xét nghiệm"
    return workbook(sheets, tones={}, title=title, created=made_at, footer=title)


def _days(plan: Plan) -> Block:
    return Block(_DAYS, [_day_row(each) for each in plan.days])


def _day_row(day: PlanDay) -> Row:
    binding = RESOURCE_WORDS[day.binding].vi if day.binding else None
    return (
        day.day,
        day.people,
        day.samples,
        day.lab_tests,
        day.people_capacity,
        day.free_people,
        day.short_people,
        day.short_units,
        binding,
    )


def _work(plan: Plan, names: Mapping[str, tuple[str, str]]) -> Block:
    return Block(_WORK, [_work_row(day, each, names) for day in plan.days for each in day.assignments])


def _work_row(day: PlanDay, each: Assignment, names: Mapping[str, tuple[str, str]]) -> Row:
    name, district = names.get(each.demand.unit_id, (each.demand.unit_id, ""))
    part = f"{each.part}/{each.parts}"
    return (
        day.day,
        each.demand.unit_id,
        name,
        district,
        each.people,
        each.samples,
        part,
        each.round_number,
        each.days_late,
        None,
    )


def _late(plan: Plan, names: Mapping[str, tuple[str, str]]) -> Block:
    return Block(_LATE, [_late_row(each, names) for each in plan.late])


def _late_row(late: LateRound, names: Mapping[str, tuple[str, str]]) -> Row:
    name, _ = names.get(late.demand.unit_id, (late.demand.unit_id, ""))
    return (late.demand.unit_id, name, late.round_number, late.due_by, late.done_on, late.days_late, late.people)
