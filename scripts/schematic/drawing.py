"""From the register to one ring per ward: outline, division, mesh, rough borders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from scripts.schematic.area_solver import Division, divide
from scripts.schematic.arrays import Floats
from scripts.schematic.mesh import OUTSIDE, Mesh, close_short_borders, trace_mesh
from scripts.schematic.outline import draw_outline
from scripts.schematic.projection import to_degrees
from scripts.schematic.register import RegisterWard, areas_m2, positions_m
from scripts.schematic.roughen import roughen
from scripts.schematic.territory import FixedOutline

NUDGE = 0.5
SHORTEST_BORDER_M = 20.0
DECIMALS = 6


def draw_wards(wards: Sequence[RegisterWard]) -> list[Floats]:
    """One closed ring of longitudes and latitudes per ward, counter-clockwise, neighbors sharing every vertex."""
    positions, areas = positions_m(wards), areas_m2(wards)
    outline = draw_outline(positions, areas)
    mesh = trace_mesh(outline, divide_around(positions, areas, outline))
    mesh = close_short_borders(mesh, below_m=SHORTEST_BORDER_M)
    lines = roughen(mesh, areas, _names(mesh, wards), rounded=_rounded_degrees)
    lines = [_rounded_degrees(line) for line in lines]
    return [mesh.ring(ward, lines) for ward in range(len(wards))]


def divide_around(positions: Floats, areas: Floats, outline: shapely.Polygon) -> Division:
    """The outline divided so that each ward has its area and its position lies near the middle of its cell.

    A power diagram around the positions themselves would leave many of them at the edge of their cell. Each site is
    therefore nudged once, by half of what its cell's centroid misses the position by, and the land divided anew.
    """
    territory = FixedOutline(outline)
    first = divide(territory, positions, areas, np.zeros(len(areas)), tolerance=1e-6)
    centroids = shapely.get_coordinates(shapely.centroid(first.cut.cells))
    return divide(territory, positions + NUDGE * (positions - centroids), areas, first.weights)


def _names(mesh: Mesh, wards: Sequence[RegisterWard]) -> list[str]:
    """A name for each border that no other change of the register alters: its wards' codes and its count among them."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for border in mesh.borders:
        beyond = "outside" if border.right == OUTSIDE else wards[border.right].ward_code
        pair = f"{wards[border.left].ward_code}|{beyond}"
        seen[pair] = seen.get(pair, 0) + 1
        names.append(f"{pair}|{seen[pair]}")
    return names


def _rounded_degrees(line: Floats) -> Floats:
    return to_degrees(line).round(DECIMALS)
