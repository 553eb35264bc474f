"""Cordons (khu phong tỏa) beside orders: proposed, and what becomes known of them; every act is a version."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain.cordons import Cordon, CordonAction, CordonStatus
from app.domain.errors import CordonStateConflict
from app.services.access import Act, Caller, require_act
from app.services.cordon_checks import check_case_day, check_planned_end, check_version, wrong_state
from app.services.cordon_orders import issued
from app.services.cordon_work import (
    CordonChange,
    CordonWanted,
    CordonWork,
    append_version,
    log_of,
    on_ground,
    with_change,
)
from app.services.drawn_places import PlaceWanted, districts_met, draw_place
from app.services.site_rules import SiteRules
from app.storage.cordons import next_cordon_id
from app.storage.revisions import Revision


def propose_cordon(
    session: Session, *, rules: SiteRules, caller: Caller, wanted: CordonWanted, revision: Revision
) -> Cordon:
    """Propose a cordon, or put it in force at once when an order comes with it.

    Raises:
        InvalidValue, InvalidGeometry: what is said cannot be.
        RoleRequired, NotYourDistrict: the caller may not, there.
        CordonStateConflict: the boundaries are schematic, and no override was given.
    """
    work = CordonWork(session, rules, caller, revision)
    register, rule = work.register, rules.cordon
    place = draw_place(register, wanted.place)
    act = Act.DECLARE_CORDON if wanted.order is None else Act.ORDER_CORDON
    require_act(caller, act, *districts_met(register, place.parts))
    check_case_day(work, wanted.last_case_on, "/last_case_on")
    proposed = Cordon(
        cordon_id=next_cordon_id(session),
        version=0,
        action=CordonAction.PROPOSE,
        status=CordonStatus.PROPOSED,
        name=wanted.name,
        place=place.ground,
        ward_parts=place.parts,
        households=wanted.households,
        population=place.population if wanted.population is None else wanted.population,
        population_estimated=wanted.population is None and place.population_estimated,
        starts_at=None,
        planned_end=wanted.planned_end,
        quiet_days=rule.quiet_days if wanted.quiet_days is None else wanted.quiet_days,
        last_case_on=wanted.last_case_on,
        ward_cases_checked_on=None,
        testing_interval_days=wanted.testing_interval_days or rule.interval_days,
        document_number=None,
        signer=None,
        reason=wanted.reason,
        override=False,
        boundary_version=register.boundary_version,
        takes_effect_at=work.now,
        recorded_by=caller.username,
        recorded_at=work.now,
        recorded_revision=revision.number,
    )
    if wanted.order is None:
        check_planned_end(wanted.planned_end, work.local_day(work.now), rule)
        return append_version(work, proposed)
    return append_version(work, issued(work, proposed, wanted.order, wanted.planned_end, place))


def change_cordon(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    cordon_id: str,
    expected_version: int,
    change: CordonChange,
    revision: Revision,
) -> tuple[Cordon, bool]:
    """Append what became known of a cordon, and whether anything was: nothing when all is as it was.

    Raises:
        CordonNotFound, NotYourDistrict, StaleRecord: no such cordon, not the caller's, or changed by somebody else.
        CordonStateConflict: it is lifted, or its ground is to change without an order.
    """
    work = CordonWork(session, rules, caller, revision)
    newest = log_of(work, cordon_id, Act.DECLARE_CORDON)[-1]
    check_version(newest, expected_version)
    if newest.status is CordonStatus.LIFTED and newest.takes_effect_at <= work.now:
        raise wrong_state(newest, "sửa", "changed")
    check_case_day(work, change.last_case_on, "/last_case_on")
    check_case_day(work, change.ward_cases_checked_on, "/ward_cases_checked_on")
    if change.quiet_days is not None and change.quiet_days < newest.quiet_days:
        # Fewer quiet days open a cordon sooner.
        require_act(caller, Act.ORDER_CORDON)
    changed = with_change(newest, change)
    if change.place is not None:
        changed = _moved(work, newest, changed, change.place, change.population)
    if changed == newest:
        return newest, False
    stamped = replace(changed, action=CordonAction.CHANGE, takes_effect_at=max(work.now, newest.takes_effect_at))
    return append_version(work, stamped), True


def _moved(work: CordonWork, newest: Cordon, changed: Cordon, wanted: PlaceWanted, population: int | None) -> Cordon:
    if newest.status is not CordonStatus.PROPOSED:
        raise CordonStateConflict(
            vi=f"Khu phong tỏa {newest.cordon_id} không còn là đề xuất; đổi ranh giới bằng gia hạn hoặc thu hẹp.",
            en=f"Cordon {newest.cordon_id} is no longer proposed; change its ground with extend or shrink.",
        )
    place = draw_place(work.register, wanted)
    require_act(work.caller, Act.DECLARE_CORDON, *districts_met(work.register, place.parts))
    return on_ground(work, changed, place, changed.households, population)
