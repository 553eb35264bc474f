"""Levels of districts and of the city, by their own criteria, from the wards inside them on one day.

No persistence is applied here: a larger unit's level is what its wards' levels and its own figures give on the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.assessment import Assessment
from app.domain.bounds import Bounds, Truth
from app.domain.case_indicators import incidence, rounded
from app.domain.criteria import NO_RULE, apply_criteria, decided
from app.domain.day_counts import DayCounts, cells_in_window
from app.domain.disclosure import Disclosure
from app.domain.policy import ChildrenCondition, Criteria, Criterion, OutbreakCondition, Policy
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, Incidence, Reported
from app.domain.seen import Seen
from app.domain.viewed import seen_in
from app.domain.vocabulary import CASE_CLASSES, CaseClass


@dataclass(frozen=True)
class UnitMembers:
    """The wards of U units on one day.

    Args:
        day: the reporting day judged.
        unit_of: (W,) position of each ward's unit.
        assessments: W newest judgements; None where a ward was never judged.
        populations: (W,) people, NaN where the register has none.
        child_of: (C,) position of the unit each child belongs to; children are wards, or districts of the city.
        child_ranks: (C,) rank of each child's level, 0 unknown.
        days: by ward the counts that are published day by day; left out, only totals by class are.
        reported: by registered id the (U,) value that stands for the unit on the day, NaN when none or too old.
    """

    day: date
    unit_count: int
    unit_of: NDArray[np.intp]
    assessments: Sequence[Assessment | None]
    populations: NDArray[np.float64]
    child_of: NDArray[np.intp]
    child_ranks: NDArray[np.int8]
    days: Mapping[str, DayCounts] = field(default_factory=dict)
    reported: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitLevel:
    """The level of one larger unit; `criterion` None: none matched, or (level `unknown`) too little is known.

    `seen` is what its criteria looked at.
    """

    level: str
    criterion: Criterion | None
    seen: Seen


def unit_levels(policy: Policy, criteria: Criteria, members: UnitMembers, disclosure: Disclosure) -> list[UnitLevel]:
    """Judge each unit by the criteria of its kind; `disclosure` is what the reader may see of counts.

    Source: the policy; Decision 2686/QĐ-BCĐQG judges districts by the share of their communes at a level, Decision
    4800/QĐ-BYT by their own incidence.
    """
    inputs = _Units(policy, members)
    given = apply_criteria(policy, criteria, inputs)
    rank, position = decided(given, incomplete=inputs.without_wards())
    return [
        UnitLevel(
            level=policy.level_of[int(rank[unit])],
            criterion=criteria.ordered[position[unit]] if position[unit] > NO_RULE else None,
            seen=seen,
        )
        for unit, seen in enumerate(_seen(policy, criteria, inputs, disclosure))
    ]


def _seen(policy: Policy, criteria: Criteria, inputs: _Units, disclosure: Disclosure) -> Iterator[Seen]:
    """What the criteria looked at, unit by unit."""
    names = _names(criteria)
    bounds = {name: inputs.indicator(name, days_ago=0) for name in names}
    cases = {each: inputs.summed([each]) for each in CASE_CLASSES}
    people = inputs.people()
    for unit in range(inputs.shape[0]):
        yield Seen(
            readings={(name, 0): (float(each.low[unit]), float(each.high[unit])) for name, each in bounds.items()},
            cases={each: int(counts[unit]) for each, counts in cases.items()},
            cells={each: inputs.cells_of(unit, [each]) for each in CASE_CLASSES},
            children=inputs.children_of(unit),
            numerators={
                (name, 0): inputs.cells_of(unit, indicator.classes)
                for name in names
                if isinstance(indicator := policy.indicator_of[name], CaseSum | Incidence)
            },
            population=None if np.isnan(people[unit]) else float(people[unit]),
            disclosure=disclosure,
        )


def _names(criteria: Criteria) -> list[str]:
    asked = [each.indicator.id for each in criteria.conditions() if each.indicator is not None]
    asked += [axis.indicator for table in criteria.tables for axis in table.axes]
    return list(dict.fromkeys(asked))


class _Units:
    """Units of one kind as the criteria see them."""

    def __init__(self, policy: Policy, members: UnitMembers) -> None:
        self._policy = policy
        self._members = members
        self._incomplete = _any_in(members, _incomplete_wards(policy, members.assessments))

    @property
    def shape(self) -> tuple[int, ...]:
        return (self._members.unit_count,)

    def indicator(self, indicator_id: str, *, days_ago: int) -> Bounds:
        indicator = self._policy.indicator_of[indicator_id]
        unlimited = np.full(self.shape, np.nan)
        if days_ago:
            return Bounds.of(unlimited)
        if isinstance(indicator, Reported):
            values = self._members.reported.get(indicator.read_from, unlimited)
            return Bounds.of(rounded(values) if indicator.round == "nearest_integer" else values)
        if isinstance(indicator, DaysSinceLastCase):
            return self._since_last_case(indicator)
        # A ward's row keeps the sums of the policy's own window; of another window nothing is known here.
        if not isinstance(indicator, CaseSum | Incidence) or indicator.window_days != self._policy.window_days.value:
            return Bounds.of(unlimited)
        cases = self.summed(indicator.classes)
        return self._at_least(cases if isinstance(indicator, CaseSum) else incidence(indicator, cases, self.people()))

    def _since_last_case(self, indicator: DaysSinceLastCase) -> Bounds:
        """Days since the last case in any ward; a ward that does not tell may have had one today."""
        limit = float(indicator.look_back_days)
        rows = [None if each is None else each.indicators.get(indicator.id) for each in self._members.assessments]
        spans = [(0.0, limit) if row is None else (row[0] or 0.0, limit if row[1] is None else row[1]) for row in rows]
        low, high = np.full(self.shape, limit), np.full(self.shape, limit)
        np.minimum.at(low, self._members.unit_of, [each for each, _ in spans])
        np.minimum.at(high, self._members.unit_of, [each for _, each in spans])
        return Bounds(low, high)

    def cases(self, classes: Sequence[CaseClass]) -> Bounds:
        return self._at_least(self.summed(classes))

    def outbreak(self, condition: OutbreakCondition, *, linked: bool) -> Truth:
        found = [
            each is not None and _has_outbreak(self._policy, each, condition, linked=linked)
            for each in self._members.assessments
        ]
        return Truth.known(_any_in(self._members, np.array(found, dtype=np.bool_)))

    def children(self, condition: ChildrenCondition) -> Truth:
        rank, ranks = self._policy.rank_of[condition.named_level], self._members.child_ranks
        counted = ranks == rank if condition.level is not None else ranks >= rank
        certain = self._count(counted)
        possible = certain + self._count(ranks == 0)
        needed = np.array([condition.needed(total) for total in self._count(np.ones_like(counted)).tolist()])
        return Truth(certain >= needed, possible >= needed)

    def on(self, from_day: date | None, until_day: date | None) -> NDArray[np.bool_]:
        day = self._members.day
        return np.full(self.shape, (from_day or day) <= day <= (until_day or day))

    def summed(self, classes: Sequence[CaseClass]) -> NDArray[np.float64]:
        """(U,) cases of these classes in the policy's window; of wards never judged none are known."""
        columns = [each.value for each in classes]
        cases = [
            0.0 if each is None else float(sum(getattr(each, column) for column in columns))
            for each in self._members.assessments
        ]
        return self._per_unit(np.array(cases))

    def without_wards(self) -> NDArray[np.bool_]:
        """(U,) where a unit has no ward, so that nothing speaks for its lowest level either."""
        empty: NDArray[np.bool_] = np.bincount(self._members.unit_of, minlength=self._members.unit_count) == 0
        return empty

    def people(self) -> NDArray[np.float64]:
        """(U,) people, NaN where one ward's are not known."""
        # One ward without a population leaves the district's unknown: NaN carries through the sum.
        return self._per_unit(self._members.populations)

    def children_of(self, unit: int) -> dict[str, int]:
        """How many of a unit's children are at each level."""
        ranks = self._members.child_ranks[self._members.child_of == unit]
        return {level: int((ranks == rank).sum()) for rank, level in self._policy.level_of.items()}

    def cells_of(self, unit: int, classes: Sequence[CaseClass]) -> list[int]:
        """The counts of a unit's wards in parts: what each ward publishes of itself hides the total."""
        inside = np.flatnonzero(self._members.unit_of == unit).tolist()
        rows = [row for ward in inside if (row := self._members.assessments[ward]) is not None]
        days = self._members.days
        return [cell for row in rows for cell in cells_in_window(row, classes, days.get(row.ward_code))]

    def _per_unit(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.zeros(self.shape, dtype=np.float64)
        np.add.at(sums, self._members.unit_of, values)
        return sums

    def _at_least(self, values: NDArray[np.float64]) -> Bounds:
        bounds = Bounds.of(values)
        return Bounds(bounds.low, np.where(self._incomplete, np.inf, bounds.high))

    def _count(self, counted: NDArray[np.bool_]) -> NDArray[np.intp]:
        return np.bincount(self._members.child_of[counted], minlength=self._members.unit_count)


def _incomplete_wards(policy: Policy, assessments: Sequence[Assessment | None]) -> NDArray[np.bool_]:
    allowed = policy.max_missing_days.value
    return np.array([each is None or each.missing_days > allowed for each in assessments], dtype=np.bool_)


def _any_in(members: UnitMembers, wards: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.bincount(members.unit_of[wards], minlength=members.unit_count) > 0


def _has_outbreak(policy: Policy, assessment: Assessment, condition: OutbreakCondition, *, linked: bool) -> bool:
    # Most wards have none, and reading a whole row costs more than asking whether it names any.
    if "outbreak_facts" not in assessment.evidence:
        return False
    return bool(seen_in(assessment, policy).outbreaks_like(condition, linked=linked))
