"""Outbreaks (ổ dịch): declare, change, close; each is judged at once. Orders on rings: `ring_orders`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, FutureReportingDate, InvalidValue, OutbreakStateConflict, StaleRecord
from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.ring_modes import RingRequest
from app.domain.ring_orders import RingAction
from app.domain.vocabulary import OutbreakSetting, RingStatus
from app.services.access import Act, Caller, require_act
from app.services.border_notices import announce_ring
from app.services.outbreak_reading import districts_of, existing_outbreak
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register import current_register
from app.services.ring_drawing import (
    Core,
    WantedRings,
    check_wards,
    codes_in_core,
    core_of,
    plan_rings,
    proposed_ring,
)
from app.services.ring_states import ring_state
from app.services.site_rules import SiteRules
from app.storage.outbreaks import add_outbreak, close_outbreak_version, outbreaks
from app.storage.revisions import Revision
from app.storage.rings import StoredRing, add_ring

WHOLE_UNITS: Final = RingRequest()


@dataclass(frozen=True)
class Declaration:
    """What is said of an outbreak: its place (a shape, or wards), its nature, its days, and how to draw its rings."""

    name: str | None
    place: BaseGeometry | None
    ward_codes: tuple[str, ...]
    linked_ward_codes: tuple[str, ...]
    source_known: bool
    setting: OutbreakSetting
    opened_on: date
    closed_on: date | None = None
    note: str | None = None
    rings: RingRequest = WHOLE_UNITS


@dataclass(frozen=True)
class Change:
    """What to change of an outbreak; None leaves a field as it is."""

    name: str | None = None
    source_known: bool | None = None
    setting: OutbreakSetting | None = None
    linked_ward_codes: tuple[str, ...] | None = None
    closed_on: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Controlled:
    """An outbreak with its rings as they now stand, and what changed in force; `recorded`: whether a version was."""

    outbreak: Outbreak
    ring: StoredRing
    level_changes: tuple[LevelChange, ...]
    recorded: bool = True


def declare_outbreak(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    declaration: Declaration,
    revision: Revision,
    now: datetime,
) -> Controlled:
    """Declare an outbreak and propose its rings; wards it touches are judged at once.

    Raises:
        InvalidGeometry, InvalidValue, FutureReportingDate: what is said cannot be.
        NotYourDistrict: a ward the place or the core meets, or one linked to it, is not in the caller's scope.
    """
    register = current_register(session)
    core = place_of(register, declaration, rules.clock.open_day(now))
    met = core.ward_codes
    require_act(caller, Act.DECLARE_OUTBREAK, *districts_of(register, (*met, *declaration.linked_ward_codes)))
    plan = plan_rings(session, register, core, declaration.rings, on=rules.clock.open_day(now))
    require_act(caller, Act.DECLARE_OUTBREAK, *districts_of(register, codes_in_core(plan.ward_layers)))
    outbreak = Outbreak(
        outbreak_id=f"OB{len(outbreaks(session)) + 1:04d}",
        version=1,
        name=declaration.name or _default_name(register, met),
        opened_on=declaration.opened_on,
        closed_on=declaration.closed_on,
        source_known=declaration.source_known,
        setting=declaration.setting,
        place=declaration.place,
        ward_codes=met,
        linked_ward_codes=declaration.linked_ward_codes,
        note=declaration.note,
        recorded_revision=revision.number,
    )
    first_day_before = first_known_day(session, rules=rules)
    add_outbreak(session, outbreak, recorded_by=caller.username)
    ring = proposed_ring(register, outbreak.outbreak_id, core, plan, WantedRings(declaration.rings))
    if outbreak.closed_on is not None:
        ring = _lifted(ring)
    add_ring(session, ring, recorded_by=caller.username, revision=revision.number)
    announce_ring(session, ring, revision=revision)
    changes = _judge(session, rules, revision, outbreak, outbreak, first_day_before)
    return Controlled(outbreak, ring, changes)


def change_outbreak(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    outbreak_id: str,
    expected_version: int | None,
    change: Change,
    revision: Revision,
    now: datetime,
    held_version: int | None = None,
) -> Controlled:
    """Append a version of an outbreak: its nature became known, it spread, it closed; none when all is as it was.

    Closing lifts rings that were only proposed; issued ones stand until an order lifts them.

    Args:
        held_version: the version its sender holds, as a precondition; `expected_version` is what the change says.

    Raises:
        StaleRecord: the version held is no longer the current one.
        OutbreakNotFound: no such outbreak.
        NotYourDistrict: a ward it lies in, or one whose link changes, is not in the caller's scope.
        OutbreakStateConflict: it is closed, or somebody else changed it first.
    """
    current = existing_outbreak(session, outbreak_id)
    register = current_register(session)
    wanted = _changed(current, change)
    linked = set(current.linked_ward_codes) ^ set(wanted.linked_ward_codes)
    require_act(caller, Act.DECLARE_OUTBREAK, *districts_of(register, (*current.ward_codes, *linked)))
    _check_held(current, held_version)
    _check_change(register, current, change, expected_version, rules.clock.open_day(now))
    ring = ring_state(session, outbreak_id, at=revision.committed_at).newest
    if wanted == current:
        return Controlled(current, ring, (), recorded=False)
    changed = replace(wanted, version=current.version + 1, recorded_revision=revision.number)
    first_day_before = first_known_day(session, rules=rules)
    close_outbreak_version(session, outbreak_id, revision=revision.number)
    add_outbreak(session, changed, recorded_by=caller.username)
    if changed.closed_on is not None and ring.status is RingStatus.PROPOSED:
        ring = _lift_proposed(session, ring, caller=caller, revision=revision)
    return Controlled(changed, ring, _judge(session, rules, revision, current, changed, first_day_before))


def _lift_proposed(session: Session, ring: StoredRing, *, caller: Caller, revision: Revision) -> StoredRing:
    lifted = replace(_lifted(ring), version=ring.version + 1)
    add_ring(session, lifted, recorded_by=caller.username, revision=revision.number)
    announce_ring(session, lifted, revision=revision)
    return lifted


def _changed(current: Outbreak, change: Change) -> Outbreak:
    """The outbreak with the change in it, its version not counted yet."""
    return replace(
        current,
        name=change.name or current.name,
        source_known=current.source_known if change.source_known is None else change.source_known,
        setting=change.setting or current.setting,
        linked_ward_codes=current.linked_ward_codes if change.linked_ward_codes is None else change.linked_ward_codes,
        closed_on=change.closed_on or current.closed_on,
        note=change.note or current.note,
    )


def _lifted(ring: StoredRing) -> StoredRing:
    """Rings that end with their outbreak, without an order."""
    return replace(ring, status=RingStatus.LIFTED, action=RingAction.LIFT)


def place_of(register: Register, declaration: Declaration, open_day: date) -> Core:
    """The place and the wards it meets, after every check of what was said.

    Raises:
        InvalidGeometry, InvalidValue, FutureReportingDate: what is said cannot be.
    """
    if declaration.opened_on > open_day:
        raise FutureReportingDate("/opened_on", declaration.opened_on, open_day)
    _check_closing(declaration.opened_on, declaration.closed_on, open_day)
    core = core_of(register, place=declaration.place, ward_codes=declaration.ward_codes)
    check_wards(register, declaration.linked_ward_codes, "/linked_ward_codes")
    return core


def _check_closing(opened_on: date, closed_on: date | None, open_day: date) -> None:
    if closed_on is None:
        return
    if closed_on > open_day:
        raise FutureReportingDate("/closed_on", closed_on, open_day)
    if closed_on < opened_on:
        raise InvalidValue(
            "/closed_on",
            vi=f"Ngày kết thúc {closed_on:%d/%m/%Y} trước ngày mở {opened_on:%d/%m/%Y}.",
            en=f"closed_on {closed_on} is before opened_on {opened_on}; send a later day.",
        )


def _check_held(current: Outbreak, held_version: int | None) -> None:
    if held_version not in {None, current.version}:
        outbreak_id = current.outbreak_id
        raise StaleRecord(f"Ổ dịch {outbreak_id}", f"outbreak {outbreak_id}", current_version=current.version)


def _check_change(
    register: Register, current: Outbreak, change: Change, expected_version: int | None, open_day: date
) -> None:
    if expected_version is not None and expected_version != current.version:
        raise Conflict(
            vi=f"Ổ dịch {current.outbreak_id} đã được sửa; phiên bản hiện tại là {current.version}.",
            en=f"Outbreak {current.outbreak_id} was changed meanwhile; its version is {current.version}.",
            extensions={"current_version": current.version},
        )
    if current.closed_on is not None:
        raise OutbreakStateConflict(
            vi=f"Ổ dịch {current.outbreak_id} đã kết thúc ngày {current.closed_on:%d/%m/%Y}; hãy khai báo ổ dịch mới.",
            en=f"Outbreak {current.outbreak_id} closed on {current.closed_on}; declare a new one.",
        )
    _check_closing(current.opened_on, change.closed_on, open_day)
    check_wards(register, change.linked_ward_codes or (), "/linked_ward_codes")


def _judge(
    session: Session,
    rules: SiteRules,
    revision: Revision,
    before: Outbreak,
    after: Outbreak,
    first_day_before: date | None,
) -> tuple[LevelChange, ...]:
    touched = {*before.ward_codes, *before.linked_ward_codes, *after.ward_codes, *after.linked_ward_codes}
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes=touched,
        from_day=min(before.opened_on, after.opened_on),
        first_day_before=first_day_before,
    )
    return outcome.level_changes


def _default_name(register: Register, codes: Sequence[str]) -> str:
    first = register.ward(codes[0])
    return f"Ổ dịch {first.name}" + (f" và {len(codes) - 1} nơi khác" if len(codes) > 1 else "")
