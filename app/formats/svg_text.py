"""Lines of text, rules and boxes as SVG that needs no stylesheet: what pictures that stand alone are set with."""

from __future__ import annotations

from html import escape

from app.formats.map_picture import FONT


def text_line(
    text: str,
    x: float,
    y: float,
    *,
    size: float,
    fill: str,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    """One line of text; `y` is its base line, `x` its start, or its middle or end by `anchor`."""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size:g}"{bold}{placed} fill="{fill}">'
        f"{escape(text)}</text>"
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, radius: float = 0) -> str:
    """A filled rectangle."""
    rounded = f' rx="{radius:g}"' if radius else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{rounded} fill="{fill}"/>'


def rule(x: float, y: float, width: float, *, stroke: str, weight: float = 1) -> str:
    """A horizontal line."""
    return f'<path d="M{x:g} {y:g}h{width:g}" fill="none" stroke="{stroke}" stroke-width="{weight:g}"/>'


def placed(svg: str, x: float, y: float, *, width: float | None = None, height: float | None = None) -> str:
    """A drawing that has a view box, put at a place in another one; sized anew where a size is given."""
    size = f' width="{width:g}" height="{height:g}"' if width is not None and height is not None else ""
    return svg.replace("<svg ", f'<svg x="{x:g}" y="{y:g}"{size} ', 1)


def bars(filled: int, count: int, x: float, y: float, *, height: float, fill: str) -> str:
    """The rank of a level without colour: so many of `count` bars that rise are full, the others faint."""
    step, drawn = height / 13 * 4, ""
    for place in range(count):
        tall = height * (place + 1.4) / (count + 0.4)
        faint = ' fill-opacity=".28"' if place >= filled else ""
        drawn += (
            f'<rect x="{x + place * step:.1f}" y="{y + height - tall:.1f}" width="{0.75 * step:.1f}" '
            f'height="{tall:.1f}" rx="{0.06 * height:.1f}" fill="{fill}"{faint}/>'
        )
    return drawn
