"""The figures of a day on the wire: the public summary, as JSON and as a table, and the briefing of staff."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

from app.api.documents.places import cordon_item
from app.api.documents.testing import progress_fields
from app.domain.briefing import Basis, BriefedCampaign, BriefedOutbreak, Briefing, ToldMove, UnitSummary, count_moves
from app.domain.policy_citations import provenance_counts
from app.domain.situation_summary import (
    CaseTrend,
    LevelTally,
    SamplingTally,
    Summary,
    WardSituation,
    is_due,
    overdue_days,
)
from app.formats.cells import guarded

By = Literal["city", "district", "ward_level"]

CSV_COLUMNS: Final = ("on", "by", "code", "name", "measure", "of", "value", "unit", "boundary_status", "drill")
_TREND: Final = ("day", "day_before", "change", "last_7_days", "previous_7_days", "change_7_days")


def units_of(briefing: Briefing, by: By) -> Sequence[UnitSummary]:
    """The units of a division: the whole, the districts, or the wards at each level."""
    return {"city": (briefing.whole,), "district": briefing.districts, "ward_level": briefing.by_level}[by]


def summary_document(briefing: Briefing, by: By) -> dict[str, Any]:
    """The public figures of one division, the whole beside its parts."""
    items = [unit_item(each) for each in units_of(briefing, by)]
    return {
        **basis_document(briefing.basis),
        "by": by,
        "changes": _changes(briefing),
        "campaigns": [_campaign(each) for each in briefing.campaigns],
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "links": [],
    }


def basis_document(basis: Basis) -> dict[str, Any]:
    """What the figures stand on."""
    policy = basis.policy
    return {
        "on": basis.on.isoformat(),
        "provisional": basis.is_open,
        "complete_through": basis.complete_through.isoformat(),
        "at": _instant(basis.at),
        "as_of": _day(basis.as_of),
        "revision": basis.revision,
        "known_until": _instant(basis.known_until),
        "published_at": _instant(basis.published_at),
        "compared_with": _instant(basis.compared_with),
        "scheme": "main",
        "policy_id": policy.id,
        "policy_version": basis.policy_version,
        "policy_title": {"vi": policy.title_vi, "en": policy.title_en},
        "policy_provenance": {each.value: count for each, count in provenance_counts(policy).items()},
        "boundary_status": basis.register.boundary_status.value,
        "boundary_version": basis.register.boundary_version,
        "drill": basis.drill,
    }


def unit_item(unit: UnitSummary) -> dict[str, Any]:
    """One unit's figures; `level` is null where no policy computes one for it."""
    found = unit.summary
    return {
        "code": unit.code,
        "name": {"vi": unit.name.vi, "en": unit.name.en},
        "level": unit.level,
        "wards": found.wards,
        "population": found.population,
        "wards_without_population": found.wards_without_population,
        "levels": [_level(each) for each in found.levels],
        "new_cases": {
            **{each.value: _trend(trend) for each, trend in found.cases.items()},
            "total": _trend(found.cases_total),
        },
        "testing": _testing(found.testing),
        "reports": {
            "reported": found.reports.reported,
            "after_publication": found.reports.after_publication,
            "missing": found.reports.missing,
        },
    }


