"""Outbreaks (ổ dịch): declare, preview, change, close; their rings: propose, issue, lift. Each judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.domain.errors import (
    Conflict,
    FutureReportingDate,
    InvalidValue,
    OutbreakNotFound,
    OutbreakStateConflict,
    RingStateConflict,
)
from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.rings import RingPlan, draw_rings, wards_met
from app.domain.vocabulary import BoundaryStatus, OutbreakSetting, RingStatus
from app.services.access import Act, Caller, require_act
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.outbreaks import (
    StoredLayer,
    StoredRing,
    add_outbreak,
    add_ring,
    close_outbreak_version,
    find_outbreak,
    outbreaks,
    rings,
)
from app.storage.revisions import Revision

WHOLE_UNITS = "whole_units"


@dataclass(frozen=True)
class Declaration:
    """What is said of an outbreak: its place (a shape, or wards), its nature, its days."""

    name: str | None
    place: BaseGeometry | None
    ward_codes: tuple[str, ...]
    linked_ward_codes: tuple[str, ...]
    source_known: bool
    setting: OutbreakSetting
    opened_on: date
    closed_on: date | None = None
    note: str | None = None


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
        NotYourDistrict: a ward the place meets, or one linked to it, is not in the caller's scope.
    """
    register = current_register(session)
    met = _place(register, declaration, rules.clock.open_day(now))
    require_act(caller, Act.DECLARE_OUTBREAK, *_districts(register, (*met, *declaration.linked_ward_codes)))
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
    ring = _proposed(register, outbreak, draw_rings(register, ward_codes=met, core=declaration.place))
    if outbreak.closed_on is not None:
        ring = replace(ring, status=RingStatus.LIFTED)
    add_ring(session, ring, recorded_by=caller.username, revision=revision.number)
    changes = _judge(session, rules, revision, outbreak, outbreak, first_day_before)
    return Controlled(outbreak, ring, changes)


def preview_rings(session: Session, *, rules: SiteRules, declaration: Declaration, now: datetime) -> RingPlan:
    """The rings an outbreak would get; writes nothing."""
    register = current_register(session)
    met = _place(register, declaration, rules.clock.open_day(now))
    return draw_rings(register, ward_codes=met, core=declaration.place)


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
) -> Controlled:
    """Append a version of an outbreak: its nature became known, it spread, it closed; none when all is as it was.

    Closing lifts rings that were only proposed; issued ones stand until an order lifts them.

    Raises:
        OutbreakNotFound: no such outbreak.
        NotYourDistrict: a ward it lies in, or one whose link changes, is not in the caller's scope.
        OutbreakStateConflict: it is closed, or somebody else changed it first.
    """
    current = _existing(session, outbreak_id)
    register = current_register(session)
    wanted = _changed(current, change)
    linked = set(current.linked_ward_codes) ^ set(wanted.linked_ward_codes)
    require_act(caller, Act.DECLARE_OUTBREAK, *_districts(register, (*current.ward_codes, *linked)))
    _check_change(register, current, change, expected_version, rules.clock.open_day(now))
    ring = rings(session, outbreak_id=outbreak_id)[0]
    if wanted == current:
        return Controlled(current, ring, (), recorded=False)
    changed = replace(wanted, version=current.version + 1, recorded_revision=revision.number)
    first_day_before = first_known_day(session, rules=rules)
    close_outbreak_version(session, outbreak_id, revision=revision.number)
    add_outbreak(session, changed, recorded_by=caller.username)
    if changed.closed_on is not None and ring.status is RingStatus.PROPOSED:
        ring = replace(ring, version=ring.version + 1, status=RingStatus.LIFTED)
        add_ring(session, ring, recorded_by=caller.username, revision=revision.number)
    return Controlled(changed, ring, _judge(session, rules, revision, current, changed, first_day_before))


