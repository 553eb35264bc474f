"""Comparing ways to draw the rings of an outbreak that is being declared; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shapely import MultiPoint
from sqlalchemy.orm import Session

from app.domain.register import Register
from app.domain.ring_modes import RingRequest
from app.domain.ring_options import (
    CaseBasis,
    KnownCases,
    RingOption,
    case_cover,
    default_ladder,
    option_key,
    option_keys,
    smallest_covering,
)
from app.domain.ring_reach import home_wards
from app.services.outbreak_control import Declaration, place_of
from app.services.ring_drawing import Core, plan_rings
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot


@dataclass(frozen=True)
class RingPreview:
    """One way drawn, and the known cases it was held against."""

    option: RingOption
    core: Core
    known: KnownCases


@dataclass(frozen=True)
class RingComparison:
    """The ways side by side, and the key of the smallest that holds the known cases; None when none does."""

    options: tuple[RingOption, ...]
    smallest_key: str | None
    core: Core
    known: KnownCases


def preview_rings(
    session: Session,
    *,
    rules: SiteRules,
    snapshot: ZoneSnapshot,
    register: Register,
    declaration: Declaration,
    case_points: MultiPoint | None,
    now: datetime,
) -> RingPreview:
    """The rings an outbreak would get, held against the known cases.

    Raises:
        InvalidGeometry, InvalidValue, FutureReportingDate: what is said cannot be.
    """
    core = place_of(register, declaration, rules.clock.open_day(now))
    known = known_cases(snapshot, register, core, declaration.linked_ward_codes, case_points)
    option = _option(session, register, core, declaration.rings, known, on=rules.clock.open_day(now))
    return RingPreview(option, core, known)


def compare_rings(
    session: Session,
    *,
    rules: SiteRules,
    snapshot: ZoneSnapshot,
    register: Register,
    declaration: Declaration,
    requests: Sequence[RingRequest] | None,
    case_points: MultiPoint | None,
    now: datetime,
) -> RingComparison:
    """Several ways to draw the rings an outbreak would get.

    Args:
        requests: the ways; None takes the default ladder.

    Raises:
        InvalidGeometry, InvalidValue, FutureReportingDate: what is said cannot be, or a way cannot be drawn here.
    """
    core = place_of(register, declaration, rules.clock.open_day(now))
    known = known_cases(snapshot, register, core, declaration.linked_ward_codes, case_points)
    wanted = default_ladder(core.place) if requests is None else tuple(requests)
    on = rules.clock.open_day(now)
    options = tuple(
        replace(_option(session, register, core, request, known, on=on), key=key)
        for request, key in zip(wanted, option_keys(wanted), strict=True)
    )
    smallest = smallest_covering(options)
    return RingComparison(options, smallest.key if smallest else None, core, known)


def known_cases(
    snapshot: ZoneSnapshot,
    register: Register,
    core: Core,
    linked_ward_codes: Sequence[str],
    case_points: MultiPoint | None,
) -> KnownCases:
    """Where cases are known: the points given; else the place, linked wards, and the districts' wards with cases.

    A ward counts when its judged window holds a community case; where there are no districts, only within two borders.
    The wards that a drawn place meets do not count as wholes: there the cases are known to lie in the place.
    """
    if case_points is not None:
        return KnownCases(case_points, None, {})
    home = {register.codes[each] for each in home_wards(register, register.positions_of(core.ward_codes))}
    wards = {
        zone.ward.code: CaseBasis.COMMUNITY_CASES
        for zone in snapshot.zones
        if zone.assessment is not None
        and zone.assessment.community_unknown_source + zone.assessment.community_known_source > 0
        and zone.ward.code in home
    }
    wards |= dict.fromkeys(linked_ward_codes, CaseBasis.LINKED)
    if core.place is None:
        return KnownCases(None, None, {**wards, **dict.fromkeys(core.ward_codes, CaseBasis.OUTBREAK)})
    outside = {code: basis for code, basis in wards.items() if code not in core.ward_codes}
    return KnownCases(None, core.place, outside)


def _option(
    session: Session, register: Register, core: Core, request: RingRequest, known: KnownCases, *, on: date
) -> RingOption:
    plan = plan_rings(session, register, core, request, on=on)
    return RingOption(option_key(request), request, plan, case_cover(register, plan, known))
