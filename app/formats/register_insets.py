"""The worst places of a boundary file near by: what lies over what, and what lies open, with a bar of scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import to_multipolygon
from app.domain.projection import Shapes
from app.domain.register_file import UnitFeature
from app.domain.register_findings import KIND_WORDS
from app.formats.map_picture import scale_bar
from app.formats.register_marks import Mark, colour_of, text_line
from app.formats.svg_map import Frame, path_data

SHOWN: Final = 4
_GAP: Final = 24
_HALF_M: Final = 60.0
"""Metres from the middle of an inset to its rim, at least."""
_MOST_HALF_M: Final = 2_500.0
_FILLS: Final = ("#5B8DB8", "#D9A441", "#7FA36B", "#B57BA6", "#C97B63", "#6FA8A8")


def inset_row(
    features: Sequence[UnitFeature], shapes: Shapes, marks: Sequence[Mark], *, width: int, standing: Shapes
) -> tuple[str, int]:
    """Insets of the first places, side by side, and how high they are; nothing when there is no place.

    Args:
        shapes: of the features, in metres.
        marks: by number; the first are shown.
        width: of all insets together.
        standing: the units that stand now, in metres; their borders are dashed.
    """
    shown = [mark for mark in marks if mark.finding.area_m2][:SHOWN]
    if not shown:
        return "", 0
    side = (width - (SHOWN - 1) * _GAP) // SHOWN
    tree, old = shapely.STRtree(shapes), shapely.STRtree(standing)
    drawn = [
        f'<g transform="translate({index * (side + _GAP)} 0)">{_inset(mark, features, shapes, tree, old, side)}</g>'
        for index, mark in enumerate(shown)
    ]
    if not len(standing):
        return "".join(drawn), side + 80
    words = "Nét đứt: ranh giới đang dùng · dashed: the borders that stand"
    return "".join(drawn) + text_line(words, 0, side + 96, size=22, fill="#44525E"), side + 115


def _inset(
    mark: Mark,
    features: Sequence[UnitFeature],
    shapes: Shapes,
    tree: shapely.STRtree,
    old: shapely.STRtree,
    side: int,
) -> str:
    half = min(max(_HALF_M, 1.6 * math.sqrt(mark.finding.area_m2 or 0.0)), _MOST_HALF_M)
    frame = Frame(mark.east - half, mark.north - half, mark.east + half, mark.north + half, side)
    window = shapely.box(frame.west, frame.south, frame.east, frame.north)
    near = np.sort(tree.query(window))
    units = "".join(_unit(features[at], shapes[at], window, frame, index) for index, at in enumerate(near.tolist()))
    stood = "".join(_border(shape, window, frame) for shape in old.geometries[np.sort(old.query(window))])
    x = side / 2
    words = KIND_WORDS[mark.finding.kind]
    return (
        f'<rect width="{side}" height="{side}" fill="#FFFFFF"/>{units}{stood}'
        f'<circle cx="{x:g}" cy="{x:g}" r="26" fill="none" stroke="{colour_of(mark.finding)}" stroke-width="4"/>'
        f'{scale_bar(frame, 18)}<rect width="{side}" height="{side}" fill="none" stroke="#44525E" stroke-width="2"/>'
        f"{text_line(f'{mark.number}. {words.vi} · {words.en}', 0, side + 30, size=23, weight=700)}"
        f"{text_line(', '.join(mark.finding.unit_codes[:3]), 0, side + 58, size=21, fill='#44525E')}"
    )


def _unit(feature: UnitFeature, shape: BaseGeometry, window: shapely.Polygon, frame: Frame, index: int) -> str:
    """One unit as far as it is seen; where two lie over each other the colours mix."""
    clipped = shapely.intersection(shapely.make_valid(shape), window)
    fill = _FILLS[index % len(_FILLS)]
    return (
        f'<path d="{path_data(_polygons(clipped), frame)}" fill="{fill}" fill-opacity=".45" stroke="{fill}" '
        f'stroke-width="2.5"><title>{escape(feature.code)} {escape(feature.name)}</title></path>'
    )


def _border(shape: BaseGeometry, window: shapely.Polygon, frame: Frame) -> str:
    """The border of a unit that stands now."""
    line = shapely.intersection(shapely.boundary(shape), window)
    return (
        f'<path d="{path_data(line, frame)}" fill="none" stroke="#131C24" stroke-width="2.5" stroke-dasharray="9 7"/>'
    )


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    return to_multipolygon(shape) or shapely.MultiPolygon()
