"""The policy in force, told to people: what makes a level, the numbers behind it, the documents, how sure we are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.api.pages.shared import LevelView, Shell
from app.domain import policy_shape
from app.domain.policy import AdjacencyRule, Cited, DecisionTable, Modifier, Number, Policy, Rule
from app.domain.vocabulary import Provenance


@dataclass(frozen=True)
class Citation:
    """The documents behind a number or a criterion; `mark` and `note` say where they do not say it themselves."""

    documents: tuple[str, ...]
    mark: str
    note: str


@dataclass(frozen=True)
class Criterion:
    """One criterion of a level."""

    label: str
    citation: Citation


@dataclass(frozen=True)
class LevelRules:
    """A level with its criteria; none for the lowest level, which is what remains."""

    level: LevelView
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class RuleNumber:
    """A number of the policy with its name."""

    name: str
    value: str
    citation: Citation


@dataclass(frozen=True)
class RulesView:
    """The policy in force."""

    title: str
    address: str
    version: str
    levels: tuple[LevelRules, ...]
    numbers: tuple[RuleNumber, ...]


def rules_view(shell: Shell) -> RulesView:
    """The policy of the snapshot."""
    policy, words = shell.snapshot.policy, shell.words
    numbers = (
        ("rules_window", policy.window_days),
        ("rules_hold", policy.persistence.hold_days),
        ("rules_missing", policy.max_missing_days),
    )
    return RulesView(
        title=words.pick((policy.title_vi, policy.title_en)),
        address=f"/api/v1/policies/{policy.id}",
        version=shell.snapshot.policy_version[:12],
        levels=tuple(
            LevelRules(shell.levels[level.id], tuple(_criteria(policy, level.id, shell)))
            for level in reversed(policy.levels)
        ),
        numbers=tuple(_number(words(key), number, shell) for key, number in numbers),
    )


def citation(cited: Cited, shell: Shell) -> Citation:
    """Where a number or a criterion comes from."""
    sources = (shell.policy.sources[key] for key in cited.sources)
    return Citation(
        documents=tuple(_document(each.document, each.article) for each in sources),
        mark=provenance_mark(cited.provenance, shell),
        note=shell.words.pick((cited.note_vi or "", cited.note_en or "")),
    )


def provenance_mark(provenance: Provenance, shell: Shell) -> str:
    """The word for a number that was not read in a text; empty for one that was."""
    return "" if provenance is Provenance.VERIFIED else shell.words(provenance.value)


def _document(document: str, article: str | None) -> str:
    return f"{document}, {article}" if article else document


def _criteria(policy: Policy, level: str, shell: Shell) -> Iterable[Criterion]:
    for each in (*policy.ordered, *policy.adjacency):
        if _may_give(policy, each, level):
            told = citation(each, shell)
            # What stands under several levels is cited in full on the page of the rules only.
            brief = told if isinstance(each, Rule | AdjacencyRule) else Citation((), told.mark, "")
            yield Criterion(shell.words.pick((each.label_vi, each.label_en)), brief)


def _may_give(policy: Policy, criterion: policy_shape.Criterion | AdjacencyRule, level: str) -> bool:
    if isinstance(criterion, DecisionTable):
        return any(level in row for row in criterion.levels)
    if isinstance(criterion, Modifier):
        return policy.rank_of[level] > policy.levels[0].rank
    return criterion.level == level


def _number(name: str, number: Number, shell: Shell) -> RuleNumber:
    return RuleNumber(name, shell.words("days_n", n=number.value), citation(number, shell))