def summary_csv(briefing: Briefing, by: By) -> bytes:
    """The same as a table with one figure a row, so that its columns never change: UTF-8 with BOM and CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    tail = (briefing.basis.register.boundary_status.value, "true" if briefing.basis.drill else "false")
    for unit in units_of(briefing, by):
        head = (briefing.basis.on.isoformat(), by, unit.code or "", guarded(unit.name.vi))
        for measure, of, value, unit_of_measure in _figures(unit.summary):
            writer.writerow([*head, measure, of, "" if value is None else value, unit_of_measure, *tail])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def briefing_document(briefing: Briefing) -> dict[str, Any]:
    """Everything a meeting asks for, with true numbers for staff in scope."""
    situation, policy = briefing.situation, briefing.basis.policy
    return {
        **basis_document(briefing.basis),
        "scope": list(briefing.scope),
        "policy_sources": [
            {
                "document": each.document,
                "issuer": each.issuer,
                "issued_on": each.issued_on.isoformat(),
                "article": each.article,
            }
            for each in policy.sources.values()
        ],
        "summary": unit_item(briefing.whole),
        "districts": [unit_item(each) for each in briefing.districts],
        "changes": [_change(each) for each in briefing.moves],
        "outbreaks": [outbreak_item(each) for each in briefing.outbreaks],
        "cordons": [{**cordon_item(each), "ward_codes": list(each.ward_codes)} for each in briefing.cordons],
        "campaigns": [_campaign(each) for each in briefing.campaigns],
        "capacity": [
            {
                "indicator": each.indicator.id,
                "label": {"vi": each.indicator.label_vi, "en": each.indicator.label_en},
                "name": {"vi": each.unit.vi, "en": each.unit.en},
                "value": each.value,
                "reported_on": each.reported_on.isoformat(),
            }
            for each in briefing.capacity
        ],
        "missing_reports": [
            {**_named(each), "last_report_on": _day(each.last_report_on)}
            for each in situation.wards
            if not each.reported
        ],
        "wards": [
            _ward(each, situation.on, cases)
            for each, cases in zip(situation.wards, situation.counts[:, -1].sum(axis=1).tolist(), strict=True)
        ],
    }


def outbreak_item(outbreak: BriefedOutbreak) -> dict[str, Any]:
    """An outbreak with the state of its rings; `rings` null: none stand."""
    said, rings = outbreak.outbreak, outbreak.rings
    return {
        "outbreak_id": said.outbreak_id,
        "outbreak_name": said.name,
        "is_open": outbreak.is_open,
        "opened_on": said.opened_on.isoformat(),
        "setting": said.setting.value,
        "source_known": said.source_known,
        "ward_codes": list(said.ward_codes),
        "ward_names": list(outbreak.ward_names),
        "rings": rings
        and {
            "ring_status": rings.status.value,
            "document_number": rings.document_number,
            "signer": rings.signer,
            "start": _instant(rings.starts_at),
            "planned_end": rings.planned_end.isoformat() if rings.planned_end else None,
            "past_planned_end": rings.past_planned_end,
            "layers": [
                {
                    "layer": each.layer.value,
                    "directive": each.directive.value,
                    "population": each.population,
                    "area_km2": round(each.area_km2, 3),
                }
                for each in rings.layers
            ],
        },
    }


def _changes(briefing: Briefing) -> dict[str, int]:
    """Wards of the whole whose level changed: up, down, to or from “no data”, to the levels of another policy."""
    count = count_moves(briefing.moves)
    return {"up": count.up, "down": count.down, "data": count.data, "policy": count.policy}


def _level(tally: LevelTally) -> dict[str, Any]:
    return {
        "level": tally.level,
        "wards": tally.wards,
        "wards_before": tally.wards_before,
        "change": tally.change,
        "population": tally.population,
        "population_before": tally.population_before,
    }


def _campaign(told: BriefedCampaign) -> dict[str, Any]:
    campaign = told.campaign
    return {
        "id": campaign.campaign_id,
        "name": campaign.name,
        "starts_on": campaign.starts_on.isoformat(),
        "target_on": campaign.target_on.isoformat(),
        "target_pct": campaign.target_pct,
        "progress": progress_fields(told.coverage, told.pace),
    }


def _trend(trend: CaseTrend) -> dict[str, Any]:
    return {name: getattr(trend, name) for name in _TREND}


def _testing(tally: SamplingTally) -> dict[str, Any]:
    return {
        "wards_due": tally.wards_due,
        "wards_overdue": tally.wards_overdue,
        "people_to_sample": tally.people_to_sample,
        "people_overdue": tally.people_overdue,
        "people_covered": tally.people_covered,
        "coverage_pct": tally.coverage_pct,
        "wards_without_population": tally.wards_without_population,
    }


def _figures(found: Summary) -> Iterator[tuple[str, str, object, str]]:
    yield "wards", "", found.wards, "wards"
    yield "population", "", found.population, "people"
    yield "wards_without_population", "", found.wards_without_population, "wards"
    for level in found.levels:
        for name, value in _level(level).items():
            if name != "level":
                yield f"level_{name}", level.level, value, "people" if "population" in name else "wards"
    for case_class, trend in [
        *((each.value, trend) for each, trend in found.cases.items()),
        ("total", found.cases_total),
    ]:
        for name, value in _trend(trend).items():
            yield f"new_cases_{name}", case_class, value, "cases"
    for name, value in _testing(found.testing).items():
        yield f"testing_{name}", "", value, _unit_of(name)
    yield "reports_reported", "", found.reports.reported, "wards"
    yield "reports_after_publication", "", found.reports.after_publication, "wards"
    yield "reports_missing", "", found.reports.missing, "wards"


def _unit_of(name: str) -> str:
    return "percent" if name == "coverage_pct" else name.partition("_")[0]


def _change(told: ToldMove) -> dict[str, Any]:
    ward = told.move.ward
    return {
        **_named(ward),
        "before": ward.previous_level,
        "after": ward.level,
        "direction": {1: "up", -1: "down", 0: "other"}[told.move.direction],
        "decided": ward.decided,
        "reason": {"vi": told.reason.vi, "en": told.reason.en},
    }


def _named(ward: WardSituation) -> dict[str, Any]:
    return {
        "ward_code": ward.ward.code,
        "ward_name": ward.ward.name,
        "district_code": ward.ward.district_code,
        "district_name": ward.ward.district_name,
    }


def _ward(each: WardSituation, on: date, cases: int) -> dict[str, Any]:
    due = is_due(each.testing, on)
    return {
        **_named(each),
        "population": each.ward.population,
        "level": each.level,
        "previous_level": each.previous_level,
        "decided": each.decided,
        "next_level": each.next_level,
        "next_from": _instant(each.next_from),
        "awaiting_level": each.awaiting_level,
        "new_cases": cases if each.reported else None,
        "reported": each.reported,
        "after_publication": each.after_publication,
        "testing_due": due,
        "testing_due_by": _day(each.testing.due_by),
        "testing_overdue_days": overdue_days(each.testing, on),
        "people_to_sample": each.testing.people_to_sample if due else 0,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
