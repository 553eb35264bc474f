"""What part of each ward a drawn place covers, and how many people live there by area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry
from app.domain.geometry import GRID_DEGREES, to_multipolygon
from app.domain.projection import Shapes
from app.domain.register import Register

SLIVER_M2: Final = 1.0
"""What a place covers of a ward counts from here on; less is drawing noise."""
MAX_OUTLINE_KM: Final = 2_000
"""A longer outline is a scribble, not a place."""
_MARGIN_DEGREES: Final = 1e-5

WardParts = Mapping[str, float]
"""Share of the area of each ward (0 < share ≤ 1) by ward code, ascending."""


def parts_covered(register: Register, place: BaseGeometry) -> dict[str, float]:
    """What part of each ward a polygon covers, of wards it covers > 1 m² of; all but a sliver is 1.

    Raises:
        InvalidGeometry: it covers nothing of any ward, or is a scribble.
    """
    outline_km = shapely.length(register.projector.to_metric(place)) / 1000
    if outline_km > MAX_OUTLINE_KM:
        raise InvalidGeometry(
            vi=f"Đường bao dài {outline_km:.0f} km, quá {MAX_OUTLINE_KM} km; vẽ hình đơn giản hơn.",
            en=f"The outline is {outline_km:.0f} km long, more than {MAX_OUTLINE_KM} km; draw a simpler shape.",
        )
    found = _shares(register, place)
    if not found:
        raise InvalidGeometry(
            vi="Hình vẽ nằm ngoài mọi phường, xã của danh mục; kiểm tra thứ tự kinh độ, vĩ độ.",
            en="The place lies outside every ward of the register; check the order of lon and lat.",
        )
    return found


def whole_wards(codes: Iterable[str]) -> dict[str, float]:
    """Wards taken whole."""
    return dict.fromkeys(sorted(set(codes)), 1.0)


def ground_of(register: Register, codes: Iterable[str]) -> MultiPolygon | None:
    """Some wards as one shape, those no longer in the register left out; None when nothing is left."""
    positions = [register.positions[code] for code in codes if code in register.positions]
    if not positions:
        return None
    shapes = register.shapes[positions]
    joined = shapely.coverage_union_all(shapes) if register.is_tiling else shapely.union_all(shapes, GRID_DEGREES)
    return to_multipolygon(joined)


def people_in(register: Register, parts: WardParts) -> tuple[int | None, bool]:
    """How many people live in parts of wards, weighted by area, and whether that is an estimate.

    Returns:
        None where the people of a ward are unknown; whole wards alone are exact.
    """
    estimated = any(share < 1.0 for share in parts.values())
    total = 0
    for code, share in parts.items():
        position = register.positions.get(code)
        population = None if position is None else register.wards[position].population
        if population is None:
            return None, estimated
        total += round(population * share)
    return total, estimated


def uncovered_m2(register: Register, place: BaseGeometry, cover: BaseGeometry) -> float:
    """How much of a place another one does not cover, in square metres."""
    return register.projector.area_m2(shapely.difference(place, cover, grid_size=GRID_DEGREES))


def _shares(register: Register, place: BaseGeometry) -> dict[str, float]:
    near = register.positions_meeting(place)
    if not len(near):
        return {}
    wards = register.shapes[near]
    covered = register.projector.areas_m2(shapely.intersection(wards, _clipped(place, wards)))
    whole = register.areas_m2[near]
    share = np.where(whole - covered <= SLIVER_M2, 1.0, covered / whole)
    return {register.codes[near[each]]: float(share[each]) for each in np.flatnonzero(covered > SLIVER_M2)}


def _clipped(place: BaseGeometry, wards: Shapes) -> Shapes:
    """The part of a place round each ward: overlays with far-away edges take a hundred times longer."""
    boxes = shapely.bounds(wards) + np.array([-1, -1, 1, 1]) * _MARGIN_DEGREES
    clipped: Shapes = np.empty(len(wards), dtype=object)
    clipped[:] = [shapely.clip_by_rect(place, *box) for box in boxes.tolist()]
    broken = ~shapely.is_valid(clipped)
    clipped[broken] = shapely.make_valid(clipped[broken], method="structure")
    return clipped
