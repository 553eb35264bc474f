"""The GeoJSON text of the schematic wards (RFC 7946): one feature a line, and at the top what they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scripts.schematic.arrays import Floats
from scripts.schematic.register import RegisterWard

IN_FORCE_FROM = "2020-03-01"
IN_FORCE_UNTIL = "2024-12-31"
METHOD_VERSION = 1

HEADER = {
    "name": "Thành phố Hà Nội: phường, xã, thị trấn 2020–2024",
    "boundary_status": "schematic",
    "notice_vi": (
        "Ranh giới sơ đồ, không phải ranh giới hành chính chính thức: được vẽ tự động từ vị trí gần đúng và diện tích "
        "công bố của từng phường, xã, thị trấn; không dùng để xác định một địa điểm thuộc phường, xã nào. "
        "Nạp ranh giới chính thức: khoanhvung wards import FILE"
    ),
    "notice_en": (
        "Schematic boundaries, not official ones: drawn by a program from the approximate position and published area "
        "of each ward; not for deciding which ward a place belongs to. "
        "To import official boundaries: khoanhvung wards import FILE"
    ),
    "register": {
        "source": ("register of Hanoi's wards in force 2020-03-01 to 2024-12-31; population: census of 1 April 2019"),
        "in_force_from": IN_FORCE_FROM,
        "in_force_until": IN_FORCE_UNTIL,
    },
    "generator": {"script": "scripts/make_schematic_wards.py", "method_version": METHOD_VERSION},
}


def write_wards(wards: Sequence[RegisterWard], rings: Sequence[Floats]) -> str:
    """The FeatureCollection of the wards, whose closed counter-clockwise rings are in degrees."""
    members = ['"type":"FeatureCollection"', *(f"{_json(key)}:{_json(value)}" for key, value in HEADER.items())]
    features = ",\n".join(_json(_feature(ward, ring)) for ward, ring in zip(wards, rings, strict=True))
    return "{" + ",\n".join(members) + ',\n"features":[\n' + features + "\n]}\n"


def _feature(ward: RegisterWard, ring: Floats) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": ward.ward_code,
        "properties": {
            "ward_code": ward.ward_code,
            "ward_name": ward.ward_name,
            "ward_kind": ward.ward_kind,
            "district_code": ward.district_code,
            "district_name": ward.district_name,
            "district_kind": ward.district_kind,
            "population_2019": ward.population_2019,
            "area_km2": ward.area_km2,
            "valid_from": IN_FORCE_FROM,
        },
        "geometry": {"type": "Polygon", "coordinates": [ring.tolist()]},
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
