"""The Đông Anh three-ring model: core, next and outer layer round an outbreak, an exact partition of its territory.

By whole units (the default), core = the polygon, or the ward(s); a point takes its containing ward. Next = the
remainder of every ward the core meets and every ward bordering those (> 0 m), also across a district line. Outer = the
rest of the core's districts, never of a neighbor's; in a register without districts, the wards two borders away.
The other modes say themselves how far each layer reaches (`ring_modes`, `ring_reach`).

All cuts are made in lon/lat on the grid of stored coordinates (`ring_overlay`); people and square metres are counted by
ward (`ring_plan`).

Source: city secretary at Đông Anh, 10 May 2021; which unit forms each layer is this system's reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from app.domain.barriers import NO_BARRIERS, BarrierSet
from app.domain.errors import InvalidGeometry
from app.domain.register import Register
from app.domain.ring_modes import RingRequest
from app.domain.ring_overlay import SLIVER_M2, carve, covered_shares, ground, intersect, outside_m2, union
from app.domain.ring_plan import DistrictShare, LayerShares, RingLayer, RingPlan, ring_plan
from app.domain.ring_reach import Asked, Reach, cumulative, reach_of
from app.domain.vocabulary import LockdownLayer

__all__ = [
    "MAX_OUTLINE_KM",
    "SLIVER_M2",
    "DistrictShare",
    "RingLayer",
    "RingPlan",
    "draw_rings",
    "merge_rings",
    "wards_met",
]

MAX_OUTLINE_KM: Final = 2_000
"""A longer outline is a scribble that cuts wards into thousands of pieces; that of a district is about 100 km."""


def wards_met(register: Register, place: BaseGeometry) -> tuple[str, ...]:
    """Codes of the wards an outbreak's place meets: those a polygon covers > 1 m² of, or the one that holds a point.

    Raises:
        InvalidGeometry: the place lies outside every ward, is too small to be drawn, or is a scribble.
    """
    _refuse_scribbles(register, place)
    if isinstance(place, Point):
        met = [found.ward.code for found in register.locate(place.x, place.y)[:1]]
    else:
        near = register.positions_meeting(place)
        met = [register.codes[each] for each in near[covered_shares(register, near, place) > 0.0]]
        if not met and register.projector.area_m2(place) <= SLIVER_M2:
            raise InvalidGeometry(
                vi="Hình phủ chưa tới 1 m²; vẽ hình lớn hơn, hoặc gửi một điểm (Point).",
                en="The shape covers less than 1 m²; draw a larger one, or send a Point.",
            )
    if not met:
        raise InvalidGeometry(
            vi="Vị trí ổ dịch nằm ngoài mọi phường, xã của danh mục; kiểm tra thứ tự kinh độ, vĩ độ.",
            en="The outbreak's place lies outside every ward of the register; check the order of lon and lat.",
        )
    return tuple(sorted(met))


def _refuse_scribbles(register: Register, place: BaseGeometry) -> None:
    outline_km = shapely.length(register.projector.to_metric(place)) / 1000
    if outline_km > MAX_OUTLINE_KM:
        raise InvalidGeometry(
            vi=f"Đường bao dài {outline_km:.0f} km, quá {MAX_OUTLINE_KM} km; vẽ hình đơn giản hơn.",
            en=f"The outline is {outline_km:.0f} km long, more than {MAX_OUTLINE_KM} km; draw a simpler shape.",
        )


_DEFAULT: Final = RingRequest()


def draw_rings(
    register: Register,
    *,
    ward_codes: Sequence[str],
    core: BaseGeometry | None,
    request: RingRequest = _DEFAULT,
    barriers: BarrierSet = NO_BARRIERS,
) -> RingPlan:
    """The rings round some wards, or round a place inside them.

    Args:
        ward_codes: the wards the core meets (see `wards_met`).
        core: the core's own polygon; None takes the wards whole, and so does a point unless metres are counted from it.
        request: the mode and its values.
        barriers: what cannot be crossed; counts only where the request respects it.

    Raises:
        WardNotFound: a code that is not in force.
        InvalidValue: a point without a radius in the distance mode.
        InvalidGeometry: a drawn layer is a scribble, or lies outside every ward.
    """
    for shape in request.layers.values():
        wards_met(register, shape)
    standing = barriers if request.respect_barriers else NO_BARRIERS
    asked = Asked(register, register.positions_of(ward_codes), core, request, standing)
    reach = reach_of(asked)
    cuts = cumulative(reach.cuts)
    shares = _shares(register, reach, cuts)
    outside = [asked.polygon, *request.layers.values()]
    return ring_plan(
        register,
        _shapes(register, cuts, shares),
        _parts(shares),
        outside_m2=sum(outside_m2(register, shape) for shape in outside if shape is not None),
    )


def merge_rings(register: Register, plans: Iterable[Sequence[tuple[LockdownLayer, BaseGeometry | None]]]) -> RingPlan:
    """Overlapping rings as one partition in which the stricter layer wins.

    Args:
        plans: for each ring, its layers with their lon/lat shapes.
    """
    drawn: dict[LockdownLayer, list[BaseGeometry]] = {layer: [] for layer in LockdownLayer}
    for plan in plans:
        for layer, shape in plan:
            drawn[layer] += [] if shape is None else [shape]
    shapes = carve(register, [union(each) for each in drawn.values()])
    parts: dict[int, LayerShares] = {}
    for layer, shape in zip(LockdownLayer, shapes, strict=True):
        near = register.positions_meeting(shape)
        for position, share in zip(near.tolist(), covered_shares(register, near, shape).tolist(), strict=True):
            if share > 0.0:
                parts.setdefault(position, {})[layer] = share
    return ring_plan(register, shapes, parts)


_Covered = Mapping[LockdownLayer, NDArray[np.float64]]
"""What part of every ward of the register lies in a layer or a stricter one."""
_NOBODY: Final = np.empty(0, dtype=np.intp)


def _shares(register: Register, reach: Reach, cuts: Mapping[LockdownLayer, BaseGeometry]) -> _Covered:
    covered: dict[LockdownLayer, NDArray[np.float64]] = {}
    before = np.zeros(len(register.wards))
    for layer in LockdownLayer:
        share = before.copy()
        if layer in reach.cuts:
            near = register.positions_meeting(cuts[layer])
            if layer is LockdownLayer.CORE and reach.core_wards is not None:
                near = np.intersect1d(near, reach.core_wards)
            share[near] = np.maximum(share[near], covered_shares(register, near, cuts[layer]))
        share[reach.whole.get(layer, _NOBODY)] = 1.0
        if reach.allowed is not None:
            share[np.setdiff1d(np.arange(len(share)), reach.allowed)] = 0.0
        # A layer that adds no more than a sliver to a ward adds nothing.
        before = covered[layer] = np.where((share - before) * register.areas_m2 > SLIVER_M2, share, before)
    return covered


def _parts(covered: _Covered) -> dict[int, LayerShares]:
    """What part of each ward of the territory lies in each layer."""
    parts: dict[int, LayerShares] = {}
    before = np.zeros_like(covered[LockdownLayer.CORE])
    for layer, share in covered.items():
        own = share - before
        for position in np.flatnonzero(own > 0.0).tolist():
            parts.setdefault(position, {})[layer] = float(own[position])
        before = share
    return parts


def _shapes(register: Register, cuts: Mapping[LockdownLayer, BaseGeometry], covered: _Covered) -> list[BaseGeometry]:
    """The ground of each layer; a layer clear of every split ward is made of whole wards and needs no overlay."""
    split = np.flatnonzero(np.any([(share > 0.0) & (share < 1.0) for share in covered.values()], axis=0))
    touched = register.borders.within(split, order=1)
    owned = dict(zip(LockdownLayer, np.diff([np.zeros(len(register.wards)), *covered.values()], axis=0), strict=True))
    carved = [not register.is_tiling or bool((own[touched] > 0.0).any()) for own in owned.values()]
    count = max((index + 1 for index, needed in enumerate(carved) if needed), default=0)
    claims = [_claim(register, share, cuts.get(layer)) for layer, share in list(covered.items())[:count]]
    whole = [ground(register, np.flatnonzero(own > 0.0)) for own in list(owned.values())[count:]]
    return [*carve(register, claims), *whole]


def _claim(register: Register, share: NDArray[np.float64], cut: BaseGeometry | None) -> BaseGeometry:
    """What a layer and the stricter ones cover: wards whole, and what the cut takes of split ones."""
    whole = ground(register, np.flatnonzero(share == 1.0))
    split = np.flatnonzero((share > 0.0) & (share < 1.0))
    if cut is None or not len(split):
        return whole
    return union([whole, intersect(ground(register, split), cut)])
