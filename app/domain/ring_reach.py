"""How far each layer reaches in each mode: which wards it takes whole, and which shapes cut through wards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from app.domain.adjacency import Borders
from app.domain.barriers import BarrierSet
from app.domain.errors import InvalidValue
from app.domain.geometry import rounded_shape, to_multipolygon
from app.domain.projection import LocalProjector
from app.domain.register import Register
from app.domain.ring_barriers import barrier_lines, keep_connected, open_borders
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.ring_overlay import ground, union
from app.domain.vocabulary import LockdownLayer

LEAST_RADIUS_M: Final = 1.0
"""A core smaller than a sliver is none."""
_ARC_SEGMENTS: Final = 32
"""Straight pieces in a quarter of a circle: the chord lies 0.03 % of the radius inside the arc at most."""
Wards = NDArray[np.intp]


@dataclass(frozen=True)
class Reach:
    """What each layer claims; a stricter claim wins.

    Args:
        whole: the wards a layer takes whole, by position.
        cuts: lon/lat polygons a layer takes of whatever wards they meet.
        core_wards: the only wards the core's cut may take of: a polygon may have left its wards since, when the
            register changed; None: all.
        allowed: the only wards anything may lie in; None: all.
    """

    whole: Mapping[LockdownLayer, Wards]
    cuts: Mapping[LockdownLayer, BaseGeometry] = field(default_factory=dict)
    core_wards: Wards | None = None
    allowed: Wards | None = None


@dataclass(frozen=True)
class Asked:
    """One question for rings: the wards the core meets, the place where it is smaller than wards, and how to draw.

    `place` is a polygon, or a point where metres are counted from it; None takes the wards whole.
    """

    register: Register
    met: Wards
    place: BaseGeometry | None
    request: RingRequest
    barriers: BarrierSet

    @property
    def polygon(self) -> BaseGeometry | None:
        """The place where it cuts wards: a point takes its ward whole."""
        return None if isinstance(self.place, Point) else self.place

    @property
    def core_cuts(self) -> dict[LockdownLayer, BaseGeometry]:
        """The core where it is a polygon."""
        return {} if self.polygon is None else {LockdownLayer.CORE: self.polygon}

    @property
    def borders(self) -> Borders:
        """The borders that may be crossed."""
        return open_borders(self.register, self.barriers)

    def districts(self, *, order: int = 2) -> Wards:
        """The wards of the core's districts; of its wards without a district, those within some borders."""
        return home_wards(self.register, self.met, borders=self.borders, order=order)


def home_wards(register: Register, met: Wards, *, borders: Borders | None = None, order: int = 2) -> Wards:
    """The wards of the districts of some wards; of those without a district, the wards within some borders.

    Args:
        met: positions of the wards.
        borders: those that may be crossed; None: all.
        order: how many, for wards without a district.
    """
    crossed = register.borders if borders is None else borders
    parents = {register.wards[position].district_code for position in met.tolist()}
    inside = [register.district_positions[code] for code in parents if code is not None]
    if None in parents:
        alone = [each for each in met.tolist() if register.wards[each].district_code is None]
        inside.append(crossed.within(alone, order=order))
    return np.unique(np.concatenate(inside)) if inside else met


def reach_of(asked: Asked) -> Reach:
    """What each layer claims in the mode asked for.

    Raises:
        InvalidValue: a point without a radius in the distance mode.
    """
    match asked.request.mode:
        case RingMode.WHOLE_UNITS:
            reach = _by_borders(asked, order=1, outer_order=None)
        case RingMode.CONTIGUITY:
            reach = _by_borders(asked, order=asked.request.order, outer_order=asked.request.outer_order)
        case RingMode.ADMINISTRATIVE:
            reach = _round_place(asked, _layered(asked, asked.met, asked.districts(order=1)))
        case RingMode.DISTANCE:
            reach = _by_distance(asked)
        case RingMode.MANUAL:
            reach = _as_drawn(asked)
    allowed = asked.districts() if asked.request.within_districts else None
    return replace(reach, allowed=allowed)


