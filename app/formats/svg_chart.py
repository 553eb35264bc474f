"""Counts by day as bars, in SVG: a day without a report is a hatched gap, never a zero; a hidden count is an outline.

The picture is stretched to the width it is given, so it holds no text; its axis is told in HTML beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from itertools import count as naturals
from typing import Final, Literal

from app.domain.disclosure import Shown

HEIGHT: Final = 100
STEP: Final = 10
_BAR: Final = 7


@dataclass(frozen=True)
class DayBar:
    """One day: its count as published (None: no report), the class of its level, and what a pointer is told.

    `state`: `open` while the day has not closed, else `closed`; a missing report of an open day is not missing yet.
    `provisional`: late reports and corrections may still come, so its bar is lighter.
    """

    count: Shown | None
    told: str
    level_class: str | None
    state: Literal["open", "closed"] = "closed"
    provisional: bool = False


def axis_top(counts: Sequence[Shown | None]) -> int:
    """The even number the axis ends at: the first of 4, 10, 20, 50, 100, … that is high enough.

    >>> axis_top([3, "<3", None, 17]), axis_top([]), axis_top(["≥100"])
    (20, 4, 200)
    """
    highest: int = max((_extent(count)[1] for count in counts if count is not None), default=0)
    tops = chain([4], (step * int(10**power) for power in naturals(1) for step in (1, 2, 5)))
    return next(top for top in tops if top >= highest)


def bar_chart(days: Sequence[DayBar], *, title: str, description: str) -> str:
    """Bars over a strip of levels, as one `svg` element; classes give every colour."""
    top = axis_top([day.count for day in days])
    width = STEP * len(days)
    gaps = "".join(_gap(day, index) for index, day in enumerate(days))
    bars = "".join(_bar(day, index, top) for index, day in enumerate(days))
    strip = "".join(_strip(day, index) for index, day in enumerate(days))
    return (
        f'<svg class="chart" viewBox="0 0 {width} {HEIGHT + 12}" preserveAspectRatio="none" role="img" '
        f'aria-labelledby="chart-title chart-desc"><title id="chart-title">{escape(title)}</title>'
        f'<desc id="chart-desc">{escape(description)}</desc>'
        '<defs><pattern id="gap" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path class="hatch hatch-none" d="M0 0 5 5M-1 4 1 6M4-1 6 1"/></pattern></defs>'
        f'<path class="grid" d="M0 .5H{width}M0 {HEIGHT // 2}H{width}"/>{gaps}{bars}'
        f'<path class="base" d="M0 {HEIGHT}H{width}"/>{strip}</svg>'
    )


def _gap(day: DayBar, index: int) -> str:
    if day.count is not None:
        return ""
    x = index * STEP
    if day.state == "open":
        return f'<rect class="gap-open" x="{x + 1}" width="{STEP - 2}" height="{HEIGHT}">{_told(day)}</rect>'
    return f'<rect class="gap" fill="url(#gap)" x="{x}" width="{STEP}" height="{HEIGHT}">{_told(day)}</rect>'


def _bar(day: DayBar, index: int, top: int) -> str:
    """The part that is surely there solid, the part that is hidden as an outline on it."""
    if day.count is None:
        return ""
    sure, most = _extent(day.count)
    x = index * STEP + (STEP - _BAR) / 2
    parts = []
    if sure:
        parts.append(_rect("bar", x, 0, sure, top))
    if most > sure:
        parts.append(_rect("bar-hidden", x, sure, most, top))
    if not parts:
        parts.append(f'<rect class="bar-zero" x="{x}" y="{HEIGHT - 1.5}" width="{_BAR}" height="1.5"/>')
    group = '<g class="is-provisional">' if day.provisional else "<g>"
    return f"{group}{_told(day)}{''.join(parts)}</g>"


def _rect(css_class: str, x: float, low: int, high: int, top: int) -> str:
    y, height = HEIGHT * (1 - high / top), HEIGHT * (high - low) / top
    return f'<rect class="{css_class}" x="{x:g}" y="{y:.1f}" width="{_BAR}" height="{height:.1f}"/>'


def _strip(day: DayBar, index: int) -> str:
    if day.level_class is None:
        return ""
    return f'<rect class="strip {day.level_class}" x="{index * STEP}" y="{HEIGHT + 4}" width="{STEP}" height="8"/>'


def _extent(count: Shown) -> tuple[int, int]:
    """Between which numbers a published count lies, as far as it can be drawn."""
    if isinstance(count, int):
        return count, count
    bound = int(count[1:])
    return (0, bound - 1) if count[0] == "<" else (bound, bound + 1)


def _told(day: DayBar) -> str:
    return f"<title>{escape(day.told)}</title>"
