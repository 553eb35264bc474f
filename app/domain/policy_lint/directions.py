"""Tables in which a higher band gives a lower level where it should not, or not where its other cells do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.policy import Axis, DecisionTable, Policy
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, DoublingTime, Incidence
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of


@dataclass(frozen=True)
class _Step:
    """From one cell to the next along an axis: `row` and `column` of the later cell from 0, `rise` in ranks."""

    row: int
    column: int
    rise: int
    before: str
    after: str


def direction_warnings(policy: Policy) -> Iterator[PolicyFault]:
    """Each cell at which a table turns against its direction.

    More cases are worse, more days without are better; of a reported value the table itself says which it is, by the
    way most of its steps go.
    """
    for prefix, criteria in criteria_of(policy):
        for position, table in enumerate(criteria.tables):
            place = (*prefix, "tables", position)
            yield from _along(policy, place, table, table.columns, list(_across(policy, table)))
            if table.rows is not None:
                yield from _along(policy, place, table, table.rows, list(_down(policy, table)))


def _across(policy: Policy, table: DecisionTable) -> Iterator[_Step]:
    for row, levels in enumerate(table.levels):
        for column in range(1, len(levels)):
            yield _step(policy, row, column, levels[column - 1], levels[column])


def _down(policy: Policy, table: DecisionTable) -> Iterator[_Step]:
    for row in range(1, len(table.levels)):
        for column, level in enumerate(table.levels[row]):
            yield _step(policy, row, column, table.levels[row - 1][column], level)


def _step(policy: Policy, row: int, column: int, before: str, after: str) -> _Step:
    return _Step(row, column, policy.rank_of[after] - policy.rank_of[before], before, after)


def _along(
    policy: Policy, place: Location, table: DecisionTable, axis: Axis, steps: list[_Step]
) -> Iterator[PolicyFault]:
    direction = _direction(policy, axis, steps)
    for step in steps:
        if step.rise * direction < 0:
            yield _turns(place, table, axis, step)


def _direction(policy: Policy, axis: Axis, steps: list[_Step]) -> int:
    """+1 where a higher value should not give a lower level, −1 where not a higher one, 0 where nobody can tell."""
    indicator = policy.indicator_of[axis.indicator]
    if isinstance(indicator, CaseSum | Incidence):
        return 1
    if isinstance(indicator, DaysSinceLastCase | DoublingTime):
        return -1
    balance = sum((step.rise > 0) - (step.rise < 0) for step in steps)
    return (balance > 0) - (balance < 0)


def _turns(place: Location, table: DecisionTable, axis: Axis, step: _Step) -> PolicyFault:
    down = step.rise < 0
    return PolicyFault(
        (*place, "levels", step.row, step.column),
        vi=f"bảng {table.id}, hàng {step.row + 1}, cột {step.column + 1}: {axis.indicator} cao hơn mà mức lại "
        f"{'giảm' if down else 'tăng'} từ “{step.before}” {'xuống' if down else 'lên'} “{step.after}”; xem lại ô này.",
        en=f"table {table.id}, row {step.row + 1}, column {step.column + 1}: a higher {axis.indicator} "
        f"{'lowers' if down else 'raises'} the level from “{step.before}” to “{step.after}”; look at this cell again.",
        severity="warning",
    )
