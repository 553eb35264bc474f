"""A register in GeoJSON (RFC 7946): bytes in, features and every fault of reading them out.

A feature's properties are `ward_code`, `ward_name`, `ward_kind`, `district_code`, `district_name`, `district_kind`,
`population_2019` (or `pop_2019`, or `population` with `population_on`), `area_km2`, `valid_from`. Code, name and shape
are needed; a register without districts leaves theirs out. Members of the collection: `boundary_status` (`schematic`
or `official`), `notice_vi`, `notice_en`, `register`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NoReturn

from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry
from app.domain.geometry import check_crs, parse_geometry
from app.domain.names import split_kind
from app.domain.register_file import FaultKind, RegisterFault, RegisterFile, UnitFeature
from app.domain.vocabulary import BoundaryStatus

MAX_FEATURES: Final = 50_000
MAX_SHAPE_VERTICES: Final = 500_000
CENSUS_DAY: Final = date(2019, 4, 1)
"""The Population and Housing Census of 2019 counted people as of this day."""
_CODE: Final = re.compile(r"[0-9A-Za-z._-]{1,16}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_PEOPLE: Final = 100_000_000
_MOST_KM2: Final = 10_000_000.0
_KIND_LABELS: Final = {
    "phuong": "Phường",
    "xa": "Xã",
    "thi tran": "Thị trấn",
    "dac khu": "Đặc khu",
    "quan": "Quận",
    "huyen": "Huyện",
    "thi xa": "Thị xã",
    "thanh pho": "Thành phố",
}


def read_register(content: bytes) -> RegisterFile:
    """All features that can be read, and a fault for each thing that cannot; never raises."""
    try:
        collection = _parse(content)
        features = _features(collection)
    except _FaultError as fault:
        return RegisterFile((), (fault.fault,), None, None, None, None)
    read: list[UnitFeature] = []
    faults: list[RegisterFault] = []
    for index, feature in enumerate(features):
        try:
            unit = _feature(feature, f"/features/{index}", faults)
        except _FaultError as fault:
            faults.append(fault.fault)
        else:
            read += [] if unit is None else [unit]
    members = _Properties(collection, "", faults, unit_codes=())
    return RegisterFile(
        features=tuple(read),
        boundary_status=_status(collection, faults),
        notice_vi=members.text("notice_vi", longest=1000),
        notice_en=members.text("notice_en", longest=1000),
        title=members.text("name", longest=120),
        faults=tuple(faults),
    )


class _FaultError(Exception):
    """Ends the reading of a file or a feature."""

    def __init__(self, fault: RegisterFault) -> None:
        super().__init__(fault.en)
        self.fault = fault


def _fail(kind: FaultKind, pointer: str, *, vi: str, en: str) -> NoReturn:
    raise _FaultError(RegisterFault(kind, pointer, vi, en))


def _parse(content: bytes) -> Mapping[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _fail(
            FaultKind.FILE,
            "",
            vi=f"Tệp không phải UTF-8 (byte thứ {error.start}); lưu lại bằng UTF-8.",
            en=f"The file is not UTF-8 (byte {error.start}); save it as UTF-8.",
        )
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        _fail(
            FaultKind.FILE,
            "",
            vi=f"Tệp không phải JSON đúng: dòng {error.lineno}, cột {error.colno}.",
            en=f"The file is not JSON: line {error.lineno}, column {error.colno}.",
        )
    except (ValueError, RecursionError):
        _fail(
            FaultKind.FILE,
            "",
            vi="Tệp JSON có số quá dài hoặc lồng quá sâu; đây không phải danh mục GeoJSON.",
            en="The JSON nests too deeply or holds a number too long; this is no GeoJSON register.",
        )
    if not isinstance(parsed, dict):
        _fail(FaultKind.FILE, "", vi="Cần một FeatureCollection GeoJSON.", en="A GeoJSON FeatureCollection is needed.")
    return parsed


def _features(collection: Mapping[str, Any]) -> list[object]:
    if collection.get("type") != "FeatureCollection":
        _fail(
            FaultKind.FILE,
            "/type",
            vi="Cần một FeatureCollection GeoJSON.",
            en="The type must be FeatureCollection.",
        )
    if "crs" in collection:
        try:
            check_crs(collection["crs"], pointer="/crs")
        except InvalidGeometry as wrong:
            _fail(FaultKind.FILE, "/crs", vi=wrong.detail_vi, en=wrong.detail_en)
    features = collection.get("features")
    if not isinstance(features, list) or not 1 <= len(features) <= MAX_FEATURES:
        _fail(
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


def _feature(feature: object, pointer: str, faults: list[RegisterFault]) -> UnitFeature | None:
    """One ward, or None with its faults noted."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        _fail(FaultKind.FILE, pointer, vi="Cần một Feature GeoJSON ở đây.", en="A GeoJSON Feature is needed here.")
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        _fail(
            FaultKind.PROPERTY,
            f"{pointer}/properties",
            vi="Thiếu thuộc tính; cần ít nhất ward_code và ward_name.",
            en="Properties are missing; at least ward_code and ward_name are needed.",
        )
    code = _code(feature, properties, pointer)
    known = len(faults)
    read = _Properties(properties, f"{pointer}/properties", faults, unit_codes=(code,))
    name = read.name("ward_name")
    district_code, district_name, district_kind = _district(read)
    population, population_on = _population(read)
    area_km2, valid_from = read.area_km2(), read.day("valid_from")
    shape = _shape(feature.get("geometry"), pointer, f"{code} {name or ''}".strip(), faults)
    if shape is None or name is None or len(faults) > known:
        return None
    return UnitFeature(
        pointer=pointer,
        code=code,
        name=name,
        kind=read.text("ward_kind", longest=40) or _kind_of(name),
        district_code=district_code,
        district_name=district_name,
        district_kind=district_kind,
        population=population,
        population_on=population_on,
        area_km2=area_km2,
        valid_from=valid_from,
        shape=shape,
    )


