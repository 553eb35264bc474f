"""A sheet in an old Vietnamese set, put into Unicode: told by whether its names and headings make sense afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from app.domain.intake_cells import CellValue
from app.domain.sentences import Phrase
from app.domain.sheet_grid import SheetGrid, cell_text
from app.domain.vietnamese_encodings import from_tcvn3, from_vni, has_new_signs, has_old_signs

MOST_LOOKED_AT: Final = 400
"""Texts by which a set is told."""


class OldSet(StrEnum):
    """A set of before Unicode, by the fonts that show it."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


MakesSense: TypeAlias = Callable[[str], bool]
_INTO_UNICODE: Final = {OldSet.TCVN3: from_tcvn3, OldSet.VNI: from_vni}
_FONTS: Final = {OldSet.TCVN3: ".VnTime", OldSet.VNI: "VNI-Times"}


@dataclass(frozen=True)
class Respelled:
    """A grid in Unicode, and the set it was in; None when it was in Unicode already."""

    grid: SheetGrid
    old_set: OldSet | None = None

    @property
    def notices(self) -> tuple[Phrase, ...]:
        """What to say of it."""
        if self.old_set is None:
            return ()
        font = _FONTS[self.old_set]
        return (
            Phrase(
                f"Chữ trong bảng là {self.old_set} (phông {font}), đã chuyển sang Unicode; xem lại tên trước khi gửi.",
                f"The text is in {self.old_set} (font {font}) and was put into Unicode; check names before sending.",
            ),
        )


def in_unicode(grid: SheetGrid, makes_sense: MakesSense) -> Respelled:
    """The grid with its old texts in Unicode, if any name or heading is only then understood."""
    texts = set(_texts(grid.rows))
    suspects = [text for text in texts if has_old_signs(text) and not makes_sense(cell_text(text))]
    gained = {each: sum(makes_sense(cell_text(_INTO_UNICODE[each](text))) for text in suspects) for each in OldSet}
    best = max(gained, key=lambda each: gained[each])
    if not gained[best]:
        return Respelled(grid)
    # Old sets lack the letters of Unicode; where those stand too, somebody pasted old rows into a new sheet.
    is_whole = not any(has_new_signs(text) for text in texts)
    rows = [[_respelled(cell, best, makes_sense, is_whole=is_whole) for cell in row] for row in grid.rows]
    return Respelled(replace(grid, rows=rows), best)


def _respelled(cell: CellValue, old_set: OldSet, makes_sense: MakesSense, *, is_whole: bool) -> CellValue:
    if not isinstance(cell, str) or not has_old_signs(cell):
        return cell
    anew = _INTO_UNICODE[old_set](cell)
    is_sense, is_sense_anew = makes_sense(cell_text(cell)), makes_sense(cell_text(anew))
    if is_sense != is_sense_anew:
        return anew if is_sense_anew else cell
    return anew if is_whole else cell


def _texts(rows: Iterable[Sequence[CellValue]]) -> Iterable[str]:
    seen = 0
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and cell:
                seen += 1
                if seen > MOST_LOOKED_AT:
                    return
                yield cell
