"""Criteria of one kind of unit for the eye: rules by level, decision tables as tables, what raises a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.api.pages.rule_views import Citation, citation
from app.api.pages.shared import LevelView, Shell
from app.domain.condition_texts import ConditionText, band_words, condition_text
from app.domain.policy import (
    AdjacencyRule,
    Axis,
    Band,
    Cited,
    Condition,
    Criteria,
    DecisionTable,
    Modifier,
    Policy,
    Rule,
)
from app.domain.sentences import joined, lower_first
from app.domain.vocabulary import UNKNOWN

_JOINS: Final = {"any": "rules_any", "all": "rules_all", "none": "rules_none_of"}
_WHEN_MISSING: Final = {"not_applied": "rules_missing_not_applied", "unknown": "rules_missing_unknown"}


@dataclass(frozen=True)
class ConditionView:
    """A condition in words, or, with `heading`, several that belong together."""

    text: str
    heading: str = ""
    parts: Sequence[ConditionView] = ()


@dataclass(frozen=True)
class CriterionView:
    """A criterion with its conditions and exceptions; None: the label says it all."""

    label: str
    conditions: ConditionView | None
    exceptions: ConditionView | None
    remarks: Sequence[str]
    citation: Citation


@dataclass(frozen=True)
class LevelCriteria:
    """A level with the rules that give it."""

    level: LevelView
    criteria: Sequence[CriterionView]


@dataclass(frozen=True)
class CellView:
    """A cell of a decision table."""

    level: LevelView
    mark: str


@dataclass(frozen=True)
class GroundView:
    """What one cell or bound of a table stands on."""

    name: str
    citation: Citation


@dataclass(frozen=True)
class TableView:
    """A decision table; without rows it has one row whose header is empty."""

    label: str
    rows_label: str
    columns_label: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[CellView]]]
    citation: Citation
    grounds: Sequence[GroundView]


@dataclass(frozen=True)
class CriteriaView:
    """All criteria of one kind of unit."""

    levels: Sequence[LevelCriteria]
    tables: Sequence[TableView]
    higher_of: Sequence[str]
    modifiers: Sequence[CriterionView]


def criteria_view(
    policy: Policy, criteria: Criteria, shell: Shell, *, adjacency: Sequence[AdjacencyRule] = ()
) -> CriteriaView:
    """The criteria, levels from the highest down."""
    levels = [
        LevelCriteria(view, list(_of_level(policy, criteria, adjacency, view.id, shell)))
        for view in shell.levels.values()
        if view.id != UNKNOWN
    ]
    words = shell.words
    labels = {each.id: words.pick((each.label_vi, each.label_en)) for each in criteria.tables}
    return CriteriaView(
        levels=[each for each in levels if each.criteria],
        tables=[_table(policy, each, shell) for each in criteria.tables],
        higher_of=[
            words(
                "rules_higher_of",
                tables=joined([lower_first(labels[each]) for each in group.tables], last=words("and")),
            )
            for group in criteria.higher_of
        ],
        modifiers=[_modifier(policy, each, shell) for each in criteria.modifiers],
    )


def conditions_view(
    policy: Policy, join: Literal["any", "all"], conditions: Sequence[Condition], shell: Shell
) -> ConditionView | None:
    """Some conditions, of which any or all must hold; None without any."""
    if not conditions:
        return None
    if len(conditions) == 1:
        return _condition(condition_text(policy, conditions[0]), shell)
    parts = [_condition(condition_text(policy, each), shell) for each in conditions]
    return ConditionView("", shell.words(_JOINS[join]), parts)


def _condition(text: ConditionText, shell: Shell) -> ConditionView:
    if text.joins is None:
        return ConditionView(shell.words.pick(text.words))
    parts = [_condition(each, shell) for each in text.parts]
    if len(parts) == 1 and text.joins != "none":
        return parts[0]
    return ConditionView("", shell.words(_JOINS[text.joins]), parts)


def _of_level(
    policy: Policy, criteria: Criteria, adjacency: Sequence[AdjacencyRule], level: str, shell: Shell
) -> Iterator[CriterionView]:
    for rule in criteria.rules:
        if rule.level == level:
            yield _rule(policy, rule, shell)
    for border in adjacency:
        if border.level == level:
            label = shell.words.pick((border.label_vi, border.label_en))
            yield CriterionView(label, None, None, (), citation(border, shell))


def _rule(policy: Policy, rule: Rule, shell: Shell) -> CriterionView:
    both = [
        conditions_view(policy, "all", rule.all_of, shell),
        conditions_view(policy, "any", rule.any_of, shell),
    ]
    given = [each for each in both if each is not None]
    together = given[0] if len(given) == 1 else ConditionView("", shell.words("rules_all"), given)
    leaves = [leaf for each in (*rule.all_of, *rule.any_of) for leaf in each.leaves()]
    says_more = any(each.indicator or each.cases or each.children for each in leaves)
    label = shell.words.pick((rule.label_vi, rule.label_en))
    return CriterionView(label, together if says_more else None, None, (), citation(rule, shell))


def _modifier(policy: Policy, modifier: Modifier, shell: Shell) -> CriterionView:
    words = shell.words
    conditions = conditions_view(policy, "any", modifier.any_of, shell)
    exceptions = [_condition(condition_text(policy, each), shell) for each in modifier.unless_any_of]
    if modifier.unless_level:
        labels = [lower_first(shell.levels[each].label) for each in modifier.unless_level]
        exceptions.append(ConditionView(words("rules_unless_level", levels=joined(labels, last=words("and")))))
    return CriterionView(
        label=words.pick((modifier.label_vi, modifier.label_en)),
        conditions=ConditionView(
            "", words("rules_raises", n=modifier.raise_levels), [conditions] if conditions else []
        ),
        exceptions=ConditionView("", words("rules_unless"), exceptions) if exceptions else None,
        remarks=[*_dates(modifier, shell), words(_WHEN_MISSING[modifier.when_missing])],
        citation=citation(modifier, shell),
    )


def _dates(modifier: Modifier, shell: Shell) -> Iterator[str]:
    first, last = modifier.applies_from, modifier.applies_until
    if first is not None and last is not None:
        yield f"{shell.words('rules_applies', period=shell.words.period(first, last))}."
    elif first is not None:
        yield f"{shell.words('rules_applies_from', day=first)}."
    elif last is not None:
        yield f"{shell.words('rules_applies_until', day=last)}."


def _table(policy: Policy, table: DecisionTable, shell: Shell) -> TableView:
    words = shell.words
    headers = [""] if table.rows is None else _bands(policy, table.rows, shell)
    marks = {(cell.row, cell.column): citation(cell, shell).mark for cell in table.cells}
    usual = citation(table, shell)
    rows = [
        (header, [_cell(level, marks.get((row, column), usual.mark), shell) for column, level in enumerate(levels, 1)])
        for row, (header, levels) in enumerate(zip(headers, table.levels, strict=True), 1)
    ]
    return TableView(
        label=words.pick((table.label_vi, table.label_en)),
        rows_label="" if table.rows is None else _axis_label(policy, table.rows, shell),
        columns_label=_axis_label(policy, table.columns, shell),
        columns=_bands(policy, table.columns, shell),
        rows=rows,
        citation=usual,
        grounds=list(_grounds(policy, table, shell)),
    )


def _cell(level: str, mark: str, shell: Shell) -> CellView:
    return CellView(shell.levels[level], mark)


def _axis_label(policy: Policy, axis: Axis, shell: Shell) -> str:
    indicator = policy.indicator_of[axis.indicator]
    return shell.words.pick((indicator.label_vi, indicator.label_en))


def _bands(policy: Policy, axis: Axis, shell: Shell) -> list[str]:
    return [shell.words.pick(band_words(policy, axis, band)) for band in axis.bands]


def _grounds(policy: Policy, table: DecisionTable, shell: Shell) -> Iterator[GroundView]:
    words = shell.words
    for axis in table.axes:
        for band, name in zip(axis.bands, _bands(policy, axis, shell), strict=True):
            if band.provenance is not None:
                label = f"{_axis_label(policy, axis, shell)}: {name}"
                yield GroundView(label, citation(_cited(band, table), shell))
    for cell in table.cells:
        yield GroundView(words("rules_cell", row=cell.row, column=cell.column), citation(cell, shell))


def _cited(band: Band, table: DecisionTable) -> Cited:
    """A band's own citation; what it leaves out is the table's."""
    return Cited.model_construct(
        sources=band.sources or table.sources,
        provenance=band.provenance or table.provenance,
        note_vi=band.note_vi,
        note_en=band.note_en,
    )
