"""Several ways to draw rings round one outbreak, side by side: what each locks, and the smallest that holds the cases.

"Khoanh gọn, khoanh hẹp" asks for the least ground that will do. What will do is judged by the known cases: those given
as points; without points the outbreak's own place and the wards where cases are known. Core and next layer hold them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from shapely import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import GRID_DEGREES, to_multipolygon
from app.domain.register import Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.ring_plan import RingPlan
from app.domain.rings import SLIVER_M2
from app.domain.vocabulary import LockdownLayer

LOCKED: Final = (LockdownLayer.CORE, LockdownLayer.NEXT)
"""The layers in which people are held back (Directives 16 and 15); the outer one only asks for care."""


class CaseBasis(StrEnum):
    """Why a ward counts as one with known cases."""

    OUTBREAK = "outbreak"
    LINKED = "linked"
    COMMUNITY_CASES = "community_cases"


@dataclass(frozen=True)
class KnownCases:
    """Where cases are known: as points (lon/lat), else as the outbreak's drawn place and as whole wards."""

    points: MultiPoint | None
    place: BaseGeometry | None
    wards: Mapping[str, CaseBasis]


@dataclass(frozen=True)
class CaseCover:
    """Whether core and next layer hold all known cases, and what they leave out."""

    ward_codes_left_out: tuple[str, ...]
    points_left_out: int
    place_left_out: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not (self.ward_codes_left_out or self.points_left_out or self.place_left_out)


@dataclass(frozen=True)
class RingOption:
    """One way to draw the rings, drawn; `key` tells it from the others."""

    key: str
    request: RingRequest
    plan: RingPlan
    cover: CaseCover

    @property
    def locked_population(self) -> int | None:
        """People in core and next layer; None where those of some ward are unknown."""
        people = [layer.population for layer in self.plan.layers if layer.layer in LOCKED]
        return None if None in people else sum(count or 0 for count in people)

    @property
    def locked_km2(self) -> float:
        """The area of core and next layer."""
        return sum(layer.area_km2 for layer in self.plan.layers if layer.layer in LOCKED)


def default_ladder(place: BaseGeometry | None) -> tuple[RingRequest, ...]:
    """The ways that are compared when none are named: three sizes in metres, then four made of whole units.

    Args:
        place: the outbreak's; a point is grown by the first figure, of other places the core is the place itself.
    """
    is_point = isinstance(place, Point)
    metres = ((100.0, 300.0, 1000.0), (200.0, 500.0, 2000.0), (300.0, 1000.0, 3000.0))
    return (
        *(
            RingRequest(RingMode.DISTANCE, core_m=core if is_point else 0.0, next_m=following, outer_m=outer)
            for core, following, outer in metres
        ),
        RingRequest(RingMode.ADMINISTRATIVE),
        RingRequest(RingMode.CONTIGUITY, outer_order=2),
        RingRequest(RingMode.WHOLE_UNITS),
        RingRequest(RingMode.CONTIGUITY, order=2),
    )


def option_keys(requests: Sequence[RingRequest]) -> list[str]:
    """What each option is called; of several alike, such as two drawn by hand, the later are counted: `manual~2`."""
    seen = Counter[str]()
    keys = []
    for key in map(option_key, requests):
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}~{seen[key]}")
    return keys


def option_key(request: RingRequest) -> str:
    """What a way is called, such as `distance-0-300-1000` or `contiguity-2`."""
    told: list[float | int | None] = []
    if request.mode is RingMode.DISTANCE:
        told = [request.core_m, request.next_m, request.outer_m]
    if request.mode is RingMode.CONTIGUITY:
        told = [request.order, request.outer_order]
    marks = ["barriers"] * request.respect_barriers + ["inside"] * request.within_districts
    return "-".join([request.mode.value, *(f"{each:g}" for each in told if each is not None), *marks])


def case_cover(register: Register, plan: RingPlan, known: KnownCases) -> CaseCover:
    """Which known cases core and next layer leave out; slivers along a border count for nothing."""
    shapes = [layer.shape for layer in plan.layers if layer.layer in LOCKED and layer.shape is not None]
    locked = shapely.union_all(shapes, grid_size=GRID_DEGREES)
    shapely.prepare(locked)
    if known.points is not None:
        points = shapely.get_parts(known.points)
        return CaseCover((), int(np.count_nonzero(~shapely.covers(locked, points))), place_left_out=False)
    left = [code for code in sorted(known.wards) if not _holds(register, locked, register.ward(code).shape)]
    place = known.place
    return CaseCover(tuple(left), 0, place_left_out=place is not None and not _holds_place(register, locked, place))


def smallest_covering(options: Sequence[RingOption]) -> RingOption | None:
    """The option that holds all known cases and locks the fewest people, then the least ground; None when none holds.

    Options whose people are unknown are compared by their ground, after those whose people are known.
    """
    holding = [each for each in options if each.cover.is_whole]
    return min(
        holding,
        key=lambda each: (each.locked_population is None, each.locked_population or 0, each.locked_km2),
        default=None,
    )


def _holds(register: Register, locked: BaseGeometry, ward: BaseGeometry) -> bool:
    if shapely.covers(locked, ward):
        return True
    rest = shapely.difference(ward, locked, grid_size=GRID_DEGREES)
    return register.projector.area_m2(rest) <= SLIVER_M2


def _holds_place(register: Register, locked: BaseGeometry, place: BaseGeometry) -> bool:
    """Of a drawn place only what lies in the register can be held."""
    if isinstance(place, Point):
        return bool(shapely.covers(locked, place))
    if shapely.covers(locked, place):
        return True
    wards = register.shapes[register.positions_meeting(place)]
    ground = shapely.intersection(place, shapely.union_all(wards, grid_size=GRID_DEGREES), grid_size=GRID_DEGREES)
    # Where a place only runs along the rim, or is thinner than the grid, lines are left, which are no ground.
    inside = to_multipolygon(ground)
    return inside is None or _holds(register, locked, inside)
