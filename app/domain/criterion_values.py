"""Indicators of a policy in words: their value with name and unit, as far as its reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Final

import numpy as np

from app.domain.case_indicators import NEVER_DOUBLES, incidence
from app.domain.classification import Reading
from app.domain.disclosure import Shown
from app.domain.indicator_catalogue import CATALOGUE, RATES_PER
from app.domain.policy import Limits, Policy
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, DoublingTime, Incidence, Indicator, Reported
from app.domain.quantities import MISSING, Span, edges, measured
from app.domain.seen import Seen
from app.domain.sentences import Phrase, lower_first, one_line
from app.domain.vocabulary import CaseClass

LONGEST_SERIES: Final = 4
"""So many values are told one by one; of more the smallest and the largest."""


def indicator_name(indicator: Indicator) -> Phrase:
    """The label inside a sentence."""
    return Phrase(lower_first(one_line(indicator.label_vi)), lower_first(one_line(indicator.label_en)))


def reading_words(policy: Policy, seen: Seen, reading: Reading, limits: Limits | None) -> Phrase:
    """An indicator with its value and unit, or that it is missing.

    Args:
        limits: what it is held against, so that no rounding hides on which side it lies.
    """
    indicator = policy.indicator_of[reading[0]]
    if seen.reading(*reading) == MISSING:
        return missing_words(policy, seen, reading[0])
    shown = shown_span(policy, seen, reading)
    if shown is None:
        return indicator_name(indicator)
    if isinstance(indicator, DoublingTime) and shown[0] >= NEVER_DOUBLES:
        name = indicator_name(indicator)
        return Phrase(f"{name.vi}: không tăng", f"{name.en}: no growth")
    return _named(policy, indicator, _value(indicator, shown, limits))


def series_words(policy: Policy, seen: Seen, indicator_id: str, days_ago: Sequence[int], limits: Limits) -> Phrase:
    """An indicator with its values on several days, oldest first."""
    indicator = policy.indicator_of[indicator_id]
    spans = [seen.reading(indicator_id, days) for days in sorted(days_ago, reverse=True)]
    shown = [shown_span(policy, seen, (indicator_id, days)) for days in sorted(days_ago, reverse=True)]
    if all(each == MISSING for each in spans):
        return missing_words(policy, seen, indicator_id)
    if any(each is None for each in shown):
        return indicator_name(indicator)
    known = [each for each in shown if each is not None]
    if len(known) > LONGEST_SERIES:
        whole = min(low for low, _ in known), max(high for _, high in known)
        return _named(policy, indicator, _value(indicator, whole, limits))
    values = [Phrase("chưa có", "missing") if each == MISSING else _value(indicator, each, limits) for each in known]
    row = Phrase(" → ".join(each.vi for each in values), " → ".join(each.en for each in values))
    return _named(policy, indicator, row)


def missing_words(policy: Policy, seen: Seen, indicator_id: str) -> Phrase:
    """That an indicator has no value, or only a bound that decides nothing."""
    indicator = policy.indicator_of[indicator_id]
    name = indicator_name(indicator)
    if seen.reading(indicator_id) == MISSING:
        return Phrase(f"chưa có số liệu {name.vi}", f"no figure for {name.en}")
    return reading_words(policy, seen, (indicator_id, 0), None)


def threshold_words(policy: Policy, indicator_id: str, limits: Limits, *, outside: bool) -> Phrase:
    """The limits of an indicator with their edges; `outside`: what lies beyond them is meant."""
    indicator = policy.indicator_of[indicator_id]
    percent = Phrase(" %", "%") if is_percent(indicator) else Phrase("", "")
    against = edges(limits, percent)
    return Phrase(f"ngoài {against.vi}", f"outside {against.en}") if outside else against


def shown_span(policy: Policy, seen: Seen, reading: Reading) -> Span | None:
    """A value as its reader may see it: what is computed from cases says no more than the counts that are shown.

    None when nothing may be shown: the reader must not see counts, and those behind the value are not given.
    """
    indicator = policy.indicator_of[reading[0]]
    true = seen.reading(*reading)
    if isinstance(indicator, Reported):
        return _span_of_reported(indicator, true, seen)
    if seen.disclosure.threshold == 1 or not indicator.counts_cases or isinstance(indicator, DaysSinceLastCase):
        return true
    cells = seen.numerators.get(reading)
    if cells is None:
        return true if true == MISSING else None
    total = seen.disclosure.shown_total(cells)
    if isinstance(total, int):
        return true
    if not isinstance(indicator, CaseSum | Incidence):
        return None
    return _span_of_shown(indicator, total, seen.population)


def as_shown(policy: Policy, seen: Seen) -> Seen:
    """What was seen as far as its reader may see it: hidden counts are at least one, rates what follows from them."""
    shown = {reading: shown_span(policy, seen, reading) for reading in seen.readings}
    return replace(
        seen,
        readings={reading: MISSING if span is None else span for reading, span in shown.items()},
        cases={each: _at_least(seen, each) for each in seen.cases},
    )


def _at_least(seen: Seen, case_class: CaseClass) -> int:
    return sum(1 if seen.disclosure.hides(cell) else cell for cell in seen.shown_cells([case_class]))


def _span_of_reported(indicator: Reported, true: Span, seen: Seen) -> Span:
    """A reported value; one that counts so few people that they may not be shown is only below what may be."""
    registered = CATALOGUE.get(indicator.read_from)
    counts_people = registered is not None and registered.counts_people
    if not counts_people or not seen.disclosure.hides_rate(true[0], seen.population, per=RATES_PER):
        return true
    assert seen.population is not None  # else no rate is hidden
    return -inf, seen.disclosure.threshold * RATES_PER / seen.population


def _span_of_shown(indicator: CaseSum | Incidence, total: Shown, population: float | None) -> Span | None:
    at_most = str(total)[0] == "<"
    bound = float(str(total)[1:]) - at_most
    if isinstance(indicator, Incidence):
        if not population:
            return None
        bound = float(incidence(indicator, np.array([bound]), np.array([float(population)]))[0])
    return (-inf, bound) if at_most else (bound, inf)


def _value(indicator: Indicator, span: Span, limits: Limits | None) -> Phrase:
    whole = isinstance(indicator, CaseSum) or getattr(indicator, "round", "none") == "nearest_integer"
    decimals = 0 if whole else indicator.decimals
    if isinstance(indicator, DaysSinceLastCase) and span == (indicator.look_back_days, indicator.look_back_days):
        span = (indicator.look_back_days, inf)
    return measured(span, limits, decimals=decimals)


def _named(policy: Policy, indicator: Indicator, value: Phrase) -> Phrase:
    """The value with its unit; with the name where the unit alone does not tell what is counted."""
    vi, en = one_line(indicator.unit_vi), one_line(indicator.unit_en)
    if "/" in vi and "/" in en and sum(each.unit_vi == indicator.unit_vi for each in policy.indicators) == 1:
        return Phrase(f"{value.vi} {vi}", f"{value.en} {en}")
    name = indicator_name(indicator)
    if is_percent(indicator):
        return Phrase(f"{name.vi}: {value.vi} %", f"{name.en}: {value.en}%")
    return Phrase(f"{name.vi}: {value.vi} {vi}".rstrip(), f"{name.en}: {value.en} {en}".rstrip())


def is_percent(indicator: Indicator) -> bool:
    """Whether its values are percentages."""
    return indicator.unit_vi.strip() == "%" and indicator.unit_en.strip() == "%"
