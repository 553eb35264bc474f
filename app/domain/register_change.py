"""What an imported register changes in the stored one: spans of validity in, spans to retire and to add out.

A file is a whole register: it says what holds from a day on, and of units it leaves out that they hold no more.
Earlier days keep what was true then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from shapely import MultiPolygon

from app.domain.names import split_kind
from app.domain.vocabulary import BoundaryStatus

SINCE_EVER: Final = date(1900, 1, 1)
"""From when a first register holds if nobody says: every day one can ask about."""


class UnitLevel(StrEnum):
    """The two levels of a register; a two-tier register has wards only."""

    WARD = "ward"
    DISTRICT = "district"


UnitKey = tuple[UnitLevel, str]
"""Level and official code: wards and districts may share a code."""


@dataclass(frozen=True)
class UnitContent:
    """All that is said of a unit but when; two equal contents need no new version."""

    level: UnitLevel
    code: str
    name: str
    kind: str
    parent_code: str | None
    population: int | None
    population_on: date | None
    area_km2: float | None
    shape: MultiPolygon | None
    boundary_status: BoundaryStatus
    notice_vi: str | None
    notice_en: str | None

    @property
    def key(self) -> UnitKey:
        """What makes it the same unit over time."""
        return self.level, self.code

    @property
    def name_fold(self) -> str:
        """The name as search compares it, without its kind."""
        return split_kind(self.name)[1]


@dataclass(frozen=True)
class UnitSpan:
    """One content over `[valid_from, valid_to)`.

    `row_id` and `boundary_version` say where it is stored and which boundaries it was drawn in; None while it is new.
    """

    content: UnitContent
    valid_from: date
    valid_to: date | None
    row_id: int | None = None
    boundary_version: str | None = None


@dataclass(frozen=True)
class RegisterChange:
    """Rows to supersede and spans to store; codes of wards by what happens to them, ascending.

    `units_touched` counts units of both levels; 0 when the file says what is stored already.
    """

    superseded_rows: tuple[int, ...]
    new_spans: tuple[UnitSpan, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    unchanged: tuple[str, ...]
    units_touched: int


def plan_change(
    stored: Sequence[UnitSpan],
    incoming: Iterable[tuple[UnitContent, date | None]],
    *,
    valid_from: date | None = None,
) -> RegisterChange:
    """The difference between what is stored and what a file says.

    Args:
        stored: all spans believed now, of both levels.
        incoming: each unit of the file with the day it says it holds from.
        valid_from: the day the whole file holds from; None: each unit's own day, else the day of the unit it
            replaces, else the earliest of the register, else `SINCE_EVER`.
    """
    spans = _by_key(stored)
    earliest = min((span.valid_from for span in stored), default=SINCE_EVER)
    wanted = {
        content.key: (content, valid_from or own_day or _holds_from(spans.get(content.key, ()), earliest))
        for content, own_day in incoming
    }
    plans = {key: _overwritten(spans.get(key, ()), content, day) for key, (content, day) in wanted.items()}
    first_day = min((day for _, day in wanted.values()), default=earliest)
    for key in spans.keys() - wanted.keys():
        plans[key] = _overwritten(spans[key], None, valid_from) if valid_from else _retired(spans[key], first_day)
    return _difference(spans, plans)


def _by_key(stored: Sequence[UnitSpan]) -> Mapping[UnitKey, Sequence[UnitSpan]]:
    spans: dict[UnitKey, list[UnitSpan]] = defaultdict(list)
    for span in sorted(stored, key=lambda each: each.valid_from):
        spans[span.content.key].append(span)
    return dict(spans)


def _holds_from(spans: Sequence[UnitSpan], earliest: date) -> date:
    if not spans:
        return earliest
    return spans[-1].valid_to or spans[-1].valid_from


def _overwritten(spans: Sequence[UnitSpan], content: UnitContent | None, day: date) -> list[UnitSpan]:
    """The spans of one unit when `content` (None: nothing) holds from a day on."""
    kept = [_ended(span, day) for span in spans if span.valid_from < day]
    if content is None:
        return kept
    if kept and kept[-1].valid_to == day and kept[-1].content == content:
        return [*kept[:-1], UnitSpan(content, kept[-1].valid_from, None)]
    return [*kept, UnitSpan(content, day, None)]


def _retired(spans: Sequence[UnitSpan], day: date) -> list[UnitSpan]:
    """The spans of a unit a file leaves out without saying from when: what ended before stays as it was."""
    past = [span for span in spans if span.valid_to is not None]
    standing = [span for span in spans if span.valid_to is None]
    return [*past, *_overwritten(standing, None, day)]


def _ended(span: UnitSpan, day: date) -> UnitSpan:
    return span if span.valid_to is not None and span.valid_to <= day else replace(span, valid_to=day)


def _difference(
    stored: Mapping[UnitKey, Sequence[UnitSpan]], planned: Mapping[UnitKey, Sequence[UnitSpan]]
) -> RegisterChange:
    superseded: list[int] = []
    new: list[UnitSpan] = []
    touched = 0
    outcome: dict[str, list[str]] = defaultdict(list)
    for key in sorted(planned):
        before, after = stored.get(key, ()), planned[key]
        said = {_said(span) for span in after}
        standing = {_said(span) for span in before}
        superseded += [span.row_id for span in before if span.row_id is not None and _said(span) not in said]
        new += [replace(span, row_id=None) for span in after if _said(span) not in standing]
        touched += said != standing
        if key[0] is UnitLevel.WARD:
            outcome[_outcome(before, after, is_same=said == standing)].append(key[1])
    return RegisterChange(
        superseded_rows=tuple(superseded),
        new_spans=tuple(new),
        added=tuple(outcome["added"]),
        changed=tuple(outcome["changed"]),
        retired=tuple(outcome["retired"]),
        unchanged=tuple(outcome["unchanged"]),
        units_touched=touched,
    )


def _said(span: UnitSpan) -> tuple[date, date | None, UnitContent]:
    return span.valid_from, span.valid_to, span.content


def _outcome(before: Sequence[UnitSpan], after: Sequence[UnitSpan], *, is_same: bool) -> str:
    stood = bool(before) and before[-1].valid_to is None
    stands = bool(after) and after[-1].valid_to is None
    if is_same and stands:
        return "unchanged"
    if stands:
        return "changed" if stood else "added"
    return "retired" if stood else "past"
