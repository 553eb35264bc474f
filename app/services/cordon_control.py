"""Cordons (khu phong tỏa): propose, put in force, change, extend, shrink, lift; every act is a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.cordon_lifting import Lifting
from app.domain.cordons import Cordon, CordonAction, CordonRule, CordonStatus, holding_version
from app.domain.errors import Conflict, CordonNotFound, CordonStateConflict, FutureReportingDate, InvalidValue
from app.domain.register import Register
from app.domain.ward_parts import SLIVER_M2, uncovered_m2
from app.services.access import Act, Caller, require_act
from app.services.border_notices import announce_cordon
from app.services.cordon_reading import lifting_of
from app.services.drawn_places import (
    FURTHEST_AWAY,
    DrawnPlace,
    PlaceWanted,
    check_moment,
    districts_met,
    draw_place,
    needs_override,
)
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.cordons import add_cordon, cordon_versions, next_cordon_id
from app.storage.revisions import Revision


@dataclass(frozen=True)
class CordonOrder:
    """A signed order; `starts_at` None: from the moment it is recorded."""

    document_number: str
    signer: str
    reason: str | None = None
    starts_at: datetime | None = None
    override_schematic: bool = False


@dataclass(frozen=True)
class CordonWanted:
    """A cordon as it is proposed, or with `order` put in force at once; None: left to the rule or unknown."""

    name: str
    place: PlaceWanted
    households: int | None = None
    population: int | None = None
    planned_end: date | None = None
    quiet_days: int | None = None
    last_case_on: date | None = None
    testing_interval_days: tuple[int, int] | None = None
    reason: str | None = None
    order: CordonOrder | None = None


@dataclass(frozen=True)
class CordonChange:
    """What staff learn of a cordon without an order; None leaves a field as it is. `place` only while proposed."""

    name: str | None = None
    households: int | None = None
    population: int | None = None
    quiet_days: int | None = None
    last_case_on: date | None = None
    ward_cases_checked_on: date | None = None
    testing_interval_days: tuple[int, int] | None = None
    reason: str | None = None
    place: PlaceWanted | None = None


@dataclass(frozen=True)
class Redrawing:
    """What an order changes of a cordon in force: its end, its ground, and who lives there."""

    planned_end: date | None = None
    place: PlaceWanted | None = None
    households: int | None = None
    population: int | None = None


@dataclass(frozen=True)
class _Work:
    """What every act needs."""

    session: Session
    rules: SiteRules
    caller: Caller
    revision: Revision

    @property
    def now(self) -> datetime:
        return self.revision.committed_at

    @property
    def register(self) -> Register:
        return current_register(self.session)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.rules.clock.timezone).date()


def propose_cordon(
    session: Session, *, rules: SiteRules, caller: Caller, wanted: CordonWanted, revision: Revision
) -> Cordon:
    """Propose a cordon, or put it in force at once when an order comes with it.

    Raises:
        InvalidValue, InvalidGeometry: what is said cannot be.
        RoleRequired, NotYourDistrict: the caller may not, there.
        CordonStateConflict: the boundaries are schematic, and no override was given.
    """
    work = _Work(session, rules, caller, revision)
    register, rule = work.register, rules.cordon
    place = draw_place(register, wanted.place)
    act = Act.DECLARE_CORDON if wanted.order is None else Act.ORDER_CORDON
    require_act(caller, act, *districts_met(register, place.parts))
    _check_case_day(work, wanted.last_case_on, "/last_case_on")
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
        _check_planned_end(wanted.planned_end, work.local_day(work.now), rule)
        return _append(work, proposed)
    return _append(work, _issued(work, proposed, wanted.order, wanted.planned_end, place))


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
    work = _Work(session, rules, caller, revision)
    newest = _log(work, cordon_id, Act.ORDER_CORDON)[-1]
    if newest.status is not CordonStatus.PROPOSED:
        raise _wrong_state(newest, "ban hành", "issued")
    place = draw_place(work.register, PlaceWanted(shape=newest.place))
    return _append(work, _issued(work, newest, order, planned_end or newest.planned_end, place))


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
        CordonNotFound, NotYourDistrict, Conflict: no such cordon, not the caller's, or changed by somebody else.
        CordonStateConflict: it is lifted, or its ground is to change without an order.
    """
    work = _Work(session, rules, caller, revision)
    newest = _log(work, cordon_id, Act.DECLARE_CORDON)[-1]
    _check_version(newest, expected_version)
    if newest.status is CordonStatus.LIFTED and newest.takes_effect_at <= work.now:
        raise _wrong_state(newest, "sửa", "changed")
    _check_case_day(work, change.last_case_on, "/last_case_on")
    _check_case_day(work, change.ward_cases_checked_on, "/ward_cases_checked_on")
    if change.quiet_days is not None and change.quiet_days < newest.quiet_days:
        # Fewer quiet days open a cordon sooner.
        require_act(caller, Act.ORDER_CORDON)
    changed = _changed(newest, change)
    if change.place is not None:
        changed = _moved(work, newest, changed, change.place, change.population)
    if changed == newest:
        return newest, False
    stamped = replace(changed, action=CordonAction.CHANGE, takes_effect_at=max(work.now, newest.takes_effect_at))
    return _append(work, stamped), True


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
    work = _Work(session, rules, caller, revision)
    base = _in_force(work, cordon_id)
    if redrawing.planned_end is not None and base.planned_end is not None and redrawing.planned_end < base.planned_end:
        raise InvalidValue(
            "/planned_end",
            vi=f"Gia hạn không rút ngắn: ngày dự kiến kết thúc đang là {base.planned_end:%d/%m/%Y}. Dùng thu hẹp.",
            en=f"An extension does not shorten: the planned end is {base.planned_end}. Shrink it instead.",
        )
    place = None if redrawing.place is None else draw_place(work.register, redrawing.place)
    if place is not None:
        _refuse_ground(work.register, base, lost=uncovered_m2(work.register, base.place, place.ground))
    return _append(work, _redrawn(work, base, order, redrawing, place, CordonAction.EXTEND))


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
    work = _Work(session, rules, caller, revision)
    base = _in_force(work, cordon_id)
    if redrawing.planned_end is not None and base.planned_end is not None and redrawing.planned_end > base.planned_end:
        raise InvalidValue(
            "/planned_end",
            vi=f"Thu hẹp không kéo dài: ngày dự kiến kết thúc đang là {base.planned_end:%d/%m/%Y}. Dùng gia hạn.",
            en=f"Shrinking does not prolong: the planned end is {base.planned_end}. Extend it instead.",
        )
    place = None if redrawing.place is None else draw_place(work.register, redrawing.place)
    if place is not None:
        _refuse_ground(work.register, base, gained=uncovered_m2(work.register, place.ground, base.place))
    return _append(work, _redrawn(work, base, order, redrawing, place, CordonAction.SHRINK))


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
    work = _Work(session, rules, caller, revision)
    log = _log(work, cordon_id, Act.ORDER_CORDON)
    newest = log[-1]
    if newest.status is CordonStatus.LIFTED:
        raise _wrong_state(newest, "gỡ", "lifted")
    is_proposal = newest.status is CordonStatus.PROPOSED
    effect = work.now if is_proposal else _effect(work, newest, order)
    condition = lifting_of(session, newest, rules=rules, at=effect)
    overridden = override and not is_proposal and not condition.holds
    if not is_proposal and not condition.holds and not (override and order.reason):
        raise _not_yet(newest, condition)
    lifted = replace(_signed(newest, order), action=CordonAction.LIFT, status=CordonStatus.LIFTED, override=overridden)
    return _append(work, replace(lifted, takes_effect_at=effect))


