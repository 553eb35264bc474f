"""Orders about cordons: put in force, extended, shrunk, lifted; each is a version with a document and a signer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.cordons import Cordon, CordonAction, CordonStatus, holding_version
from app.domain.errors import InvalidValue
from app.domain.ward_parts import uncovered_m2
from app.services.access import Act, Caller, require_act
from app.services.cordon_checks import (
    check_planned_end,
    not_yet,
    refuse_ground,
    refuse_schematic,
    wrong_state,
)
from app.services.cordon_reading import lifting_of
from app.services.cordon_work import (
    CordonChange,
    CordonOrder,
    CordonWork,
    Redrawing,
    append_version,
    log_of,
    on_ground,
    with_change,
)
from app.services.drawn_places import DrawnPlace, PlaceWanted, check_moment, districts_met, draw_place
from app.services.site_rules import SiteRules
from app.storage.revisions import Revision


def issue_cordon(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    cordon_id: str,
    order: CordonOrder,
    planned_end: date | None,
    revision: Revision,
) -> Cordon:
    """Put a proposed cordon in force by an order.

    Raises:
        CordonNotFound, NotYourDistrict: as named.
        CordonStateConflict: it is not proposed, or cuts wards on schematic boundaries and no override was given.
    """
    work = CordonWork(session, rules, caller, revision)
    newest = log_of(work, cordon_id, Act.ORDER_CORDON)[-1]
    if newest.status is not CordonStatus.PROPOSED:
        raise wrong_state(newest, "ban hành", "issued")
    place = draw_place(work.register, PlaceWanted(shape=newest.place))
    return append_version(work, issued(work, newest, order, planned_end or newest.planned_end, place))


def extend_cordon(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    cordon_id: str,
    order: CordonOrder,
    redrawing: Redrawing,
    revision: Revision,
) -> Cordon:
    """Prolong a cordon or let it grow; a lift that was still to come is called off.

    Raises:
        CordonStateConflict: it is not in force, or some ground or day would be let go, which is shrinking.
    """
    work = CordonWork(session, rules, caller, revision)
    base = _in_force(work, cordon_id)
    if redrawing.planned_end is not None and base.planned_end is not None and redrawing.planned_end < base.planned_end:
        raise InvalidValue(
            "/planned_end",
            vi=f"Gia hạn không rút ngắn: ngày dự kiến kết thúc đang là {base.planned_end:%d/%m/%Y}. Dùng thu hẹp.",
            en=f"An extension does not shorten: the planned end is {base.planned_end}. Shrink it instead.",
        )
    place = None if redrawing.place is None else draw_place(work.register, redrawing.place)
    if place is not None:
        refuse_ground(work.register, base, lost=uncovered_m2(work.register, base.place, place.ground))
    return append_version(work, _redrawn(work, base, order, redrawing, place, CordonAction.EXTEND))


def shrink_cordon(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    cordon_id: str,
    order: CordonOrder,
    redrawing: Redrawing,
    revision: Revision,
) -> Cordon:
    """Let a part of a cordon go ("khoanh gọn, khoanh hẹp"), or shorten it.

    Raises:
        CordonStateConflict: it is not in force, or the ground would grow, which is extending.
    """
    work = CordonWork(session, rules, caller, revision)
    base = _in_force(work, cordon_id)
    if redrawing.planned_end is not None and base.planned_end is not None and redrawing.planned_end > base.planned_end:
        raise InvalidValue(
            "/planned_end",
            vi=f"Thu hẹp không kéo dài: ngày dự kiến kết thúc đang là {base.planned_end:%d/%m/%Y}. Dùng gia hạn.",
            en=f"Shrinking does not prolong: the planned end is {base.planned_end}. Extend it instead.",
        )
    place = None if redrawing.place is None else draw_place(work.register, redrawing.place)
    if place is not None:
        refuse_ground(work.register, base, gained=uncovered_m2(work.register, place.ground, base.place))
    return append_version(work, _redrawn(work, base, order, redrawing, place, CordonAction.SHRINK))


def lift_cordon(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    cordon_id: str,
    order: CordonOrder,
    override: bool,
    revision: Revision,
) -> Cordon:
    """End a cordon by an order, or withdraw one that was only proposed.

    Raises:
        CordonStateConflict: it is lifted already, or its condition does not hold on the day of the order and no
            override with a reason was given; the answer names each thing still missing.
    """
    work = CordonWork(session, rules, caller, revision)
    log = log_of(work, cordon_id, Act.ORDER_CORDON)
    newest = log[-1]
    if newest.status is CordonStatus.LIFTED:
        raise wrong_state(newest, "gỡ", "lifted")
    is_proposal = newest.status is CordonStatus.PROPOSED
    effect = work.now if is_proposal else _effect(work, newest, order)
    condition = lifting_of(session, newest, rules=rules, at=effect)
    overridden = override and not is_proposal and not condition.holds
    if not is_proposal and not condition.holds and not (override and order.reason):
        raise not_yet(newest, condition)
    lifted = replace(_signed(newest, order), action=CordonAction.LIFT, status=CordonStatus.LIFTED, override=overridden)
    return append_version(work, replace(lifted, takes_effect_at=effect))


def issued(
    work: CordonWork, proposed: Cordon, order: CordonOrder, planned_end: date | None, place: DrawnPlace
) -> Cordon:
    """A proposed cordon as an order puts it in force."""
    refuse_schematic(work.register, place, order)
    starts_at = work.now if order.starts_at is None else order.starts_at
    check_moment(starts_at, now=work.now, pointer="/start")
    started_on = work.local_day(starts_at)
    check_planned_end(planned_end, started_on, work.rules.cordon)
    return replace(
        _signed(proposed, order),
        action=CordonAction.ISSUE,
        status=CordonStatus.IN_FORCE,
        starts_at=starts_at,
        planned_end=planned_end or started_on + timedelta(days=work.rules.cordon.minimum_days),
        takes_effect_at=max(starts_at, work.now),
    )


def _redrawn(
    work: CordonWork,
    base: Cordon,
    order: CordonOrder,
    redrawing: Redrawing,
    place: DrawnPlace | None,
    action: CordonAction,
) -> Cordon:
    assert base.starts_at is not None
    check_planned_end(redrawing.planned_end, work.local_day(base.starts_at), work.rules.cordon)
    redrawn = replace(
        _signed(base, order),
        action=action,
        planned_end=redrawing.planned_end or base.planned_end,
        takes_effect_at=_effect(work, base, order),
    )
    if place is not None:
        require_act(work.caller, Act.ORDER_CORDON, *districts_met(work.register, place.parts))
        refuse_schematic(work.register, place, order)
        redrawn = on_ground(work, redrawn, place, redrawing.households, redrawing.population)
    elif redrawing.population is not None or redrawing.households is not None:
        redrawn = with_change(redrawn, CordonChange(households=redrawing.households, population=redrawing.population))
    if (redrawn.planned_end, redrawn.place) == (base.planned_end, base.place):
        raise InvalidValue(
            "/planned_end",
            vi="Không có gì thay đổi: gửi planned_end mới, hoặc place hay ward_codes mới.",
            en="Nothing would change: send a new planned_end, or a new place or ward_codes.",
        )
    return redrawn


def _signed(cordon: Cordon, order: CordonOrder) -> Cordon:
    return replace(
        cordon,
        document_number=order.document_number,
        signer=order.signer,
        reason=order.reason or cordon.reason,
        override=False,
    )


def _effect(work: CordonWork, base: Cordon, order: CordonOrder) -> datetime:
    """When a further order takes effect: never backdated, never before what it builds on."""
    if order.starts_at is not None:
        check_moment(order.starts_at, now=work.now, pointer="/start")
    return max(work.now, base.takes_effect_at, order.starts_at or work.now)


def _in_force(work: CordonWork, cordon_id: str) -> Cordon:
    """The version further orders build on; a lift still to come is passed over."""
    log = log_of(work, cordon_id, Act.ORDER_CORDON)
    newest = log[-1]
    if newest.status is CordonStatus.LIFTED and newest.takes_effect_at > work.now:
        holding = holding_version(log, work.now)
        assert holding is not None
        return replace(holding, version=newest.version)
    if newest.status is not CordonStatus.IN_FORCE:
        raise wrong_state(newest, "gia hạn hay thu hẹp", "extended or shrunk")
    return newest
