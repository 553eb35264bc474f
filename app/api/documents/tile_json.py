"""TileJSON 3.0: where tiles lie, what is in them, and how true their boundaries are."""

from __future__ import annotations

import math
from html import escape
from typing import Any, Final

from app.domain.register import Register
from app.domain.tile_grid import DEEPEST_ZOOM, Box
from app.services.zone_status import ZoneSnapshot

_UNIT_FIELDS: Final = {
    "wards": {
        "ward_code": "Text code of the ward; the feature id is the same as a number, where it is one.",
        "ward_name": "Name with its kind.",
        "ward_kind": "Phường, Xã, Thị trấn, …",
        "district_code": "Text code of the district; absent in a two-tier register.",
        "district_name": "Name of the district.",
        "boundary_status": "schematic or official.",
    },
    "districts": {
        "district_code": "Text code of the district.",
        "district_name": "Name with its kind.",
        "boundary_status": "schematic or official.",
    },
    "labels": {
        "unit": "ward, district or cordon.",
        "code": "Code of the ward or district, id of the cordon.",
        "name": "Full name.",
        "label": "Name as it is written on a map, without its kind.",
        "rank": "0 district, 1 ward, 2 cordon: the order in which names are placed.",
        "minzoom": "Zoom from which there is room for the name.",
    },
}
_STATE_FIELDS: Final = {
    "level": "Level in force: an id of GET /api/v1/legend, or unknown, which is no data.",
    "computed_level": "Level by the figures alone.",
    "decided": "Whether a decision set the level.",
    "data_status": "complete, partial or missing.",
    "layer": "Strictest ring layer that touches the ward: core, next or outer; absent outside rings.",
    "layer_partial": "Whether that layer covers only a part of the ward.",
    "ring_status": "proposed or issued.",
    "directive": "Strictest directive over any part of the ward: 16, 15 or 19; absent where none is.",
    "directive_status": "in_force or proposed.",
    "drill": "Whether this is an exercise.",
}
_MARKS: Final = {"boundary_status": "schematic or official.", "drill": "Whether this is an exercise."}
_RING_FIELDS: Final = {
    "layer": "core, next or outer.",
    "directive": "16, 15 or 19.",
    "ring_status": "proposed or issued.",
    **_MARKS,
}
_ORDER_FIELDS: Final = {
    "rings": {"outbreak_id": "Outbreak the ring is round.", "outbreak_name": "Its name.", **_RING_FIELDS},
    "ring_lines": _RING_FIELDS,
    "cordons": {
        "cordon_id": "Id of the cordon.",
        "name": "Name.",
        "status": "proposed or in_force.",
        "directive": "16, 15 or 19.",
        **_MARKS,
    },
    "areas": {
        "area_id": "Id of the area.",
        "kind": "What the area is.",
        "name": "Name.",
        "status": "proposed or in_force.",
        "directive": "16, 15 or 19; absent where it orders none.",
        **_MARKS,
    },
}
_DESCRIPTIONS: Final = {
    "wards": "Wards as polygons.",
    "districts": "Districts as polygons, on the borders of their wards.",
    "labels": "Points at which names stand, each in one tile only; also wards too small to be seen.",
    "rings": "Layers of rings round outbreaks, one polygon an outbreak and layer.",
    "ring_lines": "Lines to draw: round each layer and all stricter ones, overlapping rings as one.",
    "cordons": "Cordons in force or proposed.",
    "areas": "Areas of the plan in force or proposed.",
}


def unit_tiles_document(register: Register, box: Box, *, address: str) -> dict[str, Any]:
    """The tiles of one boundary version: shapes and names alone, for ever the same.

    Args:
        address: where the public reaches this site.
    """
    return {
        **_head(register, box),
        "name": "Khoanh Vùng: ranh giới, boundaries",
        "tiles": [f"{address}/tiles/units/{register.boundary_version}/{{z}}/{{x}}/{{y}}.mvt"],
        "vector_layers": _layers(_UNIT_FIELDS),
    }


def zone_tiles_document(snapshot: ZoneSnapshot, box: Box, *, address: str) -> dict[str, Any]:
    """The tiles of what is in force, to be asked for again with their ETag."""
    fields = {**_UNIT_FIELDS, "wards": {**_UNIT_FIELDS["wards"], **_STATE_FIELDS}, **_ORDER_FIELDS}
    return {
        **_head(snapshot.register, box),
        "name": "Khoanh Vùng: vùng nguy cơ, epidemic zones",
        "tiles": [f"{address}/tiles/zones/{{z}}/{{x}}/{{y}}.mvt"],
        "vector_layers": _layers(fields),
        "drill": snapshot.drill,
        "policy_id": snapshot.policy.id,
        "policy_version": snapshot.policy_version,
        "legend": f"{address}/api/v1/legend",
        "style": f"{address}/styles/zones.json",
        "events": f"{address}/api/v1/events",
    }


def middle_of(box: Box) -> list[float]:
    """Longitude and latitude of the middle of a box, and a zoom at which it fills a small window."""
    west, south, east, north = box
    zoom = math.floor(math.log2(360 / max(east - west, north - south, 1e-6)))
    return [round((west + east) / 2, 5), round((south + north) / 2, 5), min(max(zoom, 0), DEEPEST_ZOOM)]


def _head(register: Register, box: Box) -> dict[str, Any]:
    described = register.boundaries
    notices = [each for each in (described.notice_vi, described.notice_en) if each]
    return {
        "tilejson": "3.0.0",
        "scheme": "xyz",
        "version": "1.0.0",
        "description": " · ".join(notices),
        # Clients show it as HTML.
        "attribution": escape(described.source),
        "minzoom": 0,
        "maxzoom": DEEPEST_ZOOM,
        "bounds": [round(each, 6) for each in box],
        "center": middle_of(box),
        "boundary_version": register.boundary_version,
        "boundary_status": register.boundary_status.value,
        "notice_vi": described.notice_vi,
        "notice_en": described.notice_en,
        "promoteId": {"wards": "ward_code", "districts": "district_code"},
    }


def _layers(fields: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"id": name, "description": _DESCRIPTIONS[name], "minzoom": 0, "maxzoom": DEEPEST_ZOOM, "fields": of}
        for name, of in fields.items()
    ]
