"""The rings of one outbreak as a picture for paper: layers in grey, their rims by line form, wards with their names.

It tells everything in black and white: the core is hatched, each layer is paler than the stricter one inside it, and
its rim is drawn by its directive: solid for 16, dashed for 15, dotted for 19.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.names import bare_name
from app.domain.register import Register
from app.domain.ring_annex import AnnexLayer
from app.domain.vocabulary import LockdownLayer
from app.formats.map_picture import name_marks, ring_marks, scale_bar
from app.formats.svg_labels import Label, Name, keep_apart, place_labels
from app.formats.svg_map import Frame, MapDrawing, draw_units
from app.formats.svg_rings import LayerShape, ring_lines

UNITS_PER_MM: Final = 11
"""Paper units a millimetre, so that lines and letters are equally large in every picture."""
DETAIL_BELOW: Final = 0.4
"""Core and next layer that span less than this of all layers get a picture of their own."""
_NAME_SIZE: Final = 27.0
_MARGIN: Final = 0.08
_NARROWEST_M: Final = 400.0
_FILLS: Final = {LockdownLayer.CORE: "#A9B4BD", LockdownLayer.NEXT: "#D3DAE0", LockdownLayer.OUTER: "#F1F4F6"}
_HATCH: Final = '<path d="M-4 4 4-4M0 16 16 0M12 20 20 12" stroke="#44525E" stroke-width="2.2"/>'


def ring_picture(
    register: Register,
    layers: Sequence[AnnexLayer],
    *,
    of: Sequence[LockdownLayer],
    name: str,
    width_mm: float,
    height_mm: float,
) -> str:
    """The layers as SVG, framed round some of them.

    Args:
        layers: at least one, each with its shape.
        of: the layers that must fill the picture.
        name: tells its parts from those of another picture on the same page.
    """
    metric = {each.layer: register.projector.to_metric(each.shape) for each in layers if each.shape is not None}
    frame = _framed([metric[layer] for layer in of if layer in metric], width_mm=width_mm, height_mm=height_mm)
    drawing = draw_units(
        codes=register.codes,
        shapes=register.metric_shapes,
        groups=[ward.district_code for ward in register.wards],
        frame=frame,
        detail=0.7,
    )
    rims = [LayerShape(each.layer.strictness, each.directive, "", metric[each.layer]) for each in layers]
    width, height = frame.width, frame.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(', '.join(each.label_vi for each in layers))}</title>",
        f'<defs><pattern id="{name}-hatch" width="16" height="16" patternUnits="userSpaceOnUse">{_HATCH}</pattern>'
        f'<clipPath id="{name}-sheet"><path d="M0 0h{width}v{height}H0z"/></clipPath></defs>',
        f'<g clip-path="url(#{name}-sheet)"><path d="M0 0h{width}v{height}H0z" fill="#FFFFFF"/>',
        *(_fill(each, drawing.region_path(metric[each.layer]), name) for each in layers),
        _ward_lines(drawing),
        f'<path d="{drawing.group_lines or drawing.outline}" fill="none" stroke="#44525E" stroke-width="3"/>',
        ring_marks(ring_lines(rims, drawing), 1.0),
        name_marks(_names(register, drawing, metric), _NAME_SIZE),
        scale_bar(frame, _NAME_SIZE),
        f'</g><path d="M1 1h{width - 2}v{height - 2}H1z" fill="none" stroke="#84919D" stroke-width="2"/></svg>',
    ]
    return "\n".join(parts)


def needs_detail(layers: Sequence[AnnexLayer]) -> bool:
    """Whether core and next layer are so small beside the outer one that they need a picture of their own."""
    inner = [each.shape for each in layers if each.layer is not LockdownLayer.OUTER]
    if not inner or len(inner) == len(layers):
        return False
    return _span(inner) < DETAIL_BELOW * _span([each.shape for each in layers])


def _span(shapes: Sequence[BaseGeometry | None]) -> float:
    west, south, east, north = map(float, shapely.total_bounds(np.asarray(shapes, dtype=object)))
    return max(east - west, north - south)


def _framed(shapes: Sequence[BaseGeometry], *, width_mm: float, height_mm: float) -> Frame:
    """The frame round metric shapes, widened to the proportions of the paper."""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object)).tolist()
    blank = _MARGIN * max(east - west, north - south)
    wide, high = max(east - west + 2 * blank, _NARROWEST_M), max(north - south + 2 * blank, _NARROWEST_M)
    wide, high = max(wide, high * width_mm / height_mm), max(high, wide * height_mm / width_mm)
    x, y = (west + east) / 2, (south + north) / 2
    return Frame(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, round(UNITS_PER_MM * width_mm))


def _fill(layer: AnnexLayer, path: str, name: str) -> str:
    over = f'<path d="{path}" fill="url(#{name}-hatch)"/>' if layer.layer is LockdownLayer.CORE else ""
    return f'<path d="{path}" fill="{_FILLS[layer.layer]}" fill-rule="evenodd"/>{over}'


def _ward_lines(drawing: MapDrawing) -> str:
    paths = "".join(drawing.paths[code] for code in drawing.codes)
    return f'<path d="{paths}" fill="none" stroke="#93A1AD" stroke-width="1.4" stroke-linejoin="round"/>'


def _names(register: Register, drawing: MapDrawing, metric: dict[LockdownLayer, BaseGeometry]) -> list[Label]:
    """Names of wards in a layer or beside it, those of the strictest layer first."""
    window = shapely.box(drawing.frame.west, drawing.frame.south, drawing.frame.east, drawing.frame.north)
    taken: list[Label] = []
    for shape in metric.values():
        shapely.prepare(shape)
        names = [
            Name(bare_name(ward.name, ward.kind), seen, seen.area)
            for code, ground in zip(drawing.codes, drawing.shapes, strict=True)
            if shapely.intersects(shape, ground) and (seen := shapely.intersection(ground, window)).area > 0
            for ward in (register.ward(code),)
        ]
        told = {label.text for label in taken}
        found = place_labels([each for each in names if each.text not in told], drawing.frame, height=_NAME_SIZE)
        taken += keep_apart(found, drawing.frame, height=_NAME_SIZE, taken=taken)
    return taken
