"""The page “Cách phân loại”: a whole policy told to people, every number with its document and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.api.pages.criteria_views import CriteriaView, CriterionView, conditions_view, criteria_view
from app.api.pages.rule_views import Citation, RuleNumber, citation
from app.api.pages.shared import LevelView, Shell, tightening_text
from app.domain.condition_texts import indicator_text
from app.domain.policy import Number, Policy, RingLayer
from app.domain.policy_citations import provenance_counts
from app.domain.policy_indicators import Indicator
from app.domain.policy_shape import Gap, KnownConflict, LevelPersistence, NeverLower
from app.domain.vocabulary import UNKNOWN, Provenance
from app.services.policy_library import policy_version

_SURE: Final = {
    Provenance.VERIFIED: "rules_sure_verified",
    Provenance.RECONSTRUCTED: "rules_sure_reconstructed",
    Provenance.EXAMPLE: "rules_sure_example",
}
_WHEN_MISSING: Final = {"may_fall": "rules_may_fall", "may_not_fall": "rules_may_not_fall"}
_DIRECTION: Final = {"either": "rules_either", "upward_only": "rules_upward_only"}


@dataclass(frozen=True)
class SureShare:
    """How many criteria and numbers are of one provenance."""

    provenance: Provenance
    label: str
    count: int
    percent: float


@dataclass(frozen=True)
class IndicatorView:
    """An indicator with how it is computed."""

    label: str
    how: str
    citation: Citation


@dataclass(frozen=True)
class DutyView:
    """The testing duty of a level."""

    level: LevelView
    text: str
    citation: Citation


@dataclass(frozen=True)
class RingView:
    """A layer of the ring model with its measures."""

    label: str
    directive: str
    measures: Sequence[str]
    citation: Citation


@dataclass(frozen=True)
class OpeningView:
    """How a level may fall: numbers, clauses that forbid it, notice before raising, and what decisions may do."""

    tightening: str
    numbers: Sequence[RuleNumber]
    clauses: Sequence[CriterionView]
    decisions: str
    decisions_citation: Citation | None


@dataclass(frozen=True)
class LargerView:
    """The criteria of districts or of the city; None: the same as those of wards."""

    title: str
    anchor: str
    criteria: CriteriaView | None


@dataclass(frozen=True)
class DocumentView:
    """A document that the policy stands on."""

    name: str
    issued: str
    note: str


@dataclass(frozen=True)
class OtherPolicy:
    """A link to another shipped policy."""

    title: str
    href: str
    status: str
    validity: str


@dataclass(frozen=True)
class PolicyPage:
    """Everything on the page."""

    title: str
    status: str
    is_active: bool
    validity: str
    version: str
    address: str
    sure: Sequence[SureShare]
    levels: Sequence[LevelView]
    criteria: CriteriaView
    opening: OpeningView
    duties: Sequence[DutyView]
    round_complete: RuleNumber | None
    rings: Sequence[RingView]
    indicators: Sequence[IndicatorView]
    larger: Sequence[LargerView]
    gaps: Sequence[tuple[str, str]]
    conflicts: Sequence[tuple[str, str]]
    documents: Sequence[DocumentView]
    others: Sequence[OtherPolicy]


def policy_page(shell: Shell, shipped: Sequence[Policy]) -> PolicyPage:
    """The page of the policy that the shell shows.

    Args:
        shipped: every policy there is, to be linked.
    """
    policy, words = shell.policy, shell.words
    return PolicyPage(
        title=words.pick((policy.title_vi, policy.title_en)),
        status=_status(policy, shell),
        is_active=_is_active(policy, shell),
        validity=_validity(policy, shell),
        version=words("rules_version", digest=policy_version(policy)[:12]),
        address=f"/api/v1/policies/{policy.id}",
        sure=_sure(policy, shell),
        levels=[view for view in shell.levels.values() if view.id != UNKNOWN],
        criteria=criteria_view(policy, policy, shell, adjacency=policy.adjacency),
        opening=_opening(policy, shell),
        duties=[
            DutyView(shell.levels[each.level], words.pick((each.label_vi, each.label_en)), citation(each, shell))
            for each in policy.testing
        ],
        round_complete=_percent(words("rules_round"), policy.round_complete_pct, shell),
        rings=[_ring(each, shell) for each in sorted(policy.rings, key=lambda each: -each.layer.strictness)],
        indicators=[_indicator(policy, each, shell) for each in policy.indicators],
        larger=_larger(policy, shell),
        gaps=[_remark(policy, each, shell) for each in policy.gaps],
        conflicts=[_remark(policy, each, shell) for each in policy.known_conflicts],
        documents=_documents(policy, shell),
        others=[_other(each, shell) for each in shipped if each.id != policy.id],
    )


def _is_active(policy: Policy, shell: Shell) -> bool:
    return policy.id == shell.snapshot.policy.id


def _status(policy: Policy, shell: Shell) -> str:
    if _is_active(policy, shell):
        return shell.words("rules_active")
    if policy.status == "draft":
        return shell.words("rules_draft")
    return shell.words("rules_shipped" if policy.is_adoptable else "rules_compare")


def _validity(policy: Policy, shell: Shell) -> str:
    first, last = policy.in_force_from, policy.in_force_until
    if last is None:
        return shell.words("rules_validity_open", first=first)
    return shell.words("rules_validity", first=first, last=last)


def _sure(policy: Policy, shell: Shell) -> list[SureShare]:
    counts = provenance_counts(policy)
    total = sum(counts.values())
    return [
        SureShare(each, shell.words(_SURE[each]), count, round(100 * count / total, 2))
        for each, count in counts.items()
        if count
    ]


def _opening(policy: Policy, shell: Shell) -> OpeningView:
    words, persistence = shell.words, policy.persistence
    numbers = [
        _days(words("rules_hold"), persistence.hold_days, shell),
        _days(words("rules_qualifying"), persistence.qualifying_days, shell),
        *(number for each in persistence.by_level for number in _of_level(each, shell)),
        _days(words("rules_window"), policy.window_days, shell),
        _days(words("rules_missing"), policy.max_missing_days, shell),
    ]
    if policy.notice is not None:
        hours = policy.notice.raise_hours
        numbers.append(RuleNumber(words("rules_notice"), words("hours_n", n=hours.value), citation(hours, shell)))
    decisions = policy.decisions
    return OpeningView(
        tightening=tightening_text(policy, words),
        numbers=numbers,
        clauses=[_clause(policy, each, shell) for each in persistence.never_lower_while],
        decisions="" if decisions is None else words(_DIRECTION[decisions.direction]),
        decisions_citation=None if decisions is None else citation(decisions, shell),
    )


def _of_level(own: LevelPersistence, shell: Shell) -> list[RuleNumber]:
    label = shell.levels[own.level].label
    named = (("rules_hold_level", own.hold_days), ("rules_qualifying_level", own.qualifying_days))
    return [_days(shell.words(key, level=label), number, shell) for key, number in named if number is not None]


def _days(name: str, number: Number, shell: Shell) -> RuleNumber:
    return RuleNumber(name, shell.words("days_n", n=number.value), citation(number, shell))


def _percent(name: str, number: Number | None, shell: Shell) -> RuleNumber | None:
    if number is None:
        return None
    return RuleNumber(name, shell.words.pick((f"{number.value} %", f"{number.value}%")), citation(number, shell))


def _clause(policy: Policy, clause: NeverLower, shell: Shell) -> CriterionView:
    words = shell.words
    return CriterionView(
        label=words.pick((clause.label_vi, clause.label_en)),
        conditions=conditions_view(policy, "any", clause.any_of, shell),
        exceptions=None,
        remarks=[words(_WHEN_MISSING[clause.when_missing])],
        citation=citation(clause, shell),
    )


def _ring(ring: RingLayer, shell: Shell) -> RingView:
    words = shell.words
    return RingView(
        label=words.pick((ring.label_vi, ring.label_en)),
        directive=words("directive_short", n=ring.directive.value),
        measures=ring.measures_vi if words.language == "vi" else ring.measures_en,
        citation=citation(ring, shell),
    )


def _indicator(policy: Policy, indicator: Indicator, shell: Shell) -> IndicatorView:
    words = shell.words
    return IndicatorView(
        label=words.pick((indicator.label_vi, indicator.label_en)),
        how=words.pick(indicator_text(indicator)),
        citation=citation(indicator, shell),
    )


def _larger(policy: Policy, shell: Shell) -> list[LargerView]:
    found = []
    for key, criteria in (("rules_districts", policy.districts), ("rules_city", policy.city)):
        if criteria is not None:
            same = (criteria.rules, criteria.tables, criteria.modifiers) == (
                policy.rules,
                policy.tables,
                policy.modifiers,
            )
            view = None if same else criteria_view(policy, criteria, shell)
            found.append(LargerView(shell.words(key), key.replace("_", "-"), view))
    return found


def _remark(policy: Policy, remark: Gap | KnownConflict, shell: Shell) -> tuple[str, str]:
    """Its text and the documents it speaks of."""
    documents = [policy.sources[key].document for key in remark.sources]
    return shell.words.pick((remark.text_vi, remark.text_en)), "; ".join(documents)


def _documents(policy: Policy, shell: Shell) -> list[DocumentView]:
    return [
        DocumentView(
            name=f"{each.document}, {each.article}" if each.article else each.document,
            issued=f"{each.issuer}, {shell.words.day(each.issued_on)}",
            note=shell.words.pick((each.note_vi or each.note or "", each.note or "")),
        )
        for each in policy.sources.values()
    ]


def _other(policy: Policy, shell: Shell) -> OtherPolicy:
    is_active = _is_active(policy, shell)
    return OtherPolicy(
        title=shell.words.pick((policy.title_vi, policy.title_en)),
        href=shell.links.rules() if is_active else shell.links.rules(policy.id),
        status=_status(policy, shell),
        validity=_validity(policy, shell),
    )
