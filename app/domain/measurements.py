"""The values a criterion looked at, one by one, for the trace: window, numerator, denominator, threshold, source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Literal

from app.domain.citations import CitedSource, cited
from app.domain.classification import Reading
from app.domain.criterion_values import shown_span
from app.domain.disclosure import Shown
from app.domain.policy import AdjacencyRule, Axis, Condition, Criterion, DecisionTable, Limits, Modifier, Policy, Rule
from app.domain.policy_indicators import Incidence, Reported
from app.domain.quantities import MISSING
from app.domain.seen import Seen, within
from app.domain.vocabulary import Provenance


@dataclass(frozen=True)
class Measurement:
    """One indicator on one day, as its reader may see it, and the threshold it was held against.

    `low` and `high` are equal for a known value and both None for a missing one; None alone is unbounded. The window
    ends on `window_end`; `window_start` None: a reported value, valid on that day. `numerator` counts the cases of the
    window, `denominator` people. `fulfilled` None: too little is known to say. The four limits are as in a policy;
    of a table they are the edges of the band.
    """

    indicator: str
    label_vi: str
    label_en: str
    unit_vi: str
    unit_en: str
    low: float | None
    high: float | None
    window_start: date | None
    window_end: date
    numerator: Shown | None
    denominator: float | None
    per_people: int | None
    per_days: int | None
    rounding: Literal["none", "nearest_integer"]
    population_year: int | None
    at_least: float | None
    above: float | None
    below: float | None
    at_most: float | None
    fulfilled: bool | None
    provenance: Provenance
    sources: tuple[CitedSource, ...]


def measurements(
    policy: Policy, criterion: Criterion | AdjacencyRule, seen: Seen, *, as_of: date
) -> tuple[Measurement, ...]:
    """Every value a criterion looks at, in the order of its text; of an exception too."""
    if isinstance(criterion, DecisionTable):
        return tuple(_of_axis(policy, axis, seen, as_of) for axis in criterion.axes)
    if isinstance(criterion, Rule):
        return of_conditions(policy, (*criterion.all_of, *criterion.any_of), seen, as_of=as_of)
    if isinstance(criterion, Modifier):
        return of_conditions(policy, (*criterion.any_of, *criterion.unless_any_of), seen, as_of=as_of)
    return ()


def of_conditions(
    policy: Policy, conditions: Sequence[Condition], seen: Seen, *, as_of: date
) -> tuple[Measurement, ...]:
    """The values some conditions look at, each threshold once."""
    found = (_of_leaf(policy, leaf, seen, as_of) for each in conditions for leaf in each.leaves())
    return tuple(dict.fromkeys(each for some in found for each in some))


def _of_leaf(policy: Policy, leaf: Condition, seen: Seen, as_of: date) -> Iterator[Measurement]:
    if leaf.indicator is not None:
        for days in leaf.indicator.days_ago:
            yield _measured(policy, (leaf.indicator.id, days), leaf.indicator, seen, as_of)


def _of_axis(policy: Policy, axis: Axis, seen: Seen, as_of: date) -> Measurement:
    span = shown_span(policy, seen, (axis.indicator, 0)) or MISSING
    reached = [band for band in axis.bands if within(band, span).possible]
    limits = Limits()
    if reached:
        first, last = reached[0], reached[-1]
        limits = Limits(at_least=first.at_least, above=first.above, below=last.below, at_most=last.at_most)
    return _measured(policy, (axis.indicator, 0), limits, seen, as_of)


def _measured(policy: Policy, reading: Reading, limits: Limits, seen: Seen, as_of: date) -> Measurement:
    indicator = policy.indicator_of[reading[0]]
    low, high = span = shown_span(policy, seen, reading) or MISSING
    end = as_of - timedelta(days=reading[1])
    held = within(limits, span)
    cells = seen.numerators.get(reading)
    rate = indicator if isinstance(indicator, Incidence) else None
    return Measurement(
        indicator=indicator.id,
        label_vi=indicator.label_vi,
        label_en=indicator.label_en,
        unit_vi=indicator.unit_vi,
        unit_en=indicator.unit_en,
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        window_start=None if isinstance(indicator, Reported) else end - timedelta(days=indicator.history_days - 1),
        window_end=end,
        numerator=None if cells is None else seen.disclosure.shown_total(cells),
        denominator=seen.population if rate else None,
        per_people=rate.per_people if rate else None,
        per_days=rate.per_days if rate else None,
        rounding=getattr(indicator, "round", "none"),
        population_year=rate.population_year if rate else None,
        at_least=limits.at_least,
        above=limits.above,
        below=limits.below,
        at_most=limits.at_most,
        fulfilled=None if span == MISSING or held.certain is not held.possible else held.certain,
        provenance=indicator.provenance,
        sources=cited(policy, indicator.sources),
    )
