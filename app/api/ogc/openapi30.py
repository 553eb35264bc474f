"""The paths below /ogc as OpenAPI 3.0, which map clients read to learn what they may ask; and for /openapi.json.

GDAL looks a collection up by its own path, so that each has one, with its fields as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app import __version__
from app.api.language import Language
from app.api.ogc.collections import GEOJSON, JSON, LAYERS, OPENAPI, SCHEMA, field_schema
from app.api.ogc.layers.layer import Layer
from app.api.ogc.questions import DEFAULT_LIMIT, LARGEST_OFFSET, MOST_FEATURES
from app.api.openapi_problems import PROBLEM_SCHEMA
from app.api.problem_answers import MEDIA_TYPE as PROBLEM
from app.domain.features import Field, FieldKind
from app.domain.reference_systems import CRS84, ReferenceSystem
from app.formats.cql2_reading import LANGUAGES, LONGEST_FILTER

_TEXT: Final = {"type": "string"}
_NUMBERS: Final = {
    "type": "array",
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    "items": {"type": "number"},
}


def _parameter(name: str, schema: Mapping[str, Any], text: str, *, example: object = None) -> dict[str, Any]:
    shown = {} if example is None else {"example": example}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": dict(schema),
        "style": "form",
        "explode": False,
        **shown,
    }


_DATETIME: Final = _parameter(
    "datetime",
    _TEXT,
    "Status at that time: an RFC 3339 instant, a day, or an interval T/T, ../T, T/..; never anything of the future. "
    "What an interval gives stands in the description of each collection.",
    example="2021-09-14T11:00:00Z",
)
_CRS: Final = _parameter(
    "crs", {"type": "string", "format": "uri"}, "Reference system of the answer.", example=CRS84.uri
)
_PASSING: Final = {
    **_DATETIME,
    "description": "Taken since GDAL adds what is asked of features to every address; here it changes nothing.",
}
_FORMAT: Final = _parameter("f", {"type": "string", "enum": ["json"]}, "The encoding; there is one.")
SHARED: Final = (
    _parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": DEFAULT_LIMIT},
        "So many features at most; more than the maximum gives the maximum.",
        example=100,
    ),
    _parameter(
        "offset",
        {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "default": 0},
        "So many features are passed over; follow `next` instead, which also stays at one moment.",
    ),
    _parameter(
        "bbox",
        _NUMBERS,
        "Only features that meet this box: lower corner, then upper corner, in `bbox-crs`; 6 numbers have heights.",
        example=[105.7, 20.9, 106.0, 21.2],
    ),
    _parameter("bbox-crs", {"type": "string", "format": "uri"}, "Reference system of `bbox`.", example=CRS84.uri),
    _DATETIME,
    _CRS,
    _parameter(
        "filter",
        {"type": "string", "maxLength": LONGEST_FILTER},
        "A CQL2 filter on the queryables of the collection.",
        example="boundary_status = 'schematic' AND drill = false",
    ),
    _parameter(
        "filter-lang",
        {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]},
        "The encoding of `filter`; cql-text is the name GDAL asks for, and is read as cql2-text.",
    ),
    _parameter(
        "filter-crs", {"type": "string", "format": "uri"}, "Reference system of shapes in `filter`.", example=CRS84.uri
    ),
    _FORMAT,
)
"""The parameters of all items, beside the fields of a collection."""


def _success(media_type: str, schema: str, text: str, *, has_crs: bool = False) -> dict[str, Any]:
    head = {"Content-Crs": {"description": "Reference system of the coordinates.", "schema": dict(_TEXT)}}
    return {
        "description": text,
        **({"headers": head} if has_crs else {}),
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _inline(media_type: str, text: str) -> dict[str, Any]:
    return {
        "responses": {
            "200": {"description": text, "content": {media_type: {"schema": {"type": "object"}}}},
            "304": {"description": "The client has it already."},
            "400": {"description": "A parameter cannot be taken, or is not known."},
            "404": {"description": "There is no such collection or feature."},
        }
    }


def _for_the_whole(parameters: Sequence[Mapping[str, Any]], text: str) -> dict[str, Any]:
    """What /openapi.json (3.1) says of a route whose parameters FastAPI does not read."""
    return {"parameters": [dict(each) for each in parameters], **_inline(GEOJSON, text)}


ITEMS: Final = _for_the_whole(SHARED, "Features; every field of the collection is a parameter too, see queryables.")
ONE_ITEM: Final = _for_the_whole((_CRS, _DATETIME, _FORMAT), "One feature.")
_LEADING: Final = {"parameters": [dict(_FORMAT), dict(_PASSING)]}
JSON_ANSWER: Final = {**_LEADING, **_inline(JSON, "As the standard describes it.")}
SCHEMA_ANSWER: Final = {**_LEADING, **_inline(SCHEMA, "JSON Schema.")}
OPENAPI_ANSWER: Final = {**_LEADING, **_inline(OPENAPI, "OpenAPI 3.0.")}


def openapi_document(root: str, systems: Sequence[ReferenceSystem], language: Language) -> dict[str, Any]:
    """The description of this part of the service.

    Args:
        root: where it is, without trailing slash.
        systems: the reference systems offered.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Khoanh Vùng: OGC API - Features",
            "version": __version__,
            "description": "Vùng dịch cho mọi phần mềm bản đồ."
            if language == "vi"
            else "Epidemic zones for map clients.",
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": root}],
        "tags": [{"name": "ogc"}],
        "paths": _paths(systems, language),
        "components": {"schemas": _schemas(), "responses": _refusals()},
    }


