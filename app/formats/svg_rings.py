"""Ring layers as lines: one line a directive, round its layer and all stricter ones, overlapping rings as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.formats.svg_labels import Label
from app.formats.svg_map import MapDrawing


@dataclass(frozen=True)
class LayerShape:
    """One layer of one ring in metres; a larger `strictness` lies inside a smaller one."""

    strictness: int
    form: str
    name: str
    shape: BaseGeometry


@dataclass(frozen=True)
class RingLine:
    """A line to draw, and its name just above its northernmost point on the paper."""

    form: str
    path: str
    label: Label | None


def ring_lines(layers: Iterable[LayerShape], drawing: MapDrawing) -> list[RingLine]:
    """The lines round all layers of one strictness and stricter, the mildest first so that the strictest lies on top.

    Where two rings overlap the stricter layer wins, which is what the union of shapes says.
    """
    known = sorted(layers, key=lambda each: each.strictness)
    lines = []
    for strictness, form, name in dict.fromkeys((each.strictness, each.form, each.name) for each in known):
        region = shapely.union_all([each.shape for each in known if each.strictness >= strictness])
        path = drawing.region_path(region)
        if path:
            lines.append(RingLine(form, path, _name_at_top(name, region, drawing)))
    return lines


def _name_at_top(name: str, region: BaseGeometry, drawing: MapDrawing) -> Label | None:
    paper = drawing.frame.on_paper(shapely.get_coordinates(region))
    width, height = drawing.frame.width, drawing.frame.height
    inside = paper[(paper[:, 0] > 0) & (paper[:, 0] < width) & (paper[:, 1] > 0) & (paper[:, 1] < height)]
    if len(inside) == 0:
        return None
    x, y = inside[np.argmin(inside[:, 1])].tolist()
    return Label(name, round(x), round(y))
