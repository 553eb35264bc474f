"""The three rings as maps in text: who is core, next and outer, whole or split, and how many people live there."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from app.domain.errors import InvalidGeometry, WardNotFound
from app.domain.register import Register
from app.domain.rings import RingPlan, draw_rings, merge_rings, wards_met
from app.domain.vocabulary import LockdownLayer
from tests.ringed import CITY, DISTRICTS, assert_partition, layers, people, place
from tests.worlds import CELL, NORTH, WEST, make_register, square


@pytest.fixture
def city() -> Register:
    return make_register(CITY, districts=DISTRICTS)


def test_a_whole_ward_has_its_neighbors_next_and_the_rest_of_its_district_outer(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["A"], core=None)
    assert layers(plan) == "c n . . / n o . . / o . . ."
    assert_partition(city, plan)


def test_next_crosses_a_district_line_and_outer_does_not(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["F"], core=None)
    assert layers(plan) == "o n . . / n c n . / o n . ."


def test_wards_of_two_districts_bring_both_districts(city: Register) -> None:
    assert layers(draw_rings(city, ward_codes=["B", "C"], core=None)) == "n c c n / o n n o / o . . o"


def test_a_corner_is_no_border(city: Register) -> None:
    assert "J" not in draw_rings(city, ward_codes=["E"], core=None).ward_layers


def test_without_districts_the_wards_two_borders_away_are_outer() -> None:
    register = make_register(CITY)
    plan = draw_rings(register, ward_codes=["A"], core=None)
    assert layers(plan) == "c n o . / n o . . / o . . ."


def test_a_point_takes_its_containing_ward(city: Register) -> None:
    assert wards_met(city, place(1.5, 1.2)) == ("F",)
    plan = draw_rings(city, ward_codes=["F"], core=place(1.5, 1.2))
    assert layers(plan) == "o n . . / n c n . / o n . ."


def test_a_point_on_a_border_takes_one_ward(city: Register) -> None:
    assert wards_met(city, place(1, 0.5)) == ("A",)


def test_a_place_outside_every_ward_is_refused(city: Register) -> None:
    with pytest.raises(InvalidGeometry, match="outside every ward"):
        wards_met(city, place(-3, 1))
    with pytest.raises(InvalidGeometry, match="outside every ward"):
        wards_met(city, square(-3, 0))


@pytest.mark.parametrize("thick", [1e-13, 1e-11, 1e-9, 1e-12 * CELL])
def test_a_shape_thinner_than_rounding_is_refused(city: Register, thick: float) -> None:
    west, south = WEST + CELL, NORTH - CELL
    thread = shapely.Polygon([(west, south), (west + CELL, south), (west + CELL, south + thick)])
    with pytest.raises(InvalidGeometry, match="less than 1 m²"):
        wards_met(city, thread)


def test_a_scribble_is_refused_before_it_costs_anything(city: Register) -> None:
    teeth = [(WEST + CELL * 4 * tooth / 4000, NORTH - CELL * (3 if tooth % 2 else 0)) for tooth in range(4000)]
    comb = shapely.Polygon([*teeth, (WEST, NORTH + CELL)])
    with pytest.raises(InvalidGeometry, match=r"outline is \d+ km long"):
        wards_met(city, comb)


def test_a_polygon_splits_the_wards_it_meets_in_part(city: Register) -> None:
    core = square(0.5, 0.25, height=0.5)
    assert wards_met(city, core) == ("A", "B")
    plan = draw_rings(city, ward_codes=["A", "B"], core=core)
    assert layers(plan) == "C C n . / n n . . / o . . ."
    # A quarter of A and of B lies in the core; the rest of both, and C, E and F, are next.
    assert people(plan) == [500, 4500, 1000]
    assert plan.population_estimated
    assert [layer.population_estimated for layer in plan.layers] == [True, True, False]
    assert_partition(city, plan)


def test_a_ward_covered_but_for_a_sliver_is_whole(city: Register) -> None:
    core = square(0, 0, width=1 - 1e-7)
    plan = draw_rings(city, ward_codes=wards_met(city, core), core=core)
    assert plan.ward_layers["A"] == (LockdownLayer.CORE, False)
    assert not plan.population_estimated
    assert_partition(city, plan)


def test_a_ward_touched_by_a_sliver_is_not_met(city: Register) -> None:
    core = square(0, 0, width=1 + 1e-7)
    assert wards_met(city, core) == ("A",)
    plan = draw_rings(city, ward_codes=["A"], core=core)
    assert plan.ward_layers["B"] == (LockdownLayer.NEXT, False)
    assert_partition(city, plan)


def test_a_sliver_of_a_split_ward_goes_to_the_core(city: Register) -> None:
    # The polygon leaves a strip of A, and cuts off a corner of B smaller than a square metre.
    corner = square(1, 0, width=5e-4, height=5e-4)
    core = shapely.difference(square(0.5, 0, width=1), corner)
    plan = draw_rings(city, ward_codes=["A", "B"], core=core)
    assert_partition(city, plan)
    assert all(len(layer.shape.geoms) == 1 for layer in plan.layers[:1] if layer.shape is not None)


def test_ground_outside_the_register_is_left_out_and_told(city: Register) -> None:
    core = square(-0.5, 0.25, height=0.5)
    plan = draw_rings(city, ward_codes=wards_met(city, core), core=core)
    inside, outside = plan.layers[0].area_km2 * 1e6, plan.outside_m2
    assert outside == pytest.approx(inside, rel=1e-3)
    assert_partition(city, plan)


def test_a_polygon_with_a_hole_leaves_the_hole_next(city: Register) -> None:
    core = shapely.difference(square(0.1, 0.1, width=0.8, height=0.8), square(0.4, 0.4, width=0.2, height=0.2))
    plan = draw_rings(city, ward_codes=["A"], core=core)
    following = plan.layers[1].shape
    assert following is not None
    assert following.contains(place(0.5, 0.5))
    assert_partition(city, plan)


def test_a_polygon_that_left_its_ward_since_makes_no_core(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["A"], core=square(3, 2))
    assert plan.layers[0].shape is None
    assert people(plan)[0] == 0
    assert plan.ward_layers["A"] == (LockdownLayer.NEXT, False)


def test_an_unknown_ward_is_refused(city: Register) -> None:
    with pytest.raises(WardNotFound, match="“Z”"):
        draw_rings(city, ward_codes=["A", "Z"], core=None)


def test_nothing_is_left_for_the_outer_layer_of_a_small_district() -> None:
    plan = draw_rings(make_register("A B", districts="1 1"), ward_codes=["A"], core=None)
    assert plan.layers[2].shape is None
    assert (plan.layers[2].population, plan.layers[2].area_km2) == (0, 0.0)


def test_people_of_whole_wards_are_exact(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["A"], core=None)
    assert people(plan) == [1000, 2000, 2000]
    assert not plan.population_estimated


def test_people_of_an_unknown_ward_are_unknown_in_its_layer_only() -> None:
    register = make_register(CITY, districts=DISTRICTS, populations=dict.fromkeys("ACDEFGHIJKL", 10))
    assert people(draw_rings(register, ward_codes=["A"], core=None)) == [10, None, 20]


def test_people_of_a_split_ward_add_up_to_the_whole() -> None:
    register = make_register("A B", districts="1 1", populations=1001)
    plan = draw_rings(register, ward_codes=["A"], core=square(0, 0, width=0.5))
    assert sum(count or 0 for count in people(plan)) == 2002
    assert abs((people(plan)[0] or 0) - 500.5) <= 1


def test_shares_of_each_district_are_told_by_layer(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["F"], core=None)
    shares = {(share.district_code, share.layer.value): share for share in plan.district_shares}
    assert shares["1", "core"].population_share == 0.2
    assert shares["1", "next"].population_share == 0.4
    assert shares["2", "next"].area_share == pytest.approx(0.2, abs=0.001)
    assert shares["3", "next"].population_share == 0.5
    assert ("2", "outer") not in shares


def test_shares_of_people_are_unknown_where_people_are() -> None:
    register = make_register("A B", districts="1 1", populations=None)
    plan = draw_rings(register, ward_codes=["A"], core=None)
    assert [share.population_share for share in plan.district_shares] == [None, None]


def test_the_territory_is_all_layers_together(city: Register) -> None:
    territory = draw_rings(city, ward_codes=["A"], core=square(0.2, 0.2, width=0.5)).territory
    assert territory is not None
    assert territory.equals(shapely.union_all([city.ward(code).shape for code in "ABEFI"]))


def test_overlapping_wards_still_give_a_partition(city: Register) -> None:
    grown = [shapely.MultiPolygon([square(0, 0, width=1.2)]), *city.shapes[1:]]
    shapes = np.array([*grown, None], dtype=object)[:-1]
    crooked = make_register(CITY, districts=DISTRICTS)
    crooked.__dict__["shapes"] = shapes
    for core in (None, square(0.5, 0.25)):
        plan = draw_rings(crooked, ward_codes=["A", "B"], core=core)
        first, second, third = (layer.shape or shapely.MultiPolygon() for layer in plan.layers)
        assert not crooked.is_tiling
        assert shapely.intersection(first, second).area == 0
        assert shapely.intersection(shapely.union(first, second), third).area == 0


def drawn(plan: RingPlan) -> list[tuple[LockdownLayer, shapely.MultiPolygon | None]]:
    return [(layer.layer, layer.shape) for layer in plan.layers]


def test_where_rings_overlap_the_stricter_layer_wins(city: Register) -> None:
    one = draw_rings(city, ward_codes=["A"], core=None)
    other = draw_rings(city, ward_codes=["D"], core=None)
    merged = merge_rings(city, [drawn(one), drawn(other)])
    assert layers(merged) == "c n n c / n o o n / o . . o"
    assert people(merged) == [2000, 4000, 4000]
    assert_partition(city, merged)


def test_merging_split_wards_keeps_their_parts(city: Register) -> None:
    one = draw_rings(city, ward_codes=["A"], core=square(0, 0, width=0.5))
    other = draw_rings(city, ward_codes=["A"], core=square(0.25, 0, width=0.5))
    merged = merge_rings(city, [drawn(one), drawn(other)])
    assert merged.ward_layers["A"] == (LockdownLayer.CORE, True)
    assert people(merged)[0] == 750
    assert_partition(city, merged)


def test_merging_nothing_gives_nothing(city: Register) -> None:
    merged = merge_rings(city, [])
    assert merged.ward_layers == {}
    assert [layer.shape for layer in merged.layers] == [None, None, None]
    assert merged.territory is None


def test_merging_one_ring_changes_nothing(city: Register) -> None:
    plan = draw_rings(city, ward_codes=["F"], core=square(1.3, 1.3, width=0.4))
    merged = merge_rings(city, [drawn(plan)])
    assert merged.ward_layers == plan.ward_layers
    assert people(merged) == people(plan)


def test_a_sliver_between_merged_rings_goes_to_the_stricter_layer(city: Register) -> None:
    left, right = square(0, 0, width=0.5), square(0.5 + 5e-7, 0, width=0.5 - 5e-7)
    merged = merge_rings(
        city, [[(LockdownLayer.CORE, left), (LockdownLayer.NEXT, square(0, 0))], [(LockdownLayer.CORE, right)]]
    )
    core, following, _ = merged.layers
    assert following.shape is None
    assert core.area_km2 == pytest.approx(city.areas_m2[0] / 1e6, abs=1e-6)
