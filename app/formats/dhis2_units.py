"""The register as DHIS2's organisation units, and back: metadata JSON and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import shapely

from app.domain.dhis2 import DATA_SET, ELEMENTS, Dhis2Mapping, uid_of
from app.domain.errors import FieldFault, InvalidImport
from app.domain.register import District, Register, Ward

_SHORT: Final = 50
_UNKNOWN_OPENING: Final = "1900-01-01"


def units_metadata(register: Register, mapping: Dhis2Mapping, *, parent: str | None, geometry: bool = True) -> bytes:
    """Districts and wards as DHIS2 imports them (`POST /api/metadata`).

    Args:
        parent: the id of the unit of theirs under which ours hang; without it ours are at the top.
        geometry: whether the wards' shapes are in it.
    """
    units = [
        *(_district(each, parent) for each in register.districts),
        *(_ward(each, mapping, parent, geometry=geometry) for each in register.wards),
    ]
    return _encoded({**_marks(register), "organisationUnits": units})


def units_geojson(register: Register, mapping: Dhis2Mapping) -> bytes:
    """The shapes of the wards for DHIS2's geometry import: `id` is the unit's id, `code` its code."""
    features = [
        {
            "type": "Feature",
            "id": mapping.unit_id(ward.code, "uid"),
            "properties": {
                "code": ward.code,
                "name": ward.name,
                "district_code": ward.district_code,
                "district_name": ward.district_name,
                "openingDate": _day(ward),
                "population": ward.population,
            },
            "geometry": _geometry(ward),
        }
        for ward in register.wards
    ]
    return _encoded({"type": "FeatureCollection", **_marks(register), "features": features})


def set_metadata(register: Register, mapping: Dhis2Mapping) -> bytes:
    """The data elements of a report and the daily data set that holds them, with the units that report."""
    elements = [
        {
            "id": mapping.element_id(each, "uid"),
            "code": each.code,
            "name": f"{each.name.vi} ({each.name.en})",
            "shortName": each.name.vi[:_SHORT],
            "formName": each.name.vi,
            "domainType": "AGGREGATE",
            "valueType": "INTEGER_ZERO_OR_POSITIVE",
            "aggregationType": "SUM",
            # 0 is a report; a value that is not there is none.
            "zeroIsSignificant": True,
        }
        for each in ELEMENTS
    ]
    data_set = {
        "id": uid_of("dataSet", DATA_SET),
        "code": DATA_SET,
        "name": "Báo cáo ca bệnh theo ngày (Daily case report)",
        "shortName": "Báo cáo ca bệnh theo ngày",
        "periodType": "Daily",
        # After the cut-off a report is of the next day by name.
        "openFuturePeriods": 1,
        "dataSetElements": [{"dataElement": {"id": each["id"]}} for each in elements],
        "organisationUnits": [{"id": mapping.unit_id(code, "uid")} for code in register.codes],
    }
    return _encoded({**_marks(register), "dataElements": elements, "dataSets": [data_set]})


def register_of_units(content: bytes) -> bytes:
    """Organisation units as a register file of ours: those that have a shape are wards, their parents districts.

    Raises:
        InvalidImport: it is no metadata and no GeoJSON of DHIS2, or has no unit with a shape.
    """
    document = _parsed(content)
    if document.get("type") == "FeatureCollection":
        features = [_feature_of(each) for each in document.get("features") or [] if isinstance(each, dict)]
    else:
        features = list(_features_of_units(document.get("organisationUnits") or []))
    if not features:
        raise InvalidImport(
            vi="Không có đơn vị nào có hình (geometry) trong tệp; xuất kèm hình từ DHIS2.",
            en="No unit in the file has a geometry; export them from DHIS2 with their shapes.",
        )
    status = document.get("boundary_status")
    head = {"boundary_status": status} if status in ("schematic", "official") else {}
    return _encoded({"type": "FeatureCollection", **head, "features": features})


def _marks(register: Register) -> dict[str, object]:
    """What every answer with places says of their boundaries."""
    return {"boundary_status": register.boundary_status.value}


def _district(district: District, parent: str | None) -> dict[str, object]:
    return {
        "id": uid_of("district", district.code),
        "code": f"D{district.code}",
        "name": district.name,
        "shortName": district.name[:_SHORT],
        "openingDate": _UNKNOWN_OPENING,
        **({"parent": {"id": parent}} if parent else {"level": 1}),
    }


def _ward(ward: Ward, mapping: Dhis2Mapping, parent: str | None, *, geometry: bool) -> dict[str, object]:
    above = uid_of("district", ward.district_code) if ward.district_code else parent
    level = {} if parent else {"level": 2 if ward.district_code else 1}
    return {
        "id": mapping.unit_id(ward.code, "uid"),
        "code": ward.code,
        "name": ward.name,
        "shortName": ward.name[:_SHORT],
        "openingDate": _day(ward),
        **({"closedDate": ward.valid_to.isoformat()} if ward.valid_to else {}),
        **({"parent": {"id": above}} if above else {}),
        **level,
        **({"geometry": _geometry(ward)} if geometry else {}),
    }


def _day(ward: Ward) -> str:
    return max(ward.valid_from.isoformat(), _UNKNOWN_OPENING)


def _geometry(ward: Ward) -> dict[str, Any]:
    mapped: dict[str, Any] = json.loads(shapely.to_geojson(ward.shape))
    return mapped


def _features_of_units(units: Sequence[Any]) -> Iterator[dict[str, object]]:
    known = {each["id"]: each for each in units if isinstance(each, dict) and isinstance(each.get("id"), str)}
    for unit in known.values():
        shape = unit.get("geometry")
        if not isinstance(shape, dict) or shape.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        parent = unit.get("parent")
        above = known.get(parent.get("id")) if isinstance(parent, dict) else None
        yield _feature(
            shape,
            code=unit.get("code") or unit["id"],
            name=unit.get("name"),
            district=None if above is None else (above.get("code") or above["id"], above.get("name")),
            opened=unit.get("openingDate"),
        )


def _feature_of(feature: Mapping[str, Any]) -> dict[str, object]:
    said = feature.get("properties") or {}
    district = (said["district_code"], said.get("district_name")) if said.get("district_code") else None
    return _feature(
        feature.get("geometry"),
        code=said.get("code") or feature.get("id"),
        name=said.get("name"),
        district=district,
        opened=said.get("openingDate"),
        population=said.get("population"),
    )


def _feature(
    shape: object,
    *,
    code: object,
    name: object,
    district: tuple[object, object] | None,
    opened: object,
    population: object = None,
) -> dict[str, object]:
    properties: dict[str, object] = {"ward_code": code, "ward_name": name}
    if district is not None:
        properties |= {"district_code": _bare(district[0]), "district_name": district[1]}
    if isinstance(opened, str) and opened[:10] != _UNKNOWN_OPENING:
        properties["valid_from"] = opened[:10]
    if isinstance(population, int):
        properties["population"] = population
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _bare(code: object) -> object:
    """A district's code without the letter that keeps it apart from a ward's in DHIS2, where codes are of all units."""
    return code[1:] if isinstance(code, str) and code[:1] == "D" and code[1:].isdigit() else code


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise InvalidImport(
            vi="Tệp không phải JSON của DHIS2.",
            en="The file is no JSON of DHIS2.",
            errors=[FieldFault("", vi="không đọc được", en="cannot be read")],
        )
    return document


def _encoded(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
