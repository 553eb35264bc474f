"""The map as a picture that stands alone: colours, patterns and lines written into it, on white unless told otherwise.

The pages' own drawing is dressed by their stylesheet and turns dark with them; this one looks the same everywhere: in
a sheet that is typeset, in an office document, in a picture that is passed on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from app.domain.names import bare_name
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.vocabulary import UNKNOWN
from app.formats.picture_theme import LIGHT, Look, PictureTheme
from app.formats.svg_labels import Label, Name, place_labels
from app.formats.svg_map import Frame, MapDrawing, draw_units
from app.formats.svg_markup import bar_length_m
from app.formats.svg_rings import LayerShape, RingLine, ring_lines

UNITS: Final = 2000
"""Paper units from west to east."""
FONT: Final = "Inter, 'Be Vietnam Pro', 'Libertinus Serif', sans-serif"
_LABEL_SHARE: Final = 0.0145
"""Height of district names, as a share of the width."""
_RING_STROKES: Final[Mapping[str, tuple[float, tuple[float, ...]]]] = {
    "16": (6.5, ()),
    "15": (4.5, (13, 8)),
    "19": (5.5, (0.1, 11)),
}
"""Width and dashes of a ring's line, by its directive."""


@dataclass(frozen=True, kw_only=True)
class Dress:
    """How a map is dressed, beside its levels.

    `faded` steps back, as what lies round a district that is shown; `names` are written instead of the districts';
    `proposed` are layers of rings without an order yet, drawn faintly; `chosen` is a ward with a line round it.
    Without `ground` the map stands on whatever lies beneath it.
    """

    theme: PictureTheme = LIGHT
    patterns: bool = True
    faded: Collection[str] = ()
    names: Sequence[Name] | None = None
    proposed: Sequence[LayerShape] = ()
    chosen: str | None = None
    ground: bool = True


_PLAIN: Final = Dress()


@dataclass(frozen=True)
class MapPicture:
    """A finished picture; `width` and `height` in its own units."""

    svg: str
    width: int
    height: int


def looks_of(policy: Policy) -> dict[str, Look]:
    """The look of each level of a policy on white, “no data” among them."""
    return LIGHT.looks(policy)


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
    dress: Dress = _PLAIN,
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
        dress: theme and emphasis.
    """
    drawing = drawing or draw_register(register)
    lines = (
        ring_marks(ring_lines(dress.proposed, drawing), magnify, theme=dress.theme, is_faint=True),
        ring_marks(ring_lines(layers, drawing), magnify, theme=dress.theme),
    )
    body = _ground(drawing, register, policy, levels, "".join(lines), magnify=magnify, dress=dress)
    frame = drawing.frame
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        f'<rect width="{frame.width}" height="{frame.height}" fill="{dress.theme.ground}"/>' if dress.ground else "",
        body,
        _watermark(watermark, frame, dress.theme),
        "</svg>",
    ]
    return MapPicture("\n".join(part for part in parts if part), frame.width, frame.height)


def swatch_svg(
    look: Look, *, width: int = 66, height: int = 40, theme: PictureTheme = LIGHT, magnify: float = 1.0
) -> str:
    """A piece of a level's colour and pattern, for a legend on paper."""
    has_tile = look.pattern in theme.tiles
    over = f'<path d="M0 0h{width}v{height}H0z" fill="url(#s-{look.pattern})"/>' if has_tile else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<defs>{_tile(look.pattern, theme, magnify, prefix='s') if over else ''}</defs>"
        f'<path d="M0 0h{width}v{height}H0z" fill="{look.fill}"/>{over}'
        f'<path d="M1 1h{width - 2}v{height - 2}H1z" fill="none" stroke="{theme.ink_2}" stroke-width="2"/></svg>'
    )


def _ground(
    drawing: MapDrawing,
    register: Register,
    policy: Policy,
    levels: Mapping[str, str],
    lines: str,
    *,
    magnify: float,
    dress: Dress,
) -> str:
    """What lies on the ground: patterns, wards, district lines, lines of rings, names over them, scale."""
    theme, size = dress.theme, _LABEL_SHARE * drawing.frame.width * magnify
    looks = theme.looks(policy)
    tiles = sorted({look.pattern for look in looks.values()} & theme.tiles.keys())
    names = _district_names(drawing, register) if dress.names is None else dress.names
    line = f'stroke="{theme.district_line}" stroke-opacity="{theme.district_opacity}" stroke-linejoin="round"'
    parts = [
        f"<defs>{''.join(_tile(name, theme, magnify) for name in tiles)}</defs>",
        *(_level(level, look, drawing, register, levels, dress=dress) for level, look in looks.items()),
        f'<path d="{drawing.group_lines or drawing.outline}" fill="none" {line} stroke-width="3"/>',
        lines,
        _outline(drawing.paths.get(dress.chosen or "", ""), magnify, theme),
        name_marks(place_labels(names, drawing.frame, height=size), size, theme=theme),
        scale_bar(drawing.frame, size, theme=theme),
    ]
    return "\n".join(part for part in parts if part)


def _outline(path: str, magnify: float, theme: PictureTheme) -> str:
    if not path:
        return ""
    line = f'<path d="{path}" fill="none" stroke-linejoin="round"'
    casing = f'{line} stroke="{theme.ground}" stroke-width="{6.5 * magnify:g}"/>'
    return f'{casing}{line} stroke="{_CHOSEN}" stroke-width="{3.6 * magnify:g}"/>'


_CHOSEN: Final = "#1668DC"
"""The same blue as on the pages: no level and no ring has it."""