def _paths(systems: Sequence[ReferenceSystem], language: Language) -> dict[str, Any]:
    vi = language == "vi"
    start, kept = ("Nơi bắt đầu", "Các lớp tuân thủ") if vi else ("Where a client begins", "Classes that are kept")
    this, every = ("Mô tả này", "Các lớp dữ liệu") if vi else ("This description", "All collections")
    paths = {
        "/": _get("getLandingPage", start, _success(JSON, "LandingPage", start)),
        "/conformance": _get("getConformance", kept, _success(JSON, "Conformance", kept)),
        "/api": _get("getApi", this, _success(OPENAPI, "Any", this)),
        "/collections": _get("getCollections", every, _success(JSON, "Collections", every)),
    }
    for layer in LAYERS.values():
        paths |= _layer_paths(layer, systems, language)
    return paths


def _layer_paths(layer: Layer, systems: Sequence[ReferenceSystem], language: Language) -> dict[str, Any]:
    title = layer.title_vi if language == "vi" else layer.title_en
    here, name = f"/collections/{layer.name}", layer.name.capitalize()
    fields = [_field_parameter(each, language) for each in layer.all_fields]
    items = [*(_with_systems(each, systems) for each in SHARED), *fields]
    one = [
        {"name": "featureId", "in": "path", "required": True, "schema": dict(_TEXT), "description": "Text code."},
        *(_with_systems(each, systems) for each in (_CRS, _DATETIME, _FORMAT)),
    ]
    page = _success(GEOJSON, "FeatureCollection", title, has_crs=True)
    single = _success(GEOJSON, "Feature", title, has_crs=True)
    return {
        here: _get(f"describe{name}", title, _success(JSON, "Collection", title)),
        f"{here}/queryables": _get(f"get{name}Queryables", title, _success(SCHEMA, "Any", title)),
        f"{here}/schema": _get(f"get{name}Schema", title, _success(SCHEMA, "Any", title)),
        f"{here}/items": _get(f"get{name}Items", title, page, parameters=items),
        f"{here}/items/{{featureId}}": _get(f"get{name}Item", title, single, parameters=one),
    }


def _get(
    operation_id: str, summary: str, success: Mapping[str, Any], *, parameters: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "tags": ["ogc"],
            "parameters": [dict(each) for each in (parameters or (_FORMAT, _PASSING))],
            "responses": {
                "200": dict(success),
                "304": {"description": "The client has it already"},
                "400": {"$ref": "#/components/responses/InvalidParameter"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "default": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


def _with_systems(parameter: Mapping[str, Any], systems: Sequence[ReferenceSystem]) -> dict[str, Any]:
    if not parameter["name"].endswith("crs"):
        return dict(parameter)
    schema = {**parameter["schema"], "enum": [each.uri for each in systems], "default": CRS84.uri}
    return {**parameter, "schema": schema}


def _field_parameter(field: Field, language: Language) -> dict[str, Any]:
    schema = {name: value for name, value in field_schema(field, language).items() if name != "title"}
    if field.kind is FieldKind.TEXTS:
        schema = dict(_TEXT)
    return _parameter(field.name, schema, field.vi if language == "vi" else field.en)


def _refusals() -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "InvalidParameter": {"description": "A parameter cannot be taken, or is not known here", "content": content},
        "NotFound": {"description": "There is no such collection or feature", "content": content},
        "Problem": {"description": "The request cannot be answered", "content": content},
    }


def _schemas() -> dict[str, Any]:
    link = {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {each: dict(_TEXT) for each in ("href", "rel", "type", "title")},
    }
    links = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
    feature = {
        "type": "object",
        "required": ["type", "id", "properties", "geometry"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": dict(_TEXT),
            "properties": {"type": "object", "nullable": True},
            "geometry": {"type": "object", "nullable": True},
            "links": links,
        },
    }
    return {
        "Any": {"type": "object"},
        "Link": link,
        "LandingPage": _object(title=_TEXT, description=_TEXT, links=links),
        "Conformance": _object(conformsTo={"type": "array", "items": dict(_TEXT)}),
        "Collection": _object(id=_TEXT, title=_TEXT, links=links, crs={"type": "array", "items": dict(_TEXT)}),
        "Collections": _object(
            links=links, collections={"type": "array", "items": {"$ref": "#/components/schemas/Collection"}}
        ),
        "Feature": feature,
        "FeatureCollection": _object(
            type={"type": "string", "enum": ["FeatureCollection"]},
            numberMatched={"type": "integer"},
            numberReturned={"type": "integer"},
            timeStamp={"type": "string", "format": "date-time"},
            boundaryStatus={"type": "string", "enum": ["schematic", "official"]},
            drill={"type": "boolean"},
            links=links,
            features={"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        ),
        "Problem": PROBLEM_SCHEMA,
    }


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": {name: dict(schema) for name, schema in properties.items()},
    }
