"""A back-test on the wire: totals, a figure a day, and the wards that differ most, as JSON and as a table."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.domain.backtest import SHORT_SPELL_DAYS, SideResult
from app.domain.level_comparison import Verdict
from app.domain.sampling_load import NOT_STATED
from app.services.backtest import LABEL_EN, LABEL_VI, BacktestReport
from app.services.policy_library import AdoptedPolicy

WARDS_TOLD: Final = 50
"""So many of the wards that differ are named, those that differ on most days first."""
VERDICTS: Final = (Verdict.STRICTER, Verdict.MILDER, Verdict.UNORDERED, Verdict.ONE_UNKNOWN)


def backtest_document(report: BacktestReport, *, drill: bool) -> dict[str, Any]:
    """Everything that was counted."""
    result, register = report.result, report.register
    return {
        "label_vi": LABEL_VI,
        "label_en": LABEL_EN,
        "from": result.days[0].isoformat(),
        "to": result.days[-1].isoformat(),
        "days": len(result.days),
        "judged_from": report.judged_from.isoformat(),
        "revision": report.revision,
        "drill": drill,
        "boundary_status": register.boundaries.status.value,
        "boundary_version": register.boundary_version,
        "wards": len(register.wards),
        "population": sum(ward.population or 0 for ward in register.wards),
        "wards_without_population": sum(ward.population is None for ward in register.wards),
        "short_spell_days": SHORT_SPELL_DAYS,
        "active": {"policies": [_adopted(each) for each in report.active], **_totals(result.active)},
        "draft": {"policies": [_draft(report)], **_totals(result.draft)},
        "difference": {
            "ward_days": int(result.wards_differing.sum()),
            "people_days": int(result.people_differing.sum()),
            "wards": int(np.count_nonzero(result.days_differing)),
            **{f"ward_days_{each.name.lower()}": int(result.wards_by_verdict[:, each].sum()) for each in VERDICTS},
        },
        "series": _series(report),
        "top_wards": [ward_document(report, position) for position in top_wards(report)],
    }


def backtest_csv(report: BacktestReport) -> str:
    """A row a day: differences, then every figure of both sides."""
    rows = [_flat(day) for day in _series(report)]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def top_wards(report: BacktestReport, most: int = WARDS_TOLD) -> list[int]:
    """Positions of the wards that differ, on most days first, then by code."""
    days = report.result.days_differing
    order = np.lexsort((np.arange(len(days)), -days))[:most]
    return [int(position) for position in order if days[position]]


def ward_document(report: BacktestReport, position: int) -> dict[str, Any]:
    """One ward that differs: on how many days, in which direction, and how often it changed under either."""
    ward, result = report.register.wards[position], report.result
    return {
        "ward_code": ward.code,
        "ward_name": ward.name,
        "district_code": ward.district_code,
        "district_name": ward.district_name,
        "population": ward.population,
        "days": int(result.days_differing[position]),
        **{f"days_{each.name.lower()}": int(result.days_by_verdict[position, each]) for each in VERDICTS},
        "flips_active": int(result.active.flips[position]),
        "flips_draft": int(result.draft.flips[position]),
    }


def _adopted(each: AdoptedPolicy) -> dict[str, Any]:
    return {
        "policy_id": each.policy.id,
        "policy_version": each.version,
        "title_vi": each.policy.title_vi,
        "title_en": each.policy.title_en,
        "from": each.first_day.isoformat(),
        "to": each.last_day.isoformat(),
    }


def _draft(report: BacktestReport) -> dict[str, Any]:
    days = report.result.days
    return _adopted(AdoptedPolicy(report.draft, report.draft_version, days[0], days[-1]))


def _totals(side: SideResult) -> dict[str, Any]:
    return {
        "ward_days": _by_level(side, side.wards.sum(axis=0)),
        "people_days": _by_level(side, side.people.sum(axis=0)),
        "flips": int(side.flips.sum()),
        "raised": int(side.raised.sum()),
        "lowered": int(side.lowered.sum()),
        "data_gaps": int(side.gaps.sum()),
        "wards_that_flipped": int(np.count_nonzero(side.flips)),
        "most_flips_of_a_ward": int(side.flips.max(initial=0)),
        "spells": side.spells,
        "short_spells": side.short_spells,
        "samples_least": _samples(side.samples_least),
        "samples_most": _samples(side.samples_most),
        "people_once": None if _is_unstated(side.samples_least) else side.once_people,
    }


def _series(report: BacktestReport) -> list[dict[str, Any]]:
    result = report.result
    return [
        {
            "day": day.isoformat(),
            "wards_differing": int(result.wards_differing[offset]),
            "people_differing": int(result.people_differing[offset]),
            **{each.name.lower(): int(result.wards_by_verdict[offset, each]) for each in VERDICTS},
            "active": _day(result.active, offset),
            "draft": _day(result.draft, offset),
        }
        for offset, day in enumerate(result.days)
    ]


def _day(side: SideResult, offset: int) -> dict[str, Any]:
    return {
        "wards": _by_level(side, side.wards[offset]),
        "people": _by_level(side, side.people[offset]),
        "raised": int(side.raised[offset]),
        "lowered": int(side.lowered[offset]),
        "data_gaps": int(side.gaps[offset]),
        "samples_least": _samples(side.samples_least[offset : offset + 1]),
        "samples_most": _samples(side.samples_most[offset : offset + 1]),
    }


def _by_level(side: SideResult, counts: NDArray[np.int64]) -> dict[str, int]:
    return dict(zip(side.level_ids, counts.tolist(), strict=True))


def _samples(people: NDArray[np.int64]) -> int | None:
    return None if _is_unstated(people) else int(people.sum())


def _is_unstated(people: NDArray[np.int64]) -> bool:
    return bool((people == NOT_STATED).any())


def _flat(day: dict[str, Any]) -> dict[str, Any]:
    """A day of the series as one row: `active_people_red`, `draft_raised`, …"""
    row: dict[str, Any] = {}
    for name, value in day.items():
        row |= {name: value} if not isinstance(value, dict) else _with_prefix(name, value)
    return row


def _with_prefix(prefix: str, parts: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in parts.items():
        row |= _with_prefix(f"{prefix}_{name}", value) if isinstance(value, dict) else {f"{prefix}_{name}": value}
    return row
