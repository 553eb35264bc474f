"""Areas beside the colours: declare, change, end; every act is a version. What they hold: wards by level, people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.areas import CITY_KINDS, Area, AreaAction, AreaKind, AreaStatus, area_at
from app.domain.errors import AreaNotFound, AreaStateConflict, InvalidValue, StaleRecord
from app.domain.register import Register
from app.domain.vocabulary import Directive
from app.services.access import Act, Caller, has_scope, require_act, require_district
from app.services.drawn_places import (
    DrawnPlace,
    PlaceWanted,
    check_moment,
    districts_met,
    draw_place,
    needs_override,
)
from app.services.placed_orders import placed_area_versions, placed_areas
from app.services.register import current_register
from app.storage.areas import add_area, next_area_id
from app.storage.revisions import Revision


@dataclass(frozen=True)
class AreaWanted:
    """An area as it is declared; without a document it is only proposed. `starts_at` None: at once."""

    kind: AreaKind
    name: str
    place: PlaceWanted
    directive: Directive | None
    starts_at: datetime | None
    ends_at: datetime | None
    document_number: str | None
    signer: str | None
    note: str | None
    override_schematic: bool = False


@dataclass(frozen=True)
class AreaChange:
    """What to change of an area; None leaves a field as it is, `without_directive` takes its directive away."""

    name: str | None = None
    place: PlaceWanted | None = None
    directive: Directive | None = None
    without_directive: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    document_number: str | None = None
    signer: str | None = None
    note: str | None = None
    override_schematic: bool = False


def declare_area(session: Session, *, caller: Caller, wanted: AreaWanted, revision: Revision) -> Area:
    """Declare an area: in force from its start when a document comes with it, proposed otherwise.

    Raises:
        InvalidValue, InvalidGeometry: what is said cannot be.
        NotYourDistrict: a ward is not in the caller's scope, or only the city draws such an area.
        AreaStateConflict: it cuts wards on schematic boundaries, and no override was given.
    """
    register, now = current_register(session), revision.committed_at
    place = draw_place(register, wanted.place)
    _require_scope(register, caller, wanted.kind, place.parts)
    signed = wanted.document_number is not None
    _refuse_schematic(register, place, signed=signed, override=wanted.override_schematic)
    starts_at = now if wanted.starts_at is None else wanted.starts_at
    check_moment(starts_at, now=now, pointer="/start")
    _check_end(starts_at, wanted.ends_at)
    area = Area(
        area_id=next_area_id(session),
        version=1,
        action=AreaAction.DECLARE,
        kind=wanted.kind,
        name=wanted.name,
        place=place.ground if wanted.place.shape is not None else None,
        ward_parts=place.parts,
        directive=wanted.directive,
        starts_at=starts_at,
        ends_at=wanted.ends_at,
        document_number=wanted.document_number,
        signer=wanted.signer,
        note=wanted.note,
        boundary_version=register.boundary_version,
        recorded_by=caller.username,
        recorded_at=now,
        recorded_revision=revision.number,
    )
    add_area(session, area)
    return area_at(area, now)


def change_area(
    session: Session, *, caller: Caller, area_id: str, expected_version: int, change: AreaChange, revision: Revision
) -> tuple[Area, bool]:
    """Append a version of an area, and whether anything was: nothing when all is as it was.

    Raises:
        AreaNotFound, NotYourDistrict, StaleRecord: no such area, not the caller's, or changed by somebody else.
        AreaStateConflict: it has ended.
    """
    register, now = current_register(session), revision.committed_at
    newest = area_at(_existing(session, area_id)[-1], now)
    _require_scope(register, caller, newest.kind, newest.ward_parts)
    if expected_version != newest.version:
        raise StaleRecord(f"Khu vực {area_id}", f"area {area_id}", current_version=newest.version)
    _refuse_ended(newest)
    changed = _changed(newest, change)
    if change.place is not None:
        place = draw_place(register, change.place)
        _require_scope(register, caller, newest.kind, place.parts)
        signed = changed.document_number is not None
        _refuse_schematic(register, place, signed=signed, override=change.override_schematic)
        ground = place.ground if change.place.shape is not None else None
        changed = replace(changed, place=ground, ward_parts=place.parts, boundary_version=register.boundary_version)
    if changed == newest:
        return newest, False
    if change.starts_at is not None:
        check_moment(change.starts_at, now=now, pointer="/start")
    _check_end(changed.starts_at, changed.ends_at)
    return _append(session, replace(changed, action=AreaAction.CHANGE), caller, revision), True


def end_area(
    session: Session,
    *,
    caller: Caller,
    area_id: str,
    ends_at: datetime | None,
    document_number: str | None,
    signer: str | None,
    note: str | None,
    revision: Revision,
) -> Area:
    """End an area now, or at a moment to come.

    Raises:
        AreaNotFound, NotYourDistrict: as named.
        AreaStateConflict: it has ended already.
        InvalidValue: the moment has passed, or an area in force is ended without a document.
    """
    register, now = current_register(session), revision.committed_at
    newest = area_at(_existing(session, area_id)[-1], now)
    _require_scope(register, caller, newest.kind, newest.ward_parts)
    _refuse_ended(newest)
    if newest.document_number is not None and document_number is None:
        raise InvalidValue(
            "/document_number",
            vi="Khu vực này đang theo một văn bản; kết thúc cũng cần số văn bản và người ký.",
            en="This area stands by a document; ending it needs a document number and a signer too.",
        )
    ending = now if ends_at is None else max(ends_at, now)
    if ends_at is not None:
        check_moment(ends_at, now=now, pointer="/end")
    ended = replace(
        newest,
        action=AreaAction.END,
        ends_at=ending,
        document_number=document_number or newest.document_number,
        signer=signer or newest.signer,
        note=note or newest.note,
    )
    return _append(session, ended, caller, revision)


def visible_areas(
    session: Session,
    *,
    caller: Caller,
    at: datetime,
    kind: AreaKind | None = None,
    status: AreaStatus | None = None,
    known_revision: int | None = None,
) -> list[Area]:
    """The areas that touch the caller's districts, in force first, then proposed, then ended, each by id."""
    register = current_register(session)
    found = [area_at(each, at) for each in placed_areas(session, known_revision=known_revision)]
    rank = {AreaStatus.IN_FORCE: 0, AreaStatus.PROPOSED: 1, AreaStatus.ENDED: 2}
    shown = [
        each
        for each in found
        if (kind is None or each.kind is kind)
        and (status is None or each.status is status)
        and _touches(register, caller, each)
    ]
    return sorted(shown, key=lambda each: (rank[each.status], each.area_id))