def _issued(work: _Work, proposed: Cordon, order: CordonOrder, planned_end: date | None, place: DrawnPlace) -> Cordon:
    _refuse_schematic(work.register, place, order)
    starts_at = work.now if order.starts_at is None else order.starts_at
    check_moment(starts_at, now=work.now, pointer="/start")
    started_on = work.local_day(starts_at)
    _check_planned_end(planned_end, started_on, work.rules.cordon)
    return replace(
        _signed(proposed, order),
        action=CordonAction.ISSUE,
        status=CordonStatus.IN_FORCE,
        starts_at=starts_at,
        planned_end=planned_end or started_on + timedelta(days=work.rules.cordon.minimum_days),
        takes_effect_at=max(starts_at, work.now),
    )


def _redrawn(
    work: _Work,
    base: Cordon,
    order: CordonOrder,
    redrawing: Redrawing,
    place: DrawnPlace | None,
    action: CordonAction,
) -> Cordon:
    assert base.starts_at is not None
    _check_planned_end(redrawing.planned_end, work.local_day(base.starts_at), work.rules.cordon)
    redrawn = replace(
        _signed(base, order),
        action=action,
        planned_end=redrawing.planned_end or base.planned_end,
        takes_effect_at=_effect(work, base, order),
    )
    if place is not None:
        require_act(work.caller, Act.ORDER_CORDON, *districts_met(work.register, place.parts))
        _refuse_schematic(work.register, place, order)
        redrawn = _on_ground(work, redrawn, place, redrawing.households, redrawing.population)
    elif redrawing.population is not None or redrawing.households is not None:
        redrawn = _changed(redrawn, CordonChange(households=redrawing.households, population=redrawing.population))
    if (redrawn.planned_end, redrawn.place) == (base.planned_end, base.place):
        raise InvalidValue(
            "/planned_end",
            vi="Không có gì thay đổi: gửi planned_end mới, hoặc place hay ward_codes mới.",
            en="Nothing would change: send a new planned_end, or a new place or ward_codes.",
        )
    return redrawn


