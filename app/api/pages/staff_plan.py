"""The page of the testing plan: the capacity as typed, what comes of it in figures, and the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.api.pages.shared import address
from app.api.pages.staff_frame import StaffPage
from app.domain.sentences import Phrase
from app.domain.testing_advice_words import percent
from app.domain.testing_plan import Assignment, PlanDay
from app.domain.testing_plan_words import RESOURCE_WORDS, RULE, summary
from app.services.testing_planner import Planned

CHART_HEIGHT: Final = 180
STEP: Final = 20
"""Units of the drawing for one day."""


@dataclass(frozen=True)
class Figure:
    """One figure that matters: its name, its value, what it means; `is_bad`: it asks for something."""

    name: str
    value: str
    note: str
    is_bad: bool


@dataclass(frozen=True)
class Column:
    """A day in the chart: heights and tops of what is sampled and of who is late."""

    x: int
    done_y: float
    done_height: float
    late_y: float
    late_height: float
    label: str
    title: str


@dataclass(frozen=True)
class Chart:
    """The days as columns, and the capacity as a line; None: there is no limit over the whole."""

    width: int
    columns: Sequence[Column]
    capacity_y: float | None


@dataclass(frozen=True)
class DayRow:
    """A day of the table."""

    day: str
    people: str
    share: int
    free: str
    late: str
    is_late: bool
    bound_by: str
    count: str
    items: Sequence[str]


@dataclass(frozen=True)
class PlanView:
    """The plan as it is shown."""

    figures: Sequence[Figure]
    sentences: Sequence[str]
    rule: Sequence[str]
    chart: Chart
    rows: Sequence[DayRow]
    sheet: str
    unplanned: str


def plan_view(page: StaffPage, planned: Planned, asked: Mapping[str, str | None]) -> PlanView:
    """A plan as figures, chart and table.

    Args:
        asked: the parameters of the API call for the same plan.
    """
    words, plan = page.words, planned.plan
    told = summary(
        plan,
        cadence=planned.cadence,
        enough=planned.enough,
        capacity=planned.wanted.capacity,
        comparison=planned.comparison,
    )
    unplanned = ", ".join(planned.units[each].name for each in planned.without_population)
    return PlanView(
        figures=_figures(page, planned),
        sentences=[words.pick(each) for each in told],
        rule=[words.pick(each) for each in RULE],
        chart=_chart(page, plan.days),
        rows=[_row(page, planned, each) for each in plan.days],
        sheet=address("/api/v1/testing/plan", **asked, format="xlsx"),
        unplanned=words("tp_no_population", names=unplanned) if unplanned else "",
    )


def _figures(page: StaffPage, planned: Planned) -> list[Figure]:
    words, plan, cadence, enough = page.words, planned.plan, planned.cadence, planned.enough
    need = words.number(cadence.least)
    note = words("tp_short_note", n=need) if cadence.shortfall else words("tp_enough_note", n=need)
    found = [Figure(words("tp_short"), words.number(cadence.shortfall), note, cadence.shortfall > 0)]
    broken = next((each for each in plan.days if each.short_people), None)
    if broken is None:
        held = words("tp_no_break_note", n=len(plan.days))
        found.append(Figure(words("tp_break"), words("tp_no_break"), held, is_bad=False))
    else:
        late = words("tp_break_note", n=words.number(broken.short_people))
        found.append(Figure(words("tp_break"), words.short_day(broken.day), late, is_bad=True))
    would_do = "–" if enough.samples_per_day is None else words.number(enough.samples_per_day)
    least = words("tp_would_do_note", n=words.number(enough.no_less_than))
    found.append(Figure(words("tp_would_do"), would_do, least, is_bad=False))
    return [*found, *_gap(page, planned)]


def _gap(page: StaffPage, planned: Planned) -> list[Figure]:
    words, comparison = page.words, planned.comparison
    if comparison is None:
        return []
    if comparison.taken == "greedy" or comparison.solver is None:
        return [Figure(words("tp_gap"), "0%", words("tp_gap_none"), is_bad=False)]
    less = percent(round((comparison.greedy - comparison.solver) / comparison.greedy, 3))
    return [Figure(words("tp_gap"), f"−{words.pick(less)}", words("tp_gap_note"), is_bad=False)]


def _chart(page: StaffPage, days: Sequence[PlanDay]) -> Chart:
    capacity = days[0].people_capacity
    most = max([1, *(each.people + each.short_people for each in days)])
    if capacity is not None and capacity <= 2 * most:
        most = max(most, capacity)
    scale = CHART_HEIGHT / most
    columns = [_column(page, place, each, scale) for place, each in enumerate(days)]
    is_in_sight = capacity is not None and capacity <= most
    line = round(CHART_HEIGHT - capacity * scale, 1) if capacity is not None and is_in_sight else None
    return Chart(STEP * len(days), columns, line)


def _column(page: StaffPage, place: int, day: PlanDay, scale: float) -> Column:
    words = page.words
    done, late = round(day.people * scale, 1), round(day.short_people * scale, 1)
    told = [words.long_day(day.day), f"{words('tp_people')}: {words.number(day.people)}"]
    if day.short_people:
        told.append(f"{words('tp_late')}: {words.number(day.short_people)}")
    return Column(
        x=place * STEP,
        done_y=round(CHART_HEIGHT - done, 1),
        done_height=done,
        late_y=round(CHART_HEIGHT - done - late, 1),
        late_height=late,
        label=f"{day.day.day}",
        title=" · ".join(told),
    )


def _row(page: StaffPage, planned: Planned, day: PlanDay) -> DayRow:
    words = page.words
    free = day.free_people
    what: Phrase | None = RESOURCE_WORDS[day.binding] if day.binding else None
    return DayRow(
        day=f"{words.long_day(day.day).split(',')[0]}, {words.short_day(day.day)}",
        people=words.number(day.people),
        share=min(100, 100 * day.people // day.people_capacity) if day.people_capacity else 0,
        free="–" if free is None else words.number(free),
        late=words.number(day.short_people),
        is_late=day.short_people > 0,
        bound_by=words("tp_bound_by", what=words.pick(what)) if what else "",
        count=words("tp_units_n", n=len(day.assignments)) if day.assignments else words("tp_nothing"),
        items=[_item(page, planned, each) for each in day.assignments],
    )


def _item(page: StaffPage, planned: Planned, each: Assignment) -> str:
    words = page.words
    told = [f"{planned.units[each.demand.unit_id].name}: {words.number(each.people)}"]
    if each.parts > 1:
        told.append(words("tp_part", part=each.part, parts=each.parts))
    if each.days_late:
        told.append(words("tp_days_late", n=each.days_late))
    return ", ".join(told)
