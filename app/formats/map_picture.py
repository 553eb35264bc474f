"""The map as a picture that stands alone: colours, patterns and lines written into it, on white, for paper.

The pages' own drawing is dressed by their stylesheet and turns dark with them; this one looks the same everywhere: in
a sheet that is typeset, in an office document, in a picture that is passed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from app.domain.names import bare_name
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.vocabulary import UNKNOWN
from app.formats.level_css import NO_DATA_LIGHT
from app.formats.svg_labels import Label, Name, place_labels
from app.formats.svg_map import Frame, MapDrawing, draw_units
from app.formats.svg_markup import bar_length_m
from app.formats.svg_rings import LayerShape, RingLine, ring_lines

UNITS: Final = 2000
"""Paper units from west to east."""
FONT: Final = "Inter, 'Be Vietnam Pro', 'Libertinus Serif', sans-serif"
_LABEL_SHARE: Final = 0.0145
"""Height of district names, as a share of the width."""
_INK, _INK_2, _WHITE = "#131C24", "#44525E", "#FFFFFF"
_DISTRICT_LINE: Final = 'stroke="#2B3A46" stroke-opacity=".8" stroke-width="3" stroke-linejoin="round"'
_TILES: Final = {
    "cross_hatch": (15, f'<path d="M0 15 15 0M0 0 15 15" stroke="{_WHITE}" stroke-opacity=".55" stroke-width="2.4"/>'),
    "diagonal": (
        13,
        '<path d="M-2 2 2-2M0 13 13 0M11 15 15 11" stroke="#4A2400" stroke-opacity=".7" stroke-width="2"/>',
    ),
    "dots": (13, '<circle cx="6.5" cy="6.5" r="2.3" fill="#5A4200" fill-opacity=".75"/>'),
    "reverse_hatch": (13, '<path d="M-2 11 2 15M0 0 13 13M11-2 15 2" stroke="#84919D" stroke-width="2"/>'),
}
"""Side and content of a tile, by the pattern names a policy may use."""
_RING_STROKES: Final[Mapping[str, tuple[float, tuple[float, ...]]]] = {
    "16": (6.5, ()),
    "15": (4.5, (13, 8)),
    "19": (5.5, (0.1, 11)),
}
"""Width and dashes of a ring's line, by its directive."""


@dataclass(frozen=True)
class Look:
    """How a level is painted."""

    fill: str
    pattern: str


@dataclass(frozen=True)
class MapPicture:
    """A finished picture; `width` and `height` in its own units."""

    svg: str
    width: int
    height: int


def looks_of(policy: Policy) -> dict[str, Look]:
    """The look of each level of a policy on white, “no data” among them."""
    looks = {level.id: Look(level.colour, level.pattern) for level in policy.levels}
    return {**looks, UNKNOWN: Look(NO_DATA_LIGHT.fill, "reverse_hatch")}


def map_picture(
    register: Register,
    policy: Policy,
    levels: Mapping[str, str],
    *,
    title: str,
    description: str,
    watermark: str = "",
    magnify: float = 1.0,
    drawing: MapDrawing | None = None,
    layers: Sequence[LayerShape] = (),
) -> MapPicture:
    """The whole register painted by level, with patterns, district lines and names, and a bar of scale.

    Args:
        register: at least one ward.
        levels: the level of each ward, by code; wards left out have no data.
        title: what the picture is, for those who hear it.
        description: what it shows, in words.
        watermark: written right across, for what must not be taken for the real thing.
        magnify: how much larger than usual names and patterns are, for a picture that is printed small.
        drawing: of the register, where several pictures of it are made.
        layers: of rings, drawn as lines: solid for directive 16, dashed for 15, dotted for 19.
    """
    drawing = drawing or draw_register(register)
    lines = ring_marks(ring_lines(layers, drawing), magnify)
    body = _ground(drawing, register, policy, levels, lines, magnify=magnify)
    frame = drawing.frame
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        f'<rect width="{frame.width}" height="{frame.height}" fill="{_WHITE}"/>',
        body,
        _watermark(watermark, frame),
        "</svg>",
    ]
    return MapPicture("\n".join(part for part in parts if part), frame.width, frame.height)


def swatch_svg(look: Look, *, width: int = 66, height: int = 40) -> str:
    """A piece of a level's colour and pattern, for a legend on paper."""
    over = f'<path d="M0 0h{width}v{height}H0z" fill="url(#t-{look.pattern})"/>' if look.pattern in _TILES else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<defs>{_tile(look.pattern) if over else ''}</defs>"
        f'<path d="M0 0h{width}v{height}H0z" fill="{look.fill}"/>{over}'
        f'<path d="M1 1h{width - 2}v{height - 2}H1z" fill="none" stroke="{_INK_2}" stroke-width="2"/></svg>'
    )


def _ground(
    drawing: MapDrawing, register: Register, policy: Policy, levels: Mapping[str, str], lines: str, *, magnify: float
) -> str:
    """What lies on the ground: patterns, wards, district lines, lines of rings, names over them, scale."""
    looks = looks_of(policy)
    names = [
        Name(bare_name(each.name, each.kind), shape, shape.area)
        for each in register.districts
        if (shape := drawing.group_shapes.get(each.code)) is not None
    ]
    size = _LABEL_SHARE * drawing.frame.width * magnify
    tiles = sorted({look.pattern for look in looks.values()} & _TILES.keys())
    parts = [
        f"<defs>{''.join(_tile(name, magnify) for name in tiles)}</defs>",
        *(_level(level, look, drawing, register, levels) for level, look in looks.items()),
        f'<path d="{drawing.group_lines or drawing.outline}" fill="none" {_DISTRICT_LINE}/>',
        lines,
        name_marks(place_labels(names, drawing.frame, height=size), size),
        scale_bar(drawing.frame, size),
    ]
    return "\n".join(part for part in parts if part)