def _code(feature: Mapping[str, Any], properties: Mapping[str, Any], pointer: str) -> str:
    named = properties.get("ward_code")
    code = feature.get("id") if named is None else named
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        _fail(
            FaultKind.PROPERTY,
            f"{pointer}/properties/ward_code",
            vi="ward_code phải là chuỗi 1–16 chữ số hoặc chữ cái không dấu; mã là chữ, giữ số 0 ở đầu.",
            en="ward_code must be text of 1–16 digits or plain letters; codes are text, leading zeros count.",
        )
    return code


def _district(read: _Properties) -> tuple[str | None, str | None, str | None]:
    code = read.text("district_code", longest=16)
    if code is None:
        return None, None, None
    if not _CODE.fullmatch(code):
        read.fault(
            "district_code",
            vi="district_code phải là chuỗi 1–16 chữ số hoặc chữ cái không dấu.",
            en="district_code must be text of 1–16 digits or plain letters.",
        )
    name = read.name("district_name")
    return code, name, read.text("district_kind", longest=40) or _kind_of(name or "")


def _population(read: _Properties) -> tuple[int | None, date | None]:
    census = read.whole_number("population_2019", "pop_2019", most=_MOST_PEOPLE)
    if census is not None:
        return census, CENSUS_DAY
    population = read.whole_number("population", most=_MOST_PEOPLE)
    counted_on = read.day("population_on")
    return population, None if population is None else counted_on


def _kind_of(name: str) -> str:
    return _KIND_LABELS.get(split_kind(name)[0] or "", "")


def _shape(value: object, pointer: str, unit: str, faults: list[RegisterFault]) -> BaseGeometry | None:
    try:
        return parse_geometry(
            value, pointer=f"{pointer}/geometry", max_vertices=MAX_SHAPE_VERTICES, must_be_valid=False
        )
    except InvalidGeometry as wrong:
        lon, lat = wrong.extensions.get("lon"), wrong.extensions.get("lat")
        faults.append(
            RegisterFault(
                kind=FaultKind.GEOMETRY,
                pointer=wrong.errors[0].pointer,
                vi=f"{unit}: {wrong.detail_vi}",
                en=f"{unit}: {wrong.detail_en}",
                unit_codes=(unit.split()[0],),
                lon=lon if isinstance(lon, float) else None,
                lat=lat if isinstance(lat, float) else None,
            )
        )
        return None


class _Properties:
    """Typed reading of properties; what is wrong is noted, and reading goes on."""

    def __init__(
        self, values: Mapping[str, Any], pointer: str, faults: list[RegisterFault], *, unit_codes: tuple[str, ...]
    ) -> None:
        self._values = values
        self._pointer = pointer
        self._faults = faults
        self._unit_codes = unit_codes

    def fault(self, name: str, *, vi: str, en: str) -> None:
        prefix = f"{self._unit_codes[0]}: " if self._unit_codes else ""
        self._faults.append(
            RegisterFault(
                FaultKind.PROPERTY, f"{self._pointer}/{name}", f"{prefix}{vi}", f"{prefix}{en}", self._unit_codes
            )
        )

    def name(self, name: str) -> str | None:
        found = self.text(name, longest=120)
        if found is None and not self._values.get(name):
            self.fault(name, vi=f"Thiếu {name}.", en=f"{name} is missing.")
        return found

    def text(self, *names: str, longest: int) -> str | None:
        """The first of some members that is there, in composed form; None when there is none, or an empty one."""
        name, value = self._first(names)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not _is_printable(value) or len(value) > longest:
            self.fault(
                name,
                vi=f"{name} phải là chữ, tối đa {longest} ký tự, không có ký tự điều khiển.",
                en=f"{name} must be text of at most {longest} characters without control characters.",
            )
            return None
        return " ".join(unicodedata.normalize("NFC", value).split()) or None

    def whole_number(self, *names: str, most: int) -> int | None:
        name, value = self._first(names)
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if value is None or (type(whole) is int and 0 <= whole <= most):
            return whole
        self.fault(
            name,
            vi=f"{name} phải là số nguyên từ 0 đến {most}; bỏ trống nếu chưa biết.",
            en=f"{name} must be a whole number from 0 to {most}; leave it out when it is unknown.",
        )
        return None

    def area_km2(self) -> float | None:
        value = self._values.get("area_km2")
        if value is None or (type(value) in (int, float) and 0 < value < _MOST_KM2):
            return None if value is None else float(value)
        self.fault(
            "area_km2",
            vi="area_km2 phải là số dương, tính bằng km².",
            en="area_km2 must be a positive number of square kilometres.",
        )
        return None

    def day(self, name: str) -> date | None:
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except (TypeError, ValueError):
            pass
        self.fault(
            name, vi=f"{name} phải là ngày có thật, dạng NNNN-TT-NN.", en=f"{name} must be a real day, YYYY-MM-DD."
        )
        return None

    def _first(self, names: tuple[str, ...]) -> tuple[str, Any]:
        found = next((name for name in names if self._values.get(name) is not None), names[0])
        return found, self._values.get(found)


def _is_printable(text: str) -> bool:
    # Control characters (Cc) and lone surrogates (Cs) cannot be stored on every database.
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
