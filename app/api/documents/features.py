"""GeoJSON: wards with status, rings with directive, shapes alone; RFC 7946, lon/lat to six decimals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.api.documents.zones import envelope, zone_item
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.ring_warnings import ring_warnings
from app.domain.rings import RingPlan
from app.domain.vocabulary import LockdownLayer, RingStatus
from app.services.ring_lookup import status_at
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.outbreaks import StoredRing

DECIMALS = 6


def feature(geometry: BaseGeometry | None, properties: dict[str, Any], *, identifier: str) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {
        "type": "Feature",
        "id": identifier,
        "properties": properties,
        "geometry": None if geometry is None else geometry_document(geometry),
    }


def geometry_document(geometry: BaseGeometry) -> dict[str, Any]:
    """A geometry with rounded coordinates, shells counter-clockwise."""
    shown = shapely.orient_polygons(shapely.transform(geometry, lambda points: points.round(DECIMALS)))
    document: dict[str, Any] = json.loads(shapely.to_geojson(shown))
    return document


def zones_collection(
    snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], shapes: Sequence[BaseGeometry] | None = None
) -> dict[str, Any]:
    """Wards with their flat status; `shapes` replaces the register's own, in the order of `zones`."""
    drawn = [zone.ward.shape for zone in zones] if shapes is None else shapes
    return {
        "type": "FeatureCollection",
        **envelope(snapshot),
        "number_matched": len(zones),
        "number_returned": len(zones),
        "features": [
            feature(shape, zone_item(zone), identifier=zone.ward.code) for zone, shape in zip(zones, drawn, strict=True)
        ],
    }


def register_collection(register: Register) -> dict[str, Any]:
    """Shapes and names only; the same bytes for ever under one boundary version."""
    return {
        "type": "FeatureCollection",
        "boundary_version": register.boundary_version,
        "boundary_status": register.boundary_status.value,
        "notice_vi": register.boundaries.notice_vi,
        "notice_en": register.boundaries.notice_en,
        "features": [
            feature(
                ward.shape,
                {
                    "ward_code": ward.code,
                    "ward_name": ward.name,
                    "ward_kind": ward.kind,
                    "district_code": ward.district_code,
                    "district_name": ward.district_name,
                    "boundary_status": register.boundary_status.value,
                },
                identifier=ward.code,
            )
            for ward in register.wards
        ],
    }


def rings_collection(snapshot: ZoneSnapshot, rings: Iterable[StoredRing]) -> dict[str, Any]:
    """One feature a layer and outbreak."""
    names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    features = [
        feature(
            layer.shape,
            {
                "outbreak_id": ring.outbreak_id,
                "outbreak_name": names.get(ring.outbreak_id),
                **_layer_words(snapshot.policy, layer.layer.value),
                "ring_status": status_at(snapshot, ring).value,
                "document_number": ring.document_number,
                "signer": ring.signer,
                "start": ring.starts_at.isoformat() if ring.starts_at else None,
                "population": layer.population,
                "population_estimated": ring.population_estimated,
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
                **_layer_words(policy, layer.layer.value),
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


def _layer_words(policy: Policy, layer: str) -> dict[str, Any]:
    ring = next(each for each in policy.rings if each.layer.value == layer)
    return {
        "layer": layer,
        "directive": ring.directive.value,
        "label_vi": ring.label_vi,
        "label_en": ring.label_en,
        "measures": {"vi": list(ring.measures_vi), "en": list(ring.measures_en)},
    }
