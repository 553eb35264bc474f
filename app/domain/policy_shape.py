"""The entries of a policy file: criteria, borders, persistence, duties, ring directives; and the file as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.domain.policy_base import Cited, Level, Number, PolicyId, RuleId, Shape, Source, Text
from app.domain.policy_conditions import Condition
from app.domain.policy_indicators import Indicator
from app.domain.policy_tables import DecisionTable, HigherOf, Modifier
from app.domain.vocabulary import Directive, LockdownLayer


class Rule(Cited):
    """If any of `any_of` (and all of `all_of`) holds, the ward is at least at `level` by its own evidence."""

    id: RuleId
    level: str
    label_vi: Text
    label_en: Text
    any_of: tuple[Condition, ...] = ()
    all_of: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _has_a_condition(self) -> Rule:
        if not self.any_of and not self.all_of:
            raise ValueError(f"rule {self.id} has no condition and would match every ward")
        return self


Criterion = Rule | DecisionTable | Modifier
"""What can be the reason of a unit's own level."""


class Criteria(Shape):
    """What makes the level of one kind of unit: ordered rules, decision tables, modifiers; the highest level counts."""

    rules: tuple[Rule, ...] = ()
    tables: tuple[DecisionTable, ...] = ()
    higher_of: tuple[HigherOf, ...] = ()
    modifiers: tuple[Modifier, ...] = ()

    @cached_property
    def ordered(self) -> tuple[Criterion, ...]:
        """Rules, tables and modifiers, in the order in which equal ones are named as the reason."""
        return (*self.rules, *self.tables, *self.modifiers)

    def conditions(self) -> Iterator[Condition]:
        """Every condition at the end of a branch, exceptions included."""
        for rule in self.rules:
            for condition in (*rule.any_of, *rule.all_of):
                yield from condition.leaves()
        for modifier in self.modifiers:
            for condition in (*modifier.any_of, *modifier.unless_any_of):
                yield from condition.leaves()


class AdjacencyRule(Cited):
    """A ward sharing a border (> 0 m) with one whose *own* level is `neighbor_own_level` is at least at `level`."""

    id: RuleId
    level: str
    neighbor_own_level: str
    label_vi: Text
    label_en: Text


class TestingDuty(Cited):
    """How often the whole population of an area at a level is sampled: every a–b days, or once a campaign."""

    level: str
    interval_days: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] | None
    label_vi: Text
    label_en: Text

    @model_validator(mode="after")
    def _ordered(self) -> TestingDuty:
        if self.interval_days is not None and self.interval_days[0] > self.interval_days[1]:
            raise ValueError("interval_days is [shortest, longest]")
        return self


class RingLayer(Cited):
    """Which directive applies in a layer of the three-ring model, and what it asks for."""

    layer: LockdownLayer
    directive: Directive
    label_vi: Text
    label_en: Text
    measures_vi: tuple[Text, ...]
    measures_en: tuple[Text, ...]


class LevelPersistence(Shape):
    """A hold or a count of qualifying days of its own for leaving one level."""

    level: str
    hold_days: Number | None = None
    qualifying_days: Number | None = None


class NeverLower(Cited):
    """While any of this holds, no level falls. `when_missing`: what a missing value does meanwhile."""

    id: RuleId
    label_vi: Text
    label_en: Text
    any_of: tuple[Condition, ...] = Field(min_length=1)
    when_missing: Literal["may_fall", "may_not_fall"]


class Persistence(Shape):
    """How a level may fall: held so long since it was entered, then so many qualifying closed days, one step."""

    hold_days: Number
    qualifying_days: Number
    by_level: tuple[LevelPersistence, ...] = ()
    never_lower_while: tuple[NeverLower, ...] = ()

    def hold_number(self, level: str) -> Number:
        """How long a level is held at least, from the day it was entered, with where that comes from."""
        own = next((each.hold_days for each in self.by_level if each.level == level), None)
        return own or self.hold_days

    def qualifying_number(self, level: str) -> Number:
        """How many qualifying closed days in a row leaving a level takes, with where that comes from."""
        own = next((each.qualifying_days for each in self.by_level if each.level == level), None)
        return own or self.qualifying_days

    def hold_of(self, level: str) -> int:
        """Days a level is held at least."""
        return self.hold_number(level).value

    def qualifying_of(self, level: str) -> int:
        """Qualifying closed days in a row that leaving a level takes."""
        return self.qualifying_number(level).value


class Notice(Shape):
    """How long before it takes effect a raise must be announced; the raised level is future-dated until then."""

    raise_hours: Number


class DecisionRule(Cited):
    """Which way a decision may move a level: up only where the class of a higher authority may not be lowered."""

    direction: Literal["either", "upward_only"]


class KnownConflict(Shape):
    """A published result that this rule set does not reproduce, with the reason; shown beside the policy."""

    id: RuleId
    text_vi: Text
    text_en: Text
    sources: tuple[str, ...] = ()


class Gap(Shape):
    """What the order is known to say, but could not be read or cannot be computed here; shown beside the policy."""

    id: RuleId
    text_vi: Text
    text_en: Text
    sources: tuple[str, ...] = ()


class PolicyShape(Criteria):
    """What a policy file holds; levels from lowest to highest, rules from strictest to mildest.

    Its own criteria are those of wards (the smallest units); `districts` and `city` have theirs where the order has
    any. Policies without testing duties and rings can be asked and compared, but not adopted.
    """

    id: PolicyId
    title_vi: Text
    title_en: Text
    status: Literal["official", "draft"] = "official"
    in_force_from: date
    in_force_until: date | None = None
    sources: dict[str, Source]
    levels: tuple[Level, ...] = Field(min_length=2)
    unknown_label_vi: Text
    unknown_label_en: Text
    window_days: Number
    max_missing_days: Number
    persistence: Persistence
    notice: Notice | None = None
    decisions: DecisionRule | None = None
    indicators: tuple[Indicator, ...] = ()
    adjacency: tuple[AdjacencyRule, ...] = ()
    districts: Criteria | None = None
    city: Criteria | None = None
    testing: tuple[TestingDuty, ...] = ()
    round_complete_pct: Number | None = None
    rings: tuple[RingLayer, ...] = ()
    known_conflicts: tuple[KnownConflict, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def all_rules(self) -> tuple[Criterion | AdjacencyRule, ...]:
        """Own criteria (rules, tables, modifiers), then adjacency rules: the order that stored positions count in."""
        return (*self.ordered, *self.adjacency)
