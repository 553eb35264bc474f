"""Shapes in the formats beside GeoJSON: TopoJSON and FlatGeobuf; with status, and alone under their version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.api.documents.geometry_texts import decimals_of, on_grid, simplified
from app.api.documents.topologies import register_topojson, zones_topojson
from app.api.representations import IMMUTABLE, Content
from app.domain.projection import Shapes
from app.domain.register import Register
from app.formats.table_files import FORMS, table_pieces
from app.services.status_tables import status_table, wards_table
from app.services.zone_status import ZoneSnapshot, ZoneStatus

TOPOJSON: Final = "application/topo+json"
FLATGEOBUF: Final = FORMS["fgb"].media_type


def zones_topojson_content(snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], *, tolerance: float) -> Content:
    """Wards with their flat status, each border once."""
    return Content(render=lambda: zones_topojson(snapshot, zones, tolerance=tolerance), media_type=TOPOJSON)


def zones_flatgeobuf_content(snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], *, tolerance: float) -> Content:
    """The same with an index to search by."""

    def render() -> bytes:
        return b"".join(table_pieces(status_table(snapshot, zones, shapes=_drawn(snapshot.register, tolerance)), "fgb"))

    return Content(render=render, media_type=FLATGEOBUF)


def geometry_topojson_content(register: Register, *, tolerance: float) -> Content:
    """Shapes and names alone, each border once; for ever the same."""
    return Content(
        render=lambda: register_topojson(register, tolerance=tolerance),
        media_type=TOPOJSON,
        cache_control=IMMUTABLE,
        named_by=register.boundary_version,
    )


def geometry_flatgeobuf_content(register: Register, *, tolerance: float) -> Content:
    """The same with an index to search by."""
    return Content(
        render=lambda: b"".join(table_pieces(wards_table(register, _drawn(register, tolerance)), "fgb")),
        media_type=FLATGEOBUF,
        cache_control=IMMUTABLE,
        named_by=register.boundary_version,
    )


def _drawn(register: Register, tolerance: float) -> Shapes:
    """The shapes that GeoJSON of this tolerance shows; at 0 as they are stored."""
    shapes = simplified(register, tolerance)
    return shapes if tolerance <= 0 else on_grid(shapes, decimals_of(register, tolerance))
