"""Where one drawing of rings is stricter than another."""

from __future__ import annotations

import pytest

from app.domain.register import Register
from app.domain.ring_comparison import Drawn, stricter_places
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import draw_rings
from app.domain.vocabulary import LockdownLayer
from tests.worlds import make_register, square

CORE, NEXT, OUTER = LockdownLayer


@pytest.fixture
def row() -> Register:
    return make_register("A B C D E F", districts="1 1 1 1 1 1")


def drawn(register: Register, *codes: str, request: RingRequest | None = None) -> Drawn:
    plan = draw_rings(register, ward_codes=codes, core=None, request=request or RingRequest())
    return [(layer.layer, layer.shape) for layer in plan.layers]


def changes(register: Register, before: Drawn, after: Drawn) -> set[tuple[str, LockdownLayer | None, LockdownLayer]]:
    return {(each.ward_code, each.layer_before, each.layer_after) for each in stricter_places(register, before, after)}


def test_a_drawing_is_nowhere_stricter_than_itself(row: Register) -> None:
    assert changes(row, drawn(row, "B"), drawn(row, "B")) == set()


def test_moving_one_ward_on_is_stricter_ahead_and_milder_behind(row: Register) -> None:
    before, after = drawn(row, "B"), drawn(row, "C")
    assert changes(row, before, after) == {("C", NEXT, CORE), ("D", OUTER, NEXT)}
    assert changes(row, after, before) == {("B", NEXT, CORE), ("A", OUTER, NEXT)}


def test_where_nothing_was_everything_is_stricter(row: Register) -> None:
    assert {ward for ward, before, _ in changes(row, [], drawn(row, "B")) if before is None} == set("ABCDEF")
    assert changes(row, drawn(row, "B"), []) == set()


def test_a_larger_distance_is_stricter_and_a_smaller_one_never(row: Register) -> None:
    small = RingRequest(RingMode.DISTANCE, next_m=200.0, outer_m=600.0)
    large = RingRequest(RingMode.DISTANCE, next_m=400.0, outer_m=900.0)
    before, after = drawn(row, "B", request=small), drawn(row, "B", request=large)
    assert changes(row, after, before) == set()
    assert {(ward, layer) for ward, _, layer in changes(row, before, after)} >= {("A", NEXT), ("C", NEXT), ("C", OUTER)}


def test_a_strip_that_only_rounding_leaves_counts_for_nothing(row: Register) -> None:
    ground = square(1, 0)
    wider = square(1, 0, width=1.000001)
    assert stricter_places(row, [(CORE, ground)], [(CORE, wider)]) == ()


def test_the_largest_place_comes_first_with_a_point_inside_it(row: Register) -> None:
    places = stricter_places(row, [], [(CORE, square(0, 0, width=1.2))])
    assert [each.ward_code for each in places] == ["A", "B"]
    assert places[0].area_m2 > places[1].area_m2
    assert row.locate(places[1].lon, places[1].lat)[0].ward.code == "B"
