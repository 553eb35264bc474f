"""Numbered marks on a picture of a boundary file, set apart where places crowd, and lines of text beside them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from app.domain.projection import Projector
from app.domain.register_findings import Finding, FindingGroup
from app.formats.svg_map import Frame

MOST_MARKS: Final = 60
"""Numbered on the map; further places are dots."""
_RADIUS: Final = 17.0
_COLOURS: Final = {
    "overlap": "#B3261E",
    "gap": "#7A1FA2",
    "invalid_ring": "#B45309",
    "moved": "#0B57A4",
    "renamed": "#0F766E",
    "recoded": "#0F766E",
    "merged": "#4338CA",
    "split": "#9D174D",
    "new": "#166534",
    "gone": "#57534E",
}
_OTHERS: Final = {FindingGroup.FAULT: "#9F1239", FindingGroup.ODDITY: "#57534E", FindingGroup.CHANGE: "#0B57A4"}


@dataclass(frozen=True)
class Mark:
    """A number beside its place: the place (`x`, `y`) and the middle of the number in paper units, and in metres."""

    number: int
    finding: Finding
    x: float
    y: float
    at_x: float
    at_y: float
    east: float = 0.0
    north: float = 0.0


def colour_of(finding: Finding) -> str:
    """The colour of a kind of finding."""
    return _COLOURS.get(finding.kind, _OTHERS[finding.group])


def placed_marks(findings: Sequence[Finding], projector: Projector, frame: Frame) -> list[Mark]:
    """A mark for each finding with a place on the frame, by number; the first keep clear of each other."""
    marks: list[Mark] = []
    for number, finding in enumerate(findings, start=1):
        if finding.lon is None or finding.lat is None:
            continue
        metric = projector.points_to_metric(np.array([[finding.lon, finding.lat]]))
        x, y = frame.on_paper(metric)[0].tolist()
        if not (0 <= x <= frame.width and 0 <= y <= frame.height):
            continue
        at = _clear_of(marks, x, y) if len(marks) < MOST_MARKS else (x, y)
        marks.append(Mark(number, finding, x, y, *at, *metric[0].tolist()))
    return marks


def _clear_of(marks: Sequence[Mark], x: float, y: float) -> tuple[float, float]:
    """The nearest spot round a place where no other number stands; the place itself when it is free."""
    taken = np.array([(mark.at_x, mark.at_y) for mark in marks]).reshape(-1, 2)
    for step in range(900):
        far, turn = 9.0 * math.sqrt(step), 2.4 * step
        spot = np.array([x + far * math.cos(turn), y + far * math.sin(turn)])
        if not len(taken) or float(np.hypot(*(taken - spot).T).min()) > 2 * _RADIUS:
            return float(spot[0]), float(spot[1])
    return x, y


def draw_marks(marks: Sequence[Mark]) -> str:
    """The marks, the first on top; a thin line leads from a number that had to step aside."""
    return "".join(_dot(mark) if index >= MOST_MARKS else _numbered(mark) for index, mark in _last_first(marks))


def _last_first(marks: Sequence[Mark]) -> list[tuple[int, Mark]]:
    return list(enumerate(marks))[::-1]


def _dot(mark: Mark) -> str:
    return f'<circle cx="{mark.x:.0f}" cy="{mark.y:.0f}" r="4" fill="{colour_of(mark.finding)}" fill-opacity=".75"/>'


def _numbered(mark: Mark) -> str:
    colour, moved = colour_of(mark.finding), math.hypot(mark.x - mark.at_x, mark.y - mark.at_y) > 1
    line = f'<path d="M{mark.x:.0f} {mark.y:.0f}L{mark.at_x:.0f} {mark.at_y:.0f}" stroke="{colour}" stroke-width="2"/>'
    size = 20 if mark.number < 100 else 16
    return (
        f"{line if moved else ''}"
        f'<circle cx="{mark.at_x:.0f}" cy="{mark.at_y:.0f}" r="{_RADIUS:g}" fill="{colour}" stroke="#FFFFFF" '
        f'stroke-width="2.5"/><text x="{mark.at_x:.0f}" y="{mark.at_y + size * 0.36:.0f}" font-size="{size}" '
        f'font-weight="700" text-anchor="middle" fill="#FFFFFF">{mark.number}</text>'
    )


def text_line(text: str, x: float, y: float, *, size: int, weight: int = 400, fill: str = "#131C24") -> str:
    """One line of text."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'xml:space="preserve">{escape(text)}</text>'
    )


def wrapped(text: str, signs: int) -> list[str]:
    """A text in lines of so many signs; never none."""
    return textwrap.wrap(" ".join(text.split()), width=signs) or [""]
