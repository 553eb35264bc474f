"""A register in GeoJSON (RFC 7946): bytes in, features and every fault of reading them out.

`unit_properties` says what the properties of a feature are. Members of the collection: `boundary_status` (`schematic`
or `official`), `notice_vi`, `notice_en`, `name`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry
from app.domain.geometry import check_crs, parse_geometry, to_multipolygon
from app.domain.register_file import FaultKind, RegisterFault, RegisterFile
from app.domain.sentences import Phrase
from app.domain.unit_table import UnitRow, UnitTable
from app.domain.vocabulary import BoundaryStatus
from app.formats.unit_properties import Properties, UnitFaultError, fail, read_units

MAX_FEATURES: Final = 50_000
MAX_SHAPE_VERTICES: Final = 500_000
_OUR_HEADINGS: Final = frozenset({"ward_code", "ward_name"})


def read_register(content: bytes) -> RegisterFile:
    """All features in our own words and in degrees, and a fault for each thing that cannot be read; never raises."""
    table = read_geojson(content, must_be_degrees=True)
    faults = list(table.faults)
    return RegisterFile(
        features=tuple(read_units(table.rows, faults)),
        boundary_status=table.boundary_status,
        notice_vi=table.notice_vi,
        notice_en=table.notice_en,
        title=table.title,
        faults=tuple(faults),
    )


def read_geojson(content: bytes, *, must_be_degrees: bool = False) -> UnitTable:
    """The rows of a collection under its own headings, and a fault for each thing that cannot be read; never raises.

    Args:
        must_be_degrees: refuse coordinates that are none, and a reference system other than WGS 84.
    """
    try:
        collection = _parse(content)
        features = _features(collection, must_be_degrees=must_be_degrees)
    except UnitFaultError as fault:
        return UnitTable((), (), "GeoJSON", faults=(fault.fault,))
    faults: list[RegisterFault] = []
    reader = _Rows(faults, must_be_degrees=must_be_degrees)
    rows = tuple(row for index, each in enumerate(features) if (row := reader.row(each, f"/features/{index}")))
    members = Properties(collection, "", faults, unit_codes=())
    columns = tuple(dict.fromkeys(name for row in rows for name in row.values))
    return UnitTable(
        rows=rows,
        columns=columns,
        file_format="GeoJSON",
        reference_system=_reference_system(collection),
        boundary_status=_status(collection, faults),
        notice_vi=members.text("notice_vi", longest=1000),
        notice_en=members.text("notice_en", longest=1000),
        title=members.text("name", longest=120),
        faults=tuple(faults),
        remarks=tuple(reader.remarks()),
        is_ours=set(columns) >= _OUR_HEADINGS,
    )


def _parse(content: bytes) -> Mapping[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fail(
            FaultKind.FILE,
            "",
            vi=f"Tệp không phải UTF-8 (byte thứ {error.start}); lưu lại bằng UTF-8.",
            en=f"The file is not UTF-8 (byte {error.start}); save it as UTF-8.",
        )
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        fail(
            FaultKind.FILE,
            "",
            vi=f"Tệp không phải JSON đúng: dòng {error.lineno}, cột {error.colno}.",
            en=f"The file is not JSON: line {error.lineno}, column {error.colno}.",
        )
    except (ValueError, RecursionError):
        fail(
            FaultKind.FILE,
            "",
            vi="Tệp JSON có số quá dài hoặc lồng quá sâu; đây không phải danh mục GeoJSON.",
            en="The JSON nests too deeply or holds a number too long; this is no GeoJSON register.",
        )
    if not isinstance(parsed, dict):
        fail(FaultKind.FILE, "", vi="Cần một FeatureCollection GeoJSON.", en="A GeoJSON FeatureCollection is needed.")
    return parsed


def _features(collection: Mapping[str, Any], *, must_be_degrees: bool) -> list[object]:
    if collection.get("type") != "FeatureCollection":
        fail(
            FaultKind.FILE,
            "/type",
            vi="Cần một FeatureCollection GeoJSON.",
            en="The type must be FeatureCollection.",
        )
    if "crs" in collection and must_be_degrees:
        try:
            check_crs(collection["crs"], pointer="/crs")
        except InvalidGeometry as wrong:
            fail(FaultKind.FILE, "/crs", vi=wrong.detail_vi, en=wrong.detail_en)
    features = collection.get("features")
    if not isinstance(features, list) or not 1 <= len(features) <= MAX_FEATURES:
        fail(
            FaultKind.FILE,
            "/features",
            vi=f"Cần từ 1 đến {MAX_FEATURES} phường, xã trong “features”.",
            en=f"“features” must hold 1 to {MAX_FEATURES} wards.",
        )
    return features


def _status(collection: Mapping[str, Any], faults: list[RegisterFault]) -> BoundaryStatus | None:
    said = collection.get("boundary_status")
    if said is None or said in tuple(BoundaryStatus):
        return None if said is None else BoundaryStatus(said)
    faults.append(
        RegisterFault(
            FaultKind.FILE,
            "/boundary_status",
            vi="boundary_status phải là schematic (sơ đồ) hoặc official (chính thức).",
            en="boundary_status must be schematic or official.",
        )
    )
    return None


def _reference_system(collection: Mapping[str, Any]) -> str | None:
    """What an old `crs` member names; RFC 7946 knows WGS 84 alone, and nothing is said of it."""
    member = collection.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) else "OGC:CRS84"


class _Rows:
    """Reads features one by one, and remembers what it took away."""

    def __init__(self, faults: list[RegisterFault], *, must_be_degrees: bool) -> None:
        self._faults = faults
        self._must_be_degrees = must_be_degrees
        self._heights = self._collections = 0

    def row(self, feature: object, pointer: str) -> UnitRow | None:
        """One feature, or None with its fault noted."""
        try:
            return self._row(feature, pointer)
        except UnitFaultError as fault:
            self._faults.append(fault.fault)
            return None

    def remarks(self) -> list[Phrase]:
        """What was taken away."""
        return dropped_parts(heights=self._heights, collections=self._collections)

    def _row(self, feature: object, pointer: str) -> UnitRow:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            fail(FaultKind.FILE, pointer, vi="Cần một Feature GeoJSON ở đây.", en="A GeoJSON Feature is needed here.")
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            fail(
                FaultKind.PROPERTY,
                f"{pointer}/properties",
                vi="Thiếu thuộc tính; cần ít nhất ward_code và ward_name.",
                en="Properties are missing; at least ward_code and ward_name are needed.",
            )
        geometry = feature.get("geometry")
        self._heights += _has_height(geometry)
        try:
            shape, wrong = self._shape(geometry, f"{pointer}/geometry"), None
        except InvalidGeometry as found:
            shape, wrong = None, found
        return UnitRow(pointer, properties, shape, wrong, feature.get("id"))

    def _shape(self, geometry: object, pointer: str) -> BaseGeometry:
        if not isinstance(geometry, dict) or geometry.get("type") != "GeometryCollection":
            return self._polygons(geometry, pointer)
        members = geometry.get("geometries")
        kept = [
            self._polygons(each, f"{pointer}/geometries/{index}")
            for index, each in enumerate(members if isinstance(members, list) else [])
            if isinstance(each, dict) and str(each.get("type")).endswith("Polygon")
        ]
        self._collections += bool(kept)
        # Nothing to keep: refused as a shape of a type that is not used here.
        together = MultiPolygon([part for shape in kept for part in shapely.get_parts(shape).tolist()])
        return to_multipolygon(together) or self._polygons(geometry, pointer)

    def _polygons(self, geometry: object, pointer: str) -> BaseGeometry:
        return parse_geometry(
            geometry,
            pointer=pointer,
            max_vertices=MAX_SHAPE_VERTICES,
            must_be_valid=False,
            must_be_degrees=self._must_be_degrees,
        )


def dropped_parts(*, heights: int, collections: int) -> list[Phrase]:
    """What to say of parts of shapes that a register has no use for."""
    said = []
    if heights:
        said.append(
            Phrase(
                f"Đã bỏ độ cao (Z) hoặc số đo (M) của {heights} hình.",
                f"Heights (Z) or measures (M) of {heights} shapes were dropped.",
            )
        )
    if collections:
        said.append(
            Phrase(
                f"Đã lấy riêng các vùng khỏi {collections} tập hình lẫn điểm, đường.",
                f"The polygons were taken out of {collections} collections that hold points or lines too.",
            )
        )
    return said


def _has_height(geometry: object) -> bool:
    """Whether the first position of a shape has more than two numbers."""
    inner = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(inner, list) and inner and isinstance(inner[0], list):
        inner = inner[0]
    return isinstance(inner, list) and len(inner) > 2
