"""Every mode on drawn maps: a partition that holds its core, which barriers only make smaller; merged by strictness."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point
from shapely.geometry.base import BaseGeometry

from app.domain.barriers import BarrierSet
from app.domain.register import Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import RingPlan, draw_rings, merge_rings
from app.domain.vocabulary import LockdownLayer
from tests.examples import examples
from tests.property.test_rings import cores, registers
from tests.ringed import assert_disjoint, assert_partition
from tests.worlds import CELL, NORTH, WEST

FEW = settings(max_examples=examples(30), deadline=None)
WHOLE = (RingMode.WHOLE_UNITS, RingMode.ADMINISTRATIVE, RingMode.CONTIGUITY)
Asked = tuple[tuple[str, ...], BaseGeometry | None, RingRequest]


@st.composite
def requests(draw: st.DrawFn, *, modes: Sequence[RingMode] = tuple(RingMode)) -> RingRequest:
    """A request of some mode with any values it may have."""
    mode = draw(st.sampled_from(modes))
    asked = partial(RingRequest, mode, respect_barriers=draw(st.booleans()), within_districts=draw(st.booleans()))
    match mode:
        case RingMode.CONTIGUITY:
            order = draw(st.integers(1, 3))
            outer = draw(st.one_of(st.none(), st.integers(order + 1, 5)))
            return asked(order=order, outer_order=outer)
        case RingMode.DISTANCE:
            near = draw(st.floats(1, 2000))
            far = draw(st.one_of(st.none(), st.floats(1, 3000).map(lambda more: near + more)))
            return asked(core_m=draw(st.floats(0, 500)), next_m=near, outer_m=far)
        case RingMode.MANUAL:
            drawn = draw(st.dictionaries(st.sampled_from(LockdownLayer), boxes(), min_size=1))
            return asked(layers=drawn)
        case _:
            return asked()


@st.composite
def boxes(draw: st.DrawFn) -> BaseGeometry:
    """A box somewhere on the map, a tenth of a square wide or more."""
    column, row = draw(st.floats(0, 3)), draw(st.floats(0, 3))
    wide, high = draw(st.floats(0.1, 3)), draw(st.floats(0.1, 3))
    west, north = WEST + CELL * column, NORTH - CELL * row
    return shapely.box(west, north - CELL * high, west + CELL * wide, north)


@st.composite
def questions(draw: st.DrawFn, register: Register, *, modes: Sequence[RingMode] = tuple(RingMode)) -> Asked:
    """Wards, a place and a request that can be answered."""
    codes, core = draw(cores(register))
    request = draw(requests(modes=modes))
    for shape in request.layers.values():
        near = register.positions_meeting(shape)
        assume(any(register.projector.area_m2(register.shapes[each].intersection(shape)) > 2 for each in near))
    return codes, core, request


def drawn(register: Register, asked: Asked, barriers: BarrierSet | None = None) -> RingPlan:
    codes, core, request = asked
    return draw_rings(register, ward_codes=codes, core=core, request=request, barriers=barriers or BarrierSet())


def reaches(plan: RingPlan) -> list[BaseGeometry]:
    """The core; core and next; all three."""
    shapes = [layer.shape or shapely.MultiPolygon() for layer in plan.layers]
    return [shapely.union_all(shapes[: count + 1]) for count in range(3)]


def strictness_at(plan: RingPlan, points: Sequence[Point]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The strictness of the layer that holds each point, 0 outside all."""
    found = np.zeros(len(points), dtype=np.intp)
    for layer in plan.layers:
        if layer.shape is not None:
            found = np.maximum(found, layer.layer.strictness * shapely.intersects(layer.shape, list(points)))
    return found


@FEW
@given(st.data())
def test_layers_of_every_mode_are_disjoint_and_without_slivers(data: st.DataObject) -> None:
    register = data.draw(registers())
    asked = data.draw(questions(register))
    plan = drawn(register, asked)
    assert_disjoint(register, plan)
    if asked[2].mode in WHOLE:
        assert_partition(register, plan)


