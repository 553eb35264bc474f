"""A map for a report or a post: what it shows and when, the map, a legend with counts, and what it stands on.

It is set once for wide pictures and once for narrow ones, so that letters stay legible at every width on offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from app.formats.map_picture import MapPicture, ring_sample_svg, swatch_svg
from app.formats.picture_theme import Look, PictureTheme
from app.formats.svg_text import box, placed, rule, text_line
from app.formats.text_width import clipped, fitting_size, text_width, wrapped

NARROW_UP_TO: Final = 640
"""Pictures up to so many pixels wide are set for a phone."""
_ROOM: Final = 0.93
"""What a line may fill of its room: a reader's own font may be wider than ours."""


@dataclass(frozen=True)
class LegendRow:
    """A level with its number of wards."""

    look: Look
    label: str
    count: str


@dataclass(frozen=True)
class RingRow:
    """The line of a layer of rings; `form` is the number of its directive."""

    form: str
    label: str


@dataclass(frozen=True)
class MapSheet:
    """Everything a picture says, in the language it is made in.

    `title` is what is shown and where, `moment` when it was in force; `drill` is written right across the top, `marks`
    must not be overlooked (boundaries, proposals); `foot` is what the picture stands on. Without `legend` only the
    levels are left out.
    """

    title: str
    moment: str
    drill: str = ""
    marks: Sequence[str] = ()
    legend: Sequence[LegendRow] = ()
    legend_title: str = ""
    rings: Sequence[RingRow] = ()
    rings_title: str = ""
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class _Measure:
    """Sizes of one setting, in units of its width."""

    width: int
    edge: int
    titles: tuple[float, ...]
    moment: float
    label: float
    foot: float
    row: int
    swatch: tuple[int, int]
    side: int
    tallest: int


_WIDE: Final = _Measure(
    width=1000, edge=32, titles=(31, 27, 24), moment=17, label=16, foot=12.5, row=42, swatch=(42, 26), side=262,
    tallest=900,
)  # fmt: skip
_NARROW: Final = _Measure(
    width=420, edge=16, titles=(21, 18.5, 17), moment=14, label=14, foot=11.5, row=32, swatch=(34, 20), side=0,
    tallest=560,
)  # fmt: skip


@dataclass
class _Page:
    """What is set so far, and how far down it reaches."""

    measure: _Measure
    theme: PictureTheme
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    @property
    def room(self) -> float:
        """From margin to margin."""
        return self.measure.width - 2 * self.measure.edge


def map_width(width: int, *, has_legend: bool) -> float:
    """How wide the map itself is at most, in units of its setting: for names that are legible on it."""
    measure = _measure(width)
    beside = measure.side + measure.edge if has_legend else 0
    return measure.width - 2 * measure.edge - beside


def map_sheet(sheet: MapSheet, drawn: MapPicture, *, width: int, theme: PictureTheme) -> MapPicture:
    """The sheet as one SVG.

    Args:
        drawn: the map, in the same theme.
        width: in pixels; the height follows.
    """
    page = _Page(_measure(width), theme)
    _set_head(page, sheet)
    _set_map(page, sheet, drawn)
    _set_foot(page, sheet)
    units, height = page.measure.width, round(page.y)
    tall = round(width * height / units)
    svg = "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {units} {height}" width="{width}" '
            f'height="{tall}" role="img">',
            f"<title>{escape(sheet.title)}. {escape(sheet.moment)}</title>",
            box(0, 0, units, height, fill=theme.ground),
            *page.parts,
            "</svg>",
            "",
        ]
    )
    return MapPicture(svg, width, tall)


def _measure(width: int) -> _Measure:
    return _NARROW if width <= NARROW_UP_TO else _WIDE


def _set_head(page: _Page, sheet: MapSheet) -> None:
    measure, theme = page.measure, page.theme
    if sheet.drill:
        tall = 2.2 * measure.moment
        size = fitting_size(sheet.drill, width=_ROOM * page.room, sizes=(measure.moment, measure.foot), weight=700)
        page.parts.append(box(0, 0, measure.width, tall, fill=theme.ink))
        page.parts.append(
            text_line(
                clipped(sheet.drill, width=_ROOM * page.room, size=size, weight=700),
                measure.width / 2,
                tall / 2 + 0.36 * size,
                size=size,
                weight=700,
                fill=theme.ground,
                anchor="middle",
            )
        )
        page.y = tall
    room = _ROOM * page.room
    size = fitting_size(sheet.title, width=room, sizes=measure.titles, weight=700)
    page.y += 0.5 * measure.edge
    _set_lines(page, wrapped(sheet.title, width=room, size=size, weight=700, most=3), size=size, weight=700)
    page.y += 0.35 * measure.moment
    _set_lines(page, wrapped(sheet.moment, width=room, size=measure.moment, most=3), size=measure.moment, soft=True)
    page.y += 0.9 * measure.moment


def _set_lines(
    page: _Page,
    lines: Sequence[str],
    *,
    size: float,
    weight: int = 400,
    soft: bool = False,
    x: float | None = None,
) -> None:
    """Lines under what is set so far."""
    for line in lines:
        page.y += 1.3 * size
        fill = page.theme.ink_2 if soft else page.theme.ink
        at = page.measure.edge if x is None else x
        page.parts.append(text_line(line, at, page.y, size=size, weight=weight, fill=fill))


