"""Who is to be sampled by when: wards by the duty of their level, cordons, wards a campaign still asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.domain.campaigns import campaign_wards
from app.domain.cordon_testing import rounds_for_cordon
from app.domain.cordons import Cordon
from app.domain.errors import InvalidValue
from app.domain.mass_testing import TestingWindow, testing_window
from app.domain.testing_units import DueUnit as DueUnit
from app.domain.testing_units import UnitKind as UnitKind
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot, ZoneStatus

MOST_DAYS_AHEAD: Final = 60
"""Further ahead nobody can say what is due if nothing is done."""


_JUST_BEFORE: Final = timedelta(microseconds=1)


def due_on(session: Session, live: ZoneSnapshot, *, rules: SiteRules, on: date | None) -> tuple[ZoneSnapshot, date]:
    """The snapshot to read a day's list from, and the day: a past one as it stood just before its cut-off.

    Raises:
        InvalidValue: too far ahead.
    """
    day = on or live.open_day
    if day < live.open_day:
        return past_snapshot(session, rules=rules, at=rules.clock.closes_at(day) - _JUST_BEFORE), day
    last = live.open_day + timedelta(days=MOST_DAYS_AHEAD)
    if day > last:
        raise InvalidValue(
            "/on",
            vi=f"Chỉ xem trước được {MOST_DAYS_AHEAD} ngày; chọn ngày đến {last:%d/%m/%Y}.",
            en=f"At most {MOST_DAYS_AHEAD} days ahead can be told; choose a day up to {last}.",
        )
    return live, day


def due_units(
    snapshot: ZoneSnapshot,
    *,
    on: date | None = None,
    district_codes: Collection[str | None] | None = None,
    kinds: Collection[UnitKind] | None = None,
    coming: bool = False,
) -> tuple[DueUnit, ...]:
    """Everything due on a day if nothing is done from now on, the most urgent first.

    Args:
        on: the open day of the snapshot, or a later one; planned changes of level up to then count.
        district_codes: only these districts.
        kinds: only these kinds.
        coming: also what is due only after that day.

    Returns:
        By last day (none comes last), then by kind and unit.
    """
    day = on or snapshot.open_day
    found: list[DueUnit] = []
    if kinds is None or UnitKind.WARD in kinds:
        found += _wards(snapshot, day)
    if kinds is None or UnitKind.CORDON in kinds:
        found += _cordons(snapshot, day)
    if kinds is None or UnitKind.CAMPAIGN in kinds:
        found += _campaigns(snapshot, day)
    asked = (
        each
        for each in found
        if (coming or each.due_from <= day) and (district_codes is None or _lies_in(snapshot, each, district_codes))
    )
    return tuple(sorted(asked, key=lambda each: (each.due_by or date.max, _ORDER[each.kind], each.unit_id)))


def _lies_in(snapshot: ZoneSnapshot, unit: DueUnit, district_codes: Collection[str | None]) -> bool:
    """Whether any of a unit's wards lies in one of these districts."""
    if len(unit.ward_codes) == 1:
        return (unit.district_code or unit.ward_codes[0]) in district_codes
    zones = (snapshot.by_code.get(code) for code in unit.ward_codes)
    return any(each is not None and each.ward.scope_code in district_codes for each in zones)


def people_in_all(units: Sequence[DueUnit]) -> int:
    """People to sample in all units together, those of a ward counted once whoever asks for them."""
    asked: dict[str, int] = {}
    for each in units:
        if each.kind is not UnitKind.CORDON:
            code = each.ward_codes[0]
            asked[code] = max(asked.get(code, 0), each.people_to_sample or 0)
    cordons = (each for each in units if each.kind is UnitKind.CORDON and not set(each.ward_codes) <= asked.keys())
    return sum(asked.values()) + sum(each.people_to_sample or 0 for each in cordons)


_ORDER: Final = {kind: place for place, kind in enumerate(UnitKind)}


def _wards(snapshot: ZoneSnapshot, day: date) -> Iterator[DueUnit]:
    for zone in snapshot.zones:
        testing, level = _window(snapshot, zone, day)
        if testing.due_from is not None:
            yield _unit(
                zone,
                UnitKind.WARD,
                day=day,
                level=level,
                unit_id=zone.ward.code,
                window=(testing.due_from, testing.due_by),
                interval_days=testing.interval_days,
                people=testing.people_to_sample,
                last_round_on=testing.last_round_on,
            )


