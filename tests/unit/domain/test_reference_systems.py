"""Reference systems: names, order of axes, which are offered where, and how far VN-2000 lies from WGS 84."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Geod
from pyproj.transformer import TransformerGroup

from app.domain.geometry import Extent
from app.domain.reference_systems import CRS84, WGS84, ReferenceSystem, systems_for

HANOI = Extent(105.28, 20.56, 106.02, 21.39)
PLACE = shapely.Point(105.85, 21.03)


def test_hanoi_is_offered_the_web_utm_vn_2000_and_its_own_zone() -> None:
    codes = [each.code for each in systems_for(HANOI)]
    assert codes[:3] == ["OGC:CRS84", "EPSG:4326", "EPSG:3857"]
    assert {"EPSG:32648", "EPSG:32649", "EPSG:4756", "EPSG:3405", "EPSG:3406", "EPSG:5897"} <= set(codes)
    assert len(codes) == len(set(codes))


def test_a_register_elsewhere_is_offered_its_own_utm_zones_alone() -> None:
    assert [each.code for each in systems_for(Extent(-71, -34, -70, -33))] == [
        "OGC:CRS84",
        "EPSG:4326",
        "EPSG:3857",
        "EPSG:32719",
    ]
    assert [each.code for each in systems_for(None)] == ["OGC:CRS84", "EPSG:4326", "EPSG:3857"]


@pytest.mark.parametrize("system", systems_for(HANOI), ids=lambda each: each.code)
def test_there_and_back_a_point_comes_home_within_a_millimetre(system: ReferenceSystem) -> None:
    home = system.to_lonlat(system.from_lonlat(PLACE))
    assert home.distance(PLACE) < 1e-8


def test_degrees_come_in_the_order_of_their_authority() -> None:
    assert CRS84.from_lonlat(PLACE) == PLACE
    assert WGS84.from_lonlat(PLACE) == shapely.Point(21.03, 105.85)
    latitude, longitude = ReferenceSystem("EPSG:4756").from_lonlat(PLACE).coords[0]
    assert (round(latitude, 2), round(longitude, 2)) == (21.03, 105.85)


def test_metres_come_easting_first() -> None:
    for code, easting in (("EPSG:3405", 588_128), ("EPSG:5897", 588_154), ("EPSG:32648", 588_324)):
        found = ReferenceSystem(code).from_lonlat(PLACE).coords[0]
        assert found[0] == pytest.approx(easting, abs=1)
        assert 2_325_000 < found[1] < 2_327_000


def test_vn_2000_lies_224_m_from_wgs_84_by_the_shift_of_2007() -> None:
    latitude, longitude = ReferenceSystem("EPSG:4756").from_lonlat(PLACE).coords[0]
    metres = Geod(ellps="WGS84").inv(PLACE.x, PLACE.y, longitude, latitude)[2]
    assert metres == pytest.approx(224.1, abs=0.5)
    best, other = TransformerGroup(CRS84.code, "EPSG:4756").transformers[:2]
    assert "VN-2000 to WGS 84 (2)" in best.description
    one, another = best.transform(PLACE.x, PLACE.y), other.transform(PLACE.x, PLACE.y)
    assert Geod(ellps="WGS84").inv(one[1], one[0], another[1], another[0])[2] == pytest.approx(0.7, abs=0.1)


def test_a_box_in_metres_is_bent_as_it_lies() -> None:
    utm = ReferenceSystem("EPSG:32648")
    ground = utm.box_to_lonlat((560_000, 2_300_000, 640_000, 2_380_000))
    assert ground is not None
    assert shapely.get_num_coordinates(ground) > 100
    assert ground.contains(PLACE)


@pytest.mark.parametrize("code", ["EPSG:3857", "EPSG:32648", "EPSG:3405", "EPSG:5897", "EPSG:4756"])
def test_a_box_without_width_is_the_line_or_the_point_it_is(code: str) -> None:
    system = ReferenceSystem(code)
    x, y = shapely.get_coordinates(system.from_lonlat(PLACE))[0].tolist()
    near = 0.01 if system.is_geographic else 1000.0
    for box in ((x, y, x, y), (x, y - near, x, y + near), (x - near, y, x + near, y)):
        ground = system.box_to_lonlat(box)
        assert ground is not None
        assert ground.distance(PLACE) < 1e-6


@pytest.mark.parametrize("code", ["EPSG:3857", "EPSG:32648", "EPSG:32649", "EPSG:3405", "EPSG:5897"])
@pytest.mark.parametrize("reach", [8e6, 1e7, 2e7, 3e7, 1e9, 1e300])
def test_a_box_wider_than_its_projection_still_holds_the_city(code: str, reach: float) -> None:
    ground = ReferenceSystem(code).box_to_lonlat((-reach, -reach, 2 * reach, reach))
    assert ground is not None
    assert ground.contains(shapely.box(HANOI.west, HANOI.south, HANOI.east, HANOI.north))


def test_a_box_beyond_its_projection_is_none() -> None:
    assert ReferenceSystem("EPSG:3405").box_to_lonlat((1e7, 1e7, 1e8, 1e8)) is None
