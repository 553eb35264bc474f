"""The briefing of one reporting day: all its figures from one snapshot and the ledger as that snapshot knew it.

Of the open day it tells what is in force now; of a closed day, what was in force and known just before its cut-off, so
the same day gives the same briefing for ever. Levels are compared with those in force at the publication time of the
day before: what changed after a briefing is in the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.briefing import (
    Basis,
    Briefing,
    CapacityValue,
    UnitSummary,
    level_ids,
)
from app.domain.cordons import Cordon
from app.domain.disclosure import Disclosure
from app.domain.errors import FutureReportingDate
from app.domain.names import sort_key
from app.domain.reporting_day import ONE_DAY
from app.domain.sentences import Phrase
from app.domain.situation_summary import (
    DAYS_LOOKED_AT,
    Situation,
    WardSituation,
    summarise,
)
from app.domain.vocabulary import UNKNOWN
from app.services.briefing_campaigns import briefed_campaigns
from app.services.briefing_capacity import capacity
from app.services.briefing_moves import told_moves
from app.services.briefing_outbreaks import briefed_outbreaks
from app.services.site_rules import SiteRules
from app.services.unit_levels import larger_units
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot
from app.services.zone_timeline import level_on_ground
from app.storage.case_reports import load_counts
from app.storage.late_reports import wards_reported_late
from app.storage.policies import stored_policy
from app.storage.revisions import committed_at
from app.storage.zero_fills import zero_fills

WHOLE = Phrase("Toàn địa bàn", "Whole area")
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True)
class DayView:
    """A reporting day and the snapshot it is told from.

    `at` is the past instant of that snapshot, None for the present; `is_open`: the day still takes reports now.
    """

    on: date
    snapshot: ZoneSnapshot
    at: datetime | None
    is_open: bool


def view_day(
    session: Session, live: ZoneSnapshot, *, rules: SiteRules, on: date | None = None, at: datetime | None = None
) -> DayView:
    """The day asked for: by default the open one now; a closed one just before its cut-off, unless `at` says when.

    Args:
        at: a past instant; the day is then the one open at it, unless `on` names an earlier one.

    Raises:
        FutureReportingDate: a day that had not begun.
    """
    open_day = live.open_day if at is None else rules.clock.open_day(at)
    day = open_day if on is None else on
    if day > open_day:
        raise FutureReportingDate("/on", day, open_day)
    if at is None and day == open_day:
        return DayView(day, live, None, is_open=True)
    instant = rules.clock.closes_at(day) - _JUST_BEFORE if at is None else at
    snapshot = past_snapshot(session, rules=rules, at=instant)
    return DayView(day, snapshot, instant, is_open=day == live.open_day)


def brief(
    session: Session,
    view: DayView,
    *,
    rules: SiteRules,
    disclosure: Disclosure,
    district_codes: Collection[str] | None = None,
) -> Briefing:
    """Everything a meeting asks of a day.

    Args:
        disclosure: decides which case counts are shown as they are.
        district_codes: only of these districts; None: of the whole register.
    """
    snapshot = view.snapshot
    whole = _situation(session, view, rules)
    inside = [
        place
        for place, each in enumerate(whole.wards)
        if district_codes is None or each.ward.scope_code in district_codes
    ]
    situation = whole if district_codes is None else whole.part(inside)
    levels = _levels_of_units(session, snapshot, rules, disclosure, with_city=district_codes is None)
    scope = _scope(snapshot, district_codes)
    return Briefing(
        basis=_basis(session, view, rules),
        scope=scope,
        disclosure=disclosure,
        whole=replace(_unit(None, _whole_name(scope), situation, snapshot, disclosure), level=levels.get(None)),
        districts=tuple(
            replace(each, level=levels.get(each.code)) for each in _districts(situation, snapshot, disclosure)
        ),
        by_level=tuple(_by_level(situation, snapshot, disclosure)),
        moves=tuple(told_moves(session, situation, snapshot, rules, disclosure)),
        capacity=tuple(_capacity(session, view, rules, district_codes)) if disclosure == Disclosure.open() else (),
        outbreaks=tuple(
            briefed_outbreaks(snapshot, on=view.on, ward_codes=[each.ward.code for each in situation.wards])
        ),
        campaigns=tuple(briefed_campaigns(snapshot, on=view.on, district_codes=district_codes)),
        situation=situation,
        cordons=_cordons(snapshot, {each.ward.code for each in situation.wards}),
    )


def _cordons(snapshot: ZoneSnapshot, ward_codes: Collection[str]) -> tuple[Cordon, ...]:
    """The cordons that stand over any of these wards, by id."""
    return tuple(each for each in snapshot.cordons if not set(ward_codes).isdisjoint(each.ward_parts))


def _levels_of_units(
    session: Session, snapshot: ZoneSnapshot, rules: SiteRules, disclosure: Disclosure, *, with_city: bool
) -> dict[str | None, str]:
    """The levels that the policy computes of districts, by code, and of the whole under None."""
    units = larger_units(session, snapshot, rules=rules, disclosure=disclosure)
    levels: dict[str | None, str] = {district.code: found.level for district, found in units.districts}
    if with_city and units.city is not None:
        levels[None] = units.city.level
    return levels


def _scope(snapshot: ZoneSnapshot, district_codes: Collection[str] | None) -> tuple[str, ...]:
    """The names of the districts spoken of, in order; the code of one that is no more. Empty: all of the register."""
    names = {each.code: each.name for each in snapshot.register.districts}
    return tuple(sorted((names.get(code, code) for code in district_codes or ()), key=sort_key))


def _whole_name(scope: Sequence[str]) -> Phrase:
    return Phrase(", ".join(scope), ", ".join(scope)) if scope else WHOLE


def _capacity(
    session: Session, view: DayView, rules: SiteRules, district_codes: Collection[str] | None
) -> Iterator[CapacityValue]:
    districts = view.snapshot.register.districts
    return capacity(
        session,
        rules=rules,
        on=view.on,
        districts=[each for each in districts if district_codes is None or each.code in district_codes],
        with_city=district_codes is None,
        known_revision=view.snapshot.revision,
    )


def _basis(session: Session, view: DayView, rules: SiteRules) -> Basis:
    snapshot, clock = view.snapshot, rules.clock
    return Basis(
        on=view.on,
        at=view.at,
        as_of=snapshot.as_of,
        revision=snapshot.revision,
        known_until=committed_at(session, snapshot.revision),
        is_open=view.is_open,
        published_at=clock.published_at(view.on),
        compared_with=clock.published_at(view.on - ONE_DAY),
        timezone=clock.timezone,
        policy=snapshot.policy,
        policy_version=snapshot.policy_version,
        older_labels=_older_labels(session, view, rules),
        register=snapshot.register,
        drill=snapshot.drill,
        complete_through=snapshot.complete_through,
    )


def _older_labels(session: Session, view: DayView, rules: SiteRules) -> dict[str, Phrase]:
    """The words of levels compared with that the policy in force does not have, from the policies that gave them."""
    snapshot, found = view.snapshot, dict[str, Phrase]()
    then = rules.clock.published_at(view.on - ONE_DAY)
    for history in snapshot.histories.values():
        held = next((each for each in reversed(history) if each.from_instant < then), None)
        if held is None or held.level in found or held.level in snapshot.policy.rank_of or held.level == UNKNOWN:
            continue
        policy = stored_policy(session, held.policy_id, held.policy_version)
        if policy is not None:
            found[held.level] = Phrase(*policy.label(held.level))
    return found


def _situation(session: Session, view: DayView, rules: SiteRules) -> Situation:
    """All wards of the register, with the counts known at the snapshot's revision: later writes do not show."""
    snapshot = view.snapshot
    first_day, known = view.on - timedelta(days=DAYS_LOOKED_AT - 1), snapshot.revision
    counts, reported = load_counts(
        session,
        ward_codes=snapshot.register.codes,
        first_day=first_day,
        last_day=view.on,
        source=rules.source,
        fills=zero_fills(session, source=rules.source, known_revision=known),
        known_revision=known,
    )
    late = wards_reported_late(session, day=view.on, source=rules.source, known_revision=known)
    compared_with = rules.clock.published_at(view.on - ONE_DAY)
    wards = []
    for zone, days in zip(snapshot.zones, reported.tolist(), strict=True):
        newest = next((place for place in range(DAYS_LOOKED_AT - 1, -1, -1) if days[place]), None)
        wards.append(
            WardSituation(
                ward=zone.ward,
                level=zone.level,
                previous_level=level_on_ground(snapshot, zone.ward.code, compared_with),
                decided=zone.decided,
                testing=zone.testing,
                reported=days[-1],
                after_publication=zone.ward.code in late,
                last_report_on=None if newest is None else first_day + timedelta(days=newest),
                next_level=zone.next_status.level if zone.next_status else None,
                next_from=zone.next_status.effective_from if zone.next_status else None,
                awaiting_level=zone.awaiting_approval,
            )
        )
    return Situation(view.on, tuple(wards), counts)


