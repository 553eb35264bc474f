"""What was seen of one unit on one day, and whether a condition of a policy holds for it: scalars, one unit at a time.

The judgement itself works on arrays (`app.domain.criteria`). Words are made for one unit, from a stored row or from a
row of a table; they must name the alternative that holds, so they ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.classification import Reading
from app.domain.disclosure import Disclosure
from app.domain.policy import (
    Axis,
    ChildrenCondition,
    Condition,
    DecisionTable,
    IndicatorCondition,
    Limits,
    OutbreakCondition,
    Policy,
    Rule,
)
from app.domain.quantities import MISSING, Span, clears_lower, clears_upper
from app.domain.vocabulary import UNKNOWN, CaseClass, OutbreakSetting


class Certainty(NamedTuple):
    """Whether something certainly holds, and whether it may."""

    certain: bool
    possible: bool


@dataclass(frozen=True)
class OutbreakSeen:
    """An open outbreak in the unit, or linked to it from elsewhere; an attribute None is not known."""

    name: str
    source_known: bool | None
    setting: OutbreakSetting | None
    linked: bool = False

    def matches(self, condition: OutbreakCondition) -> bool:
        """Whether it has the attributes a condition asks for."""
        right_source = condition.source_known is None or self.source_known is condition.source_known
        return right_source and (not condition.settings or self.setting in condition.settings)


@dataclass(frozen=True)
class Seen:
    """One unit on one day.

    Args:
        readings: what each indicator was at least and at most; one that is left out is missing.
        cases: cases in the policy's window by class; a class left out has none.
        cells: the parts of the same that are published by themselves; a class left out has its total for its one part.
        outbreaks: open ones, placed in the unit or linked to it.
        children: how many of the units inside are at each level, `unknown` included.
        numerators: by reading, the cases in the indicator's window, in parts as published; needed to show the public
            what is computed from cases.
        population: people in the unit, None when the register has none.
        disclosure: what its reader may see of counts.
    """

    readings: Mapping[Reading, Span] = field(default_factory=dict)
    cases: Mapping[CaseClass, int] = field(default_factory=dict)
    cells: Mapping[CaseClass, Sequence[int]] = field(default_factory=dict)
    outbreaks: tuple[OutbreakSeen, ...] = ()
    children: Mapping[str, int] = field(default_factory=dict)
    numerators: Mapping[Reading, Sequence[int]] = field(default_factory=dict)
    population: float | None = None
    disclosure: Disclosure = field(default_factory=Disclosure.open)

    def reading(self, indicator_id: str, days_ago: int = 0) -> Span:
        """An indicator on the day judged or some days before."""
        return self.readings.get((indicator_id, days_ago), MISSING)

    def counts(self, classes: Iterable[CaseClass]) -> list[int]:
        """Cases in the policy's window, one number per class."""
        return [self.cases.get(each, 0) for each in classes]

    def shown_cells(self, classes: Iterable[CaseClass]) -> list[int]:
        """The parts of these counts that are published by themselves, of which a published total is made."""
        return [cell for each in classes for cell in self.cells.get(each, self.counts([each]))]

    def outbreaks_like(self, condition: OutbreakCondition, *, linked: bool) -> list[OutbreakSeen]:
        """The open outbreaks a condition asks for."""
        return [each for each in self.outbreaks if each.linked is linked and each.matches(condition)]


def rule_certainty(policy: Policy, rule: Rule, seen: Seen) -> Certainty:
    """Whether a rule matches: any of its alternatives and all of its requirements."""
    parts = [certainty(policy, each, seen) for each in rule.all_of]
    if rule.any_of:
        parts.append(any_certainty(policy, rule.any_of, seen))
    return _joined(all, parts)


def any_certainty(policy: Policy, conditions: Iterable[Condition], seen: Seen) -> Certainty:
    """Whether any of some conditions holds; none do when there are none."""
    return _joined(any, (certainty(policy, each, seen) for each in conditions))


def certainty(policy: Policy, condition: Condition, seen: Seen) -> Certainty:
    """Whether one condition holds."""
    if condition.cases is not None:
        return _known(sum(seen.counts(condition.cases.classes)) >= condition.cases.at_least)
    if condition.outbreak_in_ward is not None:
        return _known(bool(seen.outbreaks_like(condition.outbreak_in_ward, linked=False)))
    if condition.linked_to_outbreak is not None:
        return _known(bool(seen.outbreaks_like(condition.linked_to_outbreak, linked=True)))
    if condition.indicator is not None:
        return _indicator(condition.indicator, seen)
    if condition.children is not None:
        return _children(policy, condition.children, seen)
    parts = [certainty(policy, each, seen) for each in (*condition.any_of, *condition.all_of, *condition.none_of)]
    held = _joined(all if condition.all_of else any, parts)
    return Certainty(not held.possible, not held.certain) if condition.none_of else held


def table_levels(table: DecisionTable, seen: Seen) -> set[str]:
    """The levels of all cells a unit may lie in."""
    columns = _bands(table.columns, seen)
    rows = [0] if table.rows is None else _bands(table.rows, seen)
    return {table.levels[row][column] for row in rows for column in columns}


def _bands(axis: Axis, seen: Seen) -> list[int]:
    span = seen.reading(axis.indicator)
    return [position for position, band in enumerate(axis.bands) if within(band, span).possible]


def within(limits: Limits, span: Span) -> Certainty:
    """Whether a quantity lies within limits.

    >>> within(Limits(at_least=20), (19.0, 25.0))
    Certainty(certain=False, possible=True)
    """
    low, high = span
    return Certainty(
        clears_lower(limits, low) and clears_upper(limits, high),
        clears_lower(limits, high) and clears_upper(limits, low),
    )


def children_at(policy: Policy, condition: ChildrenCondition, seen: Seen) -> tuple[int, int, int]:
    """How many units inside are at the level a condition counts, how many are unknown, and how many there are."""
    rank = policy.rank_of.get(condition.named_level, 0)
    ranks = {level: policy.rank_of.get(level, 0) for level in seen.children}
    at_level = sum(
        count
        for level, count in seen.children.items()
        if ranks[level] == rank or (condition.at_or_above is not None and ranks[level] > rank)
    )
    return at_level, seen.children.get(UNKNOWN, 0), sum(seen.children.values())


def _children(policy: Policy, condition: ChildrenCondition, seen: Seen) -> Certainty:
    found, unknown, total = children_at(policy, condition, seen)
    needed = condition.needed(total)
    return Certainty(found >= needed, found + unknown >= needed)


def _indicator(condition: IndicatorCondition, seen: Seen) -> Certainty:
    held = [within(condition, seen.reading(condition.id, days)) for days in condition.days_ago]
    return _joined(all if condition.in_each_of_last is not None else any, held)


def _joined(join: Callable[[Iterable[bool]], bool], parts: Iterable[Certainty]) -> Certainty:
    listed = list(parts)
    return Certainty(join(each.certain for each in listed), join(each.possible for each in listed))


def _known(holds: bool) -> Certainty:
    return Certainty(holds, holds)
