"""What the rows above a table say: the day it is of, and the district."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.names import fold
from app.domain.sentences import Phrase, day
from app.domain.sheet_days import days_in
from app.domain.sheet_grid import SheetGrid, cell_text, day_of
from app.domain.sheet_headings import role_of_words
from app.domain.sheet_synonyms import ColumnRole
from app.domain.ward_matching import WardFinder

_DOCUMENT: Final = re.compile(r"\b(cong van|quyet dinh|nghi quyet|ke hoach|thong bao|chi thi|kem theo|ban hanh)\b")
_ABOUT_A_FILE: Final = re.compile(r"\bcua tep\b")
"""A title that names a file, as that of rows given back does: its name says nothing of the table."""
_SPAN: Final = re.compile(r"\bden\b|[0-9] ?[-–—] ?[0-9]")


@dataclass(frozen=True)
class SheetTitle:
    """What a title says.

    Args:
        day: None when it names none, or several of which none was asked for.
        place: the name of the cell that says it.
        district_code: empty when it names none, or several.
    """

    day: date | None = None
    place: str = ""
    district_code: str = ""
    notices: tuple[Phrase, ...] = ()


def read_title(grid: SheetGrid, rows: int, finder: WardFinder, *, on: date | None, today: date) -> SheetTitle:
    """What the first `rows` rows say.

    Args:
        on: the day asked for: where a title names several, it is the one if it is among them.
    """
    said = list(_days(grid, rows, today))
    chosen = next((each for each in said if each[0] == on), None)
    if chosen is None and said:
        # Not the day asked for, or any day will do: then it must be one day, not two.
        chosen = said[-1] if on is not None or len({each[0] for each in said}) == 1 else None
    districts = {code for _, text in _texts(grid, rows) for code in finder.districts_in(text)}
    district = districts.pop() if len(districts) == 1 else ""
    if chosen is None:
        return SheetTitle(district_code=district)
    return SheetTitle(chosen[0], chosen[1], district, (_taken(chosen[0], chosen[1]),))


def _days(grid: SheetGrid, rows: int, today: date) -> Iterator[tuple[date, str]]:
    """Each day a title may mean, with its cell; of "from … to …" only the end, of dates of documents none."""
    for index in range(min(rows, len(grid.rows))):
        for column, cell in enumerate(grid.rows[index]):
            place = grid.cell_name(index, column)
            if (stored := day_of(cell)) is not None:
                yield stored, place
                continue
            text = cell_text(cell) if isinstance(cell, str) else ""
            folded = fold(text[:500])
            if (
                not text
                or _ABOUT_A_FILE.search(folded)
                or _DOCUMENT.search(folded)
                or role_of_words(text) is ColumnRole.PASSED_OVER
            ):
                continue
            found = list(days_in(text, near=today))
            yield from ((each, place) for each in (found[-1:] if len(found) > 1 and _SPAN.search(folded) else found))


def _texts(grid: SheetGrid, rows: int) -> Iterator[tuple[int, str]]:
    for index in range(min(rows, len(grid.rows))):
        texts = (cell_text(cell) for cell in grid.rows[index] if isinstance(cell, str) and cell)
        yield from ((index, text) for text in texts if not _ABOUT_A_FILE.search(fold(text[:500])))


def _taken(said: date, place: str) -> Phrase:
    return Phrase(
        f"Ngày {day(said).vi} lấy từ tiêu đề của bảng (ô {place}).",
        f"The day {day(said).en} is taken from the title of the sheet (cell {place}).",
    )
