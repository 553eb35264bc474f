"""One English sentence for a row of a table: the level, the numbers that gave it, the rule and its document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.citations import basis_of, basis_words, criteria_words
from app.domain.criteria import NO_RULE, TOO_LITTLE_DATA, axis_bands
from app.domain.criteria_words import axis_phrase, conditions_phrase, criterion_phrase, in_a_row, values_phrase
from app.domain.policy import AdjacencyRule, Cited, Criteria, Criterion, DecisionTable, Policy
from app.domain.seen import Seen
from app.domain.sentences import Phrase, first_fitting, lower_first
from app.domain.table_evaluation import KEPT, TableInputs, Verdicts
from app.domain.table_rows import TableRows

NO_RULE_NAME: Final = "no-rule"
MISSING_NAME: Final = "missing-data"


@dataclass(frozen=True)
class RowVerdict:
    """What is added to a row: the level's id, the id of what gave it, and why."""

    level: str
    rule: str
    explanation_en: str


def row_verdicts(policy: Policy, criteria: Criteria, inputs: TableInputs, verdicts: Verdicts) -> Iterator[RowVerdict]:
    """A verdict for each row, in order."""
    teller = _Teller(policy, criteria, inputs)
    ranks, rules, clauses = verdicts.rank.tolist(), verdicts.rule.tolist(), verdicts.clause.tolist()
    for row, (rank, rule, clause) in enumerate(zip(ranks, rules, clauses, strict=True)):
        name, wordings = teller.wordings(row, rank, rule, clause)
        yield RowVerdict(policy.level_of[rank], name, first_fitting(wordings))


class _Teller:
    """The sentences of one table; what many rows share is worked out once."""

    def __init__(self, policy: Policy, criteria: Criteria, inputs: TableInputs) -> None:
        self._policy = policy
        self._criteria = criteria
        self._named: tuple[Criterion | AdjacencyRule, ...] = (*criteria.ordered, *policy.adjacency)
        self._rows = TableRows(policy, criteria, inputs)
        self._documents = criteria_words(policy, criteria, all_documents=False).en
        self._labels = {rank: policy.label(level)[1] for rank, level in policy.level_of.items()}
        self._tables = {each.id: _TableTeller(policy, each, inputs, self._rows) for each in criteria.tables}

    def wordings(self, row: int, rank: int, rule: int, clause: int) -> tuple[str, list[str]]:
        """The id of what gave a row's level, and ever shorter sentences about it."""
        level = self._labels[rank]
        if rule == TOO_LITTLE_DATA:
            return MISSING_NAME, self._unknown(level, row)
        if rule == NO_RULE:
            return NO_RULE_NAME, self._lowest(level, row)
        if rule == KEPT:
            return self._kept(level, clause, self._rows.seen(row))
        criterion = self._named[rule]
        if isinstance(criterion, DecisionTable):
            return criterion.id, self._tables[criterion.id].wordings(level, row)
        return criterion.id, self._by_criterion(level, criterion, self._rows.seen(row))

    def _unknown(self, level: str, row: int) -> list[str]:
        missing = ", ".join(self._rows.missing(row)) or "values the rules look at"
        why = f"{level}: too little is known to say"
        return [
            f"{why}; missing: {missing} ({self._documents}). What is missing is never taken as low.",
            f"{why}; missing: {missing} ({self._documents}).",
            f"{why} ({self._documents}).",
        ]

    def _lowest(self, level: str, row: int) -> list[str]:
        values = values_phrase(self._policy, self._rows.seen(row), self._criteria).en
        counted = self._rows.counted(row)
        why = f"{level}: no rule for a higher level matches"
        told = [f"{why}; {each} ({self._documents})." for each in ("; ".join(filter(None, (counted, values))), counted)]
        return [*(told if counted else told[:1] if values else ()), f"{why} ({self._documents})."]

    def _kept(self, level: str, clause: int, seen: Seen) -> tuple[str, list[str]]:
        held = self._policy.persistence.never_lower_while[clause]
        why = f"{level}, as in the row before: may not fall while this holds: {lower_first(held.label_en)}"
        numbers = conditions_phrase(self._policy, held.any_of, seen).en
        return held.id, [f"{why}; {numbers} ({_cited(self._policy, held)}).", f"{why}."]

    def _by_criterion(self, level: str, criterion: Criterion | AdjacencyRule, seen: Seen) -> list[str]:
        numbers = criterion_phrase(self._policy, criterion, seen).en
        label, documents = lower_first(criterion.label_en), _cited(self._policy, basis_of(criterion, seen))
        because = (f"{label}; {numbers}", numbers, label) if numbers else (label,)
        return [*(f"{level}: {each} ({documents})." for each in because), f"{level}: {criterion.id}."]


class _TableTeller:
    """The sentences of one decision table: the same value on an axis is told in the same words."""

    def __init__(self, policy: Policy, table: DecisionTable, inputs: TableInputs, rows: TableRows) -> None:
        self._policy = policy
        self._table = table
        self._rows = rows
        self._values: dict[tuple[int, tuple[float, float]], Phrase] = {}
        self._documents: dict[tuple[int, ...], str] = {}
        bands = [each.tolist() for axis in table.axes for each in axis_bands(axis, inputs)]
        self._block = list(zip(*bands, strict=True))

    def wordings(self, level: str, row: int) -> list[str]:
        """Ever shorter sentences about a row whose level the table gave."""
        spans = [self._rows.span(axis.indicator, row) for axis in self._table.axes]
        numbers = in_a_row([self._value(position, span) for position, span in enumerate(spans)]).en
        documents, label = self._cited(row), lower_first(self._table.label_en)
        return [
            f"{level}: {numbers}; {label} ({documents}).",
            f"{level}: {numbers} ({documents}).",
            f"{level}: {label}.",
        ]

    def _value(self, position: int, span: tuple[float, float]) -> Phrase:
        key = (position, span)
        if key not in self._values:
            axis = self._table.axes[position]
            self._values[key] = axis_phrase(self._policy, axis, Seen(readings={(axis.indicator, 0): span}))
        return self._values[key]

    def _cited(self, row: int) -> str:
        block = self._block[row]
        if block not in self._documents:
            self._documents[block] = _cited(self._policy, basis_of(self._table, self._rows.seen(row)))
        return self._documents[block]


def _cited(policy: Policy, basis: Cited) -> str:
    return basis_words(policy, basis, all_documents=False).en
