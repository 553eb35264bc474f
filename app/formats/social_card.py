"""A card of 1200 × 630 that a link is shown with: what holds in one place, or how many wards are at each level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from app.formats.level_css import Tones
from app.formats.map_picture import MapPicture, swatch_svg
from app.formats.map_sheet import LegendRow
from app.formats.picture_theme import LIGHT, NO_DATA_PATTERN, Look
from app.formats.svg_text import bars, box, placed, text_line
from app.formats.text_width import clipped, fitting_size, text_width, wrapped

WIDTH: Final = 1200
HEIGHT: Final = 630
MAP_WIDTH: Final = 470
_EDGE: Final = 56
_ROOM: Final = 0.96 * (WIDTH - MAP_WIDTH - 2 * _EDGE)
BAR: Final = 46
"""Height of the bar across the top of a drill."""
_SIGN: Final = (
    '<g transform="translate({x:g} {y:g}) scale(.94)" fill="none" stroke="{ink}"><circle cx="17" cy="17" r="9.5" '
    'stroke-width="2" stroke-dasharray="5 2.46"/><circle cx="17" cy="17" r="15" stroke-width="1.8" '
    'stroke-linecap="round" stroke-dasharray=".1 3.83"/><circle cx="17" cy="17" r="5" fill="{ink}" stroke="none"/></g>'
)


@dataclass(frozen=True)
class CardLevel:
    """The level of one place, in words and bars; of “no data” no bar is filled."""

    label: str
    tones: Tones
    filled: int
    count: int


@dataclass(frozen=True)
class Card:
    """What a card says.

    `level` is given for a place, `rows` for the whole; `lines` say more, `foot` what it stands on; `mark` must not be
    overlooked; `drill` is written right across the top.
    """

    site: str
    title: str
    subtitle: str
    level: CardLevel | None = None
    rows: Sequence[LegendRow] = ()
    lines: Sequence[str] = ()
    foot: Sequence[str] = ()
    mark: str = ""
    drill: str = ""


def social_card(card: Card, drawn: MapPicture, *, fills: bool) -> MapPicture:
    """The card as one SVG.

    Args:
        drawn: the map on its right side, on white.
        fills: whether the map is cut to fill that side; else it is shown whole.
    """
    top = BAR if card.drill else 0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f"<title>{escape(card.title)}</title>",
        box(0, 0, WIDTH, HEIGHT, fill=LIGHT.ground),
        _map(drawn, top, fills=fills),
        _head(card, top),
        _body(card, top + 118),
        _foot(card),
        _mark(card.mark, top),
        _drill(card.drill),
        "</svg>",
    ]
    return MapPicture("\n".join(part for part in parts if part), WIDTH, HEIGHT)


def _map(drawn: MapPicture, top: int, *, fills: bool) -> str:
    x, inset = WIDTH - MAP_WIDTH, 0 if fills else 20
    shown = placed(drawn.svg, x + inset, top + inset, width=MAP_WIDTH - 2 * inset, height=HEIGHT - top - 2 * inset)
    if fills:
        shown = shown.replace("<svg ", '<svg preserveAspectRatio="xMidYMid slice" ', 1)
    return box(x, top, MAP_WIDTH, HEIGHT - top, fill=LIGHT.raised) + shown


def _head(card: Card, top: int) -> str:
    name = text_line(card.site, _EDGE + 44, top + 73, size=25, weight=600, fill=LIGHT.ink_2)
    return _SIGN.format(x=_EDGE, y=top + 48, ink=LIGHT.ink_2) + name


def _body(card: Card, y: float) -> str:
    """Title, place, level or levels, and the lines below; what has no room is left out."""
    size, parts = _title_size(card.title), []
    for line in wrapped(card.title, width=_ROOM, size=size, weight=700, most=2):
        y += 1.08 * size
        parts.append(text_line(line, _EDGE, y, size=size, weight=700, fill=LIGHT.ink))
    if card.subtitle:
        y += 42
        parts.append(text_line(clipped(card.subtitle, width=_ROOM, size=29), _EDGE, y, size=29, fill=LIGHT.ink_2))
    y += 26
    if card.level is not None:
        parts.append(_chip(card.level, y))
        y += 84 if card.level.filled else 102
    if card.rows:
        step = min(58.0, (HEIGHT - 104 - y) / len(card.rows))
        for row in card.rows:
            parts.append(_row(row, y, step))
            y += step
    lowest = HEIGHT - 66 - 28 * len(card.foot)
    for line in card.lines:
        for piece in wrapped(line, width=_ROOM, size=26, most=2):
            y += 38
            parts += [text_line(piece, _EDGE, y, size=26, fill=LIGHT.ink)] if y <= lowest else []
    return "".join(parts)


def _title_size(title: str) -> float:
    """As large as one line allows, or two; the smallest where even that is too little."""
    size = fitting_size(title, width=_ROOM, sizes=(62, 54, 47), weight=700)
    smaller = (each for each in (size, 41, 36) if len(wrapped(title, width=_ROOM, size=each, weight=700)) <= 2)
    return next(smaller, 36)


def _chip(level: CardLevel, y: float) -> str:
    """The level on its colour, “no data” on its hatch, with bars that tell it without colour."""
    size = fitting_size(level.label, width=_ROOM - 150, sizes=(40, 34, 29), weight=700)
    glyph = 4 / 13 * 38 * level.count
    wide = min(_ROOM, 28 + glyph + 14 + 1.04 * text_width(level.label, size, 700) + 30)
    ground = box(_EDGE, y, wide, 72, fill=level.tones.fill, radius=12)
    if level.filled == 0:
        ground += _hatched(level.tones.fill, y, wide)
    return (
        ground
        + bars(level.filled, level.count, _EDGE + 28, y + 17, height=38, fill=level.tones.on)
        + text_line(
            level.label, _EDGE + 28 + glyph + 14, y + 36 + 0.36 * size, size=size, weight=700, fill=level.tones.on
        )
    )


def _hatched(fill: str, y: float, wide: float) -> str:
    """A hatched edge along the chip of “no data”, outside its words."""
    piece = swatch_svg(Look(fill, NO_DATA_PATTERN), width=round(wide), height=14, magnify=0.8)
    return placed(piece, _EDGE, y + 72 + 5)


def _row(row: LegendRow, y: float, step: float) -> str:
    tall = min(34, step - 12)
    middle = y + tall / 2 + 10
    count = text_line(row.count, _EDGE + _ROOM, middle, size=30, weight=700, fill=LIGHT.ink, anchor="end")
    label = text_line(clipped(row.label, width=_ROOM - 190, size=28), _EDGE + 74, middle, size=28, fill=LIGHT.ink)
    return placed(swatch_svg(row.look, width=54, height=round(tall), magnify=0.8), _EDGE, y) + label + count


def _foot(card: Card) -> str:
    y, parts = HEIGHT - 34.0, []
    for line in reversed(card.foot):
        parts.append(text_line(clipped(line, width=_ROOM, size=20), _EDGE, y, size=20, fill=LIGHT.ink_2))
        y -= 28
    return "".join(parts)


def _mark(text: str, top: int) -> str:
    """In the upper corner of the map, where it hides neither the place nor the scale."""
    if not text:
        return ""
    wide = 1.05 * text_width(text, 17, 600) + 24
    x = WIDTH - wide - 12
    words = text_line(text, x + 12, top + 35, size=17, weight=600, fill=LIGHT.ink)
    return box(x, top + 12, wide, 34, fill=LIGHT.ground, radius=6) + words


def _drill(text: str) -> str:
    if not text:
        return ""
    words = text_line(text, WIDTH / 2, 32, size=24, weight=700, fill=LIGHT.ground, anchor="middle")
    return box(0, 0, WIDTH, BAR, fill=LIGHT.ink) + words
