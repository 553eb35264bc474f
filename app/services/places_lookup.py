"""Which cordons and areas hold a point: exact, where a ward's own list may be true of a part of it only."""

from __future__ import annotations

import shapely
from shapely import MultiPolygon, Point

from app.domain.areas import Area
from app.domain.cordons import Cordon
from app.domain.ward_parts import ground_of
from app.services.zone_status import ZoneSnapshot


def cordons_at(snapshot: ZoneSnapshot, point: Point) -> tuple[Cordon, ...]:
    """The cordons in force or proposed whose ground holds a lon/lat point, by id."""
    return tuple(each for each in snapshot.cordons if shapely.covers(each.place, point))


def areas_at(snapshot: ZoneSnapshot, point: Point) -> tuple[Area, ...]:
    """The areas in force or proposed that hold a lon/lat point, by id; several may."""
    here = {found.ward.code for found in snapshot.register.locate(point.x, point.y)}
    return tuple(
        each
        for each in snapshot.areas
        if (shapely.covers(each.place, point) if each.place is not None else bool(here & each.ward_parts.keys()))
    )


def ground_of_area(snapshot: ZoneSnapshot, area: Area) -> MultiPolygon | None:
    """The ground of an area as one shape; None when none of its wards is in the register any more."""
    return area.place if area.place is not None else ground_of(snapshot.register, area.ward_parts)
