"""The values a filter compares: properties, literals, texts without case or marks, and sums."""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from app.domain.features import Feature, FieldKind
from app.domain.filters.reading import (
    GEOMETRY,
    IDENTIFIER,
    Language,
    expect,
    operation,
    property_name,
    refusal,
    unknown_name,
)

_D: Final = str.maketrans("đĐðÐɖƉ", "dDdDdD")
_DASHED_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]?$|[T ]\d{2}:\d{2})", re.ASCII)
Value = str | float | bool | date | datetime | frozenset[str] | None


class TermKind(StrEnum):
    """What can be compared with what: the same kinds alone."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"
    TEXTS = "list of texts"


@dataclass(frozen=True)
class Term:
    """A value of one feature by its kind; None: null. `constant` is the value all features share, if there is one."""

    kind: TermKind
    of: Callable[[Feature], Any]
    constant: Value = None


_KINDS: Final = {
    FieldKind.TEXT: TermKind.TEXT,
    FieldKind.INTEGER: TermKind.NUMBER,
    FieldKind.NUMBER: TermKind.NUMBER,
    FieldKind.BOOLEAN: TermKind.BOOLEAN,
    FieldKind.DAY: TermKind.DAY,
    FieldKind.INSTANT: TermKind.INSTANT,
    FieldKind.TEXTS: TermKind.TEXTS,
}


def literal(kind: TermKind, value: Value) -> Term:
    """A value that is the same for every feature."""
    return Term(kind, lambda _: value, value)


def read_term(node: Any, language: Language) -> Term:
    """The term of a node.

    Raises:
        InvalidFilter: it is none, or names what the layer has not.
    """
    if (name := property_name(node)) is not None:
        return _property(name, language)
    if (called := operation(node)) is not None:
        return _function(*called, language)
    if isinstance(node, dict):
        return _temporal(node)
    return _plain(node)


def _property(name: str, language: Language) -> Term:
    if name == IDENTIFIER and name not in language.fields:
        return Term(TermKind.TEXT, lambda feature: feature.identifier)
    if name == GEOMETRY:
        raise refusal(
            "geometry chỉ dùng trong các hàm không gian, ví dụ S_INTERSECTS(geometry, BBOX(105.8,21,105.9,21.1)).",
            "geometry goes into spatial functions alone, such as S_INTERSECTS(geometry, BBOX(105.8,21,105.9,21.1)).",
        )
    found = language.fields.get(name)
    if found is None:
        raise unknown_name(language, name)
    return Term(_KINDS[found.kind], lambda feature: feature.values[name])


def _plain(node: Any) -> Term:
    if isinstance(node, bool):
        return literal(TermKind.BOOLEAN, node)
    if isinstance(node, int | float) and math.isfinite(node):
        return literal(TermKind.NUMBER, float(node))
    if isinstance(node, str):
        return literal(TermKind.TEXT, node)
    raise refusal(
        "filter chỉ nhận chữ trong dấu nháy, số hữu hạn, true, false, DATE(…), TIMESTAMP(…); để tìm giá trị trống dùng "
        "IS NULL.",
        "A filter takes quoted text, finite numbers, true, false, DATE(…), TIMESTAMP(…); to find nulls use IS NULL.",
    )


def _temporal(node: dict[str, Any]) -> Term:
    for name, kind in (("date", TermKind.DAY), ("timestamp", TermKind.INSTANT)):
        if set(node) == {name} and isinstance(node[name], str):
            return literal(kind, read_moment(node[name], kind))
    raise refusal(
        "filter có phần không hiểu được; ví dụ đúng: level = 'red' AND overdue_days > 2.",
        "A filter holds a part that cannot be understood; a good one: level = 'red' AND overdue_days > 2.",
    )


def read_moment(text: str, kind: TermKind) -> date | datetime:
    """A day or an instant that a filter names.

    Raises:
        InvalidFilter: it is none.
    """
    try:
        if not _DASHED_DAY.match(text):
            raise ValueError("no day by year, month and day")
        if kind is TermKind.DAY:
            return date.fromisoformat(text[:10])
        instant = datetime.fromisoformat(text if "T" in text else f"{text}T00:00:00Z")
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refusal(
            "Ngày viết DATE('2021-09-14'), thời điểm viết TIMESTAMP('2021-09-14T11:00:00Z').",
            "Write a day as DATE('2021-09-14') and an instant as TIMESTAMP('2021-09-14T11:00:00Z').",
        ) from None


def _function(name: str, arguments: Sequence[Any], language: Language) -> Term:
    if name in _TEXT_FUNCTIONS:
        (inner,) = (read_term(each, language) for each in expect(arguments, 1, of=name.upper()))
        change = _TEXT_FUNCTIONS[name]
        if inner.kind is not TermKind.TEXT:
            raise refusal(f"{name.upper()} chỉ dùng cho chữ.", f"{name.upper()} takes text alone.")
        if isinstance(inner.constant, str):
            return literal(TermKind.TEXT, change(inner.constant))
        return Term(TermKind.TEXT, lambda feature: _changed(change, inner.of(feature)))
    if name in _ARITHMETIC:
        left, right = (read_term(each, language) for each in expect(arguments, 2, of=f"Phép {name}"))
        if {left.kind, right.kind} != {TermKind.NUMBER}:
            raise refusal(f"Phép {name} chỉ dùng cho số.", f"{name} takes numbers alone.")
        reckon = _ARITHMETIC[name]
        return Term(TermKind.NUMBER, lambda feature: _reckoned(reckon, left.of(feature), right.of(feature)))
    raise refusal(
        f"Không có hàm “{name[:40]}” trả về giá trị; có: CASEI, ACCENTI, + - * / ^ % div.",
        f"There is no function “{name[:40]}” that gives a value; there are: CASEI, ACCENTI, + - * / ^ % div.",
    )


def without_case(text: str) -> str:
    """A text with which others compare whatever their case."""
    return unicodedata.normalize("NFC", text).casefold()


def without_marks(text: str) -> str:
    """A text without tones and marks, with Đ as D: what a keyboard without Vietnamese types.

    >>> without_marks("Phường Đống Đa")
    'Phuong Dong Da'
    """
    bare = (mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return "".join(bare).translate(_D)


def _changed(change: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else change(text)


def _reckoned(reckon: Callable[[float, float], Any], left: float | None, right: float | None) -> float | None:
    """The result; null of nulls, and where there is none: a division by zero, a power beyond all numbers."""
    if left is None or right is None:
        return None
    try:
        found = reckon(float(left), float(right))
    except (ArithmeticError, ValueError):
        return None
    return float(found) if isinstance(found, int | float) and math.isfinite(found) else None


_TEXT_FUNCTIONS: Final[dict[str, Callable[[str], str]]] = {"casei": without_case, "accenti": without_marks}
_ARITHMETIC: Final[dict[str, Callable[[float, float], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "%": math.fmod,
    "div": lambda left, right: float(math.trunc(left / right)),
}
