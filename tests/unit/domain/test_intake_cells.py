from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.intake_cells import (
    CELL_FAULT_WORDS,
    LARGEST_NUMBER,
    CellFaultKind,
    CellValue,
    NumberCell,
    fault_words,
    read_number,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "intake_cells.json").read_text())


@pytest.mark.parametrize("cell", VECTORS["cells"], ids=lambda cell: repr(cell["text"]))
def test_a_typed_cell_is_read_as_the_shared_vectors_say(cell: dict[str, Any]) -> None:
    read = read_number(cell["text"])

    assert (read.value, read.fault, read.notice) == (cell.get("value"), cell.get("fault"), cell.get("notice"))


def test_the_shared_vectors_hold_every_fault_and_the_largest_number() -> None:
    assert {cell["fault"] for cell in VECTORS["cells"] if "fault" in cell} == set(CellFaultKind)
    assert VECTORS["largest"] == LARGEST_NUMBER


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (None, NumberCell()),
        (3, NumberCell(3)),
        (3.0, NumberCell(3)),
        (2.5, NumberCell(fault=CellFaultKind.FRACTION)),
        (-2.5, NumberCell(fault=CellFaultKind.NEGATIVE)),
        (-1, NumberCell(fault=CellFaultKind.NEGATIVE)),
        (1e5, NumberCell(100_000)),
        (1e300, NumberCell(fault=CellFaultKind.TOO_LARGE)),
        (float("nan"), NumberCell(fault=CellFaultKind.NOT_A_NUMBER)),
        (float("inf"), NumberCell(fault=CellFaultKind.NOT_A_NUMBER)),
        (True, NumberCell(fault=CellFaultKind.NOT_A_NUMBER)),
        (date(2021, 9, 14), NumberCell(fault=CellFaultKind.DATE)),
        (datetime(2021, 9, 14, 8, tzinfo=UTC), NumberCell(fault=CellFaultKind.DATE)),
        (time(8), NumberCell(fault=CellFaultKind.DATE)),
        (timedelta(hours=30), NumberCell(fault=CellFaultKind.DATE)),
    ],
)
def test_a_stored_cell_is_read_by_its_kind(raw: CellValue, read: NumberCell) -> None:
    assert read_number(raw) == read


def test_a_fault_repeats_the_value_and_says_the_cure_in_both_languages() -> None:
    assert fault_words(CellFaultKind.FRACTION, 2.5).vi.startswith("“2,5” là số lẻ; ghi số nguyên")
    assert all("{value}" in words for pair in CELL_FAULT_WORDS.values() for words in pair)


@given(st.text() | st.floats() | st.integers())
def test_any_cell_is_a_number_in_bounds_a_blank_or_a_fault_in_words(raw: str | float) -> None:
    read = read_number(raw)

    assert read.value is None or (0 <= read.value <= LARGEST_NUMBER and read.fault is None)
    assert read.fault is None or all(fault_words(read.fault, raw))
