"""Registers and sheets for tests of reading: wards by name, and Đông Anh as the pastes know it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.domain.names import fold
from app.domain.register import Register, Ward
from app.services.sheet_reading import SheetReading, read_pasted
from tests.worlds import make_ward, shapes_of

ROOT: Final = Path(__file__).parents[1]
PASTES: Final = ROOT / "tests" / "vectors" / "pastes"
DAY: Final = date(2021, 9, 14)
DONG_ANH: Final = frozenset({"017"})


def named_ward(code: str, name: str, kind: str, district_code: str, district_name: str) -> Ward:
    """A ward of which only names matter; the name comes with its kind."""
    ward = make_ward(code, shapes_of("A")["A"], district_code=district_code)
    return replace(ward, name=name, kind=kind, name_fold=fold(name), district_name=district_name)


@lru_cache(maxsize=1)
def hanoi() -> Register:
    """The names of all 579 wards of 2021; their shapes are not theirs."""
    with (ROOT / "data" / "hanoi_wards_register_2021.csv").open(encoding="utf-8") as file:
        wards = [
            named_ward(
                line["ward_code"], line["ward_name"], line["ward_kind"], line["district_code"], line["district_name"]
            )
            for line in csv.DictReader(file)
        ]
    return replace(Register.empty(), wards=tuple(wards))


def paste(name: str, *, day: date = DAY) -> str:
    """A paste of the vectors, of a day."""
    text = (PASTES / f"{name}.txt").read_bytes().decode()
    return text.replace("{day}", f"{day:%d/%m/%Y}")


def expected_of(name: str) -> dict[str, Any]:
    """What the vectors say is read out of a paste."""
    found: dict[str, Any] = json.loads((PASTES / "expected.json").read_text())[name]
    return found


def read(text: str, *, on: date | None = DAY, districts: frozenset[str] | None = DONG_ANH, **said: Any) -> SheetReading:
    """Read pasted text for a day in Đông Anh."""
    return read_pasted(text, register=hanoi(), district_codes=districts, on=on, today=DAY, **said)


def values_of(reading: SheetReading) -> dict[str, dict[str, Any]]:
    """The values by ward code."""
    return {row.ward_code: dict(row.values) for row in reading.rows}


def faults_of(reading: SheetReading) -> list[tuple[str, str]]:
    """Cell and code of every fault of rows with a ward."""
    return [(fault.cell, fault.code) for row in reading.rows for fault in row.faults]


def table(*rows: Iterable[object] | str) -> str:
    """Rows as the clipboard holds them; a text is a row split at bars."""
    cells = [row.split("|") if isinstance(row, str) else [str(cell) for cell in row] for row in rows]
    return "\r\n".join("\t".join(cell.strip() for cell in each) for each in cells)


def one_ward(reading: SheetReading) -> Mapping[str, Any]:
    """The values of the only row."""
    (row,) = reading.rows
    return row.values
