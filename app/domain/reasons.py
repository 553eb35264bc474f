"""Why a ward is at its level, as data: each step of the judgement that mattered, with what it saw and what it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN
from app.domain.citations import CitedSource, basis_of, cited, criteria_sources
from app.domain.criteria_words import NO_WORDS, conditions_phrase, criterion_phrase, is_measured, missing_phrase
from app.domain.criterion_values import as_shown
from app.domain.disclosure import Shown
from app.domain.measurements import Measurement, measurements, of_conditions
from app.domain.policy import (
    AdjacencyRule,
    CaseCondition,
    Cited,
    Condition,
    Criterion,
    DecisionTable,
    Modifier,
    Rule,
)
from app.domain.policy_shape import NeverLower
from app.domain.seen import Seen, rule_certainty, table_levels
from app.domain.sentences import Phrase
from app.domain.viewed import Viewed, cases_fulfil, forbidding_clauses, may_fall_from, neighbors_key
from app.domain.vocabulary import UNKNOWN, CaseClass, Provenance

ReasonKind = Literal["rule", "table", "modifier", "adjacency", "never_lower", "held", "none_matched", "too_little_data"]


@dataclass(frozen=True)
class Observed:
    """What a rule looked at, as its reader may see it; what it did not look at is None or empty.

    `numerator` is the number of cases of `case_classes` in the window; `held_since` the day the level was entered,
    `may_fall_from` the first day on which the hold alone no longer keeps it.
    """

    numerator: Shown | None = None
    case_classes: tuple[CaseClass, ...] = ()
    outbreaks: tuple[str, ...] = ()
    neighbors: tuple[str, ...] = ()
    missing_days: int | None = None
    closed_days: int | None = None
    held_since: date | None = None
    may_fall_from: date | None = None


@dataclass(frozen=True)
class Reason:
    """One step of the trace: the rule, the level it gives, what it saw, its threshold, where it comes from.

    `threshold` counts `unit`: the rule acts at that many cases, beyond that many missing days, before that many
    held days. `denominator` is the ward's population, null when the register has none. The window ends on
    `window_end`, both days included; `window_provenance` says how sure we are of its length. Values of indicators,
    each with its own window and threshold, are `measurements`; `values_vi` and `values_en` put them in words.
    `raises_levels`: a modifier adds so many to what the other criteria give. `level` of a table whose cell is not
    known is `unknown`.
    """

    rule_id: str
    kind: ReasonKind
    label_vi: str
    label_en: str
    level: str
    observed: Observed
    threshold: int | None
    unit: Literal["cases", "days"] | None
    window_start: date
    window_end: date
    window_provenance: Provenance
    denominator: int | None
    sources: tuple[CitedSource, ...]
    provenance: Provenance
    note_vi: str | None
    note_en: str | None
    values_vi: str = ""
    values_en: str = ""
    measurements: tuple[Measurement, ...] = ()
    raises_levels: int | None = None


def trace(viewed: Viewed) -> tuple[Reason, ...]:
    """The reasons: the deciding one, then clauses, neighbors, own criteria, and what else the figures alone fulfil."""
    return tuple(_reason(viewed, rule_id) for rule_id in dict.fromkeys(_steps(viewed)))


def _steps(viewed: Viewed) -> Iterator[str]:
    assessment, policy = viewed.assessment, viewed.policy
    yield assessment.rule_id
    if assessment.rule_id == RULE_HELD:
        yield from (clause.id for clause in forbidding_clauses(viewed))
    yield from (rule.id for rule in policy.adjacency if viewed.named(neighbors_key(rule)))
    yield assessment.own_rule_id
    shown = as_shown(policy, viewed.seen)
    yield from (each.id for each in policy.ordered if _tells(viewed, each, shown))


def _tells(viewed: Viewed, criterion: Criterion, shown: Seen) -> bool:
    """Whether a criterion belongs into the trace beside the deciding ones: tables, and rules that figures fulfil."""
    if isinstance(criterion, DecisionTable):
        return True
    leaves = [leaf for each in _asked(criterion) for leaf in each.leaves()]
    by_figures = all(each.cases or each.indicator for each in leaves)
    return isinstance(criterion, Rule) and by_figures and rule_certainty(viewed.policy, criterion, shown).certain


def _asked(criterion: Rule | Modifier) -> tuple[Condition, ...]:
    return (*criterion.any_of, *criterion.all_of) if isinstance(criterion, Rule) else criterion.any_of


def _reason(viewed: Viewed, rule_id: str) -> Reason:
    if rule_id == RULE_NONE:
        return _nothing_matched(viewed)
    if rule_id == RULE_UNKNOWN:
        return _too_little_data(viewed)
    if rule_id == RULE_HELD:
        return _held(viewed)
    criterion = viewed.policy.rule_of.get(rule_id)
    if criterion is None:
        clauses = viewed.policy.persistence.never_lower_while
        return _forbidden(viewed, next(each for each in clauses if each.id == rule_id))
    label = Phrase(criterion.label_vi, criterion.label_en)
    if isinstance(criterion, AdjacencyRule):
        observed = Observed(neighbors=viewed.named(neighbors_key(criterion)))
        return _built(viewed, rule_id, "adjacency", label, criterion.level, observed, criterion)
    return _of_criterion(viewed, criterion, label)


def _of_criterion(viewed: Viewed, criterion: Criterion, label: Phrase) -> Reason:
    counted = _counted_condition(viewed, criterion) if isinstance(criterion, Rule) else None
    measured = is_measured(criterion)
    return _built(
        viewed,
        criterion.id,
        _kind(criterion),
        label,
        _level_of(viewed, criterion),
        _observed(viewed, criterion, counted) if isinstance(criterion, Rule) else Observed(),
        basis_of(criterion, as_shown(viewed.policy, viewed.seen)),
        threshold=counted.at_least if counted else None,
        unit="cases" if counted else None,
        values=criterion_phrase(viewed.policy, criterion, viewed.seen) if measured else NO_WORDS,
        measured=measurements(viewed.policy, criterion, viewed.seen, as_of=viewed.assessment.as_of),
        raises_levels=criterion.raise_levels if isinstance(criterion, Modifier) else None,
    )


def _kind(criterion: Criterion) -> ReasonKind:
    if isinstance(criterion, DecisionTable):
        return "table"
    return "modifier" if isinstance(criterion, Modifier) else "rule"


def _level_of(viewed: Viewed, criterion: Criterion) -> str:
    """The level a criterion gives; of a table, that of the cell, if it is known or was the reason."""
    if isinstance(criterion, Rule):
        return criterion.level
    if isinstance(criterion, Modifier) or criterion.id == viewed.assessment.own_rule_id:
        return viewed.assessment.own_raw_level
    levels = table_levels(criterion, as_shown(viewed.policy, viewed.seen))
    return levels.pop() if len(levels) == 1 else UNKNOWN


def _counted_condition(viewed: Viewed, rule: Rule) -> CaseCondition | None:
    """The condition on cases that a rule shows its number for: the first fulfilled one, else the first."""
    conditions = [each.cases for each in (*rule.any_of, *rule.all_of) if each.cases is not None]
    return next((each for each in conditions if cases_fulfil(viewed, each)), conditions[0] if conditions else None)


def _observed(viewed: Viewed, rule: Rule, counted: CaseCondition | None) -> Observed:
    leaves = [leaf for each in _asked(rule) for leaf in each.leaves()]
    placed = viewed.named("outbreaks") if any(each.outbreak_in_ward for each in leaves) else ()
    linked = viewed.named("linked_outbreaks") if any(each.linked_to_outbreak for each in leaves) else ()
    return Observed(
        numerator=viewed.disclosure.shown_total(viewed.cells(counted.classes)) if counted else None,
        case_classes=counted.classes if counted else (),
        outbreaks=(*placed, *linked),
    )


def _nothing_matched(viewed: Viewed) -> Reason:
    assessment, policy = viewed.assessment, viewed.policy
    named = {case_class for each in policy.conditions() if each.cases is not None for case_class in each.cases.classes}
    classes = tuple(each for each in CaseClass if each in named)
    observed = Observed(
        numerator=viewed.disclosure.shown_total(viewed.cells(classes)) if classes else None,
        case_classes=classes,
        missing_days=assessment.missing_days,
        closed_days=assessment.closed_days,
    )
    label = Phrase("Không thuộc tiêu chí nguy cơ nào", "No risk criterion is met")
    return _on_completeness(viewed, RULE_NONE, label, policy.levels[0].id, observed)


def _too_little_data(viewed: Viewed) -> Reason:
    assessment = viewed.assessment
    observed = Observed(missing_days=assessment.missing_days, closed_days=assessment.closed_days)
    label = Phrase("Chưa đủ báo cáo để xếp mức", "Too few reports to give a level")
    return _on_completeness(viewed, RULE_UNKNOWN, label, UNKNOWN, observed)


def _on_completeness(viewed: Viewed, rule_id: str, label: Phrase, level: str, observed: Observed) -> Reason:
    allowed = viewed.policy.max_missing_days
    looked_at = tuple(viewed.policy.conditions())
    return _built(
        viewed,
        rule_id,
        "none_matched" if rule_id == RULE_NONE else "too_little_data",
        label,
        level,
        observed,
        allowed,
        threshold=allowed.value,
        unit="days",
        source_keys=criteria_sources(viewed.policy),
        values=missing_phrase(viewed.policy, viewed.seen),
        measured=of_conditions(viewed.policy, looked_at, viewed.seen, as_of=viewed.assessment.as_of),
    )


def _held(viewed: Viewed) -> Reason:
    assessment = viewed.assessment
    hold = viewed.policy.persistence.hold_number(assessment.level)
    observed = Observed(
        missing_days=assessment.missing_days,
        closed_days=assessment.closed_days,
        held_since=assessment.entered_on,
        may_fall_from=may_fall_from(assessment, viewed.policy),
    )
    label = Phrase("Giữ mức theo nguyên tắc đóng trước, mở sau", "Held: close first, open later")
    return _built(viewed, RULE_HELD, "held", label, assessment.level, observed, hold, threshold=hold.value, unit="days")


def _forbidden(viewed: Viewed, clause: NeverLower) -> Reason:
    """A clause by which the level may not fall."""
    return _built(
        viewed,
        clause.id,
        "never_lower",
        Phrase(clause.label_vi, clause.label_en),
        viewed.assessment.level,
        Observed(),
        clause,
        values=conditions_phrase(viewed.policy, clause.any_of, viewed.seen),
        measured=of_conditions(viewed.policy, clause.any_of, viewed.seen, as_of=viewed.assessment.as_of),
    )


def _built(
    viewed: Viewed,
    rule_id: str,
    kind: ReasonKind,
    label: Phrase,
    level: str,
    observed: Observed,
    basis: Cited,
    *,
    threshold: int | None = None,
    unit: Literal["cases", "days"] | None = None,
    source_keys: Sequence[str] | None = None,
    values: Phrase = NO_WORDS,
    measured: tuple[Measurement, ...] = (),
    raises_levels: int | None = None,
) -> Reason:
    assessment, policy = viewed.assessment, viewed.policy
    return Reason(
        rule_id=rule_id,
        kind=kind,
        label_vi=label.vi,
        label_en=label.en,
        level=level,
        observed=observed,
        threshold=threshold,
        unit=unit,
        window_start=assessment.window_start,
        window_end=assessment.as_of,
        window_provenance=policy.window_days.provenance,
        denominator=assessment.population,
        sources=cited(policy, basis.sources if source_keys is None else source_keys),
        provenance=basis.provenance,
        note_vi=basis.note_vi,
        note_en=basis.note_en,
        values_vi=values.vi,
        values_en=values.en,
        measurements=measured,
        raises_levels=raises_levels,
    )
