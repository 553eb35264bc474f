"""The power diagram: the plane divided among weighted sites, straight borders, convex cells.

A point belongs to the site for which (distance² - weight) is least. With equal weights this is the Voronoi diagram;
a heavier weight pushes the borders of its site outward. It is read from the lower hull of the sites lifted to the
paraboloid z = x² + y² - weight (Aurenhammer, "Power diagrams", SIAM J. Comput. 16, 1987).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import ConvexHull

from scripts.schematic.arrays import Floats, Geometries, Integers

FAR_SITES = 12
FAR_M = 2e6
UNIT_M = 1e5


@dataclass(frozen=True)
class PowerDiagram:
    """Cells and the straight borders between them.

    `cells` has one convex polygon per site, empty when heavier neighbors hide the site. `pairs`, shape (ridges, 2),
    names the two sites of each border and `ends`, shape (ridges, 2, 2), its end points. Borders reach far beyond the
    sites: auxiliary sites 2,000 km away close the outer cells.
    """

    cells: Geometries
    pairs: Integers
    ends: Floats


def power_diagram(sites: Floats, weights: Floats) -> PowerDiagram:
    """The power diagram of `sites`, shape (n, 2), with `weights` in square metres, shape (n,)."""
    centre = sites.mean(axis=0)
    angles = np.linspace(0.0, 2 * np.pi, FAR_SITES, endpoint=False) + 0.1
    far = FAR_M / UNIT_M * np.column_stack([np.cos(angles), np.sin(angles)])
    unit_sites = np.vstack([(sites - centre) / UNIT_M, far])
    unit_weights = np.append(weights - weights.mean(), np.zeros(FAR_SITES)) / UNIT_M**2
    triangles, beside, vertices = _dual(unit_sites, unit_weights)
    vertices = vertices * UNIT_M + centre
    pairs, ends = _ridges(triangles, beside, vertices)
    ours = (pairs < len(sites)).all(axis=1)
    return PowerDiagram(_cells(triangles, vertices, len(sites)), pairs[ours], ends[ours])


def _dual(sites: Floats, weights: Floats) -> tuple[Integers, Integers, Floats]:
    """The regular triangulation: its triangles, the triangle opposite each corner, and each one's power centre."""
    lifted = np.column_stack([sites, (sites**2).sum(axis=1) - weights])
    hull = ConvexHull(lifted)
    lower = hull.equations[:, 2] < 0
    number = np.full(len(lower), -1)
    number[lower] = np.arange(int(lower.sum()))
    planes = hull.equations[lower]
    centres = -0.5 * planes[:, :2] / planes[:, 2:3]
    return hull.simplices[lower].astype(np.int64), number[hull.neighbors[lower]], centres


def _ridges(triangles: Integers, beside: Integers, vertices: Floats) -> tuple[Integers, Floats]:
    """One border per pair of triangles that share an edge: the two sites of the edge, the two power centres."""
    triangle, corner = np.nonzero(beside > np.arange(len(triangles))[:, None])
    pairs = np.column_stack([triangles[triangle, (corner + 1) % 3], triangles[triangle, (corner + 2) % 3]])
    ends = np.stack([vertices[triangle], vertices[beside[triangle, corner]]], axis=1)
    return np.sort(pairs, axis=1), ends


def _cells(triangles: Integers, vertices: Floats, count: int) -> Geometries:
    """The convex polygon of each site: the power centres of its triangles, in order around their middle."""
    site = triangles.ravel()
    corner = vertices[np.repeat(np.arange(len(triangles)), 3)]
    corner, site = corner[site < count], site[site < count]
    share = np.maximum(np.bincount(site, minlength=count), 1)
    middle = np.column_stack([np.bincount(site, corner[:, k], count) / share for k in (0, 1)])
    away = corner - middle[site]
    order = np.lexsort((np.arctan2(away[:, 1], away[:, 0]), site))
    starts = np.searchsorted(site[order], np.arange(count + 1))
    corner = corner[order]
    polygons = [
        shapely.Polygon(corner[start:stop]) if stop - start >= 3 else shapely.Polygon()
        for start, stop in pairwise(starts)
    ]
    return np.array(polygons, dtype=object)
