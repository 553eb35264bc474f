"""The rows of a table one at a time, as words are made from them: what each shows, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.domain.criteria_words import NO_WORDS, missing_phrase
from app.domain.policy import Condition, Criteria, Policy
from app.domain.seen import OutbreakSeen, Seen
from app.domain.sentences import CASE_CLASS_WORDS, case_words
from app.domain.table_columns import conditions_at_ends
from app.domain.table_evaluation import TableInputs
from app.domain.unit_tables import UnitTable
from app.domain.vocabulary import UNKNOWN, CaseClass

Span = tuple[float, float]


class TableRows:
    """Every row as one unit on one day."""

    def __init__(self, policy: Policy, criteria: Criteria, inputs: TableInputs) -> None:
        self._policy = policy
        self._table = inputs.table
        self._conditions = [*conditions_at_ends(policy, criteria)]
        keys = dict.fromkeys((*_of_conditions(self._conditions), *_of_tables(criteria)))
        bounds = {key: inputs.indicator(key[0], days_ago=key[1]) for key in keys}
        self._spans: dict[tuple[str, int], list[Span]] = {
            key: list(zip(each.low.tolist(), each.high.tolist(), strict=True)) for key, each in bounds.items()
        }
        self._cases = {each: values.tolist() for each, values in inputs.table.cases.items()}
        self._deciding = _without_what_may_be_missing(criteria)

    def span(self, indicator_id: str, row: int) -> Span:
        """What an indicator is at least and at most on the row's day."""
        return self._spans[indicator_id, 0][row]

    def seen(self, row: int) -> Seen:
        """What the row shows."""
        inside = self._table.children
        return Seen(
            readings={key: spans[row] for key, spans in self._spans.items()},
            cases={each: 0 if np.isnan(values[row]) else int(values[row]) for each, values in self._cases.items()},
            outbreaks=(*_outbreaks(self._table, row, linked=False), *_outbreaks(self._table, row, linked=True)),
            children={} if inside is None else inside.contents[inside.of_row[row]],
        )

    def counted(self, row: int) -> str:
        """The cases and the units inside that the criteria count, in English; empty when they count none."""
        seen = self.seen(row)
        asked = {each for condition in self._conditions if condition.cases for each in condition.cases.classes}
        classes = [each for each in CaseClass if each in asked]
        told = [f"{case_words(classes).en}: {sum(seen.counts(classes)):,}"] if classes else []
        if any(each.children for each in self._conditions) and seen.children:
            inside = [f"{count} {self._policy.label(level)[1].lower()}" for level, count in seen.children.items()]
            told.append(f"units inside: {', '.join(inside)}")
        return "; ".join(told)

    def missing(self, row: int) -> list[str]:
        """What the criteria look at and the row does not tell, in English."""
        indicators = missing_phrase(self._policy, self.seen(row), self._deciding)
        told = [] if indicators == NO_WORDS else [indicators.en.removeprefix("missing: ")]
        told += [words.en for each, words in CASE_CLASS_WORDS.items() if self._lacks_cases(each, row)]
        if any(each.outbreak_in_ward for each in self._conditions) and self._table.open_outbreaks is None:
            told.append("open outbreaks")
        if any(each.linked_to_outbreak for each in self._conditions) and self._table.linked_outbreaks is None:
            told.append("linked outbreaks")
        if any(each.children for each in self._conditions) and self._lacks_children(row):
            told.append("levels of units inside")
        return told

    def _lacks_cases(self, case_class: CaseClass, row: int) -> bool:
        asked = any(each.cases and case_class in each.cases.classes for each in self._conditions)
        values = self._cases.get(case_class)
        return asked and (values is None or bool(np.isnan(values[row])))

    def _lacks_children(self, row: int) -> bool:
        inside = self._table.children
        counts = {} if inside is None else inside.contents[inside.of_row[row]]
        return not sum(counts.values()) or counts.get(UNKNOWN, 0) > 0


def _of_conditions(conditions: list[Condition]) -> Iterator[tuple[str, int]]:
    for each in conditions:
        if each.indicator is not None:
            yield from ((each.indicator.id, days) for days in each.indicator.days_ago)


def _of_tables(criteria: Criteria) -> Iterator[tuple[str, int]]:
    for table in criteria.tables:
        yield from ((axis.indicator, 0) for axis in table.axes)


def _without_what_may_be_missing(criteria: Criteria) -> Criteria:
    """The criteria whose missing values can make a level unknown."""
    return Criteria(
        rules=criteria.rules,
        tables=criteria.tables,
        modifiers=tuple(each for each in criteria.modifiers if each.when_missing == "unknown"),
    )


def _outbreaks(table: UnitTable, row: int, *, linked: bool) -> Iterator[OutbreakSeen]:
    column = table.linked_outbreaks if linked else table.open_outbreaks
    if column is not None:
        for source_known, setting in sorted(column.contents[column.of_row[row]]):
            source = "known" if source_known else "unknown"
            yield OutbreakSeen(f"{setting} ({source} source)", source_known, setting, linked=linked)
