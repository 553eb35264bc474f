"""The outline of the city, found from ward positions and areas alone.

First every ward takes its area from the land nearest to it (partial optimal transport: a power diagram whose cells end
at discs). The discs together are the city's footprint, with holes where positions lie thin and scallops at the rim.
Closing, smoothing and a uniform offset make one plain polygon of exactly the total area.
"""

from __future__ import annotations

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter1d
from shapely.affinity import scale

from scripts.schematic.area_solver import divide
from scripts.schematic.arrays import Floats
from scripts.schematic.territory import FreeRim, discs

CLOSING_M = 2000.0
SMOOTHING_M = 900.0
SAMPLING_M = 100.0
OFFSET_STEPS = 6
QUARTER_CIRCLE_SEGMENTS = 16


def draw_outline(sites: Floats, areas: Floats) -> shapely.Polygon:
    """A smooth polygon without holes that has the areas' sum and holds every site, in the sites' metres.

    Raises ValueError when a site lies too far from the others to be held.
    """
    swollen = _swollen_footprint(sites, areas)
    withdrawal_m = CLOSING_M
    outline = _withdrawn(swollen, withdrawal_m)
    for _ in range(OFFSET_STEPS):
        withdrawal_m -= (areas.sum() - outline.area) / outline.length
        outline = _withdrawn(swollen, withdrawal_m)
    outline = _scaled(outline, float(areas.sum()))
    outside = ~shapely.contains_xy(outline, sites)
    if outside.any():
        raise ValueError(f"site {int(outside.argmax())} lies outside the outline; check its position")
    return outline


def _swollen_footprint(sites: Floats, areas: Floats) -> shapely.Polygon:
    """All land within the closing radius of the footprint; withdrawing as far again shuts bays and holes."""
    equal = np.full(len(sites), float(areas.mean()))
    division = divide(FreeRim(), sites, areas, equal)
    return _whole(shapely.union_all(discs(sites, np.sqrt(division.weights) + CLOSING_M)))


def _withdrawn(shape: shapely.Polygon, distance_m: float) -> shapely.Polygon:
    """The shape drawn in from its rim, the new rim sampled evenly and averaged along itself."""
    drawn_in = shapely.buffer(_from_west(shape), -distance_m, quad_segs=QUARTER_CIRCLE_SEGMENTS)
    rim = _from_west(_whole(drawn_in)).exterior
    count = max(int(rim.length / SAMPLING_M), 8)
    stations = shapely.line_interpolate_point(rim, np.arange(count) / count, normalized=True)
    points = shapely.get_coordinates(stations)
    return shapely.Polygon(gaussian_filter1d(points, SMOOTHING_M / SAMPLING_M, axis=0, mode="wrap"))


def _whole(shape: shapely.Geometry) -> shapely.Polygon:
    """The largest part of the shape without its holes."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    return shapely.Polygon(largest.exterior)


def _from_west(shape: shapely.Polygon) -> shapely.Polygon:
    """The shape with its rim counter-clockwise from its westernmost point; else a last bit could decide the start."""
    points = shapely.get_coordinates(shapely.orient_polygons(shape))[:-1]
    return shapely.Polygon(np.roll(points, -int(points[:, 0].argmin()), axis=0))


def _scaled(shape: shapely.Polygon, area: float) -> shapely.Polygon:
    """The shape about its own middle, of exactly `area` m²: the last millionth that withdrawing leaves."""
    factor = np.sqrt(area / shape.area)
    scaled: shapely.Polygon = scale(shape, factor, factor, origin="centroid")
    return scaled
