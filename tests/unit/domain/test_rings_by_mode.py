"""The five ways to draw rings, as maps in text; metres are checked on the ellipsoid."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry, InvalidValue
from app.domain.register import Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import RingPlan, draw_rings
from app.domain.vocabulary import LockdownLayer
from tests.ringed import CITY, DISTRICTS, assert_disjoint, assert_partition, layers, people, place
from tests.worlds import make_register, square

CORE, NEXT, OUTER = LockdownLayer


@pytest.fixture
def city() -> Register:
    return make_register(CITY, districts=DISTRICTS)


def shape_of(plan: RingPlan, layer: LockdownLayer) -> MultiPolygon:
    (found,) = (each.shape for each in plan.layers if each.layer is layer)
    return found or MultiPolygon()


# Administrative: the polygon, the rest of its wards, the rest of its districts.


def test_administrative_rings_stay_in_the_district(city: Register) -> None:
    plan = draw_rings(
        city,
        ward_codes=["F"],
        core=square(1.2, 1.2, width=0.5, height=0.5),
        request=RingRequest(RingMode.ADMINISTRATIVE),
    )
    assert layers(plan) == "o o . . / o C . . / o . . ."
    assert people(plan) == [250, 750, 4000]
    assert_partition(city, plan)


def test_administrative_rings_round_whole_wards_have_no_next_layer(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["F"], core=None, request=RingRequest(RingMode.ADMINISTRATIVE))
    assert layers(plan) == "o o . . / o c . . / o . . ."
    assert shape_of(plan, NEXT).is_empty


def test_administrative_rings_without_districts_end_at_the_wards_beside() -> None:
    register = make_register(CITY)
    request = RingRequest(RingMode.ADMINISTRATIVE)
    assert layers(draw_rings(register, ward_codes=["A"], core=None, request=request)) == "c o . . / o . . . / . . . ."


# Contiguity: layers by the number of borders crossed.


def test_contiguity_of_order_two_reaches_two_borders(city: Register) -> None:
    request = RingRequest(RingMode.CONTIGUITY, order=2)
    assert layers(draw_rings(city, ward_codes=["A"], core=None, request=request)) == "c n n . / n n . . / n . . ."


def test_the_outer_layer_of_contiguity_may_be_counted_in_borders_too(city: Register) -> None:
    request = RingRequest(RingMode.CONTIGUITY, order=1, outer_order=3)
    assert layers(draw_rings(city, ward_codes=["A"], core=None, request=request)) == "c n o o / n o o . / o o . ."


def test_contiguity_of_order_one_is_the_rule_of_whole_units(city: Register) -> None:
    for core in (None, square(0.5, 0.25, height=0.5)):
        by_order = draw_rings(city, ward_codes=["A", "B"], core=core, request=RingRequest(RingMode.CONTIGUITY))
        assert by_order == draw_rings(city, ward_codes=["A", "B"], core=core)


def test_a_polygon_of_contiguity_leaves_the_remainder_of_its_wards_next(city: Register) -> None:
    request = RingRequest(RingMode.CONTIGUITY, order=1, outer_order=2)
    plan = draw_rings(city, ward_codes=["A"], core=square(0, 0, width=0.5), request=request)
    assert layers(plan) == "C n o . / n o . . / o . . ."
    assert_partition(city, plan)


# Within districts: nothing over the line.


def test_nothing_crosses_the_district_line_when_asked(city: Register) -> None:
    request = RingRequest(within_districts=True)
    assert layers(draw_rings(city, ward_codes=["F"], core=None, request=request)) == "o n . . / n c . . / o . . ."
    wide = RingRequest(RingMode.CONTIGUITY, order=5, outer_order=10, within_districts=True)
    assert layers(draw_rings(city, ward_codes=["F"], core=None, request=wide)) == "n n . . / n c . . / n . . ."


def test_metres_stop_at_the_district_line_when_asked(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, next_m=500, outer_m=3000, within_districts=True)
    plan = draw_rings(city, ward_codes=["F"], core=None, request=request)
    assert set(plan.ward_layers) <= set("ABEFI")
    assert plan.territory is not None
    assert plan.territory.within(shapely.union_all([city.ward(code).shape for code in "ABEFI"]))


# Distance: metres from the place.


def test_layers_by_distance_are_measured_from_the_core(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, core_m=100, next_m=500, outer_m=700)
    plan = draw_rings(city, ward_codes=["F"], core=place(1.5, 1.5), request=request)
    assert layers(plan) == "O N O . / N C N . / O N O ."
    assert all(layer.population_estimated for layer in plan.layers)
    assert_disjoint(city, plan)
    for layer, radius in ((CORE, 100), (NEXT, 600), (OUTER, 800)):
        assert farthest_m(place(1.5, 1.5), shape_of(plan, layer)) == pytest.approx(radius, rel=0.001)


def farthest_m(centre: Point, shape: BaseGeometry) -> float:
    rim = shapely.get_coordinates(shape)
    _, _, metres = Geod(ellps="WGS84").inv(
        np.full(len(rim), centre.x), np.full(len(rim), centre.y), rim[:, 0], rim[:, 1]
    )
    return float(np.max(metres))


@pytest.mark.parametrize("core_m", [0.0, 0.99])
def test_a_point_needs_a_radius_when_metres_are_counted_from_it(city: Register, core_m: float) -> None:
    request = RingRequest(RingMode.DISTANCE, core_m=core_m, next_m=200, outer_m=400)
    with pytest.raises(InvalidValue, match="core_m of 1 or more"):
        draw_rings(city, ward_codes=["F"], core=place(1.5, 1.5), request=request)


def test_whole_wards_may_be_the_place_metres_are_counted_from(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, next_m=50, outer_m=2000)
    plan = draw_rings(city, ward_codes=["A"], core=None, request=request)
    assert plan.ward_layers["A"] == (CORE, False)
    assert plan.ward_layers["B"] == (NEXT, True)
    assert plan.ward_layers["C"] == (OUTER, True)
    assert people(plan)[0] == 1000


def test_without_an_outer_distance_the_rest_of_the_district_is_outer(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, next_m=50)
    plan = draw_rings(city, ward_codes=["A"], core=None, request=request)
    assert layers(plan) == "c N . . / N N . . / o . . ."
    assert_partition(city, plan)


def test_ground_outside_the_register_is_no_part_of_a_distance_ring(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, core_m=300, next_m=50_000 - 1, outer_m=50_000)
    plan = draw_rings(city, ward_codes=["A"], core=place(0.1, 0.1), request=request)
    assert plan.outside_m2 == 0.0
    assert set(plan.ward_layers) == set("ABCDEFGHIJKL")
    assert shape_of(plan, OUTER).is_empty
    assert_partition(city, plan)


# Manual: as drawn.


def test_drawn_layers_are_taken_as_drawn_and_the_stricter_wins(city: Register) -> None:
    request = RingRequest(
        RingMode.MANUAL, layers={NEXT: square(0, 0, width=2), OUTER: square(1, 0, width=3), CORE: square(0, 0)}
    )
    plan = draw_rings(city, ward_codes=["F"], core=None, request=request)
    assert layers(plan) == "c n o o / . . . . / . . . ."
    assert not plan.population_estimated


def test_a_core_that_is_not_drawn_is_the_place_itself(city: Register) -> None:
    around = RingRequest(RingMode.MANUAL, layers={NEXT: square(0, 0, width=2, height=2)})
    plan = draw_rings(city, ward_codes=["A"], core=square(0.2, 0.2, width=0.5, height=0.5), request=around)
    assert layers(plan) == "C n . . / n n . . / . . . ."
    assert layers(draw_rings(city, ward_codes=["A"], core=None, request=around)) == "c n . . / n n . . / . . . ."
    pointed = draw_rings(city, ward_codes=["A"], core=place(0.5, 0.5), request=around)
    assert layers(pointed) == "c n . . / n n . . / . . . ."


def test_drawn_ground_outside_every_ward_is_told(city: Register) -> None:
    request = RingRequest(RingMode.MANUAL, layers={NEXT: square(-1, 0, width=2)})
    plan = draw_rings(city, ward_codes=["A"], core=square(0, 0), request=request)
    assert plan.outside_m2 == pytest.approx(city.areas_m2[0], rel=0.001)


def test_a_drawn_layer_outside_every_ward_is_refused(city: Register) -> None:
    request = RingRequest(RingMode.MANUAL, layers={OUTER: square(-3, 0)})
    with pytest.raises(InvalidGeometry, match="outside every ward"):
        draw_rings(city, ward_codes=["A"], core=None, request=request)


def test_a_part_of_a_ward_outside_the_territory_belongs_to_nobody(city: Register) -> None:
    request = RingRequest(RingMode.MANUAL, layers={NEXT: square(0, 0, width=1.5)})
    plan = draw_rings(city, ward_codes=["A"], core=None, request=request)
    assert people(plan) == [1000, 500, 0]
    assert plan.ward_layers["B"] == (NEXT, True)


def test_a_loose_sliver_of_the_outer_layer_is_left_out_where_there_is_no_next_one(city: Register) -> None:
    crumb = square(0.8, 0.5, width=5e-4, height=5e-4)
    drawn = {OUTER: MultiPolygon([square(0, 0, width=0.7), crumb])}
    core = square(0, 0, width=0.5)
    plan = draw_rings(city, ward_codes=["A"], core=core, request=RingRequest(RingMode.MANUAL, layers=drawn))
    assert layers(plan) == "C . . . / . . . . / . . . ."
    assert [len(shape_of(plan, layer).geoms) for layer in LockdownLayer] == [1, 0, 1]
    assert_disjoint(city, plan)


def test_a_loose_sliver_is_no_part_of_any_layer(city: Register) -> None:
    crumb = square(3.5, 2.5, width=5e-4, height=5e-4)
    request = RingRequest(RingMode.MANUAL, layers={NEXT: MultiPolygon([square(0, 0), crumb])})
    plan = draw_rings(city, ward_codes=["F"], core=None, request=request)
    assert set(plan.ward_layers) == {"A", "F"}
    assert len(shape_of(plan, NEXT).geoms) == 1
