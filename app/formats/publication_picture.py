"""The map of a publication as a sheet of its own: number, day, legend, hash of the table, and the way to check it."""

from __future__ import annotations

import textwrap
import zlib
from html import escape
from typing import Final

from app.domain.publication import LevelTotal, PublishedSheet
from app.domain.sentences import number
from app.formats.map_picture import FONT, UNITS, looks_of, map_picture, ring_sample_svg, swatch_svg
from app.formats.picture_theme import Look
from app.formats.publication_words import (
    TABLE_HASH,
    as_of_line,
    boundary_notice,
    facts,
    layer_shapes,
    map_description,
    moment_line,
    ring_legend,
    title_line,
)
from app.formats.qr import qr_path
from app.formats.svg_map import MapDrawing
from app.formats.typeset import typeset

PNG_WIDTH: Final = 1600
"""Pixels from west to east."""
_EDGE: Final = 60
_ROOM: Final = UNITS - 2 * _EDGE
_QR: Final = 250
_INK, _INK_2, _LINE = "#131C24", "#44525E", "#C3CCD4"
_MONO: Final = "'DejaVu Sans Mono', monospace"


def publication_svg(sheet: PublishedSheet, *, table_sha256: str, drawing: MapDrawing | None = None) -> str:
    """The sheet as SVG; the mark of the publication is its `id`, so that a copy still names it."""
    publication = sheet.publication
    head, top = _head(sheet)
    drawn = map_picture(
        sheet.register,
        sheet.policy,
        sheet.levels,
        title=publication.title,
        description=map_description(sheet).vi,
        drawing=drawing,
        layers=layer_shapes(sheet),
    )
    inner = drawn.svg.replace("<svg ", f'<svg x="0" y="{top}" width="{drawn.width}" height="{drawn.height}" ', 1)
    legend, below = _legend(sheet, top + drawn.height + 20)
    rings, below = _ring_rows(sheet, below)
    foot, height = _foot(sheet, below + 10, table_sha256)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{publication.mark}" viewBox="0 0 {UNITS} {height}">',
            f"<title>{escape(title_line(sheet).vi)}: {escape(publication.title)}</title>",
            f'<rect width="{UNITS}" height="{height}" fill="#FFFFFF"/>',
            head,
            inner,
            legend,
            *rings,
            foot,
            "</svg>",
            "",
        ]
    )


def publication_png(sheet: PublishedSheet, svg: str) -> bytes:
    """The same sheet as a picture of points, with the mark of the publication in a comment."""
    height = int(svg.partition(f'viewBox="0 0 {UNITS} ')[2].partition('"')[0])
    values = {"width": PNG_WIDTH / 2, "height": PNG_WIDTH / 2 * height / UNITS, "title": sheet.publication.title}
    png = typeset("picture", values, images={"picture.svg": svg}, output="png", ppi=144.0)
    return with_comment(png, f"{sheet.publication.mark} {sheet.publication.live_address}")


def with_comment(png: bytes, comment: str) -> bytes:
    """A PNG with a text chunk after its head."""
    content = b"Comment\0" + comment.encode("latin-1", "replace")
    chunk = b"tEXt" + content
    framed = len(content).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return png[:_PNG_HEAD] + framed + png[_PNG_HEAD:]


_PNG_HEAD: Final = 8 + 25
"""Signature and IHDR."""


def _head(sheet: PublishedSheet) -> tuple[str, int]:
    """Title, day and number over the map, and how far down they reach."""
    publication, name = sheet.publication, title_line(sheet)
    rows = textwrap.wrap(publication.title, width=58)[:4]
    parts = [_text(row, _EDGE, 100 + 64 * index, size=54, weight=700) for index, row in enumerate(rows)]
    y = 100 + 64 * len(rows) - 8
    moment = moment_line(sheet)
    parts += [
        _text(f"{as_of_line(sheet).vi}. Mức có hiệu lực lúc {moment.vi}.", _EDGE, y, size=34),
        _text(f"{as_of_line(sheet).en}. Levels in force at {moment.en}.", _EDGE, y + 42, size=28, fill=_INK_2),
        _text(f"{name.vi} · {name.en}", _EDGE, y + 96, size=34, weight=700),
    ]
    y += 100
    for row in _signed(sheet):
        y += 40
        parts.append(_text(row, _EDGE, y, size=28, fill=_INK_2))
    parts.append(f'<path d="M{_EDGE} {y + 30}H{UNITS - _EDGE}" stroke="{_LINE}" stroke-width="2"/>')
    return "\n".join(parts), y + 40


