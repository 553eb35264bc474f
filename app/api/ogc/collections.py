"""The documents that lead to the features: landing page, conformance, collections, queryables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from app.api.language import Language
from app.api.ogc.layers.layer import Layer
from app.api.ogc.layers.orders import AREAS, CORDONS, RINGS
from app.api.ogc.layers.wards import DISTRICTS, WARDS
from app.api.ogc.layers.watched import OUTBREAKS, TESTING
from app.domain.faults_of_queries import CollectionNotFound
from app.domain.features import Field, FieldKind
from app.domain.filters.reading import GEOMETRY, IDENTIFIER
from app.domain.reference_systems import CRS84, ReferenceSystem, systems_for
from app.services.zone_status import ZoneSnapshot

LAYERS: Final[Mapping[str, Layer]] = {
    each.name: each for each in (WARDS, DISTRICTS, RINGS, CORDONS, OUTBREAKS, TESTING, AREAS)
}
JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
SCHEMA: Final = "application/schema+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
_QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_FEATURES: Final = "http://www.opengis.net/spec/ogcapi-features"
_CQL2: Final = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMANCE: Final = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    f"{_FEATURES}-1/1.0/conf/core",
    f"{_FEATURES}-1/1.0/conf/oas30",
    f"{_FEATURES}-1/1.0/conf/geojson",
    f"{_FEATURES}-2/1.0/conf/crs",
    f"{_FEATURES}-3/1.0/conf/queryables",
    f"{_FEATURES}-3/1.0/conf/queryables-query-parameters",
    f"{_FEATURES}-3/1.0/conf/filter",
    f"{_FEATURES}-3/1.0/conf/features-filter",
    *(
        f"{_CQL2}/{each}"
        for each in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "array-functions",
            "property-property",
            "arithmetic",
        )
    ),
)
"""The classes whose rules the tests hold us to."""


def layer_of(name: str) -> Layer:
    """The collection of a name.

    Raises:
        CollectionNotFound: there is none.
    """
    found = LAYERS.get(name)
    if found is None:
        raise CollectionNotFound(name[:60])
    return found


def systems_of(snapshot: ZoneSnapshot) -> tuple[ReferenceSystem, ...]:
    """The reference systems offered for a register."""
    return systems_for(snapshot.register.extent if snapshot.register.wards else None)


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    """One link as the standard writes it."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def landing(root: str, snapshot: ZoneSnapshot, language: Language) -> dict[str, Any]:
    """Where a client begins."""
    vi = language == "vi"
    return {
        "title": "Khoanh Vùng",
        "description": "Vùng dịch của thành phố: mức nguy cơ từng phường, xã, vòng phong tỏa, xét nghiệm."
        if vi
        else "Epidemic zones of a city: the level of every ward, lockdown rings, mass testing.",
        **_ground(snapshot),
        "links": [
            link(f"{root}/", "self", JSON, "Trang này" if vi else "This document"),
            link(f"{root}/api", "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(f"{root}/api.html", "service-doc", "text/html", "Tài liệu" if vi else "Documentation"),
            link(f"{root}/conformance", "conformance", JSON, "Các lớp tuân thủ" if vi else "Conformance classes"),
            link(f"{root}/collections", "data", JSON, "Các lớp dữ liệu" if vi else "Collections"),
        ],
    }


def collections_document(root: str, snapshot: ZoneSnapshot, language: Language) -> dict[str, Any]:
    """All collections."""
    return {
        **_ground(snapshot),
        "links": [link(f"{root}/collections", "self", JSON, "Các lớp dữ liệu" if language == "vi" else "Collections")],
        "collections": [collection_document(root, each, snapshot, language) for each in LAYERS.values()],
        "crs": [each.uri for each in systems_of(snapshot)],
    }


def collection_document(root: str, layer: Layer, snapshot: ZoneSnapshot, language: Language) -> dict[str, Any]:
    """One collection: what it holds, where and since when, and in which reference systems."""
    vi, here = language == "vi", f"{root}/collections/{layer.name}"
    return {
        "id": layer.name,
        "title": layer.title_vi if vi else layer.title_en,
        "description": f"{layer.text_vi} datetime: {layer.time_vi}"
        if vi
        else f"{layer.text_en} datetime: {layer.time_en}",
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [_extent(snapshot)], "crs": CRS84.uri},
            "temporal": {
                "interval": [[_begin(snapshot), None]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": [each.uri for each in systems_of(snapshot)],
        "storageCrs": CRS84.uri,
        **_ground(snapshot),
        "links": [
            link(here, "self", JSON, "Lớp này" if vi else "This collection"),
            link(f"{here}/items", "items", GEOJSON, "Các đối tượng" if vi else "The features"),
            link(f"{here}/schema", "describedby", SCHEMA, "Lược đồ của đối tượng" if vi else "Schema of a feature"),
            # What GDAL looks for; it tells links apart by every letter.
            link(f"{here}/schema", "describedBy", SCHEMA, "Lược đồ của đối tượng" if vi else "Schema of a feature"),
            link(f"{here}/queryables", _QUERYABLES, SCHEMA, "Các trường lọc được" if vi else "Queryables"),
        ],
    }


def queryables_document(root: str, layer: Layer, language: Language) -> dict[str, Any]:
    """What the features of a collection can be filtered by, as JSON Schema."""
    vi = language == "vi"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{root}/collections/{layer.name}/queryables",
        "type": "object",
        "title": layer.title_vi if vi else layer.title_en,
        "properties": {
            IDENTIFIER: {"type": "string", "title": "mã" if vi else "identifier", "x-ogc-role": "id"},
            GEOMETRY: {"format": "geometry-any", "title": "hình" if vi else "shape", "x-ogc-role": "primary-geometry"},
            **{each.name: field_schema(each, language) for each in layer.all_fields},
        },
        "additionalProperties": False,
    }


def schema_document(root: str, layer: Layer, language: Language) -> dict[str, Any]:
    """What a feature of a collection looks like, as JSON Schema: so that a client knows the fields of an empty layer.

    Every property may be null; the kinds are told without that, since clients look for one word there.
    """
    fields = {each.name: field_schema(each, language) for each in layer.all_fields}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{root}/collections/{layer.name}/schema",
        "type": "object",
        "title": layer.title_vi if language == "vi" else layer.title_en,
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"format": "geometry-multipolygon"},
            "properties": {"type": "object", "properties": fields},
        },
    }