def issue_ring(
    session: Session,
    *,
    caller: Caller,
    outbreak_id: str,
    document_number: str,
    signer: str,
    starts_at: datetime,
    override_schematic: bool,
    revision: Revision,
) -> StoredRing:
    """Put proposed rings in force by an order.

    Raises:
        RingStateConflict: they are not proposed, or drawn on schematic boundaries round a place smaller than a ward
            and no override was given.
    """
    ring = _ring_in_scope(session, caller, outbreak_id, Act.ISSUE_RING)
    if ring.status is not RingStatus.PROPOSED:
        raise RingStateConflict(
            vi=f"Vòng của ổ dịch {outbreak_id} đang ở trạng thái {ring.status}; chỉ vòng đề xuất mới ban hành được.",
            en=f"The rings of outbreak {outbreak_id} are {ring.status}; only proposed rings can be issued.",
        )
    outbreak = _existing(session, outbreak_id)
    schematic = current_register(session).boundary_status is BoundaryStatus.SCHEMATIC
    if schematic and outbreak.place is not None and not isinstance(outbreak.place, Point) and not override_schematic:
        raise RingStateConflict(
            vi="Ranh giới đang dùng là sơ đồ, nên vòng vẽ theo đa giác có thể lệch thực địa. Nhập ranh giới chính thức "
            "hoặc gửi override_schematic: true nếu vẫn ban hành.",
            en="The boundaries are schematic, so rings drawn round a polygon may be off on the ground. Import official "
            "boundaries, or send override_schematic: true to issue all the same.",
        )
    issued = replace(
        ring,
        version=ring.version + 1,
        status=RingStatus.ISSUED,
        document_number=document_number,
        signer=signer,
        starts_at=starts_at,
    )
    add_ring(session, issued, recorded_by=caller.username, revision=revision.number)
    return issued


def lift_ring(
    session: Session, *, caller: Caller, outbreak_id: str, document_number: str, signer: str, revision: Revision
) -> StoredRing:
    """End rings by an order.

    Raises:
        RingStateConflict: they are lifted already.
    """
    ring = _ring_in_scope(session, caller, outbreak_id, Act.LIFT_RING)
    if ring.status is RingStatus.LIFTED:
        raise RingStateConflict(
            vi=f"Vòng của ổ dịch {outbreak_id} đã được gỡ.",
            en=f"The rings of outbreak {outbreak_id} are lifted already.",
        )
    lifted = replace(
        ring, version=ring.version + 1, status=RingStatus.LIFTED, document_number=document_number, signer=signer
    )
    add_ring(session, lifted, recorded_by=caller.username, revision=revision.number)
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


def _place(register: Register, declaration: Declaration, open_day: date) -> tuple[str, ...]:
    """The wards the place meets, after every check of what was said."""
    if declaration.opened_on > open_day:
        raise FutureReportingDate("/opened_on", declaration.opened_on, open_day)
    _check_closing(declaration.opened_on, declaration.closed_on, open_day)
    _check_wards(register, declaration.ward_codes, "/ward_codes")
    _check_wards(register, declaration.linked_ward_codes, "/linked_ward_codes")
    if declaration.place is not None:
        return wards_met(register, declaration.place)
    return tuple(sorted(set(declaration.ward_codes)))


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


def _check_wards(register: Register, codes: Sequence[str], pointer: str) -> None:
    for index, code in enumerate(codes):
        if code not in register.positions:
            raise InvalidValue(
                f"{pointer}/{index}",
                vi=f"Không có phường, xã mang mã “{code}”. Xem mã đúng ở GET /api/v1/wards.",
                en=f"No ward has code “{code}”. Find the right code with GET /api/v1/wards.",
            )


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
    _check_wards(register, change.linked_ward_codes or (), "/linked_ward_codes")


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


def _proposed(register: Register, outbreak: Outbreak, plan: RingPlan) -> StoredRing:
    return StoredRing(
        outbreak_id=outbreak.outbreak_id,
        version=1,
        status=RingStatus.PROPOSED,
        mode=WHOLE_UNITS,
        document_number=None,
        signer=None,
        starts_at=None,
        boundary_version=register.boundary_version,
        population_estimated=plan.population_estimated,
        layers=tuple(
            StoredLayer(layer=each.layer, shape=each.shape, population=each.population, area_km2=each.area_km2)
            for each in plan.layers
        ),
        ward_layers=plan.ward_layers,
    )


def _existing(session: Session, outbreak_id: str) -> Outbreak:
    found = find_outbreak(session, outbreak_id)
    if found is None:
        raise OutbreakNotFound(outbreak_id)
    return found


def _ring_in_scope(session: Session, caller: Caller, outbreak_id: str, act: Act) -> StoredRing:
    outbreak = _existing(session, outbreak_id)
    require_act(caller, act, *_districts(current_register(session), outbreak.ward_codes))
    return rings(session, outbreak_id=outbreak_id)[0]


def _districts(register: Register, codes: Sequence[str]) -> list[str | None]:
    return sorted(
        {register.wards[register.positions[code]].district_code for code in codes if code in register.positions},
        key=lambda code: code or "",
    )


def _default_name(register: Register, codes: Sequence[str]) -> str:
    first = register.ward(codes[0])
    return f"Ổ dịch {first.name}" + (f" và {len(codes) - 1} nơi khác" if len(codes) > 1 else "")