def _district_names(drawing: MapDrawing, register: Register) -> list[Name]:
    return [
        Name(bare_name(each.name, each.kind), shape, shape.area)
        for each in register.districts
        if (shape := drawing.group_shapes.get(each.code)) is not None
    ]


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


def _tile(name: str, theme: PictureTheme, magnify: float = 1.0, *, prefix: str = "t") -> str:
    side, content = theme.tiles[name]
    scaled = f' patternTransform="scale({magnify:g})"' if magnify != 1 else ""
    size = f'width="{side}" height="{side}" patternUnits="userSpaceOnUse"{scaled}'
    return f'<pattern id="{prefix}-{name}" {size}>{content}</pattern>'


def _level(
    level: str, look: Look, drawing: MapDrawing, register: Register, levels: Mapping[str, str], *, dress: Dress
) -> str:
    """The wards of one level, each with its name, and the level's pattern over all of them at once."""
    codes = [code for code in drawing.codes if levels.get(code, UNKNOWN) == level]
    if not codes:
        return ""
    wards = "".join(
        f'<path id="w-{escape(code)}" d="{drawing.paths[code]}"{_FADED if code in dress.faded else ""}>'
        f"<title>{escape(_where(register, code))}</title></path>"
        for code in codes
    )
    ground = "".join(drawing.paths[code] for code in codes if code not in dress.faded)
    # “No data” is hatched whether or not patterns are wanted, so that it is never taken for a level.
    has_tile = look.pattern in dress.theme.tiles and (dress.patterns or level == UNKNOWN)
    over = f'<path d="{ground}" fill="url(#t-{look.pattern})"/>' if has_tile and ground else ""
    return (
        f'<g id="lv-{escape(level)}" fill="{look.fill}" stroke="{dress.theme.ward_line}" stroke-width="1.2" '
        f'stroke-linejoin="round">{wards}</g>{over}'
    )


_FADED: Final = ' opacity=".22"'


def _where(register: Register, code: str) -> str:
    ward = register.ward(code)
    return f"{ward.name}, {ward.district_name}" if ward.district_name else ward.name


def name_marks(labels: Sequence[Label], size: float, *, theme: PictureTheme = LIGHT) -> str:
    """Names on a white rim, so that they are read on every ground; letters are `size` units high."""
    texts = "".join(f'<text x="{each.x}" y="{each.y}">{escape(each.text)}</text>' for each in labels)
    return (
        f'<g font-family="{FONT}" font-size="{size:.1f}" font-weight="600" text-anchor="middle" fill="{theme.ink}" '
        f'stroke="{theme.ground}" stroke-width="{0.26 * size:.1f}" stroke-linejoin="round" stroke-opacity=".9" '
        f'paint-order="stroke">{texts}</g>'
    )


def scale_bar(frame: Frame, size: float, *, theme: PictureTheme = LIGHT) -> str:
    """A round length with its name, in the lower right corner; letters are a little smaller than `size`."""
    metres = bar_length_m(frame)
    wide, up = metres / frame.metres_per_unit, 0.4 * size
    x, y = frame.width - 0.6 * size, frame.height - 0.6 * size
    text = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    return (
        f'<path d="M{x - wide:.0f} {y - up:.0f}V{y:.0f}H{x:.0f}V{y - up:.0f}" fill="none" stroke="{theme.ink_2}" '
        f'stroke-width="3"/><text x="{x - wide / 2:.0f}" y="{y - up:.0f}" font-family="{FONT}" '
        f'font-size="{0.86 * size:.1f}" text-anchor="middle" fill="{theme.ink_2}">{text}</text>'
    )


def ring_sample_svg(
    form: str, *, width: int = 66, height: int = 40, theme: PictureTheme = LIGHT, magnify: float = 1.0
) -> str:
    """A piece of the line of a directive, for a legend on paper."""
    stroke = _ring_stroke(form, magnify)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="M3 {height // 2}H{width - 3}" fill="none" stroke="{theme.ink}" {stroke}/></svg>'
    )


def ring_marks(
    lines: Sequence[RingLine], magnify: float, *, theme: PictureTheme = LIGHT, is_faint: bool = False
) -> str:
    """Lines round layers on a casing of the ground, so that they are seen on every colour, the strictest on top."""
    ink, drawn = theme.ink_2 if is_faint else theme.ink, ""
    thin = 0.65 * magnify if is_faint else magnify
    for line in lines:
        drawn += (
            f'<path d="{line.path}" fill="none" stroke="{theme.ground}" stroke-opacity=".92" '
            f'stroke-width="{11 * thin:g}" stroke-linejoin="round"/><path d="{line.path}" fill="none" stroke="{ink}" '
            f'stroke-linejoin="round" {_ring_stroke(line.form, thin)}/>'
        )
    return f'<g id="{"rings-proposed" if is_faint else "rings"}">{drawn}</g>' if drawn else ""


def _ring_stroke(form: str, magnify: float) -> str:
    width, dashes = _RING_STROKES[form]
    pattern = " ".join(f"{each * magnify:g}" for each in dashes)
    dashed = f' stroke-dasharray="{pattern}" stroke-linecap="{"round" if dashes[0] < 1 else "butt"}"' if dashes else ""
    return f'stroke-width="{width * magnify:g}"{dashed}'


def _watermark(text: str, frame: Frame, theme: PictureTheme) -> str:
    if not text:
        return ""
    x, y = frame.width / 2, frame.height / 2
    size = 1.1 * float(np.hypot(frame.width, frame.height)) / max(8, len(text))
    return (
        f'<text font-family="{FONT}" font-weight="600" font-size="{size:.0f}" text-anchor="middle" fill="{theme.ink}" '
        f'fill-opacity=".14" transform="translate({x:.0f} {y:.0f}) rotate(-38)">{escape(text)}</text>'
    )