def area_log(session: Session, *, caller: Caller, area_id: str) -> list[Area]:
    """Every version of an area that touches the caller's districts, oldest first.

    Raises:
        AreaNotFound, NotYourDistrict: as named.
    """
    versions = _existing(session, area_id)
    register = current_register(session)
    if not _touches(register, caller, versions[-1]):
        require_district(caller, districts_met(register, versions[-1].ward_parts)[0])
    return versions


def _touches(register: Register, caller: Caller, area: Area) -> bool:
    districts = districts_met(register, area.ward_parts)
    return not districts or any(has_scope(caller, code) for code in districts)


def _existing(session: Session, area_id: str) -> list[Area]:
    versions = placed_area_versions(session, area_id)
    if not versions:
        raise AreaNotFound(area_id)
    return versions


def _require_scope(register: Register, caller: Caller, kind: AreaKind, codes: Iterable[str]) -> None:
    require_act(caller, Act.DECLARE_AREA, *districts_met(register, codes))
    if kind in CITY_KINDS:
        # The numbered areas divide the whole city, so they are for those who answer for all of it.
        require_district(caller, None)


def _refuse_ended(area: Area) -> None:
    if area.status is AreaStatus.ENDED:
        assert area.ends_at is not None
        raise AreaStateConflict(
            vi=f"Khu vực {area.area_id} đã kết thúc lúc {area.ends_at.isoformat()}; hãy lập khu vực mới.",
            en=f"Area {area.area_id} ended at {area.ends_at.isoformat()}; declare a new one.",
            extensions={"current_version": area.version},
        )


def _refuse_schematic(register: Register, place: DrawnPlace, *, signed: bool, override: bool) -> None:
    if signed and needs_override(register, place) and not override:
        raise AreaStateConflict(
            vi="Ranh giới đang dùng là sơ đồ, nên khu vực vẽ theo đa giác có thể lệch thực địa. Nhập ranh giới chính "
            "thức, chọn nguyên phường, xã, hoặc gửi override_schematic: true nếu vẫn ban hành.",
            en="The boundaries are schematic, so an area drawn as a polygon may be off on the ground. Import official "
            "boundaries, take whole wards, or send override_schematic: true to order it all the same.",
        )


def _check_end(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidValue(
            "/end",
            vi=f"end phải sau lúc bắt đầu, {starts_at.isoformat()}.",
            en=f"end must come after the start, {starts_at.isoformat()}.",
        )


def _changed(area: Area, change: AreaChange) -> Area:
    directive = None if change.without_directive else change.directive or area.directive
    return replace(
        area,
        name=change.name or area.name,
        directive=directive,
        starts_at=change.starts_at or area.starts_at,
        ends_at=change.ends_at or area.ends_at,
        document_number=change.document_number or area.document_number,
        signer=change.signer or area.signer,
        note=change.note or area.note,
    )


def _append(session: Session, area: Area, caller: Caller, revision: Revision) -> Area:
    added = replace(
        area,
        version=area.version + 1,
        recorded_by=caller.username,
        recorded_at=revision.committed_at,
        recorded_revision=revision.number,
    )
    add_area(session, added)
    return area_at(added, revision.committed_at)
