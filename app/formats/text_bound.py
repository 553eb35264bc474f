"""How much a workbook says in all, each text counted as often as it stands in a cell.

A text that many cells share is stored once, but the reader makes a copy for every cell: a small file could so fill
the memory of any machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.formats.sheet_refusals import MOST_CELLS, refused

MOST_TEXT: Final = 24 * 2**20
"""Bytes of the texts of all cells; the longest sheet with words in every cell has fewer. All of them are looked at."""
_TEXT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?si(?=[\s/>])")
_MARKUP: Final = re.compile(rb"<[^<>]*>")


class TextBound:
    """Counts the cells of one workbook, and the shared texts in them.

    Args:
        lengths: bytes of each shared text, by its number.
    """

    def __init__(self, lengths: Sequence[int] = ()) -> None:
        self._lengths = lengths
        self._longest = max(lengths, default=0)
        self._cells = self._text = 0

    def hold(self, cells: int = 1) -> None:
        """So many more cells have something in them.

        Raises:
            UnreadableSheet: all sheets together have too many.
        """
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise refused("bomb")

    def share(self, number: int | None) -> None:
        """One more cell holds a shared text; None: it cannot be told which, so the longest is counted.

        Raises:
            UnreadableSheet: all texts together are too long.
        """
        is_known = number is not None and number < len(self._lengths)
        self.add(self._lengths[number] if number is not None and is_known else self._longest)

    def add(self, length: int) -> None:
        """More text.

        Raises:
            UnreadableSheet: all texts together are too long.
        """
        self._text += length
        if self._text > MOST_TEXT:
            raise refused("bomb")


def lengths_of_shared(xml: bytes) -> list[int]:
    """Bytes of each text of an XLSX file's `sharedStrings.xml`, without its tags."""
    begins = [found.start() for found in _TEXT.finditer(xml)]
    return [len(_MARKUP.sub(b"", xml[begin:end])) for begin, end in zip(begins, [*begins[1:], len(xml)], strict=True)]
