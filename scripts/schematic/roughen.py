"""Natural-looking borders: every straight line bent at random, and every ward back to its exact area.

Each border is bent once, by midpoint displacement seeded with the codes of its two wards, so both wards share each
vertex and a ward elsewhere does not change it. Then every border is bowed a little, the least that gives each ward its
area. Where lines would cross, those wards' borders are drawn calmer and everything is tried again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import shapely

from scripts.schematic.arrays import Floats
from scripts.schematic.bows import restore_areas
from scripts.schematic.mesh import Border, Mesh

FIRST_SWING = 0.27
CALMING_PER_LEVEL = 0.88
CALM_AT_CORNERS = 0.35
FINEST_M = (30.0, 90.0)
FINEST_SHARE = 0.1
RIM_STATION_M = 2500.0
CALMER = 0.6
MOST_ROUNDS = 12

Rounding = Callable[[Floats], Floats]


def roughen(mesh: Mesh, areas: Floats, names: Sequence[str], *, rounded: Rounding) -> list[Floats]:
    """One rough line per border of the mesh, such that ward i has `areas[i]` and no two lines cross.

    `names` seed the lines, one per border. Lines are judged as `rounded` leaves them.
    Raises ValueError when they still cross after the last round.
    """
    liveliness = np.ones(len(mesh.borders))
    for _ in range(MOST_ROUNDS):
        bent = [
            _bent(_base(border), swing=FIRST_SWING * calm, seed=name)
            for border, calm, name in zip(mesh.borders, liveliness, names, strict=True)
        ]
        lines = restore_areas(mesh, bent, areas)
        crossing = crossing_borders(mesh, [rounded(line) for line in lines])
        if not crossing:
            return lines
        liveliness[sorted(crossing)] *= CALMER
    raise ValueError(f"borders {sorted(crossing)[:5]} still cross after {MOST_ROUNDS} rounds; lower FIRST_SWING")


def _base(border: Border) -> Floats:
    """What a border is bent from: a chord inside the city, the outline's own course at its rim."""
    if not border.on_rim:
        return border.line[[0, -1]]
    line = shapely.LineString(border.line)
    pieces = max(round(line.length / RIM_STATION_M), 1)
    between = shapely.line_interpolate_point(line, np.arange(1, pieces) / pieces, normalized=True)
    return np.vstack([border.line[:1], shapely.get_coordinates(between), border.line[-1:]])


def _bent(base: Floats, *, swing: float, seed: str) -> Floats:
    """The base bent, the finer the shorter it is: town wards are looked at from nearer."""
    length = float(np.hypot(*np.diff(base, axis=0).T).sum())
    finest_m = float(np.clip(FINEST_SHARE * length, *FINEST_M))
    return bend(base, swing=swing, finest_m=finest_m, seed=seed)


def bend(line: Floats, *, swing: float, finest_m: float, seed: str) -> Floats:
    """The line with every segment halved again and again, each midpoint moved aside at random.

    A midpoint moves by at most `swing` of its segment's length, less at each finer level; segments shorter than twice
    `finest_m` stay whole. The same seed gives the same line, on any machine.
    """
    chance = random.Random(seed)
    while True:
        steps = np.diff(line, axis=0)
        halved = np.hypot(*steps.T) >= 2 * finest_m
        if not halved.any():
            return line
        aside = swing * np.array([chance.uniform(-1, 1) for _ in steps])
        if len(aside) > 1:
            aside[[0, -1]] *= CALM_AT_CORNERS
        middles = line[:-1] + steps / 2 + aside[:, None] * np.column_stack([-steps[:, 1], steps[:, 0]])
        line = np.insert(line, np.flatnonzero(halved) + 1, middles[halved], axis=0)
        swing *= CALMING_PER_LEVEL


def crossing_borders(mesh: Mesh, lines: Sequence[Floats]) -> set[int]:
    """The numbers of the borders of every ward whose ring crosses itself or another ward's."""
    wards = np.array([shapely.Polygon(mesh.ring(ward, lines)) for ward in range(len(mesh.rings))], dtype=object)
    faulty = ~shapely.is_valid(wards)
    faulty |= ~shapely.is_empty(shapely.coverage_invalid_edges(wards))
    return {number for ward in np.flatnonzero(faulty) for number, _ in mesh.rings[ward]}
