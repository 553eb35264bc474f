"""Rows that add up others: told by their words, compared with what stands above them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from app.domain.names import fold
from app.domain.sentences import Phrase
from app.domain.sheet_body_words import skipped_totals, sum_differs
from app.domain.sheet_rows import ReportValue

_TOTALS: Final = frozenset(
    {
        "cong",
        "tong",
        "tong cong",
        "tong so",
        "cong chung",
        "tong chung",
        "total",
        "sum",
        "toan huyen",
        "toan quan",
        "toan thi xa",
        "toan thanh pho",
        "toan dia ban",
        "toan tp",
        "ca huyen",
        "ca quan",
        "t cong",
        "tc",
        "tong ca",
        "tong ngay",
        "grand total",
    }
)
_STARTS: Final = (
    "tong cong",
    "tong so",
    "cong toan",
    "tong toan",
    "tong huyen",
    "tong quan",
    "cong huyen",
    "cong quan",
    "cong ngay",
    "toan huyen",
    "toan quan",
    "toan thi xa",
    "ca huyen",
    "ca quan",
)
_COUNTED: Final = re.compile(r"(tong|cong) \(?[0-9]+ (xa|phuong|thi tran|don vi)\b.*")
"""As in “Tổng (24 xã, thị trấn)”."""


def is_title_of_totals(text: str) -> bool:
    """Whether the words of a row say that it adds up others; ask for wards first, for there is an xã Tòng Bạt.

    >>> is_title_of_totals("TỔNG CỘNG:"), is_title_of_totals("Toàn huyện"), is_title_of_totals("Cộng Hoà")
    (True, True, False)
    """
    folded = " ".join(fold(text).replace(".", " ").split()).strip(" :")
    return folded in _TOTALS or folded.startswith(_STARTS) or _COUNTED.fullmatch(folded) is not None


class Sums:
    """What the rows add up to so far, in all and since the last section began."""

    def __init__(self) -> None:
        self._all: dict[str, int] = defaultdict(int)
        self._section: dict[str, int] = defaultdict(int)
        self._is_sure = True

    def add(self, values: Mapping[str, ReportValue], *, is_sure: bool) -> None:
        """Take in a row; once a cell was at fault nothing is compared any more."""
        self._is_sure = self._is_sure and is_sure
        for name, value in values.items():
            if isinstance(value, int):
                self._all[name] += value
                self._section[name] += value

    def begin_section(self) -> None:
        """The rows of another district begin."""
        self._section.clear()

    def compared(self, row: int, values: Mapping[str, ReportValue]) -> list[Phrase]:
        """What to say of a row of totals: that it is skipped, and where it differs from the rows above."""
        notices = [skipped_totals(row)]
        if not self._is_sure:
            return notices
        for name, value in values.items():
            sums = (self._all[name], self._section[name])
            if isinstance(value, int) and value not in sums:
                notices.append(sum_differs(row, name, value, sums[0]))
        return notices
