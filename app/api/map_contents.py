"""What maps ask for, as content: one place for the routes and for the editions that are made before anyone asks."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from app.api.documents.features import (
    districts_geojson,
    plan_collection,
    register_geojson,
    ring_outlines,
    rings_collection,
    zones_geojson,
)
from app.api.documents.places import areas_collection, cordons_collection
from app.api.documents.policies import legend_document
from app.api.documents.timeline import timeline_document
from app.api.documents.zones import EncodedItems, encode, envelope, select_zones, zones_csv, zones_json
from app.api.kept import Kept
from app.api.representations import CSV, GEOJSON, IMMUTABLE, Content
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.domain.rings import merge_rings
from app.services.ring_lookup import layer_statuses, standing_versions
from app.services.zone_status import ZoneSnapshot
from app.services.zone_timeline import timeline_range, zone_timeline

TableFormat = Literal["json", "csv"]


def zones_content(
    snapshot: ZoneSnapshot,
    *,
    district: str | None = None,
    level: str | None = None,
    table: TableFormat = "json",
    items: EncodedItems | None = None,
) -> Content:
    """The flat status of the wards of a district, at a level, or of all; `items`: theirs, if encoded already."""

    def render() -> bytes:
        zones = select_zones(snapshot, district_code=district, level=level)
        return zones_csv(snapshot, zones) if table == "csv" else zones_json(snapshot, zones, items)

    if table == "json":
        return Content(render=render)
    name = f"vung-nguy-co_{snapshot.as_of or 'chua-co'}_{snapshot.policy.id}.csv"
    return Content(render=render, media_type=CSV, headers={"content-disposition": f'attachment; filename="{name}"'})


def zones_geojson_content(
    snapshot: ZoneSnapshot,
    *,
    district: str | None = None,
    level: str | None = None,
    box: BaseGeometry | None = None,
    tolerance: float = 0.0,
    items: EncodedItems | None = None,
) -> Content:
    """The same with shapes, and only what meets a box."""

    def render() -> bytes:
        zones = select_zones(snapshot, district_code=district, level=level)
        if box is not None:
            zones = [zone for zone in zones if shapely.intersects(zone.ward.shape, box)]
        return zones_geojson(snapshot, zones, tolerance=tolerance, items=items)

    return Content(render=render, media_type=GEOJSON)


def geometry_content(register: Register, *, of: Literal["wards", "districts"], tolerance: float = 0.0) -> Content:
    """Shapes and names alone, for ever the same under their boundary version."""
    draw = register_geojson if of == "wards" else districts_geojson
    return Content(
        render=lambda: draw(register, tolerance=tolerance),
        media_type=GEOJSON,
        cache_control=IMMUTABLE,
        named_by=register.boundary_version,
    )


def rings_content(snapshot: ZoneSnapshot, *, merged: bool = False, outlines: bool = False) -> Content:
    """The layers of every outbreak; merged, one partition in which the stricter wins; or the lines round them."""

    def render() -> bytes:
        if outlines:
            return encode(ring_outlines(snapshot))
        if not merged:
            return encode(rings_collection(snapshot, snapshot.rings))
        plan = _merged_plans.get(standing_versions(snapshot), lambda: _merged_plan(snapshot))
        return encode({**envelope(snapshot), **plan})

    return Content(render=render, media_type=GEOJSON)


def cordons_content(snapshot: ZoneSnapshot) -> Content:
    """The cordons in force or proposed."""
    return Content(render=lambda: encode(cordons_collection(snapshot)), media_type=GEOJSON)


def areas_content(snapshot: ZoneSnapshot, *, tolerance: float = 0.0) -> Content:
    """The areas in force or proposed."""
    return Content(render=lambda: encode(areas_collection(snapshot, tolerance=tolerance)), media_type=GEOJSON)


_merged_plans: Kept[tuple[object, ...], dict[str, Any]] = Kept(2)


def _merged_plan(snapshot: ZoneSnapshot) -> dict[str, Any]:
    layers = [[(each.layer, each.shape) for each in ring.layers] for ring in snapshot.rings]
    return plan_collection(
        snapshot.policy,
        snapshot.register,
        merge_rings(snapshot.register, layers),
        drill=snapshot.drill,
        statuses=layer_statuses(snapshot),
    )


def timeline_content(
    snapshot: ZoneSnapshot, clock: ReportingClock, *, first: date | None = None, last: date | None = None
) -> Content:
    """The levels of all wards by day.

    Raises:
        InvalidValue: days in the wrong order, in the future, or too many.
    """
    first, last = timeline_range(snapshot, clock=clock, first=first, last=last)
    return Content(
        render=lambda: encode(timeline_document(snapshot, zone_timeline(snapshot, first, last, clock=clock)))
    )


def legend_content(snapshot: ZoneSnapshot) -> Content:
    """Levels with colour, pattern and words; the class without data; the ring layers."""
    return Content(render=lambda: encode(legend_document(snapshot)))
