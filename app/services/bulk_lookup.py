"""Points by the million: what holds at each, by the same lists of wards and orders as for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.point_answers import AnsweredPoints, PointAnswer, PointFault, Points, PointStatus
from app.domain.point_location import Answers, PointLocator
from app.domain.projection import Shapes
from app.domain.vocabulary import BoundaryStatus
from app.services.place_orders import OrderGround, OrderKind, StandingOrder, applied, standing_orders, strictest_ring
from app.services.zone_status import ZoneSnapshot

_FAULTS: Final = tuple(PointFault)
_FAULTY: Final = tuple(PointAnswer(PointStatus.INVALID, reason=fault.value) for fault in _FAULTS)
"""The first answers of every run, in the order of the faults."""


def ground_key(snapshot: ZoneSnapshot) -> tuple[object, ...]:
    """All that a locator depends on."""
    return snapshot.register.boundary_version, tuple(_drawn(snapshot))


def locator_of(snapshot: ZoneSnapshot) -> PointLocator:
    """Wards, then every standing order's ground, ready to be asked; to be kept while both stand."""
    return PointLocator(_grounds(snapshot))


class PointFinder:
    """Answers points for one snapshot.

    Args:
        locator: of the same wards and orders (`locator_of`).
    """

    def __init__(self, snapshot: ZoneSnapshot, locator: PointLocator | None = None) -> None:
        self._snapshot = snapshot
        self._locator = locator or locator_of(snapshot)
        orders = _orders(snapshot)
        self._orders = tuple(each.order for each in orders if each.ground is not None)
        self._in_wards = tuple(each for each in orders if each.ground is None)
        self._box = _box(snapshot)

    def answered(self, parts: Iterable[Points]) -> Iterator[AnsweredPoints]:
        """Each part with its answers, in order; one part is held at a time."""
        sets = self._locator.answers()
        told: list[PointAnswer] = list(_FAULTY)
        number_of: list[int] = []
        for points in parts:
            numbers = self._numbers(points, sets)
            for members in sets.sets[len(number_of) :]:
                number_of.append(len(told))
                told.append(self._answer(members))
            yield AnsweredPoints(points, self._with_faults(points, np.array(number_of)[numbers]), told)

    def _numbers(self, points: Points, sets: Answers) -> NDArray[np.int64]:
        """The set of shapes at each point; rows with a fault are looked up as if off the register."""
        lon, lat = (np.nan_to_num(each, nan=1e9) for each in (points.lon, points.lat))
        return self._locator.locate(lon, lat, sets)

    def _with_faults(self, points: Points, numbers: NDArray[np.int64]) -> list[int]:
        swapped = self._swapped(points)
        too_far = ((np.abs(points.lon) > 180) | (np.abs(points.lat) > 90)) & ~swapped
        numbers[swapped] = _FAULTS.index(PointFault.SWAPPED)
        numbers[too_far] = _FAULTS.index(PointFault.OUT_OF_RANGE)
        for row, fault in points.faults.items():
            numbers[row] = _FAULTS.index(fault)
        found: list[int] = numbers.tolist()
        return found

    def _swapped(self, points: Points) -> NDArray[np.bool_]:
        """As `looks_swapped` of one point."""
        if self._box is None:
            return np.zeros(len(points.lon), dtype=np.bool_)
        west, south, east, north = self._box
        lon, lat = points.lon, points.lat
        here = (lon >= west - 1) & (lon <= east + 1) & (lat >= south - 1) & (lat <= north + 1)
        there = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
        both: NDArray[np.bool_] = ~here & there
        return both

    def _answer(self, members: Sequence[int]) -> PointAnswer:
        """What a set of shapes means: positions of wards, then of orders after them."""
        wards = [each for each in members if each < len(self._snapshot.zones)]
        exact = self._snapshot.register.boundary_status is BoundaryStatus.OFFICIAL
        codes = {self._snapshot.zones[each].ward.code for each in wards}
        orders = [self._orders[each - len(self._snapshot.zones)] for each in members[len(wards) :]]
        orders += [each.order for each in self._in_wards if not each.ward_codes.isdisjoint(codes)]
        if not wards:
            return _with_orders(PointAnswer(PointStatus.OUTSIDE, approximate=not exact), orders)
        first, *others = (self._snapshot.zones[each] for each in wards)
        answer = PointAnswer(
            PointStatus.BORDER if others else PointStatus.IN,
            ward_code=first.ward.code,
            ward_name=first.ward.name,
            district_code=first.ward.district_code,
            level=first.level,
            border_ward_codes=tuple(each.ward.code for each in others),
            approximate=not exact,
        )
        return _with_orders(answer, orders)


def _with_orders(answer: PointAnswer, orders: Sequence[StandingOrder]) -> PointAnswer:
    ring, order = strictest_ring(orders), applied(orders)
    return replace(
        answer,
        layer=ring.layer.value if ring and ring.layer else None,
        ring_status=("issued" if ring.in_force else "proposed") if ring else None,
        directive=order.directive.value if order and order.directive else None,
        directive_in_force=order.in_force if order else None,
        outbreak_ids=_ids(orders, OrderKind.RING),
        cordon_ids=_ids(orders, OrderKind.CORDON),
        area_ids=_ids(orders, OrderKind.AREA),
    )


def _ids(orders: Sequence[StandingOrder], kind: OrderKind) -> tuple[str, ...]:
    return tuple(sorted({each.subject_id for each in orders if each.kind is kind}))


def _orders(snapshot: ZoneSnapshot) -> tuple[OrderGround, ...]:
    """None on schematic boundaries, where no order is told of a point."""
    return standing_orders(snapshot) if snapshot.register.boundary_status is BoundaryStatus.OFFICIAL else ()


def _drawn(snapshot: ZoneSnapshot) -> list[BaseGeometry]:
    return [each.ground for each in _orders(snapshot) if each.ground is not None]


def _grounds(snapshot: ZoneSnapshot) -> Shapes:
    found = [*snapshot.register.shapes, *_drawn(snapshot)]
    grounds: Shapes = np.empty(len(found), dtype=object)
    grounds[:] = found
    return grounds


def _box(snapshot: ZoneSnapshot) -> list[float] | None:
    shapes = snapshot.register.shapes
    return shapely.total_bounds(shapes).tolist() if len(shapes) else None
