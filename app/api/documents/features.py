"""GeoJSON: wards with status, rings with directive, shapes alone; RFC 7946, lon/lat.

Answers with many shapes are joined from texts made once per boundary version, so a new revision costs their properties.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.api.documents.geometry_texts import (
    FINEST_DECIMALS,
    as_geojson,
    decimals_for,
    decimals_of,
    geometry_texts,
    simplified,
)
from app.api.documents.zones import EncodedItems, encode, encoded_items, envelope
from app.api.kept import Kept
from app.domain.labels import label_points
from app.domain.policy import Policy
from app.domain.projection import Shapes
from app.domain.register import Register
from app.domain.ring_warnings import ring_warnings
from app.domain.rings import RingPlan
from app.domain.vocabulary import LockdownLayer, RingStatus
from app.services.ring_lookup import standing_regions, standing_versions
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.rings import StoredRing


def feature(
    geometry: BaseGeometry | None, properties: dict[str, Any], *, identifier: str, decimals: int = FINEST_DECIMALS
) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {
        "type": "Feature",
        "id": identifier,
        "properties": properties,
        "geometry": None if geometry is None else geometry_document(geometry, decimals=decimals),
    }


def geometry_document(geometry: BaseGeometry, *, decimals: int = FINEST_DECIMALS) -> dict[str, Any]:
    """A geometry with rounded coordinates, shells counter-clockwise."""
    document: dict[str, Any] = json.loads(as_geojson([geometry], decimals=decimals)[0])
    return document


def zones_geojson(
    snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], *, tolerance: float = 0.0, items: EncodedItems | None = None
) -> bytes:
    """Wards with their flat status, shared borders simplified by `tolerance` degrees."""
    items = encoded_items(zones) if items is None else items
    texts, position = geometry_texts(snapshot.register, tolerance), snapshot.register.positions
    head = {
        "type": "FeatureCollection",
        **envelope(snapshot),
        "number_matched": len(zones),
        "number_returned": len(zones),
    }
    codes = [zone.ward.code for zone in zones]
    return _joined(head, ((code, items[code], texts[position[code]]) for code in codes))


def register_geojson(register: Register, *, tolerance: float = 0.0) -> bytes:
    """Shapes and names only, each with a point for its label; the same bytes for ever under one boundary version."""
    properties = register_properties(register, tolerance=tolerance)
    return _joined(
        register_head(register),
        zip(register.codes, properties, geometry_texts(register, tolerance), strict=True),
    )


def register_properties(register: Register, *, tolerance: float = 0.0) -> list[bytes]:
    """What is said of each ward beside its shape, by position in the register."""
    points = _label_points(simplified(register, tolerance))
    return [
        encode(
            {
                "ward_code": ward.code,
                "ward_name": ward.name,
                "ward_kind": ward.kind,
                "district_code": ward.district_code,
                "district_name": ward.district_name,
                "boundary_status": register.boundary_status.value,
                "label_point": point,
            }
        )
        for ward, point in zip(register.wards, points, strict=True)
    ]


def districts_geojson(register: Register, *, tolerance: float = 0.0) -> bytes:
    """The districts, each its wards dissolved, so that their borders lie exactly on those of the wards."""
    shapes = simplified(register, tolerance)
    dissolved = [
        shapely.coverage_union_all(shapes[register.district_positions[each.code]]) for each in register.districts
    ]
    texts = as_geojson(dissolved, decimals=decimals_of(register, tolerance))
    return _joined(
        register_head(register),
        (
            (
                district.code,
                encode(
                    {
                        "district_code": district.code,
                        "district_name": district.name,
                        "boundary_status": register.boundary_status.value,
                        "label_point": point,
                    }
                ),
                text,
            )
            for district, text, point in zip(register.districts, texts, _label_points(dissolved), strict=True)
        ),
    )


def _label_points(shapes: Shapes | Sequence[BaseGeometry]) -> list[list[float]]:
    points: list[list[float]] = label_points(shapes).round(5).tolist()
    return points


def register_head(register: Register) -> dict[str, Any]:
    """What every file of shapes says of itself."""
    return {
        "type": "FeatureCollection",
        "boundary_version": register.boundary_version,
        "boundary_status": register.boundary_status.value,
        "notice_vi": register.boundaries.notice_vi,
        "notice_en": register.boundaries.notice_en,
    }


def _joined(head: dict[str, Any], features: Iterable[tuple[str, bytes, bytes]]) -> bytes:
    """A feature collection from identifiers and ready properties and geometries."""
    texts = (
        b'{"type":"Feature","id":%b,"properties":%b,"geometry":%b}'
        % (json.dumps(identifier).encode(), properties, geometry)
        for identifier, properties, geometry in features
    )
    return encode(head)[:-1] + b',"features":[' + b",".join(texts) + b"]}"


def rings_collection(snapshot: ZoneSnapshot, rings: Iterable[StoredRing]) -> dict[str, Any]:
    """One feature a layer and outbreak."""
    names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    features = [
        feature(
            layer.shape,
            {
                "outbreak_id": ring.outbreak_id,
                "outbreak_name": names.get(ring.outbreak_id),
                **layer_words(snapshot.policy, layer.layer.value),
                "ring_status": ring.status.value,
                "document_number": ring.document_number,
                "signer": ring.signer,
                "start": ring.starts_at.isoformat() if ring.starts_at else None,
                "planned_end": ring.planned_end.isoformat() if ring.planned_end else None,
                "version": ring.version,
                "mode": ring.mode,
                "population": layer.population,
                "population_estimated": layer.population_estimated,
                "area_km2": round(layer.area_km2, 3),
                "boundary_status": snapshot.register.boundary_status.value,
                "drill": snapshot.drill,
            },
            identifier=f"{ring.outbreak_id}-{layer.layer}",
        )
        for ring in rings
        for layer in ring.layers
        if layer.shape is not None
    ]
    return {
        "type": "FeatureCollection",
        **envelope(snapshot),
        "number_matched": len(features),
        "number_returned": len(features),
        "features": features,
    }


def ring_outlines(snapshot: ZoneSnapshot) -> dict[str, Any]:
    """Lines to draw: one a layer and status, round that layer and all stricter ones, overlapping rings as one."""
    features = _outlines.get(standing_versions(snapshot), lambda: _drawn_outlines(snapshot))
    return {
        "type": "FeatureCollection",
        **envelope(snapshot),
        "number_matched": len(features),
        "number_returned": len(features),
        "features": features,
    }


_OUTLINE_TOLERANCE = 0.0001
"""Degrees, about 11 m: a line some pixels wide says no more."""
_outlines: Kept[tuple[object, ...], list[dict[str, Any]]] = Kept(2)


def _drawn_outlines(snapshot: ZoneSnapshot) -> list[dict[str, Any]]:
    return [
        feature(
            shapely.simplify(shapely.boundary(region), _OUTLINE_TOLERANCE),
            {
                **layer_words(snapshot.policy, layer.value),
                "ring_status": status.value,
                "boundary_status": snapshot.register.boundary_status.value,
                "drill": snapshot.drill,
            },
            identifier=f"{status}-{layer}",
            decimals=decimals_for(_OUTLINE_TOLERANCE),
        )
        for status in (RingStatus.PROPOSED, RingStatus.ISSUED)
        for layer, region in standing_regions(snapshot, status).items()
    ]


def plan_collection(
    policy: Policy,
    register: Register,
    plan: RingPlan,
    *,
    drill: bool,
    statuses: Mapping[LockdownLayer, RingStatus] | None = None,
) -> dict[str, Any]:
    """The layers of a plan that is not stored: a preview, or the merged partition.

    Args:
        statuses: whether each layer is ordered; None: all are proposed.
    """
    ordered = statuses or {}
    population = sum(layer.population or 0 for layer in plan.layers)
    features = [
        feature(
            layer.shape,
            {
                **layer_words(policy, layer.layer.value),
                "ring_status": ordered.get(layer.layer, RingStatus.PROPOSED).value,
                "population": layer.population,
                "population_estimated": layer.population_estimated,
                "share_of_ring_population": round((layer.population or 0) / population, 4) if population else None,
                "area_km2": round(layer.area_km2, 3),
                "boundary_status": register.boundary_status.value,
            },
            identifier=layer.layer.value,
        )
        for layer in plan.layers
        if layer.shape is not None
    ]
    return {
        "type": "FeatureCollection",
        "boundary_status": register.boundary_status.value,
        "drill": drill,
        "warnings": [{"code": each.kind.value, "vi": each.vi, "en": each.en} for each in ring_warnings(register, plan)],
        "district_shares": [
            {
                "layer": each.layer.value,
                "district_code": each.district_code,
                "population_share": None if each.population_share is None else round(each.population_share, 4),
                "area_share": round(each.area_share, 4),
            }
            for each in plan.district_shares
        ],
        "ward_layers": [
            {"ward_code": code, "layer": layer.value, "partial": partial}
            for code, (layer, partial) in plan.ward_layers.items()
        ],
        "features": features,
    }


def layer_words(policy: Policy, layer: str) -> dict[str, Any]:
    """A layer with its directive, its label and its measures, in both languages."""
    ring = next(each for each in policy.rings if each.layer.value == layer)
    return {
        "layer": layer,
        "directive": ring.directive.value,
        "label_vi": ring.label_vi,
        "label_en": ring.label_en,
        "measures": {"vi": list(ring.measures_vi), "en": list(ring.measures_en)},
    }
