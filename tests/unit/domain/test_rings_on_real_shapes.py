"""Rings on real boundaries, clean and dirty: the partition holds whatever the drawing is like."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, islice

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.register import Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.ring_overlay import union
from app.domain.rings import RingPlan, draw_rings, merge_rings, wards_met
from app.domain.vocabulary import LockdownLayer
from app.settings import ROOT
from tests.reference import reference_file
from tests.registers import imported_register, raw_register

WHOLE = (RingMode.WHOLE_UNITS, RingMode.ADMINISTRATIVE, RingMode.CONTIGUITY)
EVERY = 60
"""Of how many wards one is tried here; `python -m benchmarks rings` tries them all."""


@pytest.fixture(scope="module", params=["shipped", "clean", "dirty"])
def register(request: pytest.FixtureRequest) -> Register:
    match request.param:
        case "shipped":
            return imported_register((ROOT / "data" / "wards.geojson").read_bytes())
        case "clean":
            return imported_register(reference_file("hanoi_wards_2021.geojson").read_bytes())
        case _:
            return raw_register(reference_file("hanoi_wards_2014_2020_thinned_dirty.geojson").read_bytes())


def hamlet(register: Register, at: int) -> BaseGeometry:
    """A crooked place of some hundred metres in the middle of a ward, reaching over its borders."""
    middle = shapely.point_on_surface(register.shapes[at])
    place: BaseGeometry = shapely.simplify(shapely.buffer(middle, 0.005), 0.0004)
    return place


def requests(middle: BaseGeometry) -> Iterator[RingRequest]:
    yield RingRequest()
    yield RingRequest(RingMode.ADMINISTRATIVE)
    yield RingRequest(RingMode.CONTIGUITY, order=2, outer_order=3)
    yield RingRequest(RingMode.DISTANCE, core_m=100, next_m=500, outer_m=2000)
    yield RingRequest(RingMode.DISTANCE, next_m=300, within_districts=True)
    drawn = {LockdownLayer.NEXT: middle.buffer(0.01), LockdownLayer.OUTER: shapely.box(*middle.buffer(0.02).bounds)}
    yield RingRequest(RingMode.MANUAL, layers=drawn)


def plans(register: Register) -> Iterator[tuple[RingRequest, RingPlan]]:
    for at in range(7, len(register.wards), EVERY):
        place = hamlet(register, at)
        for request in requests(shapely.centroid(place)):
            yield request, draw_rings(register, ward_codes=wards_met(register, place), core=place, request=request)


def test_layers_partition_their_territory_to_less_than_a_square_metre(register: Register) -> None:
    area = register.projector.area_m2
    for request, plan in plans(register):
        shapes = [layer.shape for layer in plan.layers if layer.shape is not None]
        together = shapely.union_all(shapes)
        assert abs(math.fsum(area(shape) for shape in shapes) - area(together)) < 1
        assert not any(area(shapely.intersection(one, other)) > 0 for one, other in combinations(shapes, 2))
        assert all(shape.is_valid and min(map(area, shape.geoms)) >= 0.99 for shape in shapes)
        if request.mode in WHOLE:
            wards = register.shapes[register.positions_of(plan.ward_layers)]
            assert abs(area(together) - area(shapely.union_all(wards))) < 1
            assert area(shapely.symmetric_difference(together, union(wards))) < 1


def test_merged_layers_partition_all_their_ground_together(register: Register) -> None:
    area = register.projector.area_m2
    drawn = [plan for _, plan in islice(plans(register), 0, None, 5)]
    merged = merge_rings(register, [[(each.layer, each.shape) for each in plan.layers] for plan in drawn])
    ground = shapely.union_all([each.shape for plan in drawn for each in plan.layers if each.shape is not None])
    shapes = [layer.shape for layer in merged.layers if layer.shape is not None]
    assert abs(math.fsum(area(shape) for shape in shapes) - area(ground)) < 1
    for plan in drawn:
        core = plan.layers[0].shape
        assert core is not None
        assert area(shapely.difference(core, shapes[0])) < 1
