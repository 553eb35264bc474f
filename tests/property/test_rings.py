"""Rings on drawn maps: always an exact partition, whatever the districts, the wards and the polygon."""

from __future__ import annotations

import math
from itertools import combinations

import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from app.domain.register import Register
from app.domain.rings import RingPlan, draw_rings, merge_rings, wards_met
from app.domain.vocabulary import LockdownLayer
from tests.examples import examples
from tests.worlds import CELL, NORTH, WEST, make_register

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SLOWER = settings(max_examples=examples(25), deadline=None)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Maps of 2–4 by 2–4 squares; a square may belong to the ward on its left, or to nobody; 1–3 districts or none."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    letters = iter(LETTERS)
    ground: list[list[str]] = []
    for _ in range(rows):
        row: list[str] = []
        for column in range(columns):
            kind = draw(st.sampled_from(["own", "own", "own", "left", "nobody"]))
            joins = kind == "left" and column > 0 and row[-1] != "."
            row.append("." if kind == "nobody" else row[-1] if joins else next(letters))
        ground.append(row)
    codes = sorted({letter for row in ground for letter in row} - {"."})
    assume(codes)
    parents = {code: draw(st.sampled_from(["1", "2", "3"])) for code in codes}
    drawing = " / ".join(" ".join(row) for row in ground)
    districts = " / ".join(" ".join(parents.get(letter, ".") for letter in row) for row in ground)
    people = {code: draw(st.integers(0, 50_000)) for code in codes}
    return make_register(drawing, districts=draw(st.sampled_from([districts, districts, None])), populations=people)


@st.composite
def cores(draw: st.DrawFn, register: Register) -> tuple[tuple[str, ...], BaseGeometry | None]:
    """Some wards, or a polygon with any corners that meets one."""
    if draw(st.booleans()):
        return tuple(draw(st.sets(st.sampled_from(register.codes), min_size=1, max_size=3))), None
    corner = st.tuples(st.floats(-0.5, 4.5), st.floats(-0.5, 4.5))
    corners = draw(st.lists(corner, min_size=3, max_size=6))
    points = shapely.multipoints([(WEST + CELL * x, NORTH - CELL * y) for x, y in corners])
    polygon = shapely.convex_hull(points)
    assume(isinstance(polygon, shapely.Polygon))
    near = register.positions_meeting(polygon)
    assume(any(register.projector.area_m2(register.shapes[each].intersection(polygon)) > 2 for each in near))
    return wards_met(register, polygon), polygon


def area_m2(register: Register, shape: BaseGeometry | None) -> float:
    return 0.0 if shape is None else register.projector.area_m2(shape)


def ground(register: Register, codes: set[str]) -> BaseGeometry:
    return shapely.union_all([register.ward(code).shape for code in codes])


def assert_partition(register: Register, plan: RingPlan) -> None:
    shapes = [layer.shape for layer in plan.layers]
    territory = ground(register, set(plan.ward_layers))
    together = shapely.union_all([shape for shape in shapes if shape is not None])
    assert abs(math.fsum(area_m2(register, shape) for shape in shapes) - area_m2(register, territory)) < 1
    assert area_m2(register, shapely.symmetric_difference(together, territory)) < 1
    for one, other in combinations([shape for shape in shapes if shape is not None], 2):
        assert area_m2(register, shapely.intersection(one, other)) < 0.01
    for shape in shapes:
        assert shape is None or (shape.is_valid and min(area_m2(register, part) for part in shape.geoms) >= 0.99)


@SLOWER
@given(st.data())
def test_rings_partition_their_territory(data: st.DataObject) -> None:
    register = data.draw(registers())
    codes, core = data.draw(cores(register))
    assert_partition(register, draw_rings(register, ward_codes=codes, core=core))


@SLOWER
@given(st.data())
def test_the_territory_is_the_cores_districts_and_the_wards_beside_it(data: st.DataObject) -> None:
    register = data.draw(registers())
    codes, core = data.draw(cores(register))
    plan = draw_rings(register, ward_codes=codes, core=core)
    met = register.positions_of(codes)
    beside = {register.codes[each] for each in register.borders.within(met, order=1)}
    if register.districts:
        parents = {register.ward(code).district_code for code in codes}
        inside = {ward.code for ward in register.wards if ward.district_code in parents}
    else:
        inside = {register.codes[each] for each in register.borders.within(met, order=2)}
    assert set(plan.ward_layers) == inside | beside
    assert {code for code in beside if plan.ward_layers[code][0] is LockdownLayer.OUTER} == set()
    outer = {code for code, (layer, _) in plan.ward_layers.items() if layer is LockdownLayer.OUTER}
    assert outer == (inside | beside) - beside
    assert not any(plan.ward_layers[code][1] for code in outer)


@SLOWER
@given(st.data())
def test_everybody_in_the_territory_is_counted_once(data: st.DataObject) -> None:
    register = data.draw(registers())
    codes, core = data.draw(cores(register))
    plan = draw_rings(register, ward_codes=codes, core=core)
    everybody = sum(register.ward(code).population or 0 for code in plan.ward_layers)
    assert sum(layer.population or 0 for layer in plan.layers) == everybody
    assert all((layer.population or 0) >= 0 for layer in plan.layers)


@SLOWER
@given(st.data())
def test_the_order_of_wards_never_matters(data: st.DataObject) -> None:
    register = data.draw(registers())
    codes, core = data.draw(cores(register))
    shuffled = data.draw(st.permutations(codes))
    assert draw_rings(register, ward_codes=shuffled, core=core) == draw_rings(register, ward_codes=codes, core=core)


@SLOWER
@given(st.data())
def test_merged_rings_partition_and_a_further_ring_never_loosens_a_ward(data: st.DataObject) -> None:
    register = data.draw(registers())
    plans = [
        draw_rings(register, ward_codes=codes, core=core)
        for codes, core in data.draw(st.lists(cores(register), min_size=1, max_size=3))
    ]
    drawn = [[(layer.layer, layer.shape) for layer in plan.layers] for plan in plans]
    merged = merge_rings(register, drawn)
    assert_partition(register, merged)
    for plan in plans:
        for code, (layer, _) in plan.ward_layers.items():
            assert merged.ward_layers[code][0].strictness >= layer.strictness
    assert merge_rings(register, drawn[::-1]).ward_layers == merged.ward_layers
