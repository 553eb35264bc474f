"""A drawn city of three districts to draw rings in, and rings as maps in text."""

from __future__ import annotations

import math
from typing import Final

import shapely
from shapely import Point

from app.domain.register import Register
from app.domain.rings import RingPlan
from app.domain.vocabulary import LockdownLayer
from tests.worlds import CELL, NORTH, WEST

CITY: Final = """
    A B C D /
    E F G H /
    I J K L
"""
DISTRICTS: Final = """
    1 1 2 2 /
    1 1 2 2 /
    1 3 3 2
"""
SIGN: Final = {LockdownLayer.CORE: "c", LockdownLayer.NEXT: "n", LockdownLayer.OUTER: "o"}


def layers(plan: RingPlan, drawing: str = CITY) -> str:
    """The strictest layer of each ward, drawn like the map; capital where only a part of the ward lies in it."""
    rows = []
    for row in drawing.split("/"):
        signs = (plan.ward_layers.get(code) for code in row.split())
        rows.append(" ".join("." if at is None else SIGN[at[0]].upper() if at[1] else SIGN[at[0]] for at in signs))
    return " / ".join(rows)


def place(column: float, row: float) -> Point:
    """A point of the drawn map, counted in squares from the north-west."""
    return Point(WEST + CELL * column, NORTH - CELL * row)


def people(plan: RingPlan) -> list[int | None]:
    """Inhabitants of core, next and outer."""
    return [layer.population for layer in plan.layers]


def assert_partition(register: Register, plan: RingPlan) -> None:
    """Layers neither overlap nor leave gaps in the territory, which is made of whole wards."""
    assert_disjoint(register, plan)
    shapes = [layer.shape for layer in plan.layers if layer.shape is not None]
    territory = shapely.union_all([register.ward(code).shape for code in plan.ward_layers])
    together = shapely.union_all(shapes)
    area = register.projector.area_m2(territory)
    assert abs(math.fsum(register.projector.area_m2(shape) for shape in shapes) - area) < 1
    assert register.projector.area_m2(shapely.symmetric_difference(together, territory)) < 1


def assert_disjoint(register: Register, plan: RingPlan) -> None:
    """Layers are valid, meet position by position, and have no part smaller than a square metre."""
    shapes = [layer.shape for layer in plan.layers if layer.shape is not None]
    assert shapely.coverage_is_valid(shapes)
    for shape in shapes:
        assert shape.is_valid
        assert min(register.projector.area_m2(part) for part in shape.geoms) >= 0.99
