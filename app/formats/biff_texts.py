"""The shared texts of an old workbook (BIFF8): how long each is, though their table is cut at each record's end."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_WIDE, _HAS_MORE, _IS_RICH = 0x01, 0x04, 0x08


def lengths_of_texts(records: Sequence[bytes]) -> list[int]:
    """Bytes of each text as UTF-8 holds it at most; where the table is broken, one that is as long as all of it.

    Args:
        records: the body of the SST record and of the CONTINUE records behind it.
    """
    total = 3 * sum(map(len, records))
    lengths: list[int] = []
    table = _Table(records)
    try:
        (count,) = struct.unpack("<I", table.take(8)[4:])
        while len(lengths) < count:
            lengths.append(3 * table.skip_text())
    except (struct.error, IndexError):
        return [total]
    return lengths


class _Table:
    """Walks through the records; each piece of a text that goes on in the next one has its own width."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records = records
        self._record = self._at = 0

    def take(self, count: int) -> bytes:
        """So many bytes, of whatever records.

        Raises:
            IndexError: there are not so many.
        """
        taken = b""
        while len(taken) < count:
            piece = self._records[self._record][self._at : self._at + count - len(taken)]
            self._at += len(piece)
            taken += piece
            if len(taken) < count:
                self._next()
        return taken

    def skip_text(self) -> int:
        """Pass a text; answers how many signs it has."""
        signs, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & _IS_RICH else 0
        more = struct.unpack("<I", self.take(4))[0] if flags & _HAS_MORE else 0
        self._skip_signs(signs, is_wide=bool(flags & _WIDE))
        self.take(4 * runs + min(more, 2**20))
        return int(signs)

    def _skip_signs(self, signs: int, *, is_wide: bool) -> None:
        while True:
            width = 2 if is_wide else 1
            step = min(signs, (len(self._records[self._record]) - self._at) // width)
            self._at += step * width
            signs -= step
            if not signs:
                return
            self._next()
            is_wide = bool(self.take(1)[0] & _WIDE)

    def _next(self) -> None:
        self._record += 1
        self._at = 0