def _signed(sheet: PublishedSheet) -> list[str]:
    lines = [f"{each.name.vi}: {each.value.vi}" for each in facts(sheet)]
    return textwrap.wrap(" · ".join(lines), width=115)[:5]


def _legend(sheet: PublishedSheet, y: int) -> tuple[str, int]:
    """A piece of each level with its number of wards, as many beside each other as there is room for."""
    looks, totals = looks_of(sheet.policy), sheet.publication.totals
    across = min(5, len(totals))
    wide = _ROOM // across
    parts = [
        _legend_entry(total, looks[total.level], _EDGE + wide * (index % across), y + 110 * (index // across))
        for index, total in enumerate(totals)
    ]
    return "\n".join(parts), y + 110 * ((len(totals) + across - 1) // across)


def _ring_rows(sheet: PublishedSheet, y: int) -> tuple[list[str], int]:
    """The lines of rings in force, one a row; nothing where there are none."""
    parts = []
    for form, words in ring_legend(sheet):
        parts.append(ring_sample_svg(form).replace("<svg ", f'<svg x="{_EDGE}" y="{y}" ', 1))
        parts.append(_text(f"{words.vi} / {words.en}", _EDGE + 84, y + 29, size=26))
        y += 48
    return parts, y


def _legend_entry(total: LevelTotal, look: Look, x: int, y: int) -> str:
    piece = swatch_svg(look).replace("<svg ", f'<svg x="{x}" y="{y}" ', 1)
    return "\n".join(
        [
            piece,
            _text(total.label_vi, x + 84, y + 20, size=30, weight=700),
            _text(total.label_en, x + 84, y + 52, size=23, fill=_INK_2),
            _text(f"{number(total.wards).vi} phường, xã", x + 84, y + 84, size=26),
        ]
    )


def _foot(sheet: PublishedSheet, y: int, table_sha256: str) -> tuple[str, int]:
    """The way to check the sheet, what must be said of the boundaries, the code; and how far down they reach."""
    publication = sheet.publication
    path, side = qr_path(publication.live_address)
    words = [(publication.live_address, 32, _INK), *_foot_lines(sheet, table_sha256)]
    parts = [f'<path d="M{_EDGE} {y}H{UNITS - _EDGE}" stroke="{_LINE}" stroke-width="2"/>']
    line = y + 56
    for text, size, fill in words:
        parts.append(_text(text, _EDGE, line, size=size, fill=fill, mono=len(text) == 64))
        line += size + 12
    parts.append(
        f'<g transform="translate({UNITS - _EDGE - _QR} {y + 16}) scale({_QR / side:.4f})">'
        f'<path d="M0 0h{side}v{side}H0z" fill="#FFFFFF"/><path d="{path}" fill="#000000"/></g>'
    )
    return "\n".join(parts), max(line, y + 16 + _QR) + 30


def _foot_lines(sheet: PublishedSheet, table_sha256: str) -> list[tuple[str, int, str]]:
    notice = boundary_notice(sheet)
    rows = [] if notice is None else textwrap.wrap(notice.vi, width=120)[:3]
    return [
        (f"{TABLE_HASH.vi} / {TABLE_HASH.en}:", 24, _INK_2),
        (table_sha256, 24, _INK_2),
        *((row, 24, _INK_2) for row in rows),
        *((row, 22, _INK_2) for row in ([] if notice is None else textwrap.wrap(notice.en, width=135)[:3])),
    ]


def _text(text: str, x: int, y: int, *, size: int, weight: int = 400, fill: str = _INK, mono: bool = False) -> str:
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    font = _MONO if mono else FONT
    return f'<text x="{x}" y="{y}" font-family="{font}" font-size="{size}"{bold} fill="{fill}">{escape(text)}</text>'