def field_schema(field: Field, language: Language) -> dict[str, Any]:
    """One field as JSON Schema."""
    title = field.vi if language == "vi" else field.en
    return {"title": title, **SCHEMAS[field.kind], **({"enum": list(field.choices)} if field.choices else {})}


SCHEMAS: Final[Mapping[FieldKind, Mapping[str, Any]]] = {
    FieldKind.TEXT: {"type": "string"},
    FieldKind.INTEGER: {"type": "integer"},
    FieldKind.NUMBER: {"type": "number"},
    FieldKind.BOOLEAN: {"type": "boolean"},
    FieldKind.DAY: {"type": "string", "format": "date"},
    FieldKind.INSTANT: {"type": "string", "format": "date-time"},
    FieldKind.TEXTS: {"type": "array", "items": {"type": "string"}},
}


def _ground(snapshot: ZoneSnapshot) -> dict[str, Any]:
    """What every document says of the boundaries and the site."""
    boundaries = snapshot.register.boundaries
    return {
        "boundaryStatus": snapshot.register.boundary_status.value,
        "boundaryVersion": snapshot.register.boundary_version,
        "boundaryNotice": {"vi": boundaries.notice_vi, "en": boundaries.notice_en},
        "drill": snapshot.drill,
    }


def _extent(snapshot: ZoneSnapshot) -> Sequence[float]:
    if not snapshot.register.wards:
        return (-180.0, -90.0, 180.0, 90.0)
    extent = snapshot.register.extent
    return extent.west, extent.south, extent.east, extent.north


def _begin(snapshot: ZoneSnapshot) -> str | None:
    """Since when anything was in force; None before the first status."""
    first: datetime | None = min(
        (history[0].from_instant for history in snapshot.histories.values() if history), default=None
    )
    return first.astimezone(UTC).isoformat().replace("+00:00", "Z") if first else None
