"""Days as sheets write them: in titles, in sentences, in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from app.domain.intake_cells import CellValue, clean_cell
from app.domain.names import fold
from app.domain.sheet_grid import day_of

_IN_WORDS: Final = re.compile(r"ngay ([0-9]{1,2}) thang ([0-9]{1,2})(?: nam ([0-9]{4}))?")
_IN_FIGURES: Final = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?(?![0-9/.-]*[0-9])"
)
_ISO: Final = re.compile(r"(?<![0-9/.-])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_FIRST_DAY: Final = date(1970, 1, 1)
_SERIAL_START: Final = date(1899, 12, 30)
"""Day 0 of the numbers by which sheets count days since 1 March 1900."""


def days_in(text: str, *, near: date) -> Iterator[date]:
    """Every day a sentence names, in order; a day without a year is that of the year nearest to `near`.

    Two numbers with a full stop or dash between them count only after the word "ngày", for they are often a section.

    >>> list(days_in("Từ 18h00 ngày 13/9 đến 16h00 ngày 14/9/2021", near=date(2021, 9, 14)))
    [datetime.date(2021, 9, 13), datetime.date(2021, 9, 14)]
    >>> list(days_in("Ngày 14 tháng 9 năm 2021", near=date(2021, 1, 1)))
    [datetime.date(2021, 9, 14)]
    """
    folded = fold(text)[:500]
    found: list[tuple[int, date | None]] = []
    found += [(each.start(), _day(each[1], each[2], each[3], near)) for each in _IN_WORDS.finditer(folded)]
    found += [(each.start(), _day(each[3], each[2], each[1], near)) for each in _ISO.finditer(folded)]
    for each in _IN_FIGURES.finditer(folded):
        is_plain = each[2] == "/" or each[4] is not None or folded[: each.start()].rstrip().endswith("ngay")
        if is_plain:
            found.append((each.start(), _day(each[1], each[3], each[4], near)))
    yield from (day for _, day in sorted(found, key=lambda pair: pair[0]) if day is not None)


def read_day(value: CellValue, *, near: date) -> date | None:
    """The day of a cell in a column of days; None when it holds none.

    >>> on = date(2021, 9, 14)
    >>> read_day("14-9", near=on) == on, read_day(44453, near=on) == on, read_day("Hải Bối", near=on)
    (True, True, None)
    """
    if (day := day_of(value)) is not None:
        return day
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_serial(value)
    if not isinstance(value, str):
        return None
    days = list(days_in(f"ngày {clean_cell(value)}", near=near))
    return days[0] if len(days) == 1 else None


def _of_serial(number: float) -> date | None:
    """Cells of days whose format was lost hold the number of the day."""
    if number != number or not 25_569 <= number <= 73_050:
        return None
    return _SERIAL_START + timedelta(days=int(number))


def _day(day: str, month: str, year: str | None, near: date) -> date | None:
    if year is not None:
        found = _real(int(day), int(month), int(year) + (2000 if len(year) == 2 else 0))
        return found if found is None or found >= _FIRST_DAY else None
    years = (near.year - 1, near.year, near.year + 1)
    possible = [each for each in (_real(int(day), int(month), year) for year in years) if each is not None]
    return min(possible, key=lambda each: abs(each - near), default=None)


def _real(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