def _window(snapshot: ZoneSnapshot, zone: ZoneStatus, day: date) -> tuple[TestingWindow, str]:
    """What is due in a ward on a day, and its level then: nothing but a planned change of level can alter either."""
    duties = snapshot.sampling.duties.get(zone.ward.code, ())
    begun = len(snapshot.histories.get(zone.ward.code, ()))
    if day <= snapshot.open_day or len(duties) == begun or duties[begun].first_day > day:
        return zone.testing, zone.level
    window = testing_window(
        duties,
        snapshot.sampling.rounds.get(zone.ward.code, ()),
        on=day,
        round_complete_pct=snapshot.policy.complete_pct,
        population=zone.ward.population,
    )
    return window, [each.level for each in duties if each.first_day <= day][-1]


def _cordons(snapshot: ZoneSnapshot, day: date) -> Iterator[DueUnit]:
    """The cordons in force on a day by their own cadence."""
    for cordon in snapshot.cordons:
        window = cordon_window(snapshot, cordon, day)
        if window.due_from is not None:
            wards = [snapshot.by_code[code].ward for code in cordon.ward_codes if code in snapshot.by_code]
            districts = {(each.district_code, each.district_name) for each in wards}
            code, name = districts.pop() if len(districts) == 1 else (None, None)
            yield DueUnit(
                kind=UnitKind.CORDON,
                unit_id=cordon.cordon_id,
                name=cordon.name,
                ward_codes=cordon.ward_codes,
                district_code=code,
                district_name=name,
                level=None,
                interval_days=window.interval_days,
                due_from=window.due_from,
                due_by=window.due_by,
                overdue_days=window.overdue_days,
                people_to_sample=window.people_to_sample,
                last_round_on=window.last_round_on,
            )


def cordon_window(snapshot: ZoneSnapshot, cordon: Cordon, day: date) -> TestingWindow:
    """What is due in a cordon on a day."""
    pct = snapshot.policy.complete_pct
    populations = {
        code: snapshot.by_code[code].ward.population for code in cordon.ward_codes if code in snapshot.by_code
    }
    return testing_window(
        snapshot.sampling.duties.get(cordon.cordon_id, ()),
        rounds_for_cordon(cordon, snapshot.sampling.rounds, populations, round_complete_pct=pct),
        on=day,
        round_complete_pct=pct,
        population=cordon.population,
    )


def _campaigns(snapshot: ZoneSnapshot, day: date) -> Iterator[DueUnit]:
    """The wards that campaigns under way on a day have not covered yet."""
    wards = [zone.ward for zone in snapshot.zones]
    for campaign in snapshot.sampling.campaigns:
        if campaign.ended:
            continue
        for covered in campaign_wards(campaign, wards, snapshot.sampling.rounds):
            if not covered.done:
                yield _unit(
                    snapshot.by_code[covered.ward.code],
                    UnitKind.CAMPAIGN,
                    day=day,
                    level=snapshot.by_code[covered.ward.code].level,
                    unit_id=f"{campaign.campaign_id}:{covered.ward.code}",
                    window=(campaign.starts_on, campaign.target_on),
                    interval_days=None,
                    people=covered.people_left,
                    last_round_on=covered.last_round_on,
                    campaign_id=campaign.campaign_id,
                )


def _unit(
    zone: ZoneStatus,
    kind: UnitKind,
    *,
    day: date,
    level: str,
    unit_id: str,
    window: tuple[date, date | None],
    interval_days: tuple[int, int] | None,
    people: int | None,
    last_round_on: date | None,
    campaign_id: str | None = None,
) -> DueUnit:
    due_from, due_by = window
    return DueUnit(
        kind=kind,
        unit_id=unit_id,
        name=zone.ward.name,
        ward_codes=(zone.ward.code,),
        district_code=zone.ward.district_code,
        district_name=zone.ward.district_name,
        level=level,
        interval_days=interval_days,
        due_from=due_from,
        due_by=due_by,
        overdue_days=max(0, (day - due_by).days) if due_by else 0,
        people_to_sample=people,
        last_round_on=last_round_on,
        campaign_id=campaign_id,
    )
