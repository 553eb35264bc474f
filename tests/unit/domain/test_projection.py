"""Metres from degrees."""

from __future__ import annotations

import pytest
import shapely

from app.domain.errors import InvalidValue
from app.domain.projection import Projector
from tests.worlds import square


@pytest.mark.parametrize(("lon", "lat", "epsg"), [(105.85, 21, 32648), (108.2, 16, 32649), (-70.7, -33, 32719)])
def test_the_zone_follows_the_place(lon: float, lat: float, epsg: int) -> None:
    assert Projector.around(shapely.Point(lon, lat).buffer(0.1)).epsg == epsg


def test_a_site_may_choose_its_system() -> None:
    assert Projector.around(shapely.Point(105, 21), epsg=3405).epsg == 3405


@pytest.mark.parametrize("epsg", [4326, 3857000, 2263])
def test_a_system_that_is_not_in_metres_is_refused(epsg: int) -> None:
    with pytest.raises(InvalidValue, match=f"EPSG:{epsg} is not a projected system in metres"):
        Projector.around(shapely.Point(105, 21), epsg=epsg)


def test_a_hundredth_of_a_degree_near_hanoi_has_its_known_size() -> None:
    # 0.01° of latitude is 1,107.2 m and of longitude 1,039.0 m at 21.1° N (WGS 84 ellipsoid).
    assert Projector(32648).area_m2(square(0, 0)) == pytest.approx(1107.2 * 1039.0, rel=1e-3)


def test_there_and_back_is_the_same_place_to_the_grid_of_stored_coordinates() -> None:
    projector = Projector(32648)
    shape = square(0, 0)
    back = projector.to_lonlat(projector.to_metric(shape))
    assert shapely.hausdorff_distance(back, shape) < 0.5e-9
