"""The rounds of units as entries of a calendar: what is due, what is planned anew, what was done of late."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from app.domain.campaigns import Campaign, CampaignState, campaign_wards, pace, together
from app.domain.cordon_testing import rounds_for_cordon
from app.domain.cordons import Cordon
from app.domain.mass_testing import DueRound, due_rounds
from app.domain.testing_units import CalendarEntry, UnitKind
from app.services.testing_due import cordon_window
from app.services.zone_status import ZoneSnapshot, ZoneStatus

SHOWN_AFTER_DONE: Final = timedelta(days=14)
"""So long a round that was done is told as cancelled, so that every calendar hears of it; then it is left out."""
FIRST: Final = "first"


def calendar_entries(
    snapshot: ZoneSnapshot, *, district_codes: Collection[str] | None, changed_at: Mapping[str, int]
) -> list[CalendarEntry]:
    """Rounds with a last day, and campaigns, of some districts (None: of all), in the order of the register.

    Duties without a last day are left out: a calendar has no place for them.

    Args:
        changed_at: by ward code or cordon id the newest revision at which a round of it was logged, changed or
            withdrawn. With the revisions of its statuses it makes a sequence that rises whenever its days change.
    """
    entries: list[CalendarEntry] = []
    for zone in snapshot.zones:
        if district_codes is None or zone.ward.district_code in district_codes:
            entries += _of_ward(snapshot, zone, changed_at)
    for cordon in snapshot.cordons:
        if district_codes is None or _districts(snapshot, cordon) & set(district_codes):
            entries += _of_cordon(snapshot, cordon, changed_at)
    for campaign in snapshot.sampling.campaigns:
        entries += _of_campaign(snapshot, campaign, district_codes, changed_at)
    return entries


def _of_ward(snapshot: ZoneSnapshot, zone: ZoneStatus, changed_at: Mapping[str, int]) -> Iterator[CalendarEntry]:
    code, histories = zone.ward.code, snapshot.histories.get(zone.ward.code, ())
    planned = max((each.from_revision for each in histories), default=0)
    rounds = due_rounds(
        snapshot.sampling.duties.get(code, ())[: len(histories)],
        snapshot.sampling.rounds.get(code, ()),
        on=snapshot.open_day,
        round_complete_pct=snapshot.policy.complete_pct,
        population=zone.ward.population,
    )
    for each in rounds:
        if each.due_by is not None and _is_shown(each, snapshot.open_day):
            yield CalendarEntry(
                uid=_uid(UnitKind.WARD, code, each),
                # A status that began by the clock alone has an older revision: it is told by their number.
                sequence=max(planned, changed_at.get(code, 0)) + len(histories),
                kind=UnitKind.WARD,
                name=zone.ward.name,
                district_name=zone.ward.district_name,
                level=zone.level,
                first_day=each.due_from,
                last_day=each.due_by,
                people=None if each.done_on else zone.testing.people_to_sample,
                cancelled=each.done_on is not None,
            )


def _of_cordon(snapshot: ZoneSnapshot, cordon: Cordon, changed_at: Mapping[str, int]) -> Iterator[CalendarEntry]:
    zones = [snapshot.by_code[code] for code in cordon.ward_codes if code in snapshot.by_code]
    duties = snapshot.sampling.duties.get(cordon.cordon_id, ())
    pct, names = snapshot.policy.complete_pct, {each.ward.district_name for each in zones}
    populations = {each.ward.code: each.ward.population for each in zones}
    rounds = due_rounds(
        duties,
        rounds_for_cordon(cordon, snapshot.sampling.rounds, populations, round_complete_pct=pct),
        on=snapshot.open_day,
        round_complete_pct=pct,
        population=cordon.population,
    )
    changes = [changed_at.get(each, 0) for each in (cordon.cordon_id, *cordon.ward_codes)]
    for each in rounds:
        if each.due_by is not None and _is_shown(each, snapshot.open_day):
            yield CalendarEntry(
                uid=_uid(UnitKind.CORDON, cordon.cordon_id, each),
                sequence=max(cordon.recorded_revision, *changes) + len(duties),
                kind=UnitKind.CORDON,
                name=cordon.name,
                district_name=", ".join(sorted(name for name in names if name)) or None,
                level=None,
                first_day=each.due_from,
                last_day=each.due_by,
                people=None if each.done_on else cordon_window(snapshot, cordon, snapshot.open_day).people_to_sample,
                cancelled=each.done_on is not None,
            )


def _of_campaign(
    snapshot: ZoneSnapshot,
    campaign: Campaign,
    district_codes: Collection[str] | None,
    changed_at: Mapping[str, int],
) -> Iterator[CalendarEntry]:
    """One entry for all wards of a campaign in these districts; nothing when it is about none of them."""
    covered = [
        each
        for each in campaign_wards(campaign, snapshot.register.wards, snapshot.sampling.rounds)
        if district_codes is None or each.ward.district_code in district_codes
    ]
    if not covered or campaign.target_on + SHOWN_AFTER_DONE < snapshot.open_day:
        return
    reached = together(covered)
    state = pace(campaign, reached, on=snapshot.open_day).state
    changes = [changed_at.get(each.ward.code, 0) for each in covered]
    yield CalendarEntry(
        uid=f"campaign-{campaign.campaign_id}",
        sequence=max(campaign.recorded_revision, *changes),
        kind=UnitKind.CAMPAIGN,
        name=campaign.name,
        district_name=None,
        level=None,
        first_day=campaign.starts_on,
        last_day=campaign.target_on,
        people=reached.people_left,
        cancelled=state in {CampaignState.REACHED, CampaignState.ENDED},
        units=reached.wards - reached.wards_done,
    )


def _uid(kind: UnitKind, unit_id: str, due: DueRound) -> str:
    return f"{kind.value}-{unit_id}-{due.after or FIRST}"


def _is_shown(due: DueRound, open_day: date) -> bool:
    return due.done_on is None or due.done_on + SHOWN_AFTER_DONE >= open_day


def _districts(snapshot: ZoneSnapshot, cordon: Cordon) -> set[str | None]:
    zones = (snapshot.by_code.get(code) for code in cordon.ward_codes)
    return {each.ward.district_code for each in zones if each is not None}