@FEW
@given(st.data())
def test_the_ground_and_people_of_every_mode_are_those_of_its_wards_parts(data: st.DataObject) -> None:
    register = data.draw(registers())
    plan = drawn(register, data.draw(questions(register)))
    for layer in plan.layers:
        assert (layer.shape is None) == (layer.area_km2 == 0.0)
    everybody = sum(register.ward(code).population or 0 for code in plan.ward_layers)
    assert 0 <= sum(layer.population or 0 for layer in plan.layers) <= everybody


@FEW
@given(st.data())
def test_a_ring_by_distance_holds_its_core_and_every_farther_layer_holds_the_nearer(data: st.DataObject) -> None:
    register = data.draw(registers())
    codes, core, request = data.draw(questions(register, modes=[RingMode.DISTANCE]))
    plan = draw_rings(register, ward_codes=codes, core=core, request=request)
    area = register.projector.area_m2
    ground = shapely.union_all(register.shapes)
    place = shapely.union_all([register.ward(code).shape for code in codes]) if core is None else core
    inside = place.intersection(ground)
    if request.within_districts:
        inside = place.intersection(shapely.union_all([register.ward(code).shape for code in codes]))
    # Nothing of the place is left out but what wards touched by a sliver hold.
    assert area(shapely.difference(inside, reaches(plan)[0])) < 2 * len(register.wards)
    metric = register.projector.to_metric
    grown = shapely.buffer(metric(place), (request.core_m + (request.next_m or 0.0)) * 1.001 + 1.0, quad_segs=64)
    # Slivers of the outer layer are the next one's.
    assert shapely.area(shapely.difference(metric(reaches(plan)[1]), grown)) < 2 * len(register.wards)


@FEW
@given(st.data())
def test_with_barriers_a_ring_never_reaches_more(data: st.DataObject) -> None:
    register = data.draw(registers())
    codes, core, request = data.draw(questions(register))
    pairs = [frozenset((register.codes[one], register.codes[other])) for one, other in register.borders.pairs.tolist()]
    cut = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    column = WEST + CELL * data.draw(st.floats(0, 4))
    line = shapely.LineString([(column, NORTH + CELL), (column + CELL / 3, NORTH - 5 * CELL)])
    barriers = BarrierSet(ward_pairs=frozenset(cut), lines=data.draw(st.sampled_from([(), (line,)])))
    without = drawn(register, (codes, core, request))
    within = drawn(register, (codes, core, request), barriers)
    assert_disjoint(register, within)
    for less, more in zip(reaches(within), reaches(without), strict=True):
        assert register.projector.area_m2(shapely.difference(less, more)) < 1 + len(register.wards)


@FEW
@given(st.data())
def test_a_further_outbreak_never_loosens_any_point_and_each_point_has_its_strictest_layer(
    data: st.DataObject,
) -> None:
    register = data.draw(registers())
    plans = [drawn(register, data.draw(questions(register))) for _ in range(data.draw(st.integers(1, 3)))]
    points = [
        Point(WEST + CELL * x, NORTH - CELL * y)
        for x, y in data.draw(st.lists(st.tuples(st.floats(0, 4), st.floats(0, 4)), min_size=5, max_size=15))
    ]
    before = np.zeros(len(points), dtype=np.intp)
    for count in range(1, len(plans) + 1):
        merged = merge_rings(register, [[(each.layer, each.shape) for each in plan.layers] for plan in plans[:count]])
        assert_disjoint(register, merged)
        after = strictness_at(merged, points)
        expected = np.max([strictness_at(plan, points) for plan in plans[:count]], axis=0)
        clear = _clear_of_rims(register, [*plans[:count], merged], points)
        assert (after[clear] >= before[clear]).all()
        assert (after[clear] == expected[clear]).all()
        before = after


def _clear_of_rims(
    register: Register, plans: Sequence[RingPlan], points: Sequence[Point]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Points at least 2 m from the rim of every layer, where slivers change hands."""
    rims = [shapely.boundary(layer.shape) for plan in plans for layer in plan.layers if layer.shape is not None]
    if not rims:
        return np.ones(len(points), dtype=np.bool_)
    metric = register.projector.to_metric(shapely.union_all(rims))
    placed = register.projector.points_to_metric(shapely.get_coordinates(list(points)))
    return np.asarray(shapely.distance(metric, shapely.points(placed)) > 2.0)
