"""Mass testing as everyone may read it: who is due, campaigns, coverage. No case counts stand in any of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from app.api.documents.zones import envelope
from app.domain.campaigns import Campaign, Coverage, Pace, WardCoverage, campaign_wards, pace, together, ward_coverage
from app.services.testing_due import DueUnit, people_in_all
from app.services.zone_status import ZoneSnapshot


def due_document(snapshot: ZoneSnapshot, units: Sequence[DueUnit], *, on: date) -> dict[str, Any]:
    """The units that are due, in the order given."""
    items = [_due_item(each) for each in units]
    return {
        **envelope(snapshot),
        "on": on.isoformat(),
        "people_to_sample": people_in_all(units),
        "wards_without_population": sum(each.people_to_sample is None for each in units),
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "links": [],
    }


def campaign_item(snapshot: ZoneSnapshot, campaign: Campaign) -> dict[str, Any]:
    """A campaign with how far it has come by the snapshot's open day."""
    covered = campaign_wards(campaign, snapshot.register.wards, snapshot.sampling.rounds)
    reached = together(covered)
    stands = pace(campaign, reached, on=snapshot.open_day)
    return {
        **campaign_fields(campaign),
        "progress": {"on": snapshot.open_day.isoformat(), **progress_fields(reached, stands)},
    }


def progress_fields(reached: Coverage, stands: Pace) -> dict[str, Any]:
    """How far a campaign has come, and whether it keeps up."""
    return {
        **coverage_fields(reached),
        "state": stands.state.value,
        "days_left": stands.days_left,
        "expected_people": stands.expected_people,
        "needed_per_day": stands.needed_per_day,
    }


def campaign_fields(campaign: Campaign) -> dict[str, Any]:
    """A campaign as it was planned."""
    return {
        "id": campaign.campaign_id,
        "version": campaign.version,
        "name": campaign.name,
        "all": campaign.is_of_all,
        "ward_codes": list(campaign.ward_codes),
        "district_codes": list(campaign.district_codes),
        "starts_on": campaign.starts_on.isoformat(),
        "target_on": campaign.target_on.isoformat(),
        "target_pct": campaign.target_pct,
        "document_number": campaign.document_number,
        "signer": campaign.signer,
        "note": campaign.note,
        "ended": campaign.ended,
        "revision": campaign.recorded_revision,
    }


def coverage_document(
    snapshot: ZoneSnapshot,
    *,
    campaign: Campaign | None,
    first_day: date,
    last_day: date,
    district_codes: Collection[str] | None,
) -> dict[str, Any]:
    """Coverage ward by ward, by district and in all: of a campaign, else of rounds that started on these days."""
    if campaign is not None:
        covered = campaign_wards(campaign, snapshot.register.wards, snapshot.sampling.rounds)
    else:
        rounds, pct = snapshot.sampling.rounds, snapshot.policy.complete_pct
        covered = [
            ward_coverage(each, rounds.get(each.code, ()), first_day=first_day, last_day=last_day, target_pct=pct)
            for each in snapshot.register.wards
        ]
    covered = [each for each in covered if district_codes is None or each.ward.district_code in district_codes]
    items = [_ward_item(each) for each in covered]
    return {
        **envelope(snapshot),
        "campaign_id": campaign.campaign_id if campaign else None,
        "from": first_day.isoformat(),
        "to": last_day.isoformat(),
        **coverage_fields(together(covered)),
        "districts": _by_district(snapshot, covered),
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "links": [],
    }


def coverage_fields(found: Coverage) -> dict[str, Any]:
    """The figures of several wards together."""
    return {
        "wards": found.wards,
        "wards_done": found.wards_done,
        "wards_without_population": found.wards_without_population,
        "population": found.population,
        "people_wanted": found.people_wanted,
        "people_sampled": found.people_sampled,
        "people_sampled_at_most": found.people_sampled_at_most,
        "people_left": found.people_left,
        "coverage_pct": found.pct,
    }


def _by_district(snapshot: ZoneSnapshot, covered: Iterable[WardCoverage]) -> list[dict[str, Any]]:
    parts: dict[str | None, list[WardCoverage]] = {}
    for each in covered:
        parts.setdefault(each.ward.district_code, []).append(each)
    return [
        {"district_code": each.code, "district_name": each.name, **coverage_fields(together(parts[each.code]))}
        for each in snapshot.register.districts
        if each.code in parts
    ]


def _ward_item(covered: WardCoverage) -> dict[str, Any]:
    ward = covered.ward
    return {
        "ward_code": ward.code,
        "ward_name": ward.name,
        "district_code": ward.district_code,
        "population": ward.population,
        "people_wanted": covered.people_wanted,
        "people_sampled": covered.people_sampled,
        "people_sampled_at_most": covered.people_sampled_at_most,
        "people_left": covered.people_left,
        "done": covered.done,
        "last_round_on": covered.last_round_on.isoformat() if covered.last_round_on else None,
    }


def _due_item(unit: DueUnit) -> dict[str, Any]:
    only = unit.ward_codes[0] if len(unit.ward_codes) == 1 else None
    return {
        "kind": unit.kind.value,
        "unit_id": unit.unit_id,
        "name": unit.name,
        "ward_code": only,
        "ward_name": unit.name if only else None,
        "ward_codes": list(unit.ward_codes),
        "district_code": unit.district_code,
        "district_name": unit.district_name,
        "level": unit.level,
        "interval_days": list(unit.interval_days) if unit.interval_days else None,
        "due_from": unit.due_from.isoformat(),
        "due_by": unit.due_by.isoformat() if unit.due_by else None,
        "overdue_days": unit.overdue_days,
        "people_to_sample": unit.people_to_sample,
        "last_round_on": unit.last_round_on.isoformat() if unit.last_round_on else None,
        "campaign_id": unit.campaign_id,
    }