def _set_map(page: _Page, sheet: MapSheet, drawn: MapPicture) -> None:
    """The map, and the legend beside it or, where there is no room, below."""
    measure = page.measure
    beside = bool(measure.side and (sheet.legend or sheet.rings))
    room = page.room - (measure.side + measure.edge if beside else 0)
    scale = min(room / drawn.width, measure.tallest / drawn.height)
    wide, tall = scale * drawn.width, scale * drawn.height
    top = page.y
    page.parts.append(placed(drawn.svg, measure.edge + (room - wide) / 2, top, width=wide, height=tall))
    if not beside:
        page.y = top + tall + 0.4 * measure.edge
        _set_legend(page, sheet, x=measure.edge, across=_columns(page, sheet), room=page.room)
        return
    _set_legend(page, sheet, x=measure.edge + room + measure.edge, across=1, room=measure.side)
    page.y = max(page.y, top + tall)


def _set_legend(page: _Page, sheet: MapSheet, *, x: float, across: int, room: float) -> None:
    """Levels with their counts, then the lines of rings, then what must not be overlooked."""
    measure, theme = page.measure, page.theme
    gap = measure.edge if across > 1 else 0
    if sheet.legend:
        _set_lines(page, [sheet.legend_title], size=measure.label, weight=700, x=x)
        page.y += 0.35 * measure.row
    wide, top = (room - gap * (across - 1)) / across, page.y
    for place, row in enumerate(sheet.legend):
        at, y = x + (wide + gap) * (place % across), top + measure.row * (place // across)
        page.parts.append(_level_row(row, at, y, wide, measure, theme))
    page.y = top + measure.row * -(-len(sheet.legend) // across)
    if sheet.rings:
        page.y += 0.2 * measure.row
        _set_lines(page, [sheet.rings_title], size=measure.label, weight=700, x=x)
        page.y += 0.3 * measure.row
        for ring in sheet.rings:
            page.y = _set_ring(page, ring, x, room)
    page.y += 0.2 * measure.row if sheet.marks else 0
    for mark in sheet.marks:
        lines = wrapped(mark, width=_ROOM * room, size=measure.foot + 0.5, weight=600, most=4)
        _set_lines(page, lines, size=measure.foot + 0.5, weight=600, x=x)
        page.y += 0.35 * measure.foot


def _columns(page: _Page, sheet: MapSheet) -> int:
    """Two columns of levels below a map, or one where a label would have to be cut: no level may be unnamed."""
    measure = page.measure
    wide = (page.room - measure.edge) / 2
    fits = (text_width(row.label, measure.label, 600) <= _label_room(row, wide, measure) for row in sheet.legend)
    return 2 if all(fits) else 1


def _label_room(row: LegendRow, wide: float, measure: _Measure) -> float:
    """How wide the label of a level may be beside its swatch and its number."""
    count = text_width(row.count, 1.1 * measure.label, 700)
    return _ROOM * (wide - measure.swatch[0] - 0.7 * measure.label - 6) - count


def _level_row(row: LegendRow, x: float, y: float, wide: float, measure: _Measure, theme: PictureTheme) -> str:
    width, height = measure.swatch
    middle = y + height / 2 + 0.36 * measure.label
    label = clipped(row.label, width=_label_room(row, wide, measure), size=measure.label, weight=600)
    return (
        placed(swatch_svg(row.look, width=width, height=height, theme=theme, magnify=0.62), x, y)
        + text_line(label, x + width + 0.7 * measure.label, middle, size=measure.label, weight=600, fill=theme.ink)
        + text_line(row.count, x + wide, middle, size=1.1 * measure.label, weight=700, fill=theme.ink, anchor="end")
    )


def _set_ring(page: _Page, ring: RingRow, x: float, room: float) -> float:
    """One kind of line; how far down it reaches."""
    measure, theme = page.measure, page.theme
    width, height = measure.swatch
    start = x + width + 0.7 * measure.label
    lines = wrapped(ring.label, width=_ROOM * (x + room - start), size=0.88 * measure.label, most=3)
    sample = ring_sample_svg(ring.form, width=width, height=height, theme=theme, magnify=0.6)
    page.parts.append(placed(sample, x, page.y))
    y = page.y + height / 2 + 0.3 * measure.label
    for place, line in enumerate(lines):
        at = y + 1.15 * measure.label * place
        page.parts.append(text_line(line, start, at, size=0.88 * measure.label, fill=theme.ink))
    return page.y + max(height + 6, 1.15 * measure.label * len(lines) + 8)


def _set_foot(page: _Page, sheet: MapSheet) -> None:
    measure = page.measure
    page.y += 0.6 * measure.edge
    page.parts.append(rule(measure.edge, page.y, page.room, stroke=page.theme.line))
    page.y += 0.3 * measure.foot
    for line in sheet.foot:
        lines = wrapped(line, width=_ROOM * page.room, size=measure.foot, most=3)
        _set_lines(page, lines, size=measure.foot, soft=True)
    page.y += 0.6 * measure.edge
