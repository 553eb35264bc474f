"""Cordons and areas as everyone may read them: beside a ward, and as GeoJSON."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.api.documents.features import feature
from app.api.documents.geometry_texts import decimals_for, simplified
from app.api.documents.zones import envelope
from app.api.kept import Kept
from app.domain.areas import AREA_LABELS, Area
from app.domain.cordons import Cordon
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.vocabulary import Directive
from app.services.zone_status import ZoneSnapshot


def cordon_item(cordon: Cordon) -> dict[str, Any]:
    """A cordon as it is public: an act of authority, without what staff know of single cases in it."""
    return {
        "id": cordon.cordon_id,
        "name": cordon.name,
        "status": cordon.status.value,
        "directive": cordon.directive.value,
        "start": cordon.starts_at.isoformat() if cordon.starts_at else None,
        "planned_end": cordon.planned_end.isoformat() if cordon.planned_end else None,
        "households": cordon.households,
        "population": cordon.population,
        "population_estimated": cordon.population_estimated,
        "testing_interval_days": list(cordon.testing_interval_days),
        "document_number": cordon.document_number,
        "signer": cordon.signer,
    }


def area_item(area: Area) -> dict[str, Any]:
    """An area as it is public."""
    label_vi, label_en = AREA_LABELS[area.kind]
    return {
        "id": area.area_id,
        "kind": area.kind.value,
        "kind_label": {"vi": label_vi, "en": label_en},
        "name": area.name,
        "status": area.status.value,
        "directive": area.directive.value if area.directive else None,
        "start": area.starts_at.isoformat(),
        "end": area.ends_at.isoformat() if area.ends_at else None,
        "document_number": area.document_number,
        "signer": area.signer,
    }


def cordons_in_ward(cordons: tuple[Cordon, ...], ward_code: str) -> list[dict[str, Any]]:
    """The cordons over any part of a ward; `whole`: they cover all of it."""
    return [{**cordon_item(each), "whole": each.ward_parts[ward_code] >= 1.0} for each in cordons]


def areas_of_ward(areas: tuple[Area, ...], ward_code: str) -> list[dict[str, Any]]:
    """The areas over any part of a ward; `whole`: they cover all of it."""
    return [{**area_item(each), "whole": each.ward_parts[ward_code] >= 1.0} for each in areas]


def cordons_collection(snapshot: ZoneSnapshot) -> dict[str, Any]:
    """One feature a cordon in force or proposed."""
    return _collection(
        snapshot,
        [
            feature(
                each.place,
                {
                    **cordon_item(each),
                    "ward_codes": list(each.ward_codes),
                    "measures": measures(snapshot.policy, each.directive),
                    **_marks(snapshot, each.ward_parts),
                },
                identifier=each.cordon_id,
            )
            for each in snapshot.cordons
        ],
    )


def areas_collection(snapshot: ZoneSnapshot, *, tolerance: float = 0.0) -> dict[str, Any]:
    """One feature an area in force or proposed; those of whole wards follow the wards' simplified borders."""
    return _collection(
        snapshot,
        [
            feature(
                area_ground(snapshot.register, each, tolerance),
                {
                    **area_item(each),
                    "ward_codes": list(each.ward_codes),
                    "measures": measures(snapshot.policy, each.directive) if each.directive else None,
                    **_marks(snapshot, each.ward_parts),
                },
                identifier=each.area_id,
                decimals=decimals_for(tolerance),
            )
            for each in snapshot.areas
        ],
    )


_grounds: Kept[tuple[object, ...], BaseGeometry | None] = Kept(64)


def area_ground(register: Register, area: Area, tolerance: float) -> BaseGeometry | None:
    """The ground of an area, simplified; None when none of its wards is in the register any more."""
    key = (register.boundary_version, area.area_id, area.ward_codes, area.recorded_at, area.place is None, tolerance)
    return _grounds.get(key, lambda: _ground(register, area, tolerance))


def _ground(register: Register, area: Area, tolerance: float) -> BaseGeometry | None:
    if area.place is not None:
        return shapely.simplify(area.place, tolerance) if tolerance else area.place
    positions = [register.positions[code] for code in area.ward_codes if code in register.positions]
    if not positions:
        return None
    shapes = simplified(register, tolerance)[positions]
    joined: BaseGeometry = shapely.coverage_union_all(shapes) if register.is_tiling else shapely.union_all(shapes)
    return joined


def measures(policy: Policy, directive: Directive) -> dict[str, list[str]] | None:
    """What a directive asks for, as the policy in force says it; None when it says nothing of it."""
    ring = next((each for each in policy.rings if each.directive is directive), None)
    return None if ring is None else {"vi": list(ring.measures_vi), "en": list(ring.measures_en)}


def _marks(snapshot: ZoneSnapshot, parts: Any) -> dict[str, Any]:
    schematic = snapshot.register.boundary_status.value == "schematic"
    return {
        "boundary_status": snapshot.register.boundary_status.value,
        "approximate": schematic and any(share < 1.0 for share in parts.values()),
        "drill": snapshot.drill,
    }


def _collection(snapshot: ZoneSnapshot, features: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        **envelope(snapshot),
        "number_matched": len(features),
        "number_returned": len(features),
        "features": features,
    }