def draw_register(register: Register) -> MapDrawing:
    """The ground of a whole register, to be painted more than once."""
    frame = Frame.around(register.metric_shapes, width=UNITS, margin=0.01, narrowest_m=3_000.0)
    return draw_units(
        codes=register.codes,
        shapes=register.metric_shapes,
        groups=[ward.district_code for ward in register.wards],
        frame=frame,
        detail=1.0,
    )


def _tile(name: str, magnify: float = 1.0) -> str:
    side, content = _TILES[name]
    scaled = f' patternTransform="scale({magnify:g})"' if magnify != 1 else ""
    size = f'width="{side}" height="{side}" patternUnits="userSpaceOnUse"{scaled}'
    return f'<pattern id="t-{name}" {size}>{content}</pattern>'


def _level(level: str, look: Look, drawing: MapDrawing, register: Register, levels: Mapping[str, str]) -> str:
    """The wards of one level, each with its name, and the level's pattern over all of them at once."""
    codes = [code for code in drawing.codes if levels.get(code, UNKNOWN) == level]
    if not codes:
        return ""
    wards = "".join(
        f'<path id="w-{escape(code)}" d="{drawing.paths[code]}"><title>{escape(_where(register, code))}</title></path>'
        for code in codes
    )
    ground = "".join(drawing.paths[code] for code in codes)
    over = f'<path d="{ground}" fill="url(#t-{look.pattern})"/>' if look.pattern in _TILES else ""
    return (
        f'<g id="lv-{escape(level)}" fill="{look.fill}" stroke="{_WHITE}" stroke-width="1.2" stroke-linejoin="round">'
        f"{wards}</g>{over}"
    )


def _where(register: Register, code: str) -> str:
    ward = register.ward(code)
    return f"{ward.name}, {ward.district_name}" if ward.district_name else ward.name


def name_marks(labels: Sequence[Label], size: float) -> str:
    """Names on a white rim, so that they are read on every ground; letters are `size` units high."""
    texts = "".join(f'<text x="{each.x}" y="{each.y}">{escape(each.text)}</text>' for each in labels)
    return (
        f'<g font-family="{FONT}" font-size="{size:.1f}" font-weight="600" text-anchor="middle" fill="{_INK}" '
        f'stroke="{_WHITE}" stroke-width="{0.26 * size:.1f}" stroke-linejoin="round" stroke-opacity=".9" '
        f'paint-order="stroke">{texts}</g>'
    )


def scale_bar(frame: Frame, size: float) -> str:
    """A round length with its name, in the lower right corner; letters are a little smaller than `size`."""
    metres = bar_length_m(frame)
    wide, up = metres / frame.metres_per_unit, 0.4 * size
    x, y = frame.width - 0.6 * size, frame.height - 0.6 * size
    text = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    return (
        f'<path d="M{x - wide:.0f} {y - up:.0f}V{y:.0f}H{x:.0f}V{y - up:.0f}" fill="none" stroke="{_INK_2}" '
        f'stroke-width="3"/><text x="{x - wide / 2:.0f}" y="{y - up:.0f}" font-family="{FONT}" '
        f'font-size="{0.86 * size:.1f}" text-anchor="middle" fill="{_INK_2}">{text}</text>'
    )


def ring_sample_svg(form: str, *, width: int = 66, height: int = 40) -> str:
    """A piece of the line of a directive, for a legend on paper."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="M3 {height // 2}H{width - 3}" fill="none" stroke="{_INK}" {_ring_stroke(form, 1.0)}/></svg>'
    )


def ring_marks(lines: Sequence[RingLine], magnify: float) -> str:
    """Lines round layers on a white casing, so that they are seen on every colour, the strictest on top."""
    drawn = "".join(
        f'<path d="{line.path}" fill="none" stroke="{_WHITE}" stroke-opacity=".92" stroke-width="{11 * magnify:g}" '
        f'stroke-linejoin="round"/><path d="{line.path}" fill="none" stroke="{_INK}" stroke-linejoin="round" '
        f"{_ring_stroke(line.form, magnify)}/>"
        for line in lines
    )
    return f'<g id="rings">{drawn}</g>' if drawn else ""


def _ring_stroke(form: str, magnify: float) -> str:
    width, dashes = _RING_STROKES[form]
    pattern = " ".join(f"{each * magnify:g}" for each in dashes)
    dashed = f' stroke-dasharray="{pattern}" stroke-linecap="{"round" if dashes[0] < 1 else "butt"}"' if dashes else ""
    return f'stroke-width="{width * magnify:g}"{dashed}'


def _watermark(text: str, frame: Frame) -> str:
    if not text:
        return ""
    x, y = frame.width / 2, frame.height / 2
    size = 1.1 * float(np.hypot(frame.width, frame.height)) / max(8, len(text))
    return (
        f'<text font-family="{FONT}" font-weight="600" font-size="{size:.0f}" text-anchor="middle" fill="{_INK}" '
        f'fill-opacity=".14" transform="translate({x:.0f} {y:.0f}) rotate(-38)">{escape(text)}</text>'
    )
