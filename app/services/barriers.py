"""Barriers (rivers, canals): declare, change, import; and those that stand on a day, for rings to respect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.domain.barriers import Barrier, BarrierContent, BarrierKind, BarrierSet, barrier_set
from app.domain.errors import Conflict, InvalidValue
from app.domain.register import Register
from app.services.register import current_register
from app.storage.barriers import add_barrier, barriers, count_barriers
from app.storage.revisions import Revision

LONGEST: Final = timedelta(days=18_262)
"""Fifty years: a later end is a slip of the pen."""


@dataclass(frozen=True)
class BarrierImport:
    """What became of a file of barriers."""

    created: int
    changed: int
    unchanged: int


def barriers_in_force(session: Session, *, on: date) -> BarrierSet:
    """All that cannot be crossed on a day."""
    return barrier_set(barriers(session), on=on)


def declare_barrier(
    session: Session,
    *,
    content: BarrierContent,
    replaces: str | None,
    version: int | None,
    revision: Revision,
    actor: str,
) -> Barrier:
    """Declare a barrier, or append a version of one.

    Standing rings are not drawn again: what an order said is changed by an order only.

    Args:
        replaces: the id of the barrier to change; None declares a new one.
        version: the version looked at, when one is changed.

    Raises:
        InvalidValue: a code is not in force, or there is no such barrier.
        Conflict: the barrier was changed meanwhile.
    """
    _check(current_register(session), content)
    if replaces is None:
        return _append(session, content, f"BR{count_barriers(session) + 1:04d}", 1, revision, actor)
    current = next((each for each in barriers(session) if each.barrier_id == replaces), None)
    if current is None:
        raise InvalidValue(
            "/barrier_id",
            vi=f"Không có vật cản mang mã “{replaces}”. Xem mã đúng ở GET /api/v1/barriers.",
            en=f"No barrier has id “{replaces}”. Find the right one with GET /api/v1/barriers.",
        )
    if version != current.version:
        raise Conflict(
            vi=f"Vật cản {replaces} hiện ở phiên bản {current.version}; gửi version đó nếu vẫn sửa.",
            en=f"Barrier {replaces} stands at version {current.version}; send that version to change it all the same.",
            extensions={"current_version": current.version},
        )
    return _append(session, content, replaces, current.version + 1, revision, actor)


def import_barriers(
    session: Session, *, contents: Iterable[BarrierContent], revision: Revision, actor: str
) -> BarrierImport:
    """Declare the barriers of a file: known ones by their Vietnamese name; a file imported twice changes nothing.

    Raises:
        InvalidValue: a code is not in force; the pointer counts from the file's list.
    """
    register = current_register(session)
    known = {each.name_vi: each for each in barriers(session)}
    created = changed = unchanged = 0
    for index, content in enumerate(contents):
        _check(register, content, pointer=f"/barriers/{index}")
        current = known.get(content.name_vi)
        if current is None:
            _append(session, content, f"BR{count_barriers(session) + 1:04d}", 1, revision, actor)
            created += 1
        elif current.content == content:
            unchanged += 1
        else:
            _append(session, content, current.barrier_id, current.version + 1, revision, actor)
            changed += 1
    return BarrierImport(created, changed, unchanged)


def are_known(register: Register, contents: Iterable[BarrierContent]) -> bool:
    """Whether every unit that barriers name is in force."""
    for content in contents:
        known = register.positions if content.kind is BarrierKind.WARD_PAIRS else register.district_positions
        if not set(content.codes()) <= set(known):
            return False
    return True


def _append(
    session: Session, content: BarrierContent, barrier_id: str, version: int, revision: Revision, actor: str
) -> Barrier:
    barrier = Barrier(
        **{name: getattr(content, name) for name in BarrierContent.__dataclass_fields__},
        barrier_id=barrier_id,
        version=version,
        recorded_revision=revision.number,
    )
    add_barrier(session, barrier, recorded_by=actor)
    return barrier


def _check(register: Register, content: BarrierContent, *, pointer: str = "") -> None:
    """Only a barrier that begins before it ends and names units that are in force."""
    if content.valid_to is not None and content.valid_to <= content.valid_from:
        raise InvalidValue(
            f"{pointer}/valid_to",
            vi=f"valid_to {content.valid_to} phải sau valid_from {content.valid_from}.",
            en=f"valid_to {content.valid_to} must be after valid_from {content.valid_from}.",
        )
    if content.valid_to is not None and content.valid_to - content.valid_from > LONGEST:
        raise InvalidValue(
            f"{pointer}/valid_to",
            vi=f"valid_to {content.valid_to} cách valid_from hơn 50 năm; bỏ trống nếu không có ngày kết thúc.",
            en=f"valid_to {content.valid_to} is over 50 years after valid_from; leave it out where there is no end.",
        )
    wards = content.kind is BarrierKind.WARD_PAIRS
    known = register.positions if wards else register.district_positions
    what_vi, what_en, where = ("phường, xã", "ward", "wards") if wards else ("quận, huyện", "district", "districts")
    for code in content.codes():
        if code not in known:
            raise InvalidValue(
                f"{pointer}/pairs",
                vi=f"Không có {what_vi} mang mã “{code}”. Xem mã đúng ở GET /api/v1/{where}.",
                en=f"No {what_en} has code “{code}”. Find the right code with GET /api/v1/{where}.",
            )