def _on_ground(
    work: _Work, cordon: Cordon, place: DrawnPlace, households: int | None, population: int | None
) -> Cordon:
    """On other ground, households and people counted before say nothing any more."""
    return replace(
        cordon,
        place=place.ground,
        ward_parts=place.parts,
        households=households,
        population=place.population if population is None else population,
        population_estimated=population is None and place.population_estimated,
        boundary_version=work.register.boundary_version,
    )


def _moved(work: _Work, newest: Cordon, changed: Cordon, wanted: PlaceWanted, population: int | None) -> Cordon:
    if newest.status is not CordonStatus.PROPOSED:
        raise CordonStateConflict(
            vi=f"Khu phong tỏa {newest.cordon_id} không còn là đề xuất; đổi ranh giới bằng gia hạn hoặc thu hẹp.",
            en=f"Cordon {newest.cordon_id} is no longer proposed; change its ground with extend or shrink.",
        )
    place = draw_place(work.register, wanted)
    require_act(work.caller, Act.DECLARE_CORDON, *districts_met(work.register, place.parts))
    return _on_ground(work, changed, place, changed.households, population)


def _changed(cordon: Cordon, change: CordonChange) -> Cordon:
    counted = change.population is not None
    return replace(
        cordon,
        name=change.name or cordon.name,
        households=cordon.households if change.households is None else change.households,
        population=change.population if counted else cordon.population,
        population_estimated=cordon.population_estimated and not counted,
        quiet_days=change.quiet_days or cordon.quiet_days,
        last_case_on=change.last_case_on or cordon.last_case_on,
        ward_cases_checked_on=change.ward_cases_checked_on or cordon.ward_cases_checked_on,
        testing_interval_days=change.testing_interval_days or cordon.testing_interval_days,
        reason=change.reason or cordon.reason,
    )


def _signed(cordon: Cordon, order: CordonOrder) -> Cordon:
    return replace(
        cordon,
        document_number=order.document_number,
        signer=order.signer,
        reason=order.reason or cordon.reason,
        override=False,
    )


def _effect(work: _Work, base: Cordon, order: CordonOrder) -> datetime:
    """When a further order takes effect: never backdated, never before what it builds on."""
    if order.starts_at is not None:
        check_moment(order.starts_at, now=work.now, pointer="/start")
    return max(work.now, base.takes_effect_at, order.starts_at or work.now)


def _append(work: _Work, cordon: Cordon) -> Cordon:
    added = replace(
        cordon,
        version=cordon.version + 1,
        recorded_by=work.caller.username,
        recorded_at=work.now,
        recorded_revision=work.revision.number,
    )
    before = cordon_versions(work.session, cordon_id=added.cordon_id)
    add_cordon(work.session, added)
    announce_cordon(
        work.session,
        register=work.register,
        cordon=added,
        before=before[-1] if before else None,
        revision=work.revision,
    )
    return added


def _log(work: _Work, cordon_id: str, act: Act) -> Sequence[Cordon]:
    versions = cordon_versions(work.session, cordon_id=cordon_id)
    if not versions:
        raise CordonNotFound(cordon_id)
    require_act(work.caller, act, *districts_met(work.register, versions[-1].ward_codes))
    return versions


def _in_force(work: _Work, cordon_id: str) -> Cordon:
    """The version further orders build on; a lift still to come is passed over."""
    log = _log(work, cordon_id, Act.ORDER_CORDON)
    newest = log[-1]
    if newest.status is CordonStatus.LIFTED and newest.takes_effect_at > work.now:
        holding = holding_version(log, work.now)
        assert holding is not None
        return replace(holding, version=newest.version)
    if newest.status is not CordonStatus.IN_FORCE:
        raise _wrong_state(newest, "gia hạn hay thu hẹp", "extended or shrunk")
    return newest


