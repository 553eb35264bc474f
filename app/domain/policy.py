"""The shape of a policy: dated, cited data that turns evidence into levels, testing duties and directives.

A policy is read from YAML, checked here, and never holds an impossible rule set. Every number names its source and
how sure we are of it (`provenance`); conditions say with `at_least` where a threshold's edge lies (inclusive).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.vocabulary import UNKNOWN, CaseClass, Directive, LockdownLayer, OutbreakSetting, Provenance, RiskLevel

PolicyId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,60}$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")]
Text = Annotated[str, Field(min_length=1, max_length=600)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Source(_Shape):
    """A document a rule or a number comes from."""

    document: Text
    issuer: Text
    issued_on: date
    article: str | None = None
    title_vi: str | None = None
    note: str | None = None


class Cited(_Shape):
    """What every rule and number carries: source key(s), provenance, and a note where the text is silent."""

    sources: tuple[str, ...] = ()
    provenance: Provenance
    note_vi: str | None = None
    note_en: str | None = None

    @model_validator(mode="after")
    def _official_needs_a_source(self) -> Cited:
        if self.provenance is not Provenance.EXAMPLE and not self.sources:
            raise ValueError("a number that is not an example must name its source")
        if self.provenance is not Provenance.VERIFIED and not (self.note_vi and self.note_en):
            raise ValueError("a number that was not read in the text must say so in note_vi and note_en")
        return self


class Number(Cited):
    """One legal number with its unit."""

    value: Annotated[int, Field(ge=0, le=100_000)]
    unit: Literal["days", "hours", "cases", "percent"]


class Level(_Shape):
    """One level of the palette."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
    rank: Annotated[int, Field(ge=1, le=9)]
    label_vi: Text
    label_en: Text
    meaning_vi: Text
    meaning_en: Text
    colour: Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")]
    colour_dark: Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")]
    pattern: Literal["none", "cross_hatch", "diagonal", "dots", "reverse_hatch"]


class CaseCondition(_Shape):
    """At least so many cases of these classes, summed over the window that ends on the day judged."""

    classes: tuple[CaseClass, ...] = Field(min_length=1)
    at_least: Annotated[int, Field(ge=1)]


class OutbreakCondition(_Shape):
    """An outbreak open on the day judged, with these attributes (left out: any)."""

    source_known: bool | None = None
    settings: tuple[OutbreakSetting, ...] = ()


class Condition(_Shape):
    """Exactly one thing that can be true of a ward on a day."""

    cases: CaseCondition | None = None
    outbreak_in_ward: OutbreakCondition | None = None
    linked_to_outbreak: OutbreakCondition | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        if sum(part is not None for part in (self.cases, self.outbreak_in_ward, self.linked_to_outbreak)) != 1:
            raise ValueError("a condition is exactly one of cases, outbreak_in_ward, linked_to_outbreak")
        return self


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


class Persistence(_Shape):
    """How a level may fall: held so long since it was entered, then so many qualifying closed days, one step."""

    hold_days: Number
    qualifying_days: Number


class Notice(_Shape):
    """How long before it takes effect a raise must be announced; the raised level is future-dated until then."""

    raise_hours: Number


class DecisionRule(Cited):
    """Which way a decision may move a level: up only where the class of a higher authority may not be lowered."""

    direction: Literal["either", "upward_only"]


class Policy(_Shape):
    """A whole rule set; levels from lowest to highest, rules from strictest to mildest."""

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
    rules: tuple[Rule, ...] = Field(min_length=1)
    adjacency: tuple[AdjacencyRule, ...] = ()
    testing: tuple[TestingDuty, ...]
    round_complete_pct: Number
    rings: tuple[RingLayer, ...]

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        faults = list(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def all_rules(self) -> tuple[Rule | AdjacencyRule, ...]:
        """Own rules, then adjacency rules."""
        return (*self.rules, *self.adjacency)

    @cached_property
    def rank_of(self) -> dict[str, int]:
        """Rank by level id; `unknown` has none."""
        return {level.id: level.rank for level in self.levels}

    @cached_property
    def level_of(self) -> dict[int, RiskLevel]:
        """Level id by rank, with 0 for unknown."""
        return {0: UNKNOWN, **{level.rank: RiskLevel(level.id) for level in self.levels}}

    @cached_property
    def rule_of(self) -> dict[str, Rule | AdjacencyRule]:
        """Own and adjacency rules by id."""
        return {rule.id: rule for rule in self.all_rules}

    @cached_property
    def duty_of(self) -> dict[str, TestingDuty]:
        """Testing duty by level id; `unknown` is an "other area", so it has the lowest level's duty."""
        duties = {duty.level: duty for duty in self.testing}
        return {**duties, UNKNOWN: duties[self.levels[0].id]}

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


def _faults(policy: Policy) -> Iterator[str]:
    """Every way in which a well-formed rule set still makes no sense, in words a health officer understands."""
    ids = [level.id for level in policy.levels]
    if [level.rank for level in policy.levels] != list(range(1, len(ids) + 1)):
        yield "levels must be listed from lowest to highest with ranks 1, 2, 3, …"
    if len(set(ids)) != len(ids):
        yield "two levels have the same id"
    if UNKNOWN in ids:
        yield "the level id “unknown” is reserved for missing data"
    known = set(ids)
    for rule in policy.all_rules:
        if rule.level not in known:
            yield f"rule {rule.id}: level “{rule.level}” is not among the levels {ids}"
        elif rule.level == ids[0]:
            yield f"rule {rule.id}: the lowest level is what remains when no rule matches; it needs no rule"
    rule_ids = [rule.id for rule in policy.all_rules]
    for rule_id in {each for each in rule_ids if rule_ids.count(each) > 1}:
        yield f"two rules are called {rule_id}"
    for adjacent in policy.adjacency:
        if adjacent.neighbor_own_level not in known:
            yield f"rule {adjacent.id}: neighbor_own_level “{adjacent.neighbor_own_level}” is not a level"
    ranks = {level.id: level.rank for level in policy.levels}
    order = [ranks.get(rule.level, 0) for rule in policy.rules]
    if order != sorted(order, reverse=True):
        yield "rules must be listed from the strictest level to the mildest"
    if sorted(duty.level for duty in policy.testing) != sorted(ids):
        yield "testing must name each level exactly once"
    if sorted(ring.layer for ring in policy.rings) != sorted(LockdownLayer):
        yield "rings must name core, next and outer exactly once"
    if policy.max_missing_days.value >= policy.window_days.value or policy.window_days.value < 1:
        yield "max_missing_days must be smaller than window_days"
    yield from _unknown_sources(policy)


def _unknown_sources(policy: Policy) -> Iterator[str]:
    cited: list[tuple[str, Cited]] = [
        ("window_days", policy.window_days),
        ("max_missing_days", policy.max_missing_days),
        ("persistence.hold_days", policy.persistence.hold_days),
        ("persistence.qualifying_days", policy.persistence.qualifying_days),
        ("round_complete_pct", policy.round_complete_pct),
        *([("notice.raise_hours", policy.notice.raise_hours)] if policy.notice else []),
        *([("decisions", policy.decisions)] if policy.decisions else []),
        *((f"rule {rule.id}", rule) for rule in policy.all_rules),
        *((f"testing {duty.level}", duty) for duty in policy.testing),
        *((f"ring {ring.layer}", ring) for ring in policy.rings),
    ]
    for where, item in cited:
        for key in item.sources:
            if key not in policy.sources:
                yield f"{where}: source “{key}” is not listed under sources"
