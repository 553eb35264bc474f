"""One sheet of panels: a piece of the map, rings on it, words in both languages; one SVG that stands alone.

Layers are told apart three times over: by darkness, by line (solid, dashed, dotted, as on the site) and by the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.names import bare_name
from app.domain.register import Register
from app.domain.vocabulary import LockdownLayer

PANEL: Final = 360
"""Paper units from west to east of one panel, and from north to south."""
GAP: Final = 22
TITLE: Final = 52
KEY: Final = 62
_INK, _INK_2, _PAPER, _WARD, _LAND = "#131C24", "#44525E", "#FFFFFF", "#B8C2CB", "#F3F5F7"
_FONT: Final = "'Be Vietnam Pro', Inter, 'Noto Sans', 'DejaVu Sans', sans-serif"
_FILLS: Final = {LockdownLayer.CORE: "#7A1F5C", LockdownLayer.NEXT: "#C77FB0", LockdownLayer.OUTER: "#EBD6E6"}
_LINES: Final = {
    LockdownLayer.CORE: 'stroke-width="2"',
    LockdownLayer.NEXT: 'stroke-width="1.4" stroke-dasharray="6 3.5"',
    LockdownLayer.OUTER: 'stroke-width="1.8" stroke-dasharray="0.1 4.5" stroke-linecap="round"',
}
WORDS: Final = {
    LockdownLayer.CORE: "Lớp lõi, Chỉ thị 16 · core",
    LockdownLayer.NEXT: "Lớp kế tiếp, Chỉ thị 15 · next",
    LockdownLayer.OUTER: "Lớp ngoài, Chỉ thị 19 · outer",
}
_TOLERANCE: Final = 0.0006
"""Degrees; about 60 m, one paper unit where a window is 20 km wide."""
_INSIDE: Final = shapely.box(8, 8, PANEL - 8, PANEL - 30)
_SMALL: Final = 2500
"""Square paper units; a larger core is no spot that a name could hide."""
Layers = Sequence[tuple[LockdownLayer, BaseGeometry | None]]


@dataclass(frozen=True)
class Panel:
    """One map: its two titles, the layers, lines that are no layer (a river), and a sentence below."""

    title_vi: str
    title_en: str
    layers: Layers
    rivers: Sequence[BaseGeometry] = ()
    places: Sequence[BaseGeometry] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """Panels side by side over the same ground.

    Args:
        window: what of the ground is shown, as (west, south, east, north) in lon/lat.
        named: wards whose names are written.
    """

    register: Register
    window: tuple[float, float, float, float]
    panels: Sequence[Panel]
    columns: int = 2
    named: Sequence[str] = field(default_factory=tuple)
    source: str = ""

    def svg(self) -> str:
        """The finished picture."""
        rows = -(-len(self.panels) // self.columns)
        width = self.columns * PANEL + (self.columns + 1) * GAP
        height = rows * (PANEL + TITLE + GAP) + KEY + GAP
        drawn = [self._placed(each, index) for index, each in enumerate(self.panels)]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="{_FONT}" '
            f'fill="{_INK}" role="img"><title>{escape("; ".join(each.title_vi for each in self.panels))}</title>'
            f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>'
            f'<defs><clipPath id="frame"><rect width="{PANEL}" height="{PANEL}" rx="4"/></clipPath>'
            f'<path id="wards" d="{self._inner()}" fill="none" stroke-width=".7"/>'
            f'<g id="ground">{self._ground()}</g><g id="names">{self._names()}</g></defs>'
            + "".join(drawn)
            + self._key(height - KEY)
            + "</svg>\n"
        )

    def _placed(self, panel: Panel, index: int) -> str:
        x = GAP + index % self.columns * (PANEL + GAP)
        y = GAP + index // self.columns * (PANEL + TITLE + GAP)
        return (
            f'<g transform="translate({x} {y})"><text y="14" font-size="14.5" font-weight="600">'
            f'{escape(panel.title_vi)}</text><text y="31" font-size="11.5" fill="{_INK_2}">'
            f"{escape(panel.title_en)}</text>"
            f'<g transform="translate(0 {TITLE - 12})"><g clip-path="url(#frame)"><use href="#ground"/>'
            f'{self._layers(panel)}<use href="#names"/></g>'
            f'<rect width="{PANEL}" height="{PANEL}" rx="4" fill="none" stroke="{_INK_2}" stroke-opacity=".45"/>'
            f"{_noted(panel.note)}</g></g>"
        )

    def _layers(self, panel: Panel) -> str:
        shapes = [(layer, shape) for layer, shape in panel.layers if shape is not None]
        fills = [
            f'<path d="{self._path(shape)}" fill="{_FILLS[layer]}" fill-opacity=".82" fill-rule="evenodd"/>'
            for layer, shape in shapes
        ]
        wards = f'<use href="#wards" stroke="{_PAPER}" stroke-opacity=".8"/>'
        lines = []
        for layer, _ in reversed(shapes):
            region = shapely.union_all([shape for each, shape in shapes if each.strictness >= layer.strictness])
            lines.append(f'<path d="{self._path(region)}" fill="none" stroke="{_INK}" {_LINES[layer]}/>')
        rivers = [
            f'<path d="{self._line(river)}" fill="none" stroke="#2F7FB5" stroke-width="5" stroke-opacity=".85" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
            for river in panel.rivers
        ]
        places = [
            f'<path d="{self._path(place)}" fill="{_PAPER}" stroke="{_INK}" stroke-width="1.2"/>'
            for place in panel.places
        ]
        return "".join((*fills, wards, *rivers, *lines, *places))

    def _ground(self) -> str:
        land = shapely.coverage_union_all(self._wards())
        return (
            f'<rect width="{PANEL}" height="{PANEL}" fill="#E4E9ED"/><path d="{self._path(land)}" fill="{_LAND}"/>'
            f'<use href="#wards" stroke="{_WARD}"/>'
            f'<path d="{self._districts()}" fill="none" stroke="{_INK_2}" stroke-width="1.5" stroke-opacity=".8"/>'
        )

    def _names(self) -> str:
        """Names of wards, the largest ward first; one that would touch another, or a small core, gives way."""
        wards = sorted((self.register.ward(code) for code in self.named), key=lambda ward: -ward.area_km2)
        taken: list[BaseGeometry] = self._small_cores()
        names = []
        for ward in wards:
            middle = self._on_paper(shapely.get_coordinates(shapely.point_on_surface(ward.shape)))[0]
            name = bare_name(ward.name, ward.kind)
            for down in (0, -14, 14, -22, 22):
                x, y = float(middle[0]), float(middle[1]) + down
                box = shapely.box(x - 2.6 * len(name), y - 6, x + 2.6 * len(name), y + 6)
                if _INSIDE.contains(box) and not shapely.intersects(taken, box).any():
                    taken.append(box)
                    names.append(f'<text x="{x:.0f}" y="{y + 3:.0f}">{escape(name)}</text>')
                    break
        halo = f'stroke="{_PAPER}" stroke-width="2.4" stroke-opacity=".85" paint-order="stroke"'
        return f'<g font-size="9" text-anchor="middle" {halo}>{"".join(names)}</g>'

    def _small_cores(self) -> list[BaseGeometry]:
        cores = [shape for panel in self.panels for layer, shape in panel.layers if layer is LockdownLayer.CORE]
        parts = [part for core in cores if core is not None for part in shapely.get_parts(core).tolist()]
        boxes = [shapely.box(*shapely.bounds(shapely.transform(part, self._on_paper)).tolist()) for part in parts]
        return [box for box in boxes if box.area < _SMALL]

    def _key(self, top: float) -> str:
        entries = []
        for index, layer in enumerate(LockdownLayer):
            entries.append(
                f'<g transform="translate({GAP + index * 236} {top})"><rect width="30" height="15" rx="2" '
                f'fill="{_FILLS[layer]}" fill-opacity=".82"/><path d="M1 1H29V14H1Z" fill="none" stroke="{_INK}" '
                f'{_LINES[layer]}/><text x="38" y="12" font-size="11.5">{WORDS[layer]}</text></g>'
            )
        told = "Ranh giới sơ đồ, không phải ranh giới hành chính · schematic boundaries, not administrative ones."
        return "".join(entries) + (
            f'<text x="{GAP}" y="{top + 36}" font-size="10.5" fill="{_INK_2}">{escape(told)}</text>'
            f'<text x="{GAP}" y="{top + 51}" font-size="10.5" fill="{_INK_2}">{escape(self.source)}</text>'
        )

    def _wards(self) -> NDArray[np.object_]:
        box = shapely.box(*self.window)
        simplified = shapely.coverage_simplify(self.register.shapes, _TOLERANCE)
        wards: NDArray[np.object_] = simplified[self.register.positions_meeting(box)]
        return wards

    def _inner(self) -> str:
        return self._line(shapely.union_all(shapely.boundary(self._wards())))

    def _districts(self) -> str:
        box = shapely.box(*self.window)
        simplified = shapely.coverage_simplify(self.register.shapes, _TOLERANCE)
        whole = [shapely.coverage_union_all(simplified[each]) for each in self.register.district_positions.values()]
        near = [shapely.boundary(district) for district in whole if shapely.intersects(district, box)]
        return self._line(shapely.union_all(near))

    def _path(self, shape: BaseGeometry) -> str:
        clipped = shapely.intersection(
            shapely.simplify(shape, _TOLERANCE / 2), shapely.buffer(shapely.box(*self.window), 0.01)
        )
        rings = shapely.get_rings(shapely.get_parts(clipped))
        return "".join(self._steps(shapely.get_coordinates(ring)) + "Z" for ring in rings.tolist())

    def _line(self, line: BaseGeometry) -> str:
        clipped = shapely.intersection(line, shapely.buffer(shapely.box(*self.window), 0.01))
        parts = shapely.get_parts(shapely.line_merge(clipped)).tolist()
        return "".join(self._steps(shapely.get_coordinates(part)) for part in parts if part.geom_type == "LineString")

    def _steps(self, lonlat: NDArray[np.float64]) -> str:
        paper = np.round(self._on_paper(lonlat), 1)
        kept = np.concatenate([[True], (np.abs(np.diff(paper, axis=0)) > 0).any(axis=1)])
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in paper[kept].tolist())

    def _on_paper(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        metric = self.register.projector.points_to_metric
        west, south, east, north = self.window
        middle = metric(np.array([[(west + east) / 2, (south + north) / 2]]))[0]
        scale = PANEL / (metric(np.array([[east, south]]))[0, 0] - metric(np.array([[west, south]]))[0, 0])
        away = (metric(lonlat) - middle) * scale
        return np.column_stack([away[:, 0] + PANEL / 2, PANEL / 2 - away[:, 1]])


def _noted(note: str) -> str:
    if not note:
        return ""
    return (
        f'<rect x="8" y="{PANEL - 26}" width="{PANEL - 16}" height="19" rx="3" fill="{_PAPER}" fill-opacity=".88"/>'
        f'<text x="15" y="{PANEL - 13}" font-size="10.5">{escape(note)}</text>'
    )