def _unit(
    code: str | None, name: Phrase, situation: Situation, snapshot: ZoneSnapshot, disclosure: Disclosure
) -> UnitSummary:
    figures = summarise(situation, levels=level_ids(snapshot.policy), disclosure=disclosure)
    return UnitSummary(code, name, figures)


def _districts(situation: Situation, snapshot: ZoneSnapshot, disclosure: Disclosure) -> Iterator[UnitSummary]:
    """Each district with wards in the situation, by name; nothing in a two-tier register."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(situation.wards):
        if each.ward.district_code is not None:
            places.setdefault(each.ward.district_code, []).append(place)
    for district in sorted(snapshot.register.districts, key=lambda each: sort_key(each.name)):
        if found := places.get(district.code):
            name = Phrase(district.name, district.name)
            yield _unit(district.code, name, situation.part(found), snapshot, disclosure)


def _by_level(situation: Situation, snapshot: ZoneSnapshot, disclosure: Disclosure) -> Iterator[UnitSummary]:
    """The wards at each level of the policy in force, the highest first, also where there are none."""
    for level in level_ids(snapshot.policy):
        places = [place for place, each in enumerate(situation.wards) if each.level == level]
        name = Phrase(*snapshot.policy.label(level))
        yield _unit(level, name, situation.part(places), snapshot, disclosure)
