"""Decision tables: bands and cells nothing falls into, cells that rules overrule, levels that jump back, groups."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.policy import Axis, Criteria, DecisionTable, Policy
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of
from app.domain.policy_lint.formulas import negated, of_cell, of_rule
from app.domain.policy_lint.search import Search
from app.domain.policy_lint.spans import Span
from app.domain.policy_lint.words import domain_words, listed, span_words


def table_faults(policy: Policy, search: Search) -> Iterator[PolicyFault]:
    """What is wrong or odd with the tables of wards, districts and city."""
    for prefix, criteria in criteria_of(policy):
        for position, table in enumerate(criteria.tables):
            place = (*prefix, "tables", position)
            of_axes = [*_empty_bands(search, place, table), *_one_indicator_twice(place, table)]
            yield from of_axes
            if not of_axes:
                yield from _overruled_cells(policy, search, place, criteria, position)
            yield from _cells_twice(place, table)
        yield from _groups((*prefix, "higher_of"), criteria)


def _empty_bands(search: Search, place: Location, table: DecisionTable) -> Iterator[PolicyFault]:
    for name, axis in _axes(table):
        domain = search.domain(axis.indicator)
        for position, band in enumerate(axis.bands):
            if domain.narrowed(Span.of(band)).is_empty:
                vi, en = domain_words(domain)
                yield PolicyFault(
                    (*place, name, "bands", position),
                    vi=f"không giá trị nào rơi vào khoảng này ({span_words(Span.of(band))}): {axis.indicator} chỉ có "
                    f"giá trị {vi}; sửa ngưỡng hoặc bỏ khoảng.",
                    en=f"no value falls into this band ({span_words(Span.of(band))}): {axis.indicator} has values {en} "
                    "only; correct the threshold or remove the band.",
                )


def _axes(table: DecisionTable) -> Iterator[tuple[str, Axis]]:
    yield "columns", table.columns
    if table.rows is not None:
        yield "rows", table.rows


def _one_indicator_twice(place: Location, table: DecisionTable) -> Iterator[PolicyFault]:
    if table.rows is not None and table.rows.indicator == table.columns.indicator:
        yield PolicyFault(
            (*place, "rows", "indicator"),
            vi=f"hàng và cột cùng là “{table.rows.indicator}” nên có ô không bao giờ tới; dùng hai chỉ số khác nhau, "
            "hoặc chỉ một hàng.",
            en=f"rows and columns are both “{table.rows.indicator}”, so some cells are never reached; use two "
            "different indicators, or one row only.",
        )


def _overruled_cells(
    policy: Policy, search: Search, place: Location, criteria: Criteria, position: int
) -> Iterator[PolicyFault]:
    for row, levels in enumerate(criteria.tables[position].levels):
        for column, level in enumerate(levels):
            stricter = [each for each in criteria.rules if policy.rank_of[each.level] >= policy.rank_of[level]]
            formulas = [of_rule(policy, rule) for rule in stricter]
            cell = of_cell(criteria, position, row, column)
            if stricter and not search.can_hold(cell, *map(negated, formulas)):
                names = [stricter[number].id for number in search.covering(cell, formulas)]
                yield _overruled(
                    (*place, "levels", row, column), level, listed(names or (each.id for each in stricter))
                )


def _overruled(place: Location, level: str, rules: str) -> PolicyFault:
    return PolicyFault(
        place,
        vi=f"ô này cho “{level}” nhưng quy tắc {rules} đã cho mức ấy hoặc nặng hơn ở mọi trường hợp của ô; bỏ bớt một.",
        en=f"this cell gives “{level}”, but wherever it decides rule {rules} gives that level or a stricter one "
        "already; keep one of them.",
        severity="warning",
    )


def _cells_twice(place: Location, table: DecisionTable) -> Iterator[PolicyFault]:
    seen: set[tuple[int, int]] = set()
    for position, cell in enumerate(table.cells):
        if (cell.row, cell.column) in seen:
            yield PolicyFault(
                (*place, "cells", position),
                vi=f"ô hàng {cell.row}, cột {cell.column} được ghi hai lần trong cells; gộp lại hoặc sửa số.",
                en=f"the cell in row {cell.row}, column {cell.column} stands twice in cells; merge them or correct the "
                "numbers.",
            )
        seen.add((cell.row, cell.column))


def _groups(place: Location, criteria: Criteria) -> Iterator[PolicyFault]:
    table_of = {table.id: table for table in criteria.tables}
    seen: set[str] = set()
    for position, group in enumerate(criteria.higher_of):
        for index, name in enumerate(group.tables):
            if name in seen:
                yield PolicyFault(
                    (*place, position, "tables", index),
                    vi=f"bảng “{name}” đã được nêu trong higher_of; mỗi bảng chỉ thuộc một nhóm, một lần.",
                    en=f"table “{name}” already stands in higher_of; a table belongs to one group, once.",
                )
            seen.add(name)
        known = [table_of[name] for name in group.tables if name in table_of]
        yield from _different_levels((*place, position), known)


def _different_levels(place: Location, tables: list[DecisionTable]) -> Iterator[PolicyFault]:
    first, *others = tables
    for other in others:
        differing = {level for row in first.levels for level in row} ^ {level for row in other.levels for level in row}
        if differing:
            yield PolicyFault(
                place,
                vi=f"bảng “{first.id}” và “{other.id}” không dùng chung các mức ({listed(sorted(differing))} chỉ có ở "
                "một bảng); xem lại mức của từng ô.",
                en=f"tables “{first.id}” and “{other.id}” do not share their levels ({listed(sorted(differing))} in "
                "one only); look at the levels of the cells again.",
                severity="warning",
            )
