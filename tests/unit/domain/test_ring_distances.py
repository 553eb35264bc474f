"""A circle of r metres has the radius of r metres on the ellipsoid: everywhere in Vietnam."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import MultiPolygon, Point

from app.domain.adjacency import shared_borders
from app.domain.projection import LocalProjector, Projector, utm_epsg
from app.domain.register import BoundaryDescription, Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import RingPlan, draw_rings
from app.domain.vocabulary import BoundaryStatus
from tests.worlds import make_ward

GEOD = Geod(ellps="WGS84")
PLACES = {
    "Hà Nội, 21° N": (105.85, 21.03),
    "Apa Chải, the western edge": (102.15, 22.40),
    "Đồng Văn, the northern edge": (105.32, 23.38),
    "Hòn Gốm, the eastern edge, past 108° E": (109.46, 12.65),
    "on the line of two zones": (108.0, 15.0),
    "Cà Mau, 10° N and below": (104.80, 8.60),
    "Sài Gòn, 10° N": (106.70, 10.78),
    "Trường Sa": (114.33, 9.88),
}
RADII = (50.0, 1_000.0, 20_000.0, 50_000.0)


def register_round(lon: float, lat: float) -> Register:
    """One ward that holds everything within 100 km, as the register of a place."""
    shape = MultiPolygon([shapely.box(*(np.round([lon - 1.2, lat - 1.2, lon + 1.2, lat + 1.2], 6)))])
    described = BoundaryDescription(BoundaryStatus.OFFICIAL, None, None, "drawn", utm_epsg(lon, lat))
    array = np.array([shape, None], dtype=object)[:1]
    borders = shared_borders(array, projector=Projector(described.metric_epsg))
    return Register((make_ward("A", shape, district_code=None),), (), borders, "drawn", described)


def circles(lon: float, lat: float, *, near_m: float, far_m: float) -> RingPlan:
    request = RingRequest(RingMode.DISTANCE, core_m=1.0, next_m=near_m, outer_m=far_m)
    return draw_rings(register_round(lon, lat), ward_codes=["A"], core=Point(lon, lat), request=request)


def radii_m(lon: float, lat: float, shape: MultiPolygon | None) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Geodesic metres from a place to every corner and every middle of an edge of a shape's outer rim."""
    assert shape is not None
    (polygon,) = shape.geoms
    rim = shapely.get_coordinates(polygon.exterior)
    rim = np.concatenate([rim, (rim[1:] + rim[:-1]) / 2])
    _, _, metres = GEOD.inv(np.full(len(rim), lon), np.full(len(rim), lat), rim[:, 0], rim[:, 1])
    return np.asarray(metres, dtype=np.float64)


@pytest.mark.parametrize(("lon", "lat"), PLACES.values(), ids=list(PLACES))
@pytest.mark.parametrize("radius_m", RADII)
def test_a_circle_has_its_radius_on_the_ground_in_every_direction(lon: float, lat: float, radius_m: float) -> None:
    plan = circles(lon, lat, near_m=radius_m / 2, far_m=radius_m)
    measured = radii_m(lon, lat, plan.layers[2].shape)
    assert np.abs(measured / (1.0 + radius_m) - 1).max() < 0.001


@pytest.mark.parametrize(("lon", "lat"), PLACES.values(), ids=list(PLACES))
def test_the_area_of_a_circle_is_that_on_the_ellipsoid(lon: float, lat: float) -> None:
    plan = circles(lon, lat, near_m=5_000.0, far_m=10_000.0)
    for layer in plan.layers[1:]:
        assert layer.shape is not None
        on_ground, _ = GEOD.geometry_area_perimeter(layer.shape)
        assert layer.area_km2 * 1e6 == pytest.approx(abs(on_ground), rel=0.005)


def test_the_meridian_of_a_projection_lies_in_the_middle_of_the_place() -> None:
    assert LocalProjector.at(Point(105.8532, 21.0)).meridian == 105.9
    there = LocalProjector.at(Point(109.46, 12.65))
    assert there.to_lonlat(there.to_metric(Point(109.2, 12.5))).equals_exact(Point(109.2, 12.5), tolerance=1e-9)
