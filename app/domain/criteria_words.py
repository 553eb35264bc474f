"""A criterion told with what was seen: each value with its unit, and the threshold it is held against with its edge.

"177 ca/100.000 dân/tuần (≥ 150) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %)". Of alternatives the one that
holds is told; what is missing is named as missing. The same words serve stored judgements and rows of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.criterion_values import (
    indicator_name,
    missing_words,
    reading_words,
    series_words,
    shown_span,
    threshold_words,
)
from app.domain.policy import (
    AdjacencyRule,
    Axis,
    Band,
    CaseCondition,
    ChildrenCondition,
    Condition,
    Criteria,
    Criterion,
    DecisionTable,
    IndicatorCondition,
    Limits,
    Modifier,
    OutbreakCondition,
    Policy,
    Rule,
)
from app.domain.policy_conditions import Periods
from app.domain.quantities import decimal, opposite, threshold
from app.domain.seen import Seen, certainty, children_at, within
from app.domain.sentences import Phrase, case_words, joined, lower_first, number, one_line

NO_WORDS: Final = Phrase("", "")


def criterion_phrase(policy: Policy, criterion: Criterion | AdjacencyRule, seen: Seen) -> Phrase:
    """What a rule, the cell of a table or a modifier saw, with its thresholds; empty where it looks at no values."""
    if isinstance(criterion, DecisionTable):
        return in_a_row(_table_words(policy, criterion, seen))
    if isinstance(criterion, Rule):
        clauses = [each for condition in criterion.all_of for each in _words(policy, condition, seen, wanted=True)]
        if criterion.any_of:
            clauses += _one_of(policy, criterion.any_of, seen, wanted=True)
        return in_a_row(clauses)
    if isinstance(criterion, Modifier):
        return in_a_row(_one_of(policy, criterion.any_of, seen, wanted=True))
    return NO_WORDS


def conditions_phrase(policy: Policy, any_of: Sequence[Condition], seen: Seen) -> Phrase:
    """What a clause saw of which any condition may hold."""
    return in_a_row(_one_of(policy, any_of, seen, wanted=True)) if any_of else NO_WORDS


def missing_phrase(
    policy: Policy, seen: Seen, criteria: Criteria | None = None, *, reported_only: bool = False
) -> Phrase:
    """Which indicators that could mean another level are missing, or known only as bounds; empty when none is.

    Args:
        reported_only: leave out what is computed from cases, where missing reports are told by themselves.
    """
    unsure = [
        each for each, days in _decisive(policy if criteria is None else criteria) if _is_unsure(seen, each, days)
    ]
    indicators = [policy.indicator_of[each] for each in dict.fromkeys(unsure)]
    names = [indicator_name(each) for each in indicators if not (reported_only and each.counts_cases)]
    if not names:
        return NO_WORDS
    return Phrase(
        f"thiếu số liệu: {joined([each.vi for each in names], last='và')}",
        f"missing: {joined([each.en for each in names], last='and')}",
    )


def values_phrase(policy: Policy, seen: Seen, criteria: Criteria | None = None) -> Phrase:
    """What each indicator is today, without thresholds: for a level that no criterion raised."""
    today = [each for each, days in _looked_at(policy, criteria) if days == 0]
    return in_a_row([reading_words(policy, seen, (each, 0), None) for each in today])


def is_measured(criterion: Criterion | AdjacencyRule) -> bool:
    """Whether a criterion compares values of indicators, or combines conditions, so that its values are its words."""
    if not isinstance(criterion, Rule):
        return not isinstance(criterion, AdjacencyRule)
    conditions = (*criterion.any_of, *criterion.all_of)
    return any(each.indicator or each.any_of or each.all_of or each.none_of for each in conditions)


def in_a_row(clauses: Sequence[Phrase]) -> Phrase:
    """Clauses one after the other, each said once."""
    told = list(dict.fromkeys(each for each in clauses if each.vi))
    return Phrase(joined([each.vi for each in told], last="và"), joined([each.en for each in told], last="and"))


def _is_unsure(seen: Seen, indicator_id: str, days_ago: int) -> bool:
    low, high = seen.reading(indicator_id, days_ago)
    return low != high


def _decisive(criteria: Criteria) -> Iterator[tuple[str, int]]:
    """(indicator, days ago) of what may mean another level while it is missing: not of modifiers that then wait."""
    yield from ((axis.indicator, 0) for table in criteria.tables for axis in table.axes)
    asked = [each for rule in criteria.rules for each in (*rule.all_of, *rule.any_of)]
    for modifier in criteria.modifiers:
        if modifier.when_missing == "unknown":
            asked += (*modifier.any_of, *modifier.unless_any_of)
    for leaf in (leaf for each in asked for leaf in each.leaves()):
        if leaf.indicator is not None:
            yield from ((leaf.indicator.id, days) for days in leaf.indicator.days_ago)


def _looked_at(policy: Policy, criteria: Criteria | None) -> Iterator[tuple[str, int]]:
    """(indicator, days ago) of what criteria look at, tables first, each once."""
    asked = policy if criteria is None else criteria
    found = [(axis.indicator, 0) for table in asked.tables for axis in table.axes]
    conditions = (each.indicator for each in asked.conditions())
    found += [(each.id, days) for each in conditions if each is not None for days in each.days_ago]
    yield from dict.fromkeys(found)


def _one_of(policy: Policy, conditions: Sequence[Condition], seen: Seen, *, wanted: bool) -> list[Phrase]:
    """The first of some conditions that certainly holds (or does not), else the first that may, else the first."""

    def likely(condition: Condition) -> int:
        held = certainty(policy, condition, seen)
        certain, possible = held if wanted else (not held.possible, not held.certain)
        return certain + possible

    return _words(policy, max(conditions, key=likely), seen, wanted=wanted)


def _words(policy: Policy, condition: Condition, seen: Seen, *, wanted: bool) -> list[Phrase]:
    """The clauses of a condition that holds, or, `wanted` False, of one that does not."""
    inner = (*condition.any_of, *condition.all_of, *condition.none_of)
    if inner:
        wanted_inside = wanted is not bool(condition.none_of)
        # “Any of” fails where each fails, and “all of” fails where one does.
        every = wanted_inside if condition.all_of else not wanted_inside
        if not every:
            return _one_of(policy, inner, seen, wanted=wanted_inside)
        return [clause for each in inner for clause in _words(policy, each, seen, wanted=wanted_inside)]
    if condition.indicator is not None:
        return [_indicator_words(policy, condition.indicator, seen, wanted=wanted)]
    if condition.cases is not None:
        return [_case_words(condition.cases, seen, wanted=wanted)]
    if condition.children is not None:
        return [_children_words(policy, condition.children, seen, wanted=wanted)]
    placed, linked = condition.outbreak_in_ward, condition.linked_to_outbreak
    asked = placed or linked
    return [] if asked is None else [_outbreak_words(asked, seen, linked=placed is None)]


def _indicator_words(policy: Policy, condition: IndicatorCondition, seen: Seen, *, wanted: bool) -> Phrase:
    limits = condition if wanted else opposite(condition)
    span = condition.in_each_of_last or condition.in_any_of_last
    if span is None:
        told = limits or condition
        return _held_against(
            reading_words(policy, seen, (condition.id, 0), told),
            threshold_words(policy, condition.id, told, outside=limits is None),
        )
    every = (condition.in_each_of_last is not None) is (wanted or limits is None)
    against = threshold_words(policy, condition.id, limits or condition, outside=limits is None)
    return _held_against(
        series_words(policy, seen, condition.id, condition.days_ago, limits or condition),
        _over_periods(against, span, every=every),
    )


def _over_periods(against: Phrase, span: Periods, *, every: bool) -> Phrase:
    units = {7: Phrase("tuần", "weeks"), 1: Phrase("ngày", "days")}
    unit = units.get(span.days, Phrase(f"kỳ {span.days} ngày", f"periods of {span.days} days"))
    if every:
        return Phrase(
            f"{against.vi} trong {span.periods} {unit.vi} liền", f"{against.en} in {span.periods} {unit.en} running"
        )
    return Phrase(
        f"{against.vi} ít nhất một trong {span.periods} {unit.vi}",
        f"{against.en} in at least one of {span.periods} {unit.en}",
    )


def _held_against(value: Phrase, against: Phrase) -> Phrase:
    return Phrase(f"{value.vi} ({against.vi})", f"{value.en} ({against.en})") if against.vi else value


def _case_words(condition: CaseCondition, seen: Seen, *, wanted: bool) -> Phrase:
    count, words = seen.disclosure.total_text(seen.shown_cells(condition.classes)), case_words(condition.classes)
    sign, least = "≥" if wanted else "<", number(condition.at_least)
    return Phrase(f"{count.vi} {words.vi} ({sign} {least.vi})", f"{words.en}: {count.en} ({sign} {least.en})")


def _outbreak_words(condition: OutbreakCondition, seen: Seen, *, linked: bool) -> Phrase:
    names = [one_line(each.name) for each in seen.outbreaks_like(condition, linked=linked)]
    count = len(names)
    listed = f": {', '.join(names)}" if all(names) and names else ""
    if linked:
        return Phrase(f"liên quan {count} ổ dịch{listed}", f"linked outbreaks: {count}{listed}")
    return Phrase(f"{count} ổ dịch đang mở{listed}", f"open outbreaks: {count}{listed}")


def _children_words(policy: Policy, condition: ChildrenCondition, seen: Seen, *, wanted: bool) -> Phrase:
    found, unknown, total = children_at(policy, condition, seen)
    vi, en = policy.label(condition.named_level)
    level = Phrase(lower_first(one_line(vi)), lower_first(one_line(en)))
    if condition.at_or_above is not None:
        level = Phrase(f"{level.vi} trở lên", f"{level.en} or above")
    sign = "≥" if wanted else "<"
    if condition.count_at_least is not None:
        against = Phrase(f"{sign} {condition.count_at_least}", f"{sign} {condition.count_at_least}")
        share = NO_WORDS
    else:
        asked = threshold(condition.share_at_least_pct or 0.0)
        against = Phrase(f"{sign} {asked.vi} %", f"{sign} {asked.en}%")
        part = decimal(100 * found / total if total else 0.0, 1)
        share = Phrase(f", {part.vi} %", f", {part.en}%")
    unsure = Phrase(f", {unknown} chưa rõ mức", f", {unknown} unknown") if unknown else NO_WORDS
    return Phrase(
        f"{found}/{total} đơn vị ở {level.vi}{share.vi}{unsure.vi} ({against.vi})",
        f"{found} of {total} units at {level.en}{share.en}{unsure.en} ({against.en})",
    )


def _table_words(policy: Policy, table: DecisionTable, seen: Seen) -> list[Phrase]:
    return [axis_phrase(policy, axis, seen) for axis in table.axes]


def axis_phrase(policy: Policy, axis: Axis, seen: Seen) -> Phrase:
    """The value on one axis of a table and the band it lies in; of bounds, all bands they reach."""
    span = shown_span(policy, seen, (axis.indicator, 0))
    if span is None:
        return indicator_name(policy.indicator_of[axis.indicator])
    # The bands of what is shown: the band of a hidden value would say more than the value may.
    reached = [band for band in axis.bands if within(band, span).possible]
    if len(reached) in {0, len(axis.bands)}:
        return missing_words(policy, seen, axis.indicator)
    limits = _from_to(reached[0], reached[-1])
    return _held_against(
        reading_words(policy, seen, (axis.indicator, 0), limits),
        threshold_words(policy, axis.indicator, limits, outside=False),
    )


def _from_to(first: Band, last: Band) -> Limits:
    return Limits(at_least=first.at_least, above=first.above, below=last.below, at_most=last.at_most)
