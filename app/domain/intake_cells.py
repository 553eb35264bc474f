"""One cell of a daily report as a person filled it in: a whole number, nothing, or a fault with its cure.

The grid's script reads what is typed by the same rules; `tests/vectors/intake_cells.json` is run against both.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from app.domain.names import fold
from app.domain.sentences import Phrase

LARGEST_NUMBER: Final = 1_000_000
"""No ward reports more of anything in a day."""
MOST_SHOWN: Final = 40
"""Characters of a wrong value that are repeated to its sender."""

CellValue: TypeAlias = int | float | str | bool | date | time | timedelta | None
"""What a cell of a sheet may hold; a `datetime` is a `date`."""


class CellFaultKind(StrEnum):
    """Why a cell cannot be taken."""

    NOT_A_NUMBER = "not_a_number"
    FRACTION = "fraction"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    DATE = "date"
    EXPONENT = "exponent"
    FORMULA = "formula"
    SHEET_ERROR = "sheet_error"


class CellNotice(StrEnum):
    """What was understood though it was not plainly said."""

    WORD_AS_ZERO = "word_as_zero"


@dataclass(frozen=True)
class NumberCell:
    """What a cell says: `value` None with no `fault` is a blank cell, which is no report and never 0."""

    value: int | None = None
    fault: CellFaultKind | None = None
    notice: CellNotice | None = None


CELL_FAULT_WORDS: Final = {
    CellFaultKind.NOT_A_NUMBER: Phrase(
        "“{value}” không phải số; ghi số nguyên, không có thì ghi 0.",
        "“{value}” is no number; write a whole number, 0 for none.",
    ),
    CellFaultKind.FRACTION: Phrase(
        "“{value}” là số lẻ; ghi số nguyên. Phần nghìn viết đủ ba chữ số: 1.250.",
        "“{value}” is a fraction; write a whole number. A thousands group has three digits: 1.250.",
    ),
    CellFaultKind.NEGATIVE: Phrase(
        "“{value}” là số âm; muốn bớt số đã báo thì sửa báo cáo của ngày ấy.",
        "“{value}” is negative; to take back what was reported, correct the report of that day.",
    ),
    CellFaultKind.TOO_LARGE: Phrase(
        "“{value}” quá lớn; mỗi ô nhiều nhất 1.000.000.", "“{value}” is too large; a cell holds at most 1,000,000."
    ),
    CellFaultKind.DATE: Phrase(
        "“{value}” là ngày tháng hoặc giờ, không phải số; đổi định dạng ô thành số rồi ghi lại.",
        "“{value}” is a date or time, no number; format the cell as a number and write it again.",
    ),
    CellFaultKind.EXPONENT: Phrase(
        "“{value}” là số viết gọn; ghi đủ các chữ số.", "“{value}” is a shortened number; write all its digits."
    ),
    CellFaultKind.FORMULA: Phrase(
        "“{value}” là công thức chưa có kết quả; mở tệp trong Excel rồi lưu lại, hoặc ghi số.",
        "“{value}” is a formula without a result; open and save the file in Excel, or write the number.",
    ),
    CellFaultKind.SHEET_ERROR: Phrase(
        "“{value}” là lỗi của bảng tính; sửa công thức rồi lưu lại.",
        "“{value}” is an error of the sheet; mend the formula and save again.",
    ),
}
"""Why and how to mend it; `{value}` is what stood in the cell."""

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UNSEEN: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_DASHES: Final = re.compile(r"[-‐‑‒–—―−]+")
_MINUS: Final = re.compile(r"[-‐‑‒–—―−] ?[0-9].*|\( ?[0-9][0-9.,' ]*\)")
_WHOLE: Final = re.compile(r"[0-9]+")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[., '’])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_ZERO_FRACTION: Final = re.compile(r"([0-9]+)[.,]0{1,2}")
_FRACTION: Final = re.compile(r"[0-9]*[.,][0-9][0-9., ]*|[0-9][0-9., ]*[.,]")
_DAY: Final = re.compile(
    r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}|[0-9]{4})|[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}.*|[0-9]{1,2}[/-][0-9]{1,2}"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
_EXPONENT: Final = re.compile(r"[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)
_NONE_WORDS: Final = frozenset({"khong", "ko", "k", "khong co", "ko co", "none", "nil"})
_SHAPES: Final = (
    (re.compile(r"#.*[!?/A]"), CellFaultKind.SHEET_ERROR),
    (re.compile(r"[=+@].*", re.DOTALL), CellFaultKind.FORMULA),
    (_MINUS, CellFaultKind.NEGATIVE),
    (_DAY, CellFaultKind.DATE),
    (_EXPONENT, CellFaultKind.EXPONENT),
    (_FRACTION, CellFaultKind.FRACTION),
)


def clean_cell(text: str) -> str:
    """A text as a person sees it in its cell: full-width signs made narrow, blanks of any kind single, no unseen marks.

    >>> clean_cell(" １\u00a0250 ")
    '1 250'
    """
    return " ".join(_UNSEEN.sub("", text.translate(_FULL_WIDTH)).split())


def read_number(raw: CellValue) -> NumberCell:
    """What a cell of a number column says.

    >>> read_number("1.250"), read_number("-").value, read_number(" ").value, read_number("1,5").fault.value
    (NumberCell(value=1250, fault=None, notice=None), 0, None, 'fraction')
    """
    if raw is None:
        return NumberCell()
    if isinstance(raw, str):
        # Two numbers on two lines of one cell must not become one number.
        is_several = "\n" in raw.strip()
        return NumberCell(fault=CellFaultKind.NOT_A_NUMBER) if is_several else _read_text(clean_cell(raw))
    if isinstance(raw, bool):
        return NumberCell(fault=CellFaultKind.NOT_A_NUMBER)
    if isinstance(raw, int | float):
        return _read_stored(raw)
    return NumberCell(fault=CellFaultKind.DATE)


def fault_words(kind: CellFaultKind, raw: CellValue) -> Phrase:
    """The fault of a cell in words, repeating what stood there."""
    shown = shown_value(raw)
    vi, en = CELL_FAULT_WORDS[kind]
    return Phrase(vi.replace("{value}", shown), en.replace("{value}", shown))


def shown_value(raw: CellValue) -> str:
    """A value as it is repeated to its sender: on one line, printable and short.

    >>> shown_value(2.5), shown_value(date(2021, 9, 14)), len(shown_value("x" * 99))
    ('2,5', '14/09/2021', 40)
    """
    if isinstance(raw, bool) or raw is None:
        text = "" if raw is None else str(raw).upper()
    elif isinstance(raw, date):
        text = f"{raw.day:02}/{raw.month:02}/{raw.year:04}"
    elif isinstance(raw, float):
        text = f"{raw:g}".replace(".", ",")
    else:
        text = clean_cell(str(raw))
    text = "".join(mark if mark.isprintable() else "\ufffd" for mark in text)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def _read_stored(raw: float) -> NumberCell:
    if isinstance(raw, float) and not math.isfinite(raw):
        return NumberCell(fault=CellFaultKind.NOT_A_NUMBER)
    if raw != int(raw):
        return NumberCell(fault=CellFaultKind.NEGATIVE if raw < 0 else CellFaultKind.FRACTION)
    return _bounded(int(raw))


def _read_text(text: str) -> NumberCell:
    if not text:
        return NumberCell()
    if _DASHES.fullmatch(text):
        return NumberCell(0)
    digits = _digits(text)
    if digits is not None:
        # Nobody reports a number of so many digits, and reading it would take for ever.
        return _bounded(int(digits)) if len(digits) <= 15 else NumberCell(fault=CellFaultKind.TOO_LARGE)
    if fold(text) in _NONE_WORDS:
        return NumberCell(0, notice=CellNotice.WORD_AS_ZERO)
    return NumberCell(
        fault=next((kind for shape, kind in _SHAPES if shape.fullmatch(text)), CellFaultKind.NOT_A_NUMBER)
    )


def _digits(text: str) -> str | None:
    if _WHOLE.fullmatch(text):
        return text.lstrip("0") or "0"
    if grouped := _GROUPED.fullmatch(text):
        return text.replace(grouped["mark"], "")
    if whole := _ZERO_FRACTION.fullmatch(text):
        return whole[1].lstrip("0") or "0"
    return None


def _bounded(value: int) -> NumberCell:
    if value < 0:
        return NumberCell(fault=CellFaultKind.NEGATIVE)
    return NumberCell(fault=CellFaultKind.TOO_LARGE) if value > LARGEST_NUMBER else NumberCell(value)
