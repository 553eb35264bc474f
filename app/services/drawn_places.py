"""Where a cordon or an area lies: a drawn polygon or whole wards, its people, its districts, its moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidValue
from app.domain.geometry import to_multipolygon
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus
from app.domain.ward_parts import WardParts, ground_of, parts_covered, people_in, whole_wards

FURTHEST_AWAY = timedelta(days=366)
"""An order that begins further from now was mistyped."""


@dataclass(frozen=True)
class PlaceWanted:
    """Exactly one of both: a polygon, or wards taken whole."""

    shape: BaseGeometry | None = None
    ward_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DrawnPlace:
    """A place on the register: its ground, what it covers of each ward, its people by area (None: unknown)."""

    ground: MultiPolygon
    parts: WardParts
    population: int | None
    population_estimated: bool

    @property
    def cuts_wards(self) -> bool:
        """Whether it covers a ward only in part, which schematic boundaries cannot tell exactly."""
        return self.population_estimated


def draw_place(register: Register, wanted: PlaceWanted) -> DrawnPlace:
    """The place on the register.

    Raises:
        InvalidValue, InvalidGeometry: a ward that is not in force, or a shape outside every ward.
    """
    for index, code in enumerate(wanted.ward_codes):
        if code not in register.positions:
            raise InvalidValue(
                f"/ward_codes/{index}",
                vi=f"Không có phường, xã mang mã “{code}”. Xem mã đúng ở GET /api/v1/wards.",
                en=f"No ward has code “{code}”. Find the right code with GET /api/v1/wards.",
            )
    if wanted.shape is None:
        parts: WardParts = whole_wards(wanted.ward_codes)
        ground = ground_of(register, parts)
    else:
        parts, ground = parts_covered(register, wanted.shape), to_multipolygon(wanted.shape)
    assert ground is not None
    return DrawnPlace(ground, parts, *people_in(register, parts))


def needs_override(register: Register, place: DrawnPlace) -> bool:
    """Whether its edge may be off on the ground, so that an order needs an explicit word."""
    return register.boundary_status is BoundaryStatus.SCHEMATIC and place.cuts_wards


def districts_met(register: Register, codes: Iterable[str]) -> list[str | None]:
    """The districts of some wards, each once; wards no longer in the register are left out."""
    found = {register.wards[register.positions[code]].scope_code for code in codes if code in register.positions}
    return sorted(found, key=lambda code: code or "")


def check_moment(moment: datetime, *, now: datetime, pointer: str) -> None:
    """Refuse a moment more than a year away.

    Raises:
        InvalidValue: with the bounds.
    """
    if abs(moment - now) > FURTHEST_AWAY:
        first, last = (now - FURTHEST_AWAY).isoformat(), (now + FURTHEST_AWAY).isoformat()
        raise InvalidValue(
            pointer,
            vi=f"{pointer[1:]} {moment.isoformat()} cách hiện tại quá một năm; gửi thời điểm từ {first} đến {last}.",
            en=f"{pointer[1:]} {moment.isoformat()} is more than a year away; send an instant from {first} to {last}.",
        )
