"""What bounds the cells: a fixed outline, or a free rim that lets each site reach only as far as its weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import shapely

from scripts.schematic.arrays import Floats, Geometries
from scripts.schematic.power_diagram import PowerDiagram

QUARTER_CIRCLE_SEGMENTS = 16


@dataclass(frozen=True)
class Cut:
    """A power diagram cut to a territory.

    `cells` are the cut cells, `areas` theirs in m², `ridge_lengths` the metres of each border inside the territory,
    and `rim_growth` the m² a cell gains at its own rim per m² of weight.
    """

    cells: Geometries
    areas: Floats
    ridge_lengths: Floats
    rim_growth: Floats


class Territory(Protocol):
    """Anything that cuts a power diagram to the land that is to be divided."""

    def cut(self, diagram: PowerDiagram, sites: Floats, weights: Floats) -> Cut:
        """The diagram inside this territory."""
        ...


@dataclass(frozen=True)
class FixedOutline:
    """The land inside a polygon."""

    outline: shapely.Polygon

    def cut(self, diagram: PowerDiagram, sites: Floats, weights: Floats) -> Cut:
        """The diagram inside the outline; the rim does not move."""
        shapely.prepare(self.outline)
        cells = self._inside(diagram.cells)
        ridges = self._inside(np.asarray(shapely.linestrings(diagram.ends)))
        return Cut(cells, shapely.area(cells), shapely.length(ridges), np.zeros(len(sites)))

    def _inside(self, shapes: Geometries) -> Geometries:
        cut = shapes.copy()
        crossing = ~shapely.contains_properly(self.outline, shapes)
        cut[crossing] = shapely.intersection(shapes[crossing], self.outline)
        return cut


@dataclass(frozen=True)
class FreeRim:
    """The land within reach: a site holds what lies in its cell and nearer than the root of its weight."""

    def cut(self, diagram: PowerDiagram, sites: Floats, weights: Floats) -> Cut:
        """The diagram inside the discs of its sites."""
        radii = np.sqrt(np.maximum(weights, 1.0))
        reach = discs(sites, radii)
        cells = shapely.intersection(diagram.cells, reach)
        ridges = shapely.intersection(shapely.linestrings(diagram.ends), reach[diagram.pairs[:, 0]])
        lengths = shapely.length(ridges)
        straight = np.bincount(diagram.pairs.ravel(), np.repeat(lengths, 2), len(sites))
        rim = np.maximum(shapely.length(cells) - straight, 0.0)
        return Cut(cells, shapely.area(cells), lengths, rim / (2.0 * radii))


def discs(sites: Floats, radii: Floats) -> Geometries:
    """A disc about each site. Those whose radii are the roots of the weights cover what the cells of a free rim do."""
    return np.asarray(shapely.buffer(shapely.points(sites), radii, quad_segs=QUARTER_CIRCLE_SEGMENTS))