def _check_version(newest: Cordon, expected: int) -> None:
    if expected != newest.version:
        raise Conflict(
            vi=f"Khu phong tỏa {newest.cordon_id} đã được sửa; phiên bản hiện tại là {newest.version}.",
            en=f"Cordon {newest.cordon_id} was changed meanwhile; its version is {newest.version}.",
            extensions={"current_version": newest.version},
        )


def _check_case_day(work: _Work, day: date | None, pointer: str) -> None:
    open_day = work.rules.clock.open_day(work.now)
    if day is not None and day > open_day:
        raise FutureReportingDate(pointer, day, open_day)


def _check_planned_end(planned_end: date | None, started_on: date, rule: CordonRule) -> None:
    earliest, latest = started_on + timedelta(days=rule.minimum_days), started_on + FURTHEST_AWAY
    if planned_end is not None and planned_end > latest:
        raise InvalidValue(
            "/planned_end",
            vi=f"Ngày dự kiến kết thúc quá xa; gửi ngày đến {latest:%d/%m/%Y}.",
            en=f"The planned end is too far ahead; send a day up to {latest}.",
        )
    if planned_end is not None and planned_end < earliest:
        raise InvalidValue(
            "/planned_end",
            vi=f"Phong tỏa ít nhất {rule.minimum_days} ngày kể từ {started_on:%d/%m/%Y}; "
            f"gửi ngày từ {earliest:%d/%m/%Y} trở đi.",
            en=f"A cordon lasts at least {rule.minimum_days} days from {started_on}; send {earliest} or later.",
        )


def _refuse_schematic(register: Register, place: DrawnPlace, order: CordonOrder) -> None:
    if needs_override(register, place) and not order.override_schematic:
        raise CordonStateConflict(
            vi="Ranh giới đang dùng là sơ đồ, nên khu phong tỏa vẽ theo đa giác có thể lệch thực địa. Nhập ranh giới "
            "chính thức, chọn nguyên phường, xã, hoặc gửi override_schematic: true nếu vẫn ban hành.",
            en="The boundaries are schematic, so a cordon drawn as a polygon may be off on the ground. Import official "
            "boundaries, take whole wards, or send override_schematic: true to issue it all the same.",
        )


def _refuse_ground(register: Register, base: Cordon, *, lost: float = 0.0, gained: float = 0.0) -> None:
    if lost > SLIVER_M2:
        raise CordonStateConflict(
            vi=f"Hình mới bỏ ra {lost:,.0f} m² đang phong tỏa của {base.cordon_id}; muốn bỏ bớt thì dùng thu hẹp.",
            en=f"The new shape lets go {lost:,.0f} m² of cordon {base.cordon_id}; shrink it to let ground go.",
        )
    if gained > SLIVER_M2:
        raise CordonStateConflict(
            vi=f"Hình mới lấn thêm {gained:,.0f} m² ngoài {base.cordon_id}; muốn mở rộng thì dùng gia hạn.",
            en=f"The new shape takes in {gained:,.0f} m² outside cordon {base.cordon_id}; extend it to grow.",
        )


def _wrong_state(cordon: Cordon, vi: str, en: str) -> CordonStateConflict:
    state_vi = {CordonStatus.PROPOSED: "đề xuất", CordonStatus.IN_FORCE: "có hiệu lực", CordonStatus.LIFTED: "đã gỡ"}
    return CordonStateConflict(
        vi=f"Khu phong tỏa {cordon.cordon_id} đang ở trạng thái {state_vi[cordon.status]} nên không {vi} được.",
        en=f"Cordon {cordon.cordon_id} is {cordon.status.replace('_', ' ')}, so it cannot be {en}.",
        extensions={"status": cordon.status.value, "current_version": cordon.version},
    )


def _not_yet(cordon: Cordon, condition: Lifting) -> CordonStateConflict:
    missing_vi = " ".join(each.vi for each in condition.obstacles)
    missing_en = " ".join(each.en for each in condition.obstacles)
    earliest = condition.earliest_lift_on
    return CordonStateConflict(
        vi=f"Chưa gỡ được {cordon.cordon_id}. {missing_vi} Nếu vẫn gỡ, gửi override: true kèm lý do.",
        en=f"Cordon {cordon.cordon_id} cannot be lifted yet. {missing_en} To lift it all the same, send override: true "
        "and a reason.",
        extensions={
            "earliest_lift_on": earliest.isoformat() if earliest else None,
            "missing": [each.code for each in condition.obstacles],
        },
    )
