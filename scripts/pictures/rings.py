"""The pictures of `docs/rings.md`: every mode round one place, a river, and two rings merged."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.barriers import BarrierSet
from app.domain.register import Register
from app.domain.ring_barriers import barrier_lines
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import RingPlan, draw_rings, merge_rings, wards_met
from app.domain.vocabulary import LockdownLayer
from scripts.pictures.drawing import Layers, Panel, Sheet

DONG_ANH: Final = "017"
WINDOW: Final = (105.735, 21.035, 105.955, 21.24)
PLACE: Final = shapely.Polygon(
    [(105.868, 21.143), (105.876, 21.147), (105.884, 21.144), (105.886, 21.136), (105.877, 21.132), (105.869, 21.135)]
)
"""An example: a place of about 2 km² where three communes meet."""
EXAMPLE: Final = "Nơi vẽ là ví dụ · the place is an example."


def ring_pictures(register: Register, red_river: BarrierSet, folder: Path) -> None:
    """Write all of them."""
    named = [ward.code for ward in register.wards if ward.district_code == DONG_ANH]
    for name, panels, columns in (
        ("rings-modes", _modes(register), 3),
        ("rings-river", _river(register, red_river), 2),
        ("rings-merged", _merged(register), 3),
    ):
        sheet = Sheet(register, WINDOW, panels, columns=columns, named=named, source=EXAMPLE)
        (folder / f"{name}.svg").write_text(sheet.svg(), encoding="utf-8")


def layers_of(plan: RingPlan) -> Layers:
    """The layers of a plan as a panel draws them."""
    return [(each.layer, each.shape) for each in plan.layers]


def people_in(plan: RingPlan) -> str:
    """How many people each layer holds, in few words; `~` where wards are split by area."""
    names = {LockdownLayer.CORE: "lõi", LockdownLayer.NEXT: "kế tiếp", LockdownLayer.OUTER: "ngoài"}
    return "Dân / people: " + " · ".join(
        f"{names[each.layer]} {'~' if each.population_estimated else ''}{each.population:,}".replace(",", ".")
        for each in plan.layers
        if each.population is not None
    )


def _drawn(
    register: Register, place: BaseGeometry, request: RingRequest, barriers: BarrierSet | None = None
) -> RingPlan:
    codes = wards_met(register, place)
    return draw_rings(register, ward_codes=codes, core=place, request=request, barriers=barriers or BarrierSet())


def _modes(register: Register) -> list[Panel]:
    middle = shapely.centroid(PLACE)
    drawn = {
        LockdownLayer.NEXT: shapely.buffer(middle, 0.028, quad_segs=2),
        LockdownLayer.OUTER: shapely.box(105.80, 21.085, 105.935, 21.185),
    }
    whole = draw_rings(register, ward_codes=wards_met(register, middle), core=None)
    asked = (
        ("Đa giác, theo đơn vị", "whole_units, a polygon", RingRequest()),
        ("Hành chính: phần còn lại của xã, của huyện", "administrative", RingRequest(RingMode.ADMINISTRATIVE)),
        ("Giáp ranh bậc 2, ngoài bậc 3", "contiguity, order 2, outer_order 3", _contiguity()),
        ("Khoảng cách 1 km và 4 km", "distance, next_m 1000, outer_m 4000", _distance()),
        ("Vẽ tay", "manual", RingRequest(RingMode.MANUAL, layers=drawn)),
    )
    first = Panel(
        "Cả xã, theo đơn vị (mặc định)", "whole_units, whole wards (default)", layers_of(whole), note=people_in(whole)
    )
    rest = [
        Panel(vi, en, layers_of(plan), note=people_in(plan))
        for vi, en, request in asked
        for plan in [_drawn(register, PLACE, request)]
    ]
    return [first, *rest]


def _contiguity() -> RingRequest:
    return RingRequest(RingMode.CONTIGUITY, order=2, outer_order=3)


def _distance() -> RingRequest:
    return RingRequest(RingMode.DISTANCE, next_m=1000.0, outer_m=4000.0)


def _river(register: Register, red_river: BarrierSet) -> list[Panel]:
    window = shapely.box(*WINDOW)
    lines = [line for line in [barrier_lines(register, red_river, near=window)] if line is not None]
    place = shapely.buffer(shapely.Point(105.822, 21.107), 0.006)
    panels = []
    for vi, en, respected in (
        ("Không kể sông", "respect_barriers: false", False),
        ("Sông Hồng, sông Đuống không qua được", "respect_barriers: true", True),
    ):
        request = RingRequest(RingMode.DISTANCE, next_m=2500.0, outer_m=5000.0, respect_barriers=respected)
        plan = _drawn(register, place, request, red_river)
        panels.append(Panel(vi, en, layers_of(plan), rivers=lines, note=people_in(plan)))
    return panels


def _merged(register: Register) -> list[Panel]:
    other = shapely.buffer(shapely.Point(105.806, 21.132), 0.008)
    plans = [
        _drawn(register, place, request)
        for place, request in (
            (PLACE, RingRequest()),
            (other, RingRequest(RingMode.DISTANCE, next_m=2000.0, outer_m=4500.0)),
        )
    ]
    merged = merge_rings(register, [layers_of(plan) for plan in plans])
    titles = (
        ("Ổ dịch thứ nhất", "the first outbreak"),
        ("Ổ dịch thứ hai", "the second outbreak"),
        ("Gộp: lớp chặt hơn thắng", "merged: the stricter layer wins"),
    )
    return [
        Panel(vi, en, layers_of(plan), note=people_in(plan))
        for (vi, en), plan in zip(titles, (*plans, merged), strict=True)
    ]
