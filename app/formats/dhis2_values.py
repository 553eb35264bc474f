"""Sets of data values in the forms DHIS2 reads and writes: JSON, XML and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal
from xml.sax.saxutils import quoteattr

from app.domain.dhis2 import DataValue
from app.domain.errors import FieldFault, InvalidImport

ValueFormat = Literal["json", "xml", "csv"]
MEDIA_TYPES: Final[Mapping[ValueFormat, str]] = {
    "json": "application/json",
    "xml": "application/xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
CSV_COLUMNS: Final = (
    "dataelement",
    "period",
    "orgunit",
    "categoryoptioncombo",
    "attributeoptioncombo",
    "value",
    "storedby",
    "lastupdated",
    "comment",
    "followup",
    "deleted",
)
MOST_VALUES: Final = 200_000
_TRUE: Final = frozenset({"true", "1"})


def write_values(values: Iterable[DataValue], form: ValueFormat) -> bytes:
    """The values as one set."""
    if form == "json":
        return json.dumps({"dataValues": [_member(each) for each in values]}, separators=(",", ":")).encode()
    return _xml(values) if form == "xml" else _csv(values)


def read_values(content: bytes, form: Literal["json", "csv"]) -> list[DataValue]:
    """The values of a file.

    Raises:
        InvalidImport: it is no set of data values, or has too many.
    """
    values = _from_csv(content) if form == "csv" else _from_json(content)
    if len(values) > MOST_VALUES:
        raise InvalidImport(
            vi=f"Tệp có hơn {MOST_VALUES} giá trị; chia nhỏ theo ngày.",
            en=f"The file has over {MOST_VALUES} values; split it by day.",
        )
    return values


def values_of_set(document: Mapping[str, Any]) -> list[DataValue]:
    """The values of a set; what a value does not say of unit, period and option combo, the set says for all."""
    shared = {name: document.get(name) for name in ("period", "orgUnit", "attributeOptionCombo")}
    found = []
    for place, each in enumerate(document.get("dataValues") or []):
        member = {**shared, **{name: value for name, value in each.items() if value is not None}}
        found.append(_value(member, f"/dataValues/{place}"))
    return found


def _member(value: DataValue) -> dict[str, object]:
    member: dict[str, object] = {
        "dataElement": value.data_element,
        "period": value.period,
        "orgUnit": value.org_unit,
    }
    return {**member, "deleted": True} if value.deleted else {**member, "value": value.value}


def _xml(values: Iterable[DataValue]) -> bytes:
    rows = "".join(f"<dataValue {_attributes(_member(each))}/>\n" for each in values)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0">'
    return f"{head}\n{rows}</dataValueSet>\n".encode()


def _attributes(member: Mapping[str, object]) -> str:
    return " ".join(f"{name}={quoteattr('true' if said is True else str(said))}" for name, said in member.items())


def _csv(values: Iterable[DataValue]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(CSV_COLUMNS)
    for each in values:
        deleted = "true" if each.deleted else ""
        writer.writerow(
            [each.data_element, each.period, each.org_unit, "", "", each.value or "", "", "", "", "", deleted]
        )
    return out.getvalue().encode()


def _from_json(content: bytes) -> list[DataValue]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
        values = document["dataValues"] if isinstance(document, dict) else None
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise ValueError
    except (ValueError, KeyError, RecursionError):
        raise InvalidImport(
            vi='Tệp không phải tập giá trị DHIS2: cần {"dataValues": [ … ]}.',
            en='The file is no DHIS2 data value set: it needs {"dataValues": [ … ]}.',
        ) from None
    return values_of_set(document)


def _from_csv(content: bytes) -> list[DataValue]:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    heading = [name.strip().lower() for name in rows[0]] if rows else []
    needed = {"dataelement", "period", "orgunit", "value"}
    if not needed <= set(heading):
        raise InvalidImport(
            vi=f"CSV cần dòng đầu có {', '.join(sorted(needed))}.",
            en=f"The CSV needs a first line with {', '.join(sorted(needed))}.",
            errors=[FieldFault("/1", vi="thiếu cột", en="columns are missing")],
        )
    names = {
        "dataelement": "dataElement",
        "orgunit": "orgUnit",
        "categoryoptioncombo": "categoryOptionCombo",
        "attributeoptioncombo": "attributeOptionCombo",
    }
    return [
        _value(_named(heading, row, names), f"/{number}") for number, row in enumerate(rows[1:], start=2) if any(row)
    ]


def _named(heading: Sequence[str], row: Sequence[str], names: Mapping[str, str]) -> dict[str, object]:
    return {names.get(name, name): cell for name, cell in zip(heading, row, strict=False) if cell != ""}


def _value(member: Mapping[str, object], pointer: str) -> DataValue:
    def text(name: str) -> str | None:
        found = member.get(name)
        return None if found is None or isinstance(found, dict | list) else str(found).strip()

    return DataValue(
        data_element=text("dataElement") or "",
        period=text("period") or "",
        org_unit=text("orgUnit") or "",
        value=text("value"),
        deleted=(text("deleted") or "").lower() in _TRUE,
        category_option_combo=text("categoryOptionCombo"),
        attribute_option_combo=text("attributeOptionCombo"),
        pointer=pointer,
    )
