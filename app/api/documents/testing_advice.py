"""Advice on pools and cadence on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.api.documents.testing_plan import phrase_item
from app.api.documents.zones import envelope
from app.domain.testing_advice import NO_POOLING_FROM, CadenceAdvice, PoolAdvice, best_pool, detection, pool
from app.domain.testing_advice_words import (
    ASSUMED,
    SOURCES,
    cadence_advice_sentence,
    pool_advice_sentence,
    unknown_sentence,
)
from app.services.testing_advice import LoggedPositivity
from app.services.zone_status import ZoneSnapshot


@dataclass(frozen=True)
class Asked:
    """What advice is asked for; `positivity` None: that of the logged rounds."""

    positivity: float | None
    pool_sizes: Sequence[int]
    cadence_days: Sequence[float]
    sensitivity: float
    turnaround_days: float


def advice_document(snapshot: ZoneSnapshot, asked: Asked, logged: LoggedPositivity) -> dict[str, Any]:
    """The advice with its assumptions and sources."""
    share = logged.share if asked.positivity is None else asked.positivity
    best = None if share is None else best_pool(share)
    cadences = [
        detection(each, sensitivity=asked.sensitivity, turnaround_days=asked.turnaround_days)
        for each in asked.cadence_days
    ]
    told = [unknown_sentence() if share is None or best is None else pool_advice_sentence(share, best)]
    return {
        **envelope(snapshot),
        "is_advice": True,
        "positivity": {"share": share, "given": asked.positivity is not None, "logged": _logged_item(logged)},
        "no_pooling_from": round(NO_POOLING_FROM, 4),
        "best_pool": None if best is None else _pool_item(best),
        "pools": [] if share is None else [_pool_item(pool(share, size)) for size in asked.pool_sizes],
        "sensitivity": asked.sensitivity,
        "turnaround_days": asked.turnaround_days,
        "cadences": [_cadence_item(each) for each in cadences],
        "summary": [phrase_item(each) for each in [*told, *map(cadence_advice_sentence, cadences)]],
        "assumed": [phrase_item(each) for each in ASSUMED],
        "sources": list(SOURCES),
    }


def _logged_item(logged: LoggedPositivity) -> dict[str, Any]:
    return {
        "from": logged.first_day.isoformat(),
        "to": logged.last_day.isoformat(),
        "rounds": logged.rounds,
        "samples": logged.samples,
        "positives": logged.positives,
        "share": logged.share,
        "is_upper_bound": logged.is_bound,
    }


def _pool_item(advice: PoolAdvice) -> dict[str, Any]:
    return {
        "pool_size": advice.pool_size,
        "tests_per_person": advice.tests_per_person,
        "people_per_test": advice.people_per_test,
        "positive_pools": advice.positive_pools,
    }


def _cadence_item(advice: CadenceAdvice) -> dict[str, Any]:
    return {
        "cadence_days": advice.cadence_days,
        "mean_delay_days": advice.mean_delay_days,
        "longest_delay_days": advice.longest_delay_days,
        "missed_once": advice.missed_once,
    }