def _round_place(asked: Asked, whole: Mapping[LockdownLayer, Wards]) -> Reach:
    return Reach(whole, asked.core_cuts, core_wards=asked.met)


def _layered(asked: Asked, following: Wards, outer: Wards) -> dict[LockdownLayer, Wards]:
    """Wards by layer; those of a core that is a polygon count to the next layer, for what the polygon leaves."""
    whole = {LockdownLayer.NEXT: following, LockdownLayer.OUTER: outer}
    return whole if asked.polygon is not None else {LockdownLayer.CORE: asked.met, **whole}


def _by_borders(asked: Asked, *, order: int, outer_order: int | None) -> Reach:
    borders = asked.borders
    outer = asked.districts() if outer_order is None else borders.within(asked.met, order=outer_order)
    return _round_place(asked, _layered(asked, borders.within(asked.met, order=order), outer))


def _by_distance(asked: Asked) -> Reach:
    request = asked.request
    if isinstance(asked.place, Point) and request.core_m < LEAST_RADIUS_M:
        raise InvalidValue(
            "/core_m",
            vi="Ổ dịch là một điểm: cần core_m ≥ 1, bán kính mét của lớp lõi; hoặc gửi đa giác.",
            en="The place is a point: send core_m of 1 or more, the radius of the core in metres; or send a polygon.",
        )
    place = ground(asked.register, asked.met) if asked.place is None else asked.place
    projector = LocalProjector.at(place)
    metric = projector.to_metric(shapely.segmentize(place, 0.001))
    core = _grown(metric, request.core_m)
    distances = {LockdownLayer.NEXT: request.next_m, LockdownLayer.OUTER: request.outer_m}
    reaches = {LockdownLayer.CORE: core} | {
        layer: _grown(core, metres) for layer, metres in distances.items() if metres is not None
    }
    cuts = {layer: rounded_shape(projector.to_lonlat(shape)) for layer, shape in reaches.items()}
    outer = asked.districts() if request.outer_m is None else np.empty(0, dtype=np.intp)
    return Reach({LockdownLayer.OUTER: outer}, _without_crossing(asked, place, cuts))


def _grown(shape: BaseGeometry, metres: float) -> BaseGeometry:
    return shapely.buffer(shape, metres, quad_segs=_ARC_SEGMENTS) if metres > 0.0 else shape


def _without_crossing(
    asked: Asked, place: BaseGeometry, cuts: dict[LockdownLayer, BaseGeometry]
) -> dict[LockdownLayer, BaseGeometry]:
    lines = barrier_lines(asked.register, asked.barriers, near=list(cuts.values())[-1])
    if lines is None:
        return cuts
    kept: dict[LockdownLayer, BaseGeometry] = {}
    seed = place
    for layer, shape in cuts.items():
        here = ground(asked.register, asked.register.positions_meeting(shape))
        reached = to_multipolygon(shapely.intersection(shape, here)) or MultiPolygon()
        kept[layer] = seed = keep_connected(reached, lines, seed=seed)
    return kept


def _as_drawn(asked: Asked) -> Reach:
    drawn = asked.request.layers
    cuts = {layer: drawn[layer] for layer in LockdownLayer if layer in drawn}
    if LockdownLayer.CORE in cuts:
        return Reach({}, cuts)
    whole = {} if asked.polygon is not None else {LockdownLayer.CORE: asked.met}
    return Reach(whole, asked.core_cuts | cuts, core_wards=asked.met)


def cumulative(cuts: Mapping[LockdownLayer, BaseGeometry]) -> dict[LockdownLayer, BaseGeometry]:
    """What each layer and every stricter one claim together by cutting; a layer without a cut repeats the stricter."""
    together: dict[LockdownLayer, BaseGeometry] = {}
    so_far: BaseGeometry | None = None
    for layer in LockdownLayer:
        if layer in cuts:
            so_far = cuts[layer] if so_far is None else union([so_far, cuts[layer]])
        if so_far is not None:
            together[layer] = so_far
    return together
