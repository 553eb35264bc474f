"""Every threshold of a policy tried out on the engine: at its value, one unit below and above, and with nothing known.

What comes back is always a level or `unknown`. An error or an empty answer is a fault of the policy or of the engine,
and is told before anybody is judged by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import Bounds, Truth
from app.domain.criteria import NO_RULE, TOO_LITTLE_DATA, any_holds, apply_criteria, decided
from app.domain.policy import ChildrenCondition, Condition, Criteria, Limits, OutbreakCondition, Policy
from app.domain.vocabulary import CaseClass

Location = tuple[int | str, ...]
Subject = tuple[str, ...]
"""What a threshold is about: ("indicator", id), ("cases", classes…) or ("children", …)."""

_MISSING: tuple[tuple[str, float | None], ...] = (("null", None), ("NaN", float("nan")))


@dataclass(frozen=True)
class Probe:
    """One question: a subject at a value (None and NaN: missing), all else known to be nothing, or all else missing.

    `level` is the answer, `unknown` included; None is an error or an empty answer, which `failure` names.
    """

    location: Location
    subject: Subject
    value: float | None
    others_missing: bool
    level: str | None = None
    failure: str | None = None


def probe(policy: Policy) -> list[Probe]:
    """The answers to every threshold of the policy's criteria and clauses, in the order of the file."""
    answered = _answers(policy, policy, list(_questions((), policy)))
    for name, criteria in (("districts", policy.districts), ("city", policy.city)):
        if criteria is not None:
            answered += _answers(policy, criteria, list(_questions((name,), criteria)))
    return answered + _clause_answers(policy)


def _questions(prefix: Location, criteria: Criteria) -> Iterator[Probe]:
    for position, rule in enumerate(criteria.rules):
        for name, conditions in (("any_of", rule.any_of), ("all_of", rule.all_of)):
            yield from _of_conditions((*prefix, "rules", position, name), conditions)
    for position, table in enumerate(criteria.tables):
        for axis in table.axes:
            name = "columns" if axis is table.columns else "rows"
            for index, band in enumerate(axis.bands):
                place = (*prefix, "tables", position, name, "bands", index)
                yield from _around(place, ("indicator", axis.indicator), _edges(band))
    for position, modifier in enumerate(criteria.modifiers):
        for name, conditions in (("any_of", modifier.any_of), ("unless_any_of", modifier.unless_any_of)):
            yield from _of_conditions((*prefix, "modifiers", position, name), conditions)


def _of_conditions(place: Location, conditions: Sequence[Condition]) -> Iterator[Probe]:
    for position, condition in enumerate(conditions):
        for leaf in condition.leaves():
            yield from _of_leaf((*place, position), leaf)


def _of_leaf(place: Location, leaf: Condition) -> Iterator[Probe]:
    if leaf.indicator is not None:
        yield from _around(place, ("indicator", leaf.indicator.id), _edges(leaf.indicator))
    if leaf.cases is not None:
        yield from _around(place, ("cases", *leaf.cases.classes), (leaf.cases.at_least,))
    if leaf.children is not None:
        yield from _around(place, _children_subject(leaf.children), (_amount(leaf.children),))


def _edges(limits: Limits) -> tuple[float, ...]:
    return tuple(edge[0] for edge in (limits.lower, limits.upper) if edge is not None)


def _around(place: Location, subject: Subject, edges: Sequence[float]) -> Iterator[Probe]:
    for edge in edges:
        for others_missing in (False, True):
            for value in (edge - 1, edge, edge + 1, *(value for _, value in _MISSING)):
                yield Probe(place, subject, value, others_missing)


def _children_subject(condition: ChildrenCondition) -> Subject:
    return ("children", condition.named_level, "exactly" if condition.level else "or above")


def _amount(condition: ChildrenCondition) -> float:
    return condition.share_at_least_pct or float(condition.count_at_least or 0)


_FAILURES = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)


def _answers(policy: Policy, criteria: Criteria, asked: Sequence[Probe]) -> list[Probe]:
    """The questions with their answers; one by one where all at once fails, to find the one that does."""
    if not asked:
        return []
    try:
        given = apply_criteria(policy, criteria, _Questions(asked))
    except _FAILURES as error:
        if len(asked) == 1:
            return [_with(asked[0], None, f"{type(error).__name__}: {error}")]
        return [answer for each in asked for answer in _answers(policy, criteria, [each])]
    rank, position = decided(given, incomplete=np.zeros(len(asked), dtype=np.bool_))
    known = {**{each.rank: each.id for each in policy.levels}, 0: "unknown"}
    return [
        _judged(each, known, len(criteria.ordered), int(rank[row]), int(position[row]))
        for row, each in enumerate(asked)
    ]


def _judged(asked: Probe, known: Mapping[int, str], criteria: int, rank: int, position: int) -> Probe:
    if rank not in known or position >= criteria or position < TOO_LITTLE_DATA:
        return _with(asked, None, f"rank {rank}, position {position}")
    if (rank == 0) is not (position == TOO_LITTLE_DATA) or (rank > 1 and position == NO_RULE):
        return _with(asked, None, f"rank {rank} without a reason ({position})")
    return _with(asked, known[rank], None)


def _clause_answers(policy: Policy) -> list[Probe]:
    """Of never-lower clauses: whether they hold is answered, `certain` never without `possible`."""
    answers = []
    for position, clause in enumerate(policy.persistence.never_lower_while):
        for each in _of_conditions(("persistence", "never_lower_while", position, "any_of"), clause.any_of):
            try:
                truth = any_holds(clause.any_of, _Questions([each]))
            except _FAILURES as error:
                answers.append(_with(each, None, f"{type(error).__name__}: {error}"))
                continue
            sound = bool(truth.possible[0] or not truth.certain[0])
            answers.append(_with(each, "kept" if truth.certain[0] else "may fall", None if sound else "certain only"))
    return answers


def _with(asked: Probe, level: str | None, failure: str | None) -> Probe:
    return Probe(asked.location, asked.subject, asked.value, asked.others_missing, level, failure)


class _Questions:
    """Probes as the criteria see them: one row each."""

    def __init__(self, asked: Sequence[Probe]) -> None:
        self._asked = asked

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self._asked),)

    def indicator(self, indicator_id: str, *, days_ago: int) -> Bounds:
        return self._bounds(("indicator", indicator_id))

    def cases(self, classes: Sequence[CaseClass]) -> Bounds:
        return self._bounds(("cases", *classes), least=0)

    def outbreak(self, condition: OutbreakCondition, *, linked: bool) -> Truth:
        return Truth.known(np.zeros(self.shape, dtype=np.bool_))

    def children(self, condition: ChildrenCondition) -> Truth:
        amount, bounds = _amount(condition), self._bounds(_children_subject(condition), least=0)
        return Truth(bounds.low >= amount, bounds.high >= amount)

    def on(self, from_day: date | None, until_day: date | None) -> NDArray[np.bool_]:
        return np.ones(self.shape, dtype=np.bool_)

    def _bounds(self, subject: Subject, *, least: float = -np.inf) -> Bounds:
        background = np.where([each.others_missing for each in self._asked], np.nan, 0.0)
        asked = np.array([np.nan if each.value is None else each.value for each in self._asked])
        is_asked = np.array([each.subject == subject for each in self._asked])
        bounds = Bounds.of(np.where(is_asked, asked, background))
        return Bounds(np.maximum(bounds.low, least), np.maximum(bounds.high, least))
