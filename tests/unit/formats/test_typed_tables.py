"""Every kind of cell in every format: golden bytes of text, golden schemas of the rest, and nothing lost on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from python_calamine import CalamineWorkbook

from app.domain.sentences import Phrase
from app.formats.table_files import FORMS, table_pieces
from app.formats.typed_table import Kind, Row, TableShape, TypedColumn, TypedTable

VECTORS: Final = Path(__file__).parents[2] / "vectors" / "exports"
KINDS: Final[tuple[Kind, ...]] = ("text", "integer", "number", "boolean", "date", "instant")
SHAPE: Final = TableShape(
    "kinds",
    Phrase("Mọi kiểu", "Every kind"),
    tuple(TypedColumn(f"a_{kind}", kind, Phrase("nghĩa", "meaning"), unit="days") for kind in KINDS),
    key=("a_text",),
    has_shapes=True,
)
MOMENT: Final = datetime(2021, 9, 14, 11, 0, 0, 250_000, tzinfo=UTC)
ROWS: Final[tuple[Row, ...]] = (
    ("00454", 0, 0.5, True, date(2021, 9, 14), MOMENT),
    ('=1+1, "Ấp" \n x', 7, None, False, None, None),
    (None, None, -1e-7, None, date(2000, 1, 1), MOMENT.replace(microsecond=0)),
)
SQUARES: Final = shapely.box(*np.array([[0, 0, 1, 1], [1, 0, 2, 1], [2, 0, 3, 1]]).T)


def table(rows: tuple[Row, ...] = ROWS) -> TypedTable:
    return TypedTable(SHAPE, iter(rows), MOMENT, shapes=SQUARES[: len(rows)], marks=(("drill", "true"),))


def written(form: str, rows: tuple[Row, ...] = ROWS, *, has_bom: bool = False) -> bytes:
    return b"".join(table_pieces(table(rows), form, has_bom=has_bom))


@pytest.mark.parametrize(
    ("name", "form", "has_bom"),
    [("kinds.csv", "csv", False), ("kinds.bom.csv", "csv", True), ("kinds.ndjson", "ndjson", False)],
)
def test_text_is_written_to_the_byte_as_the_golden_files_say(name: str, form: str, has_bom: bool) -> None:
    assert written(form, has_bom=has_bom) == (VECTORS / name).read_bytes()


@pytest.mark.parametrize("form", ["parquet", "geoparquet"])
def test_the_schema_of_parquet_is_golden(form: str, tmp_path: Path) -> None:
    path = tmp_path / "kinds.parquet"
    path.write_bytes(written(form))
    schema = pq.read_schema(path).to_string(show_field_metadata=False, show_schema_metadata=False)
    assert schema == (VECTORS / f"kinds.{form}.schema.txt").read_text().rstrip("\n")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_rows_give_the_same_bytes(form: str) -> None:
    assert written(form) == written(form)


@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_rows_is_still_a_file(form: str) -> None:
    assert form == "ndjson" or len(written(form, ())) > 50


@pytest.mark.parametrize("form", ["parquet", "gpkg"])
def test_typed_formats_give_every_cell_back(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"kinds.{form}"
    path.write_bytes(written(form))
    found = (pq.read_table(path) if form == "parquet" else pyogrio.read_arrow(path)[1]).to_pylist()
    assert [tuple(row[column.name] for column in SHAPE.columns) for row in found] == [tuple(row) for row in ROWS]


def test_a_workbook_gives_every_cell_back_as_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "kinds.xlsx"
    path.write_bytes(written("xlsx"))
    with CalamineWorkbook.from_path(path) as book:
        found = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
    assert found[0] == ["00454", 0, 0.5, True, date(2021, 9, 14), MOMENT.isoformat()]
    assert found[1][0] == ROWS[1][0]
    assert found[2][0] == ""


def test_what_needs_shapes_refuses_a_table_without() -> None:
    bare = TypedTable(SHAPE, iter(ROWS), MOMENT)
    for form in ("geoparquet", "fgb"):
        with pytest.raises(ValueError, match="has no shapes"):
            b"".join(table_pieces(bare, form))


def test_single_polygons_and_several_are_one_kind_of_layer(tmp_path: Path) -> None:
    path = tmp_path / "kinds.gpkg"
    path.write_bytes(written("gpkg"))
    assert pyogrio.read_info(path)["geometry_type"] == "MultiPolygon"
