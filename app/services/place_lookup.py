"""What holds at one place: the wards that hold it or lie near, and every standing order there."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from app.domain.errors import InvalidValue
from app.domain.register import Located, Register
from app.domain.vocabulary import BoundaryStatus
from app.services.place_orders import OrderGround, StandingOrder, ranked, standing_orders
from app.services.zone_status import ZoneSnapshot

FARTHEST_KM: Final = 300
"""Beyond this the distance to the register is no help, and metres of its map are no metres any more."""


@dataclass(frozen=True)
class Place:
    """A point with its wards, nearest first, and the orders that hold there, the one that applies first.

    `is_exact` False: the boundaries are schematic, so the wards are candidates and no order is told. `nearest` is the
    ward nearest to a point outside all of them, None when it is far off.
    """

    lon: float
    lat: float
    wards: tuple[Located, ...]
    orders: tuple[StandingOrder, ...]
    nearest: Located | None
    is_exact: bool

    @property
    def holding(self) -> tuple[Located, ...]:
        """The wards that hold the point itself; several on a common border."""
        return tuple(each for each in self.wards if each.distance_m == 0.0)

    @property
    def is_outside(self) -> bool:
        """Whether no ward holds the point."""
        return not self.holding


def place_at(snapshot: ZoneSnapshot, lon: float, lat: float, *, tolerance_m: float = 0.0) -> Place:
    """What holds at a point.

    Raises:
        InvalidValue: no position on Earth, or one that lies here only when longitude and latitude change places.
    """
    register = snapshot.register
    refuse_swapped(register, lon, lat)
    is_exact = register.boundary_status is BoundaryStatus.OFFICIAL
    wards = tuple(register.locate(lon, lat, tolerance_m=tolerance_m))
    grounds = standing_orders(snapshot) if is_exact else ()
    here = {each.ward.code for each in wards if each.distance_m == 0.0}
    orders = [each.order for each in grounds if _holds(each, lon, lat, here)]
    outside = not here
    nearest = nearest_ward(register, lon, lat) if outside else None
    return Place(lon, lat, wards, ranked(orders), nearest, is_exact)


def _holds(each: OrderGround, lon: float, lat: float, here: Set[str]) -> bool:
    """Whether an order holds at a point that lies in some wards."""
    if each.ground is None:
        return not each.ward_codes.isdisjoint(here)
    return bool(shapely.intersects_xy(each.ground, lon, lat))


def refuse_swapped(register: Register, lon: float, lat: float) -> None:
    """Go on unless a position is none, or becomes one of this register by changing places.

    Raises:
        InvalidValue: it is.
    """
    pointer = "/lat" if abs(lat) > 90 else "/lon"
    if looks_swapped(register, lon, lat):
        raise InvalidValue(
            pointer,
            vi=f"Kinh độ và vĩ độ có vẻ bị đổi chỗ: lon={lon:g}, lat={lat:g}; thử lon={lat:g}, lat={lon:g}.",
            en=f"Longitude and latitude seem to have changed places: lon={lon:g}, lat={lat:g}; "
            f"try lon={lat:g}, lat={lon:g}.",
        )
    if abs(lon) > 180 or abs(lat) > 90:
        raise InvalidValue(
            pointer,
            vi="Kinh độ (lon) từ -180 đến 180, vĩ độ (lat) từ -90 đến 90, tính bằng độ.",
            en="Longitude (lon) lies between -180 and 180, latitude (lat) between -90 and 90, in degrees.",
        )


def looks_swapped(register: Register, lon: float, lat: float) -> bool:
    """Whether a point lies far from the register, but near it with longitude and latitude in each other's place."""
    if not register.wards:
        return False
    west, south, east, north = shapely.total_bounds(register.shapes).tolist()
    here = west - 1 <= lon <= east + 1 and south - 1 <= lat <= north + 1
    return not here and west <= lat <= east and south <= lon <= north


def nearest_ward(register: Register, lon: float, lat: float) -> Located | None:
    """The ward nearest to a point outside all of them, and how far it is; None from far off, and without wards."""
    if not register.wards:
        return None
    place = register.projector.points_to_metric(np.array([[lon, lat]]))
    if not np.isfinite(place).all():
        return None
    distances = shapely.distance(register.metric_shapes, shapely.Point(place[0]))
    position = int(np.argmin(distances))
    metres = float(distances[position])
    return Located(register.wards[position], metres) if metres <= FARTHEST_KM * 1000 else None
