"""Why a ward is at its level, as data: each step of the judgement that mattered, with what it saw and what it cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN, Assessment
from app.domain.disclosure import Disclosure, Shown
from app.domain.policy import AdjacencyRule, CaseCondition, Cited, Policy, Rule
from app.domain.sentences import Phrase, one_line
from app.domain.vocabulary import UNKNOWN, CaseClass, Provenance


@dataclass(frozen=True)
class CitedSource:
    """The document a reason stands on."""

    document: str
    issuer: str
    issued_on: date
    article: str | None


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
    `window_end`, both days included; `window_provenance` says how sure we are of its length.
    """

    rule_id: str
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


@dataclass(frozen=True)
class Viewed:
    """A judged day of one ward, with the names and the disclosure of the reader it is explained to."""

    assessment: Assessment
    policy: Policy
    neighbor_names: Mapping[str, str]
    outbreak_names: Mapping[str, str]
    disclosure: Disclosure

    def counts(self, classes: Iterable[CaseClass]) -> list[int]:
        """True counts in the window, one per class."""
        return [getattr(self.assessment, each.value) for each in classes]

    def named(self, key: str) -> tuple[str, ...]:
        """The names of what the judgement noted under a key of `Assessment.evidence`; its code for want of a name."""
        names = self.neighbor_names if key.startswith("neighbors_") else self.outbreak_names
        return tuple(one_line(names.get(each, each)) for each in self.assessment.evidence.get(key, ()))


def neighbors_key(rule: AdjacencyRule) -> str:
    """Under which key of `Assessment.evidence` the neighbors stand that an adjacency rule looks at."""
    return f"neighbors_{rule.neighbor_own_level}"


def trace(viewed: Viewed) -> tuple[Reason, ...]:
    """The reasons: the deciding one, then neighbors, own criteria, and whatever else the counts alone fulfil."""
    return tuple(_reason(viewed, rule_id) for rule_id in dict.fromkeys(_steps(viewed)))


def criteria_sources(policy: Policy) -> tuple[str, ...]:
    """The keys of the documents that the policy's own criteria cite, most important first."""
    return tuple(dict.fromkeys(key for rule in policy.rules for key in rule.sources))


def cited(policy: Policy, keys: Sequence[str]) -> tuple[CitedSource, ...]:
    """The documents behind source keys."""
    found = [policy.sources[key] for key in keys]
    return tuple(CitedSource(each.document, each.issuer, each.issued_on, each.article) for each in found)


def may_fall_from(assessment: Assessment, policy: Policy) -> date | None:
    """The first day on which the hold alone no longer keeps the level; None for a level never entered.

    A level that the ward also holds of its own falls with the own level at the earliest.
    """
    entered = [assessment.entered_on]
    if assessment.own_level == assessment.level:
        entered.append(assessment.own_entered_on)
    known = [each for each in entered if each is not None]
    return max(known) + timedelta(days=policy.persistence.hold_days.value) if known else None


def cases_fulfil(viewed: Viewed, condition: CaseCondition) -> bool:
    """Whether the window holds as many cases as a condition asks for."""
    return sum(viewed.counts(condition.classes)) >= condition.at_least


def _steps(viewed: Viewed) -> Iterator[str]:
    assessment, policy = viewed.assessment, viewed.policy
    yield assessment.rule_id
    yield from (rule.id for rule in policy.adjacency if viewed.named(neighbors_key(rule)))
    yield assessment.own_rule_id
    yield from (rule.id for rule in policy.rules if _fulfilled_by_cases_alone(viewed, rule))


def _fulfilled_by_cases_alone(viewed: Viewed, rule: Rule) -> bool:
    def holds(each: CaseCondition | None) -> bool:
        return each is not None and cases_fulfil(viewed, each)

    return all(holds(each.cases) for each in rule.all_of) and (
        not rule.any_of or any(holds(each.cases) for each in rule.any_of)
    )


def _reason(viewed: Viewed, rule_id: str) -> Reason:
    if rule_id == RULE_NONE:
        return _nothing_matched(viewed)
    if rule_id == RULE_UNKNOWN:
        return _too_little_data(viewed)
    if rule_id == RULE_HELD:
        return _held(viewed)
    rule = viewed.policy.rule_of[rule_id]
    label = Phrase(rule.label_vi, rule.label_en)
    if isinstance(rule, AdjacencyRule):
        return _built(viewed, rule_id, label, rule.level, Observed(neighbors=viewed.named(neighbors_key(rule))), rule)
    assert isinstance(rule, Rule)
    counted = _counted_condition(viewed, rule)
    return _built(
        viewed,
        rule_id,
        label,
        rule.level,
        _observed(viewed, rule, counted),
        rule,
        threshold=counted.at_least if counted else None,
        unit="cases" if counted else None,
    )


def _counted_condition(viewed: Viewed, rule: Rule) -> CaseCondition | None:
    """The condition on cases that a rule shows its number for: the first fulfilled one, else the first."""
    conditions = [each.cases for each in (*rule.any_of, *rule.all_of) if each.cases is not None]
    return next((each for each in conditions if cases_fulfil(viewed, each)), conditions[0] if conditions else None)


def _observed(viewed: Viewed, rule: Rule, counted: CaseCondition | None) -> Observed:
    conditions = (*rule.any_of, *rule.all_of)
    placed = viewed.named("outbreaks") if any(each.outbreak_in_ward for each in conditions) else ()
    linked = viewed.named("linked_outbreaks") if any(each.linked_to_outbreak for each in conditions) else ()
    return Observed(
        numerator=viewed.disclosure.shown_total(viewed.counts(counted.classes)) if counted else None,
        case_classes=counted.classes if counted else (),
        outbreaks=(*placed, *linked),
    )


def _nothing_matched(viewed: Viewed) -> Reason:
    assessment, policy = viewed.assessment, viewed.policy
    named = {
        case_class
        for rule in policy.rules
        for each in (*rule.any_of, *rule.all_of)
        if each.cases is not None
        for case_class in each.cases.classes
    }
    classes = tuple(each for each in CaseClass if each in named)
    observed = Observed(
        numerator=viewed.disclosure.shown_total(viewed.counts(classes)) if classes else None,
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
    keys = criteria_sources(viewed.policy)
    return _built(
        viewed, rule_id, label, level, observed, allowed, threshold=allowed.value, unit="days", source_keys=keys
    )


def _held(viewed: Viewed) -> Reason:
    assessment, hold = viewed.assessment, viewed.policy.persistence.hold_days
    observed = Observed(
        missing_days=assessment.missing_days,
        closed_days=assessment.closed_days,
        held_since=assessment.entered_on,
        may_fall_from=may_fall_from(assessment, viewed.policy),
    )
    label = Phrase("Giữ mức theo nguyên tắc đóng trước, mở sau", "Held: close first, open later")
    return _built(viewed, RULE_HELD, label, assessment.level, observed, hold, threshold=hold.value, unit="days")


def _built(
    viewed: Viewed,
    rule_id: str,
    label: Phrase,
    level: str,
    observed: Observed,
    basis: Cited,
    *,
    threshold: int | None = None,
    unit: Literal["cases", "days"] | None = None,
    source_keys: Sequence[str] | None = None,
) -> Reason:
    assessment, policy = viewed.assessment, viewed.policy
    return Reason(
        rule_id=rule_id,
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
    )
