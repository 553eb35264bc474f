"""Every format a typed table can be taken away in: its ending, its media type, how its bytes are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final, Literal, get_args

from app.formats.geo_tables import write_flatgeobuf, write_geopackage
from app.formats.parquet_table import write_geoparquet, write_parquet
from app.formats.text_tables import csv_pieces, ndjson_pieces
from app.formats.typed_table import TableShape, TypedTable
from app.formats.typed_workbook import write_workbook

TableForm = Literal["csv", "xlsx", "parquet", "gpkg", "ndjson"]
"""Forms every table has."""
ShapedForm = Literal["csv", "xlsx", "parquet", "geoparquet", "gpkg", "fgb", "ndjson"]
"""Forms of a table with shapes."""
_PIECE: Final = 256 * 1024


@dataclass(frozen=True)
class FileForm:
    """One format. `is_packed`: its bytes gain nothing by being compressed once more on the way."""

    media_type: str
    pieces: Callable[[TypedTable], Iterator[bytes]]
    is_packed: bool = True


def _written(write: Callable[[TypedTable, Path], None], ending: str, table: TypedTable) -> Iterator[bytes]:
    """The bytes of a format that is written into a file, which is gone when they have been read."""
    with TemporaryDirectory(prefix="khoanhvung-") as folder:
        path = Path(folder, f"{table.shape.name}.{ending}")
        write(table, path)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


FORMS: Final = MappingProxyType(
    {
        "csv": FileForm("text/csv; charset=utf-8", csv_pieces, is_packed=False),
        "ndjson": FileForm("application/x-ndjson", ndjson_pieces, is_packed=False),
        "xlsx": FileForm(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            partial(_written, write_workbook, "xlsx"),
        ),
        "parquet": FileForm("application/vnd.apache.parquet", partial(_written, write_parquet, "parquet")),
        "geoparquet": FileForm("application/vnd.apache.parquet", partial(_written, write_geoparquet, "parquet")),
        "gpkg": FileForm(
            "application/geopackage+sqlite3", partial(_written, write_geopackage, "gpkg"), is_packed=False
        ),
        "fgb": FileForm("application/flatgeobuf", partial(_written, write_flatgeobuf, "fgb"), is_packed=False),
    }
)
"""By the ending of the file's name."""


def forms_of(shape: TableShape) -> tuple[str, ...]:
    """The formats a table can be taken away in: those that are nothing without shapes only where it has some."""
    return get_args(ShapedForm if shape.has_shapes else TableForm)


def table_pieces(table: TypedTable, form: str, *, has_bom: bool = False) -> Iterator[bytes]:
    """The bytes of a table in a format, piece by piece; the byte order mark is for CSV alone."""
    return csv_pieces(table, has_bom=True) if form == "csv" and has_bom else FORMS[form].pieces(table)
