"""A picture of what is to be looked at in a boundary file: the whole map with numbered marks, the worst places near by,
and a table that says what each number is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Projector, Shapes
from app.domain.register_file import UnitFeature
from app.domain.register_findings import KIND_WORDS, Finding, FindingGroup
from app.domain.sentences import Phrase, number
from app.formats.map_picture import FONT, scale_bar
from app.formats.register_insets import inset_row
from app.formats.register_marks import Mark, colour_of, draw_marks, placed_marks, text_line, wrapped
from app.formats.svg_map import Frame, path_data
from app.formats.typeset import typeset

WIDTH: Final = 2400
_EDGE: Final = 60
_MAP: Final = 1400
_TABLE: Final = WIDTH - 2 * _EDGE - _MAP - 50
_HEAD: Final = 250
_ROW: Final = 62
_INK, _INK_2, _PAPER, _LAND = "#131C24", "#44525E", "#FFFFFF", "#EDF0F3"
PNG_WIDTH: Final = 1800
"""Pixels from west to east."""


@dataclass(frozen=True)
class PicturedRegister:
    """What is drawn.

    Args:
        title: the name of the file.
        features: the units, in lon/lat; some may be invalid.
        standing: the units that stand now, in lon/lat, whose borders are drawn beside the new; none where these are
            not compared.
        is_placed: False when nobody knows where the coordinates lie: they are drawn as they stand.
    """

    title: str
    features: Sequence[UnitFeature]
    findings: Sequence[Finding]
    projector: Projector
    is_placed: bool = True
    standing: Sequence[BaseGeometry] = ()


def register_svg(pictured: PicturedRegister) -> str:
    """The picture as SVG that stands alone; text in Vietnamese and English."""
    shapes = _metric(pictured)
    frame = Frame.around(shapes, width=_MAP, margin=0.03, narrowest_m=200.0) if len(shapes) else _NOWHERE
    marks = placed_marks(pictured.findings, pictured.projector, frame) if pictured.is_placed else []
    standing = pictured.projector.to_metric(_array(pictured.standing))
    insets, insets_high = inset_row(pictured.features, shapes, marks, width=_MAP, standing=standing)
    high = max(_HEAD + frame.height + 40 + insets_high, _HEAD + 20 * _ROW) + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" role="img" font-family="{FONT}">',
        f"<title>{escape(pictured.title)}</title>",
        f'<rect width="{WIDTH}" height="{high}" fill="{_PAPER}"/>',
        *_head(pictured),
        f'<g transform="translate({_EDGE} {_HEAD})">',
        f'<rect width="{_MAP}" height="{frame.height}" fill="none" stroke="#C3CCD4" stroke-width="2"/>',
        _units(pictured, shapes, frame),
        draw_marks(marks),
        scale_bar(frame, 24) if len(shapes) else "",
        "</g>",
        f'<g transform="translate({_EDGE} {_HEAD + frame.height + 40})">{insets}</g>',
        f'<g transform="translate({_EDGE + _MAP + 50} {_HEAD})">{_table(pictured.findings, high - _HEAD - 50)}</g>',
        "</svg>",
        "",
    ]
    return "\n".join(part for part in parts if part)


def register_png(svg: str, *, title: str) -> bytes:
    """The same picture as points."""
    high = int(svg.partition(f'viewBox="0 0 {WIDTH} ')[2].partition('"')[0])
    values = {"width": PNG_WIDTH / 2, "height": PNG_WIDTH / 2 * high / WIDTH, "title": title}
    return typeset("picture", values, images={"picture.svg": svg}, output="png", ppi=144.0)


_NOWHERE: Final = Frame(0.0, 0.0, 1000.0, 400.0, _MAP)


def _metric(pictured: PicturedRegister) -> Shapes:
    array = _array([feature.shape for feature in pictured.features])
    return pictured.projector.to_metric(array) if pictured.is_placed else array


def _array(shapes: Sequence[BaseGeometry]) -> Shapes:
    array: Shapes = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _head(pictured: PicturedRegister) -> list[str]:
    said = {group: _counted(pictured.findings, group) for group in FindingGroup}
    names = {
        FindingGroup.FAULT: Phrase("lỗi phải sửa", "faults to mend"),
        FindingGroup.ODDITY: Phrase("điều cần xem", "oddities"),
        FindingGroup.CHANGE: Phrase("đơn vị thay đổi", "units changed"),
    }
    counts = Counter(each.group for each in pictured.findings)
    vi = " · ".join(f"{counts[group]} {name.vi}" for group, name in names.items() if counts[group])
    en = " · ".join(f"{counts[group]} {name.en}" for group, name in names.items() if counts[group])
    vi, en = vi or "Không có gì phải xem.", en or "Nothing to look at."
    units = len(pictured.features)
    kinds = [Phrase(*each) for group in FindingGroup for each in said[group]]
    return [
        text_line(_cut(f"Kiểm tra ranh giới: {pictured.title}", 76), _EDGE, 92, size=56, weight=700),
        text_line(f"{units} đơn vị. {vi}", _EDGE, 148, size=36, weight=600),
        text_line(f"{units} units. {en}", _EDGE, 186, size=27, fill=_INK_2),
        text_line(" · ".join(f"{kind.vi} ({kind.en})" for kind in kinds)[:170], _EDGE, 226, size=24, fill=_INK_2),
    ]


def _counted(findings: Sequence[Finding], group: FindingGroup) -> list[tuple[str, str]]:
    counts = Counter(each.kind for each in findings if each.group is group)
    return [
        (f"{KIND_WORDS[kind].vi.lower()} {number(count).vi}", KIND_WORDS[kind].en.lower())
        for kind, count in counts.most_common()
    ]


def _units(pictured: PicturedRegister, shapes: Shapes, frame: Frame) -> str:
    """Every unit, tinted by its first finding."""
    tints: dict[str, str] = {}
    for each in pictured.findings:
        # The code of a unit that is gone may be another's now.
        for code in () if each.kind in ("gone", "missing_unit") else each.unit_codes:
            tints.setdefault(code, colour_of(each))
    simple = shapely.simplify(shapes, frame.metres_per_unit / 2)
    paths = [
        f'<path d="{path_data(shape, frame)}" fill="{tints.get(feature.code, _LAND)}" '
        f'fill-opacity="{0.22 if feature.code in tints else 1}"><title>{escape(feature.code)} '
        f"{escape(feature.name)}</title></path>"
        for feature, shape in zip(pictured.features, simple, strict=True)
    ]
    return f'<g stroke="#8494A2" stroke-width="1.1" stroke-linejoin="round">{"".join(paths)}</g>'


def _table(findings: Sequence[Finding], room: int) -> str:
    """As many rows as there is room for; what is left out is counted."""
    rows = []
    y = 0
    for at, each in enumerate(findings, start=1):
        lines = _two_lines(_first_sentence(each.vi))
        high = _ROW + 30 * (len(lines) - 1) + 26
        if y + high > room - 40:
            rows.append(_left_out(len(findings) - at + 1, y))
            break
        rows.append(_row(at, each, lines, y))
        y += high
    return "".join(rows)


def _row(at: int, finding: Finding, lines: Sequence[str], y: int) -> str:
    words, colour = KIND_WORDS[finding.kind], colour_of(finding)
    mark = Mark(at, finding, 24.0, y + 22.0, 24.0, y + 22.0)
    parts = [
        draw_marks([mark]),
        text_line(f"{words.vi} · {words.en}", 62, y + 20, size=25, weight=700, fill=colour),
        *(text_line(line, 62, y + 50 + 30 * index, size=24) for index, line in enumerate(lines)),
        text_line(_cut(_first_sentence(finding.en), 84), 62, y + 50 + 30 * len(lines) - 4, size=19, fill=_INK_2),
    ]
    return "".join(parts)


def _two_lines(text: str) -> list[str]:
    lines = wrapped(text, 64)
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1]}…"]


def _first_sentence(text: str) -> str:
    """What is wrong; the cure stands in the report."""
    return text.split(". ")[0].rstrip(".")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _left_out(count: int, y: int) -> str:
    size = number(count)
    text = f"… và {size.vi} mục nữa; --faults FILE.geojson ghi tất cả / and {size.en} more"
    return text_line(text, 62, y + 24, size=24, fill=_INK_2)
