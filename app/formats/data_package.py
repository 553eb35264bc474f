"""The data dictionary as a Data Package: every table, column, type, unit and value, and what is true of the whole.

Source: Data Package, Tabular Data Resource and Table Schema specifications, version 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.sentences import Phrase
from app.formats.table_files import FORMS, forms_of
from app.formats.typed_table import Kind, TableShape, TypedColumn

_TYPES: Final[Mapping[Kind, Mapping[str, str]]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "date"},
    # Microseconds and an offset: more than the default format takes.
    "instant": {"type": "datetime", "format": "any"},
}
LICENCE: Final = Phrase(
    "Giấy phép của số liệu do cơ quan vận hành công bố; phần mềm không cấp giấy phép nào cho số liệu.",
    "The licence of the data is for the authority that runs this site to state; the software grants none.",
)
READING: Final = Phrase(
    "Mã là chữ và giữ số 0 ở đầu: khi mở CSV hãy đọc cột *_code là chữ. Ô trống là không biết, không phải số 0. "
    "Mức unknown là chưa đủ số liệu, không bao giờ là xanh.",
    "Codes are text with leading zeros: read the *_code columns of CSV as text. An empty cell is not known, which is "
    "not 0. The level unknown means too little data and is never green.",
)


@dataclass(frozen=True)
class PackageHead:
    """What is true of all tables of a package; `sources` are titles of documents and registers it stands on."""

    revision: int
    as_of: str | None
    created: datetime
    boundary_status: str
    boundary_version: str
    boundary_notice: Phrase | None
    is_drill: bool
    policy_id: str
    policy_version: str
    sources: Sequence[str]


def data_package(
    head: PackageHead, tables: Iterable[TableShape], *, rows: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The package that describes some tables, whose files lie beside it.

    Args:
        rows: by table, how many rows its file has, where that is known.
    """
    counted = rows or {}
    return {
        "profile": "tabular-data-package",
        "name": "khoanh-vung",
        "title": "Khoanh Vùng",
        "description": f"{READING.vi}\n{READING.en}",
        "version": str(head.revision),
        "created": head.created.isoformat(),
        "revision": head.revision,
        "as_of": head.as_of,
        "drill": head.is_drill,
        "boundary_status": head.boundary_status,
        "boundary_version": head.boundary_version,
        **_notice(head.boundary_notice),
        "policy_id": head.policy_id,
        "policy_version": head.policy_version,
        "licence_note_vi": LICENCE.vi,
        "licence_note_en": LICENCE.en,
        "sources": [{"title": title} for title in head.sources],
        "resources": [_resource(shape, counted.get(shape.name)) for shape in tables],
    }


def _notice(notice: Phrase | None) -> dict[str, str]:
    return {} if notice is None else {"notice_vi": notice.vi, "notice_en": notice.en}


def _resource(shape: TableShape, rows: int | None) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": shape.name,
        "path": f"{shape.name}.csv",
        "title": shape.title.vi,
        "title_en": shape.title.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({} if rows is None else {"row_count": rows}),
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True, "lineTerminator": "\n"},
        "schema": {
            "fields": [_field(column) for column in shape.columns],
            "missingValues": [""],
            "primaryKey": list(shape.key),
        },
        "also_as": [
            {"path": f"{shape.name}.{form}", "format": form, "mediatype": FORMS[form].media_type}
            for form in forms_of(shape)
            if form != "csv"
        ],
    }


def _field(column: TypedColumn) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.values:
        constraints["enum"] = [str(value) for value in column.values]
    if column.kind == "integer":
        constraints["minimum"] = 0
    return {
        "name": column.name,
        **_TYPES[column.kind],
        "title": column.name,
        "description": column.meaning.vi,
        "description_en": column.meaning.en,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }
