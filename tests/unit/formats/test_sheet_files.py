"""Cells of workbooks of three kinds, with their places, merges, errors and unanswered formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from app.domain.errors import UnreadableSheet
from app.domain.sheet_grid import Merge, SheetGrid
from app.formats.ole_file import OleFile
from app.formats.sheet_files import read_sheets
from app.formats.sheet_safety import kind_of_file
from tests.workbooks import (
    Cell,
    Formula,
    Rows,
    Wrong,
    changed_zip,
    formula_error,
    make_ods,
    make_ole,
    make_xls,
    make_xlsx,
    ods_of,
    packed_numbers,
)

MAKERS = [make_xlsx, make_ods, make_xls]
Maker = Callable[[Rows], bytes]


def read(content: bytes) -> list[SheetGrid]:
    return read_sheets(content, kind_of_file(content))


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Hải Bối", "Hải Bối"),
        (5, 5),
        (2.5, 2.5),
        (date(2021, 9, 14), date(2021, 9, 14)),
        (None, None),
        (Wrong("#DIV/0!"), "#DIV/0!"),
    ],
)
def test_a_cell_is_read_as_it_was_written(make: Maker, cell: Cell, value: Cell) -> None:
    (grid,) = read(make([["a", "b"], [cell, "c"]]))

    assert grid.rows[1][0] == value


@pytest.mark.parametrize("make", [make_xlsx, make_ods])
def test_a_formula_without_result_is_a_text_that_says_so(make: Maker) -> None:
    (grid,) = read(make([["a", "b"], [Formula('IF(A1>2,"x&y",3)'), "c"]]))

    assert str(grid.rows[1][0]).startswith("=IF(A1")
    assert grid.rows[1][1] == "c"


def test_a_formula_with_its_result_is_the_result() -> None:
    content = changed_zip(
        make_xlsx([["a"], [5]]), lambda _, part: part.replace(b"<v>5</v>", b"<f>SUM(C1:D1)</f><v>5</v>")
    )

    assert read(content)[0].rows[1][0] == 5


@pytest.mark.parametrize("make", MAKERS)
def test_blank_rows_and_columns_before_a_table_keep_its_places(make: Maker) -> None:
    (grid,) = read(make([[], [], [None, None, "x"], [None, None, "y"]]))

    found = next(
        (grid.row_number(row), grid.cell_name(row, column))
        for row, cells in enumerate(grid.rows)
        for column, cell in enumerate(cells)
        if cell == "y"
    )
    assert found == (4, "C4")


def test_merged_cells_are_told() -> None:
    (grid,) = read(make_xlsx([["Ca mới", None], ["a", "b"]], merges=["A1:B1"]))

    assert list(grid.merges) == [Merge(0, 0, 0, 1)]


def test_merged_cells_of_an_open_document_are_told() -> None:
    cells = (
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Ca mới</text:p>'
        "</table:table-cell><table:covered-table-cell/>"
    )
    (grid,) = read(ods_of(f"<table:table><table:table-row>{cells}</table:table-row></table:table>"))

    assert list(grid.merges) == [Merge(0, 0, 0, 1)]
    assert grid.rows == [["Ca mới"]]


def test_remarks_on_cells_are_not_their_content() -> None:
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>hỏi lại</text:p></office:annotation>'
        "<text:p>Hải</text:p></table:table-cell>"
    )
    (grid,) = read(ods_of(f"<table:table><table:table-row>{cell}</table:table-row></table:table>"))

    assert grid.rows == [["Hải"]]


def test_hidden_sheets_are_not_read() -> None:
    content = changed_zip(
        make_xlsx([["a"]], name="Một", others={"Hai": [["b"]]}),
        lambda name, part: (
            part.replace(b'name="Hai"', b'name="Hai" state="hidden"') if name == "xl/workbook.xml" else part
        ),
    )

    assert [grid.name for grid in read(content)] == ["Một"]


def ods_cells(*cells: str, style: str = "") -> bytes:
    """A sheet of one row of cells, each the inside of its tag."""
    row = "".join(f"<table:table-cell {cell}><text:p>shown</text:p></table:table-cell>" for cell in cells)
    return ods_of(f"<table:table {style}><table:table-row>{row}</table:table-row></table:table>")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('office:value-type="percentage" office:value="0.5"', 0.5),
        ('office:value-type="float" office:value="NaN"', "shown"),
        ('office:value-type="float" office:value="x"', "shown"),
        ('office:value-type="boolean" office:boolean-value="true"', True),
        ('office:value-type="time" office:time-value="PT30H05M00S"', timedelta(hours=30, minutes=5)),
        ('office:value-type="time" office:time-value="PT9999999H"', "shown"),
        (
            'office:value-type="date" office:date-value="2021-09-14T10:30:00"',
            datetime.fromisoformat("2021-09-14T10:30"),
        ),
        ('office:value-type="date" office:date-value="hôm qua"', "shown"),
        ('table:formula="of:=[.A1]" office:value-type="string"', "shown"),
        ('office:value-type="string" table:number-columns-repeated="x"', "shown"),
    ],
)
def test_a_cell_of_an_open_document_is_read_by_its_kind(cell: str, value: object) -> None:
    (grid,) = read(ods_cells(cell))

    assert grid.rows == [[value]]


def test_hidden_sheets_of_an_open_document_are_not_read() -> None:
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    content = changed_zip(
        ods_cells('office:value-type="string"', style='table:style-name="ta2"'),
        lambda _, part: part.replace(b"<office:body>", style.encode() + b"<office:body>"),
    )

    with pytest.raises(UnreadableSheet, match="no sheet"):
        read(content)


def test_numbers_packed_together_in_an_old_workbook_are_read() -> None:
    content = make_xls([["a", "b", "c"]], cells=packed_numbers(1, 0, [5, 6, 7]))

    assert read(content)[0].rows[1] == [5, 6, 7]


def test_the_error_of_a_formula_in_an_old_workbook_is_told() -> None:
    content = make_xls([["a", "b"], ["c"]], cells=formula_error(1, 1, 0x17))

    assert read(content)[0].rows[1] == ["c", "#REF!"]


def test_errors_of_old_workbooks_are_told_of_the_right_sheet() -> None:
    (grid,) = read(make_xls([["x"], [Wrong("#DIV/0!")]]))

    assert grid.rows == [["x"], ["#DIV/0!"]]


def test_a_stream_of_an_old_file_is_found_by_its_name() -> None:
    content = make_ole({"Workbook": b"x" * 5000})

    assert OleFile(content).stream("Workbook").startswith(b"xxxxx")
    with pytest.raises(UnreadableSheet):
        OleFile(content).stream("Book")


def test_cells_without_names_of_their_own_are_counted() -> None:
    content = changed_zip(
        make_xlsx([["a", "b"], [1, 2]]),
        lambda name, part: re.sub(rb' r="[A-Z]?\d+"', b"", part) if name.endswith("sheet1.xml") else part,
    )

    assert read(content)[0].rows == [["a", "b"], [1, 2]]
