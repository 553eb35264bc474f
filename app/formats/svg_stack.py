"""Shares by day as stacked areas, and two counts by day against each other, in SVG.

The pictures are stretched to the width they are given, so they hold no text; their axes are told in HTML beside them.
A day is a step, never a slope: nothing is known between two days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

HEIGHT: Final = 100


@dataclass(frozen=True)
class Band:
    """One part of every day's whole: its style class and its size day by day; `hatched` marks what is not known."""

    css_class: str
    sizes: Sequence[int]
    hatched: bool = False


def share_chart(bands: Sequence[Band], *, name: str, title: str, description: str) -> str:
    """Bands stacked from the bottom to the whole of each day, as one `svg` element.

    Args:
        bands: the lowest first, all of the same number of days.
        name: of this chart, for ids that are its own on the page.
    """
    days = len(bands[0].sizes) if bands else 0
    wholes = [sum(band.sizes[day] for band in bands) for day in range(days)]
    base = [0.0] * days
    areas = []
    for band in bands:
        top = [
            low + (HEIGHT * size / whole if whole else 0)
            for low, size, whole in zip(base, band.sizes, wholes, strict=True)
        ]
        areas.append(_area(band, base, top, name))
        base = top
    return _picture(days, name, title, description, f"{_hatching(name)}{_grid(days)}{''.join(areas)}")


@dataclass(frozen=True)
class Balance:
    """Counts by day: `above` a line in the middle, `other` on top of those, and `below` the line."""

    above: Sequence[int]
    other: Sequence[int]
    below: Sequence[int]

    @property
    def highest(self) -> int:
        """The most there is to draw on either side of the line."""
        sides = [one + other for one, other in zip(self.above, self.other, strict=True)]
        return max([*sides, *self.below], default=0)


def balance_chart(balance: Balance, *, top: int, name: str, title: str, description: str) -> str:
    """Counts against each other by day; `top` is where the axis ends either way."""
    days, unit = len(balance.above), HEIGHT / 2 / top
    line = [HEIGHT / 2] * days
    up = [HEIGHT / 2 + unit * count for count in balance.above]
    upper = [low + unit * count for low, count in zip(up, balance.other, strict=True)]
    down = [HEIGHT / 2 - unit * count for count in balance.below]
    parts = [
        _grid(days),
        f'<path class="above" d="{_outline(line, up)}"/>',
        f'<path class="other" d="{_outline(up, upper)}"/>',
        f'<path class="below" d="{_outline(down, line)}"/>',
        f'<path class="base" d="M0 {HEIGHT // 2}H{days}"/>',
    ]
    return _picture(days, name, title, description, "".join(parts))


def _picture(days: int, name: str, title: str, description: str, content: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {max(days, 1)} {HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{content}</svg>'
    )


def _hatching(name: str) -> str:
    return (
        f'<defs><pattern id="{name}-gap" width="1" height="4" patternUnits="userSpaceOnUse">'
        '<path class="hatch hatch-none" d="M0 0H1"/></pattern></defs>'
    )


def _grid(days: int) -> str:
    return (
        f'<path class="grid" d="M0 0H{days}M0 {HEIGHT // 4}H{days}M0 {HEIGHT // 2}H{days}M0 {HEIGHT * 3 // 4}H{days}"/>'
    )


def _area(band: Band, base: Sequence[float], top: Sequence[float], name: str) -> str:
    if not any(band.sizes):
        return ""
    outline = _outline(base, top)
    area = f'<path class="band {band.css_class}" d="{outline}"/>'
    return area + f'<path fill="url(#{name}-gap)" d="{outline}"/>' if band.hatched else area


def _outline(base: Sequence[float], top: Sequence[float]) -> str:
    """Round an area of steps: its upper edge forth, its lower edge back; days of equal height are one step."""
    return f"M0 {_y(base[0])}{_steps(top)}{_steps_back(base)}Z" if base else ""


def _steps(heights: Sequence[float]) -> str:
    x, parts = 0, []
    for height, days in groupby(map(_y, heights)):
        x += len(list(days))
        parts.append(f"V{height}H{x}")
    return "".join(parts)


def _steps_back(heights: Sequence[float]) -> str:
    x, parts = len(heights), []
    for height, days in groupby(map(_y, reversed(heights))):
        x -= len(list(days))
        parts.append(f"V{height}H{x}")
    return "".join(parts)


def _y(height: float) -> str:
    """From the bottom up to from the top down, to a hundredth."""
    return f"{HEIGHT - height:.2f}".rstrip("0").rstrip(".")
