"""A whole policy: dated, cited data that turns evidence into levels, testing duties and directives.

A policy is read from YAML, checked here, and never holds an impossible rule set. Every number names its source and
how sure we are of it (`provenance`); a threshold says by its name on which side its own value falls.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from app.domain.policy_base import Cited, Level, Limits, Number, Source
from app.domain.policy_conditions import (
    CaseCondition,
    ChildrenCondition,
    Condition,
    IndicatorCondition,
    OutbreakCondition,
)
from app.domain.policy_faults import faults_of
from app.domain.policy_indicators import Indicator, Reported
from app.domain.policy_shape import (
    AdjacencyRule,
    Criteria,
    Criterion,
    DecisionRule,
    Notice,
    Persistence,
    PolicyShape,
    RingLayer,
    Rule,
    TestingDuty,
)
from app.domain.policy_tables import Axis, Band, DecisionTable, Modifier
from app.domain.vocabulary import UNKNOWN, LockdownLayer, RiskLevel

__all__ = [
    "AdjacencyRule",
    "Axis",
    "Band",
    "CaseCondition",
    "ChildrenCondition",
    "Cited",
    "Condition",
    "Criteria",
    "Criterion",
    "DecisionRule",
    "DecisionTable",
    "IndicatorCondition",
    "Level",
    "Limits",
    "Modifier",
    "Notice",
    "Number",
    "OutbreakCondition",
    "Persistence",
    "Policy",
    "RingLayer",
    "Rule",
    "Source",
    "TestingDuty",
]


class Policy(PolicyShape):
    """A rule set that makes sense, with what follows from it."""

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        faults = list(faults_of(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @cached_property
    def indicator_of(self) -> dict[str, Indicator]:
        """Indicators by id."""
        return {each.id: each for each in self.indicators}

    @cached_property
    def reported_indicators(self) -> tuple[str, ...]:
        """The registered indicators whose reported values this policy reads."""
        return tuple(dict.fromkeys(each.read_from for each in self.indicators if isinstance(each, Reported)))

    @cached_property
    def readings(self) -> tuple[tuple[str, int], ...]:
        """(indicator id, days ago) of every value the criteria of wards look at, each once, in order of mention."""
        found = [
            (each.indicator.id, days)
            for condition in self._ward_conditions()
            for each in condition.leaves()
            if each.indicator is not None
            for days in each.indicator.days_ago
        ]
        found += [(axis.indicator, 0) for table in self.tables for axis in table.axes]
        return tuple(dict.fromkeys(found))

    @cached_property
    def counts_cases(self) -> bool:
        """Whether the criteria of wards look at the case ledger, so that missing reports make a level unknown."""
        by_ledger = any(self.indicator_of[indicator].counts_cases for indicator, _ in self.readings)
        return by_ledger or any(
            each.indicator is None and each.children is None
            for condition in self._ward_conditions()
            for each in condition.leaves()
        )

    @cached_property
    def history_days(self) -> int:
        """Days before the day judged that a judgement looks back at."""
        looks = [self.indicator_of[indicator].history_days + days for indicator, days in self.readings]
        return max([self.window_days.value, *looks]) - 1

    @cached_property
    def hold_by_rank(self) -> NDArray[np.int32]:
        """Days each level is held at least, by rank; rank 0 (unknown) is never left by falling."""
        return np.array([0, *(self.persistence.hold_of(level.id) for level in self.levels)], dtype=np.int32)

    @cached_property
    def qualifying_by_rank(self) -> NDArray[np.int32]:
        """Qualifying days that leaving each level takes, by rank."""
        return np.array([1, *(self.persistence.qualifying_of(level.id) for level in self.levels)], dtype=np.int32)

    @property
    def is_adoptable(self) -> bool:
        """Whether testing duties and ring directives are stated, which a site in force needs."""
        return bool(self.testing and self.rings and self.round_complete_pct)

    @property
    def complete_pct(self) -> int:
        """The coverage at which a testing round counts as complete."""
        return 100 if self.round_complete_pct is None else self.round_complete_pct.value

    def _ward_conditions(self) -> Iterator[Condition]:
        yield from self.conditions()
        for clause in self.persistence.never_lower_while:
            yield from clause.any_of

    @cached_property
    def rank_of(self) -> dict[str, int]:
        """Rank by level id; `unknown` has none."""
        return {level.id: level.rank for level in self.levels}

    @cached_property
    def level_of(self) -> dict[int, RiskLevel]:
        """Level id by rank, with 0 for unknown."""
        return {0: UNKNOWN, **{level.rank: RiskLevel(level.id) for level in self.levels}}

    @cached_property
    def rule_of(self) -> dict[str, Criterion | AdjacencyRule]:
        """Own criteria and adjacency rules by id."""
        return {rule.id: rule for rule in self.all_rules}

    @cached_property
    def duty_of(self) -> dict[str, TestingDuty]:
        """Testing duty by level id; `unknown` is an "other area", so it has the lowest level's duty."""
        duties = {duty.level: duty for duty in self.testing}
        return {**duties, UNKNOWN: duties[self.levels[0].id]} if duties else {}

    @cached_property
    def ring_of(self) -> dict[LockdownLayer, RingLayer]:
        """Directive and measures by layer."""
        return {ring.layer: ring for ring in self.rings}

    def label(self, level: str) -> tuple[str, str]:
        """Vietnamese and English words for a level id, `unknown` included."""
        for each in self.levels:
            if each.id == level:
                return each.label_vi, each.label_en
        return self.unknown_label_vi, self.unknown_label_en
