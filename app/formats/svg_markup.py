"""What is in force, painted onto a drawing: SVG in which a stylesheet's classes give every colour and stroke.

No style attribute is written, so the text passes a strict content security policy. Level classes are `lv-<id>`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from app.formats.svg_labels import Label
from app.formats.svg_map import Frame, MapDrawing

PATTERNS: Final = {
    "cross_hatch": ("7", '<path d="M0 7 7 0M0 0 7 7" class="hatch hatch-light"/>'),
    "diagonal": ("6", '<path d="M-1 1 1-1M0 6 6 0M5 7 7 5" class="hatch hatch-dark"/>'),
    "dots": ("6", '<circle cx="3" cy="3" r="1.1" class="hatch-dot"/>'),
    "reverse_hatch": ("6", '<path d="M-1 5 1 7M0 0 6 6M5-1 7 1" class="hatch hatch-none"/>'),
}
"""Tile size and content by the pattern names a policy may use; sizes in pixels at the usual size of a map."""
ALWAYS_ON: Final = "reverse_hatch"
"""“No data” is hatched whether or not patterns are switched on, so that it is never taken for a level."""


@dataclass(frozen=True)
class PaintedUnit:
    """How one unit looks: the class of its level, its pattern, whether it steps back, and where it leads."""

    code: str
    title: str
    href: str
    css_class: str
    pattern: str = "none"
    faded: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class PaintedRing:
    """A line round a layer and all stricter ones; `form` is the number of its directive."""

    form: str
    proposed: bool
    path: str
    label: Label | None = None


@dataclass(frozen=True)
class LabelSet:
    """Labels of one height, shown where the stylesheet says."""

    css_class: str
    height: float
    labels: Sequence[Label]


@dataclass(frozen=True)
class Captions:
    """The words of a map: its name, what it shows, and what is written across it (nothing when empty)."""

    title: str
    description: str
    watermark: str = ""


def render_map(
    drawing: MapDrawing,
    units: Sequence[PaintedUnit],
    *,
    captions: Captions,
    rings: Sequence[PaintedRing] = (),
    label_sets: Sequence[LabelSet] = (),
    pixels: int,
    css_class: str = "",
    prefix: str = "u",
) -> str:
    """The whole map as one `svg` element.

    Args:
        units: those to paint, of the drawing's; in the order they are painted.
        pixels: how wide the map usually is on a screen; patterns and the watermark keep their size by it.
        css_class: of this kind of map.
        prefix: of ids, one per map on a page.
    """
    frame, scale = drawing.frame, drawing.frame.width / pixels
    box, named = f"0 0 {frame.width} {frame.height}", f"{prefix}-title"
    parts = [
        f'<svg class="map {css_class}" viewBox="{box}" role="group" aria-labelledby="{named}">',
        f'<title id="{named}">{escape(captions.title)}</title>',
        f"<desc>{escape(captions.description)}</desc>",
        _patterns(units, scale, prefix),
        f'<path class="ground" d="{drawing.outline}"/>',
        '<g class="units">',
        *(_unit(unit, drawing, prefix) for unit in units),
        "</g>",
        _overlays(units, prefix),
        f'<path class="districts" d="{drawing.group_lines}"/>',
        *(_chosen(unit, drawing) for unit in units if unit.chosen),
        _rings(rings, scale),
        *(_labels(each, frame) for each in label_sets),
        _watermark(captions.watermark, frame),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def bar_length_m(frame: Frame, *, share: float = 0.16) -> int:
    """A round length in metres of at most a share of the frame's width.

    >>> bar_length_m(Frame(0, 0, 75_000, 90_000, 2000)), bar_length_m(Frame(0, 0, 4_000, 4_000, 1200))
    (10000, 500)
    """
    longest = share * (frame.east - frame.west)
    power = int(10 ** math.floor(math.log10(longest)))
    return max(step * power for step in (1, 2, 5) if step * power <= longest)


def _unit(unit: PaintedUnit, drawing: MapDrawing, prefix: str) -> str:
    faded = ' class="off"' if unit.faded else ""
    named = f' id="{prefix}{unit.code}"' if unit.pattern != "none" else ""
    return (
        f'<a href="{escape(unit.href)}" data-ward="{escape(unit.code)}" tabindex="-1"{faded}>'
        f"<title>{escape(unit.title)}</title>"
        f'<path{named} class="{unit.css_class}" d="{drawing.paths[unit.code]}"/></a>'
    )


def _patterns(units: Iterable[PaintedUnit], scale: float, prefix: str) -> str:
    used = sorted({unit.pattern for unit in units} & PATTERNS.keys())
    tiles = "".join(
        f'<pattern id="{prefix}-{name}" width="{PATTERNS[name][0]}" height="{PATTERNS[name][0]}" '
        f'patternUnits="userSpaceOnUse" patternTransform="scale({scale:.2f})">{PATTERNS[name][1]}</pattern>'
        for name in used
    )
    return f"<defs>{tiles}</defs>" if tiles else ""


def _overlays(units: Sequence[PaintedUnit], prefix: str) -> str:
    """Patterns over the fills, one group a pattern, so that a stylesheet can switch them."""
    faded = ' class="off"'
    groups = []
    for name in sorted({unit.pattern for unit in units} & PATTERNS.keys()):
        uses = "".join(
            f'<use href="#{prefix}{unit.code}"{faded if unit.faded else ""}/>' for unit in units if unit.pattern == name
        )
        always = " always" if name == ALWAYS_ON else ""
        groups.append(f'<g class="pattern{always}" fill="url(#{prefix}-{name})">{uses}</g>')
    return "\n".join(groups)


def _chosen(unit: PaintedUnit, drawing: MapDrawing) -> str:
    path = drawing.paths[unit.code]
    return f'<path class="casing" d="{path}"/><path class="chosen" d="{path}"/>'


def _rings(rings: Sequence[PaintedRing], scale: float) -> str:
    if not rings:
        return ""
    lines = "".join(
        f'<path class="casing" d="{ring.path}"/>'
        f'<path class="ring ring-{ring.form}{" proposed" if ring.proposed else ""}" d="{ring.path}"/>'
        for ring in rings
    )
    names = "".join(_text(ring.label) for ring in rings if ring.label is not None)
    return f'<g class="rings">{lines}<g class="ring-names" font-size="{11.5 * scale:.1f}">{names}</g></g>'


def _labels(labels: LabelSet, frame: Frame) -> str:
    texts = "".join(_linked(label) for label in labels.labels)
    bar = _scale_bar(frame, labels.height)
    return f'<g class="labels {labels.css_class}" font-size="{labels.height:.1f}">{texts}{bar}</g>'


def _scale_bar(frame: Frame, height: float) -> str:
    """A bar of a round length at the lower right, its ends turned up, its length above it."""
    metres = bar_length_m(frame)
    wide, up = metres / frame.metres_per_unit, 0.4 * height
    x, y = frame.width - 0.6 * height, frame.height - 0.6 * height
    text = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    bar = f"M{x - wide:.0f} {y - up:.0f}V{y:.0f}H{x:.0f}V{y - up:.0f}"
    return (
        f'<g class="scale"><path class="casing" d="{bar}"/><path d="{bar}"/>'
        f'<text x="{x - wide / 2:.0f}" y="{y - up:.0f}">{text}</text></g>'
    )


def _linked(label: Label) -> str:
    text = _text(label)
    return text if label.href is None else f'<a href="{escape(label.href)}" tabindex="-1">{text}</a>'


def _text(label: Label) -> str:
    return f'<text x="{label.x}" y="{label.y}">{escape(label.text)}</text>'


def _watermark(text: str, frame: Frame) -> str:
    """A word right across the paper, for what must not be taken for the real thing, also on paper."""
    if not text:
        return ""
    x, y = frame.width / 2, frame.height / 2
    size = 1.1 * math.hypot(frame.width, frame.height) / max(8, len(text))
    return (
        f'<text class="watermark" aria-hidden="true" font-size="{size:.0f}" '
        f'transform="translate({x:.0f} {y:.0f}) rotate(-38)">{escape(text)}</text>'
    )
