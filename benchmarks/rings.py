"""Rings round places in Đông Anh, held against bare shapely on the same polygons; and how exact all are.

The bound is what somebody would write without a grid, slivers, people or shares: unions and differences of the same
wards and cuts. On real boundaries where `KHOANHVUNG_REFERENCE_DATA` names them, else shipped ones. Times are
of the processor, which other work on the machine leaves alone.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import shapely
from rich.table import Table
from shapely.geometry.base import BaseGeometry

from app.domain.barriers import NO_BARRIERS
from app.domain.register import Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.ring_overlay import union
from app.domain.ring_reach import Asked, Reach, reach_of
from app.domain.rings import RingPlan, draw_rings, merge_rings, wards_met
from app.domain.vocabulary import LockdownLayer
from app.services.register import current_register
from app.services.site_setup import set_up
from app.storage.engine import create_database_engine, session_factory
from app.storage.schema import upgrade
from benchmarks.main_job import NOW, RULES
from benchmarks.serving import ROOT

DISTRICT: Final = "017"
MERGED: Final = 20
WHOLE: Final = (RingMode.WHOLE_UNITS, RingMode.ADMINISTRATIVE, RingMode.CONTIGUITY)


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows."""
    file = Path(os.environ.get("KHOANHVUNG_REFERENCE_DATA", "")) / "hanoi_wards_2021.geojson"
    name, content = ("real", file.read_bytes()) if file.is_file() else ("shipped", _shipped())
    register = _register(folder / "site.sqlite", content)
    plans: list[RingPlan] = []
    for what, drawn in _by_mode(register).items():
        timed = [_timed(register, place, request, plans) for place, request in drawn]
        ours, bare = [each[0] for each in timed], [each[1] for each in timed]
        _row(table, f"{what}, {name} boundaries", f"{len(drawn)} places in {DISTRICT}", ours, bare)
    layers = [[(each.layer, each.shape) for each in plan.layers] for plan in plans[:: len(plans) // MERGED][:MERGED]]
    ours, bare = [_seconds(lambda: merge_rings(register, layers))], [_seconds(lambda: _bare_merge(layers))]
    _row(table, "merged by the stricter layer", f"{len(layers)} outbreaks of {DISTRICT}", ours, bare)
    _exactness(table, register, name)


def _shipped() -> bytes:
    return (ROOT / "data" / "wards.geojson").read_bytes()


def _register(path: Path, content: bytes) -> Register:
    engine = create_database_engine(f"sqlite:///{path}")
    upgrade(engine)
    with session_factory(engine)() as session:
        set_up(session, rules=RULES, register_content=content, register_name="benchmark", now=NOW)
        register = current_register(session)
    engine.dispose()
    # What a server has at hand after its first question.
    register.locate(*shapely.get_coordinates(shapely.point_on_surface(register.shapes[0]))[0].tolist())
    assert register.is_tiling
    assert len(register.areas_m2)
    return register


def _by_mode(register: Register) -> dict[str, list[tuple[BaseGeometry, RingRequest]]]:
    places = [_hamlet(register, at) for at in register.district_positions[DISTRICT].tolist()]
    return {
        " ".join(str(each) for each in (request.mode, *_values(request))): [(place, request) for place in places]
        for request in _requests(None)
    } | {"manual": [(place, _drawn(place)) for place in places]}


def _values(request: RingRequest) -> list[float]:
    return [value for value in request.parameters().values() if value is not None and not isinstance(value, bool)]


def _hamlet(register: Register, at: int) -> BaseGeometry:
    """A crooked place of some hundred metres that reaches over the borders of its ward where that is small."""
    place: BaseGeometry = shapely.simplify(shapely.buffer(shapely.point_on_surface(register.shapes[at]), 0.004), 0.0003)
    return place


def _requests(place: BaseGeometry | None) -> Iterator[RingRequest]:
    yield RingRequest()
    yield RingRequest(RingMode.ADMINISTRATIVE)
    yield RingRequest(RingMode.CONTIGUITY, order=2, outer_order=3)
    yield RingRequest(RingMode.DISTANCE, core_m=100.0, next_m=500.0, outer_m=2000.0)
    yield RingRequest(RingMode.DISTANCE, next_m=300.0)
    if place is not None:
        yield _drawn(place)


def _drawn(place: BaseGeometry) -> RingRequest:
    middle = shapely.centroid(place)
    outer = shapely.box(*shapely.bounds(shapely.buffer(middle, 0.02)).tolist())
    drawn = {LockdownLayer.NEXT: shapely.buffer(middle, 0.01), LockdownLayer.OUTER: outer}
    return RingRequest(RingMode.MANUAL, layers=drawn)


def _timed(register: Register, place: BaseGeometry, request: RingRequest, plans: list[RingPlan]) -> tuple[float, float]:
    codes = wards_met(register, place)
    plans.append(draw_rings(register, ward_codes=codes, core=place, request=request))
    reach = reach_of(Asked(register, register.positions_of(codes), place, request, NO_BARRIERS))
    return (
        _seconds(lambda: draw_rings(register, ward_codes=codes, core=place, request=request)),
        _seconds(lambda: _bare(register, reach)),
    )


def _bare(register: Register, reach: Reach) -> list[BaseGeometry]:
    layers: list[BaseGeometry] = []
    taken: BaseGeometry = shapely.MultiPolygon()
    for layer in LockdownLayer:
        claimed = [register.shapes[each] for each in reach.whole.get(layer, [])]
        if layer in reach.cuts:
            near = shapely.union_all(register.shapes[register.positions_meeting(reach.cuts[layer])])
            claimed.append(shapely.intersection(near, reach.cuts[layer]))
        together = shapely.union_all([taken, *claimed])
        layers.append(shapely.difference(together, taken))
        taken = together
    return layers


def _bare_merge(plans: list[list[tuple[LockdownLayer, Any]]]) -> list[BaseGeometry]:
    layers: list[BaseGeometry] = []
    taken: BaseGeometry = shapely.MultiPolygon()
    for layer in LockdownLayer:
        drawn = [shape for plan in plans for each, shape in plan if each is layer and shape is not None]
        together = shapely.union_all([taken, *drawn])
        layers.append(shapely.difference(together, taken))
        taken = together
    return layers


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def _row(table: Table, what: str, size: str, ours: list[float], bare: list[float]) -> None:
    reached = f"{1000 * sum(ours) / len(ours):.1f} ms, {1000 * max(ours):.1f} ms at most"
    table.add_row(what, size, reached, f"{sum(ours) / sum(bare):.1f} × shapely")


def _exactness(table: Table, register: Register, name: str) -> None:
    """The worst of every ward in every mode."""
    area = register.projector.area_m2
    worst, smallest, count = 0.0, math.inf, 0
    for at in range(len(register.wards)):
        place = _hamlet(register, at)
        codes = wards_met(register, place)
        for request in _requests(place):
            plan = draw_rings(register, ward_codes=codes, core=place, request=request)
            shapes = [layer.shape for layer in plan.layers if layer.shape is not None]
            together = shapely.union_all(shapes)
            assert all(shape.is_valid for shape in shapes)
            worst = max(worst, abs(math.fsum(map(area, shapes)) - area(together)))
            smallest = min(smallest, *(area(part) for shape in shapes for part in shape.geoms if part.area < 1e-8), 1e9)
            if request.mode in WHOLE:
                ground = union(register.shapes[register.positions_of(plan.ward_layers)])
                worst = max(worst, area(shapely.symmetric_difference(together, ground)))
            count += 1
    smallest_m2 = "none below 100 m²" if smallest == 1e9 else f"smallest part {smallest:.1f} m²"
    table.add_row(f"exactness, {name} boundaries", f"{count:,} rings", f"off by {worst:.3f} m²; {smallest_m2}", "")
