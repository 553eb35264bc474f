"""Rivers in drawn maps: borders that touch and cannot be crossed, and ground that metres alone would reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon

from app.domain.barriers import NO_BARRIERS, Barrier, BarrierKind, BarrierSet, barrier_set
from app.domain.register import Register
from app.domain.ring_barriers import keep_connected, open_borders
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import draw_rings
from app.domain.vocabulary import Provenance
from tests.ringed import CITY, DISTRICTS, layers, place
from tests.worlds import make_register, square

RIVER = BarrierSet(ward_pairs=frozenset(map(frozenset, ["AE", "BF", "CG", "DH"])))
"""Between the first row of wards and the second."""
RESPECTED = RingRequest(respect_barriers=True)


@pytest.fixture
def city() -> Register:
    return make_register(CITY, districts=DISTRICTS)


def line(*points: tuple[float, float]) -> LineString:
    return LineString([(place(column, row).x, place(column, row).y) for column, row in points])


def rings(register: Register, request: RingRequest, barriers: BarrierSet = RIVER, *, ward: str = "A") -> str:
    return layers(draw_rings(register, ward_codes=[ward], core=None, request=request, barriers=barriers))


def test_a_ward_across_the_river_is_not_next(city: Register) -> None:
    # It stays outer, because it belongs to the core's district.
    assert rings(city, RESPECTED) == "c n . . / o o . . / o . . ."


def test_a_barrier_counts_only_where_it_is_asked_for(city: Register) -> None:
    assert rings(city, RingRequest()) == "c n . . / n o . . / o . . ."
    assert rings(city, RESPECTED, NO_BARRIERS) == rings(city, RingRequest())


def test_order_is_counted_over_open_borders_only(city: Register) -> None:
    request = RingRequest(RingMode.CONTIGUITY, order=2, outer_order=3, respect_barriers=True)
    assert rings(city, request) == "c n n o / . . . . / . . . ."


def test_a_pair_of_districts_cuts_all_their_borders(city: Register) -> None:
    between = BarrierSet(district_pairs=frozenset([frozenset("12")]))
    assert rings(city, RESPECTED, between, ward="F") == "o n . . / n c . . / o n . ."


def test_a_line_cuts_the_borders_it_runs_along(city: Register) -> None:
    river = BarrierSet(lines=(line((-1, 1.05), (5, 1.05)),))
    assert rings(city, RESPECTED, river) == "c n . . / o o . . / o . . ."


def test_a_line_across_a_border_leaves_it_open(city: Register) -> None:
    canal = BarrierSet(lines=(line((-1, 0.5), (5, 0.5)),))
    assert rings(city, RESPECTED, canal) == rings(city, RingRequest())


def test_a_line_far_away_cuts_nothing(city: Register) -> None:
    brook = BarrierSet(lines=(line((-1, 9), (5, 9)),))
    assert rings(city, RESPECTED, brook) == rings(city, RingRequest())
    metres = RingRequest(RingMode.DISTANCE, next_m=200, respect_barriers=True)
    assert rings(city, metres, brook) == rings(city, RingRequest(RingMode.DISTANCE, next_m=200))


def test_metres_do_not_count_across_a_river(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, next_m=300, outer_m=1500, respect_barriers=True)
    assert rings(city, request) == "c N O . / . . . . / . . . ."
    assert rings(city, request, BarrierSet(lines=(line((-1, 1), (5, 1)),))) == "c N O . / . . . . / . . . ."


def test_metres_go_round_the_end_of_a_river(city: Register) -> None:
    short = BarrierSet(lines=(line((-1, 1), (1.02, 1)),))
    request = RingRequest(RingMode.DISTANCE, next_m=300, outer_m=1500, respect_barriers=True)
    assert rings(city, request, short) == "c N O . / N N O . / O O . ."


def test_a_core_on_both_banks_reaches_on_both(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, next_m=100, outer_m=200, respect_barriers=True)
    plan = draw_rings(
        city, ward_codes=["A", "E"], core=square(0.4, 0.8, width=0.2, height=0.4), request=request, barriers=RIVER
    )
    assert layers(plan) == "C . . . / C . . . / . . . ."


def test_a_core_grown_from_a_point_stops_at_the_bank(city: Register) -> None:
    request = RingRequest(RingMode.DISTANCE, core_m=400, next_m=100, outer_m=200, respect_barriers=True)
    plan = draw_rings(city, ward_codes=["A"], core=place(0.5, 0.9), request=request, barriers=RIVER)
    assert layers(plan) == "C O . . / . . . . / . . . ."


def test_pairs_that_do_not_border_cut_nothing(city: Register) -> None:
    assert open_borders(city, BarrierSet(ward_pairs=frozenset([frozenset("AL")]))).pairs.tolist() == (
        city.borders.pairs.tolist()
    )


def test_wards_drawn_one_by_one_are_cut_along_their_rims() -> None:
    # E is drawn 20 m short of A, as where nobody matched the two.
    register = make_register(CITY, districts=DISTRICTS)
    shapes = register.shapes.copy()
    at = register.positions["E"]
    shapes[at] = MultiPolygon([square(0, 1.02, height=0.98)])
    register.__dict__["shapes"] = shapes
    river = BarrierSet(lines=(line((-1, 1.01), (5, 1.01)),))
    assert not register.is_tiling
    assert not np.isin(open_borders(register, river).pairs, [register.positions["A"], at]).all(axis=1).any()


def test_only_ground_joined_to_the_seed_is_kept() -> None:
    reach = square(0, 0, width=2)
    kept = keep_connected(reach, line((0.5, -1), (0.5, 2)), seed=square(0.7, 0.2, width=0.1))
    assert shapely.symmetric_difference(kept, square(0.5, 0, width=1.5)).area < 1e-12
    assert keep_connected(reach, line((0.5, -1), (0.5, 2)), seed=place(9, 9)).is_empty


def test_a_barrier_stands_from_its_first_day_until_the_day_it_ends() -> None:
    def barrier(kind: BarrierKind, *, until: date | None = None) -> Barrier:
        is_line = kind is BarrierKind.LINE
        return Barrier(
            barrier_id="BR0001",
            version=1,
            recorded_revision=1,
            name_vi="Sông Hồng",
            name_en="Red River",
            kind=kind,
            pairs=() if is_line else (("A", "E"),),
            line=line((0, 1), (4, 1)) if is_line else None,
            valid_from=date(2021, 5, 1),
            valid_to=until,
            document_number=None,
            provenance=Provenance.EXAMPLE,
        )

    declared = [
        barrier(BarrierKind.WARD_PAIRS),
        barrier(BarrierKind.DISTRICT_PAIRS, until=date(2021, 5, 10)),
        barrier(BarrierKind.LINE),
    ]
    assert barrier_set(declared, on=date(2021, 4, 30)) == NO_BARRIERS
    assert barrier_set(declared, on=date(2021, 4, 30)).is_empty
    standing = barrier_set(declared, on=date(2021, 5, 9))
    assert standing.ward_pairs == standing.district_pairs == frozenset([frozenset("AE")])
    assert len(standing.lines) == 1
    assert (
        declared[0].content == replace(declared[2], kind=BarrierKind.WARD_PAIRS, pairs=(("A", "E"),), line=None).content
    )
    assert declared[0].codes() == ("A", "E")
    assert barrier_set(declared, on=date(2021, 5, 10)).district_pairs == frozenset()
    assert shapely.length(standing.lines[0]) > 0
