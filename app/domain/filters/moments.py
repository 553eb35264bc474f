"""When a feature holds: the temporal functions of CQL2 on days, on instants, and on intervals of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from app.domain.features import Feature
from app.domain.filters.reading import Language, expect, refusal
from app.domain.filters.terms import TermKind, read_moment, read_term

Reach = tuple[Any, Any]
"""From when to when, both within; one moment is both."""
_OPEN: Final = ".."


@dataclass(frozen=True)
class Interval:
    """The interval of a feature; `kind` None: open on both sides. `of` gives None where a moment is null."""

    kind: TermKind | None
    of: Callable[[Feature], Reach | None]


TEMPORAL_FUNCTIONS: Final[dict[str, Callable[[Reach, Reach], bool]]] = {
    "t_after": lambda a, b: a[0] > b[1],
    "t_before": lambda a, b: a[1] < b[0],
    "t_contains": lambda a, b: a[0] < b[0] and a[1] > b[1],
    "t_disjoint": lambda a, b: a[0] > b[1] or a[1] < b[0],
    "t_during": lambda a, b: a[0] > b[0] and a[1] < b[1],
    "t_equals": lambda a, b: a == b,
    "t_finishedby": lambda a, b: a[0] < b[0] and a[1] == b[1],
    "t_finishes": lambda a, b: a[0] > b[0] and a[1] == b[1],
    "t_intersects": lambda a, b: a[0] <= b[1] and a[1] >= b[0],
    "t_meets": lambda a, b: a[1] == b[0],
    "t_metby": lambda a, b: a[0] == b[1],
    "t_overlappedby": lambda a, b: b[0] < a[0] < b[1] < a[1],
    "t_overlaps": lambda a, b: a[0] < b[0] < a[1] < b[1],
    "t_startedby": lambda a, b: a[0] == b[0] and a[1] > b[1],
    "t_starts": lambda a, b: a[0] == b[0] and a[1] < b[1],
}


def temporal_predicate(name: str, arguments: Sequence[Any], language: Language) -> Callable[[Feature], bool | None]:
    """The test a temporal function makes.

    Raises:
        InvalidFilter: an argument is no moment, or days are set against instants.
    """
    nodes = expect(arguments, 2, of=name.upper())
    kinds = {kind for each in nodes for kind in _kinds(each, language)}
    if len(kinds) > 1:
        raise refusal(
            "Ngày chỉ so được với ngày, thời điểm với thời điểm; dùng DATE('…') hoặc TIMESTAMP('…').",
            "Days compare with days alone, instants with instants; use DATE('…') or TIMESTAMP('…').",
        )
    kind = kinds.pop() if kinds else TermKind.INSTANT
    left, right = (_interval(each, language, kind) for each in nodes)
    holds = TEMPORAL_FUNCTIONS[name]

    def test(feature: Feature) -> bool | None:
        one, other = left(feature), right(feature)
        return None if one is None or other is None else holds(one, other)

    return test


def _kinds(node: Any, language: Language) -> set[TermKind]:
    """The kinds of the moments that say of themselves what they are; texts follow the others."""
    if isinstance(node, dict) and "interval" in node:
        ends = node["interval"]
        if not isinstance(ends, list):
            raise refusal("INTERVAL cần hai đầu.", "INTERVAL takes two ends.")
        return {kind for each in ends if not isinstance(each, str) for kind in _kinds(each, language)}
    if isinstance(node, str):
        return set()
    kind = read_term(node, language).kind
    if kind not in {TermKind.DAY, TermKind.INSTANT}:
        raise refusal("Hàm thời gian chỉ nhận ngày và thời điểm.", "Temporal functions take days and instants alone.")
    return {kind}


def _interval(node: Any, language: Language, kind: TermKind) -> Callable[[Feature], Reach | None]:
    earliest, latest = _LIMITS[kind]
    if isinstance(node, dict) and "interval" in node:
        first, last = expect(node["interval"], 2, of="INTERVAL")
        begins = _moment(first, language, kind, beyond=earliest)
        ends = _moment(last, language, kind, beyond=latest)
        # An end that is not set yet lies open, as of an outbreak that goes on.
        return lambda feature: (_or(begins(feature), earliest), _or(ends(feature), latest))
    moment = _moment(node, language, kind, beyond=None)
    return lambda feature: None if (found := moment(feature)) is None else (found, found)


def _moment(
    node: Any, language: Language, kind: TermKind, *, beyond: date | datetime | None
) -> Callable[[Feature], Any]:
    if isinstance(node, str):
        found = beyond if node == _OPEN and beyond is not None else read_moment(node, kind)
        return lambda _: found
    return read_term(node, language).of


def _or(moment: Any, otherwise: date | datetime) -> Any:
    return otherwise if moment is None else moment


_LIMITS: Final[dict[TermKind, tuple[date | datetime, date | datetime]]] = {
    TermKind.DAY: (date.min, date.max),
    TermKind.INSTANT: (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
}
