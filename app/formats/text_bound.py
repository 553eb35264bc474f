"""How much a workbook says in all, each text counted as often as it stands in a cell.

A text that many cells share is stored once, but the reader makes a copy for every cell: a small file could so fill
the memory of any machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from app.formats.sheet_refusals import MOST_CELLS, refused

MOST_TEXT: Final = 64 * 2**20
"""Bytes of the texts of all cells; the longest sheet with words in every cell has about half as many."""
_TEXT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?si(?=[\s/>])")


class TextBound:
    """Counts the cells of one workbook, and the shared texts in them.

    Args:
        lengths: bytes of each shared text, by its number.
    """

    def __init__(self, lengths: Sequence[int] = ()) -> None:
        self._lengths = lengths
        self._longest = max(lengths, default=0)
        self._cells = self._text = 0

    def hold(self) -> None:
        """One more cell has something in it.

        Raises:
            UnreadableSheet: all sheets together have too many.
        """
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise refused("bomb")

    def share(self, number: int | None) -> None:
        """One more cell holds a shared text; None: it cannot be told which, so the longest is counted.

        Raises:
            UnreadableSheet: all texts together are too long.
        """
        is_known = number is not None and number < len(self._lengths)
        self._text += self._lengths[number] if number is not None and is_known else self._longest
        if self._text > MOST_TEXT:
            raise refused("bomb")


def lengths_of_shared(xml: bytes) -> list[int]:
    """Bytes of each text of an XLSX file's `sharedStrings.xml`, a little too many rather than too few."""
    begins = [found.start() for found in _TEXT.finditer(xml)]
    return [end - begin for begin, end in zip(begins, [*begins[1:], len(xml)], strict=True)]
