"""Why to look at rings again before issuing them."""

from __future__ import annotations

import pytest

from app.domain.register import Register
from app.domain.ring_warnings import RingWarningKind, neighbors_touched, ring_warnings
from app.domain.rings import draw_rings
from app.domain.vocabulary import BoundaryStatus
from tests.worlds import make_register, square

ROW, DISTRICT = "A B C D E F G H", "1 1 1 1 1 1 1 1"


@pytest.fixture
def row() -> Register:
    return make_register(ROW, districts=DISTRICT)


def kinds(register: Register, *codes: str, share: float = 0.5) -> list[RingWarningKind]:
    plan = draw_rings(register, ward_codes=codes, core=None)
    return [warning.kind for warning in ring_warnings(register, plan, warn_share=share)]


def test_a_small_ring_needs_no_second_look(row: Register) -> None:
    assert kinds(row, "A") == []


def test_half_a_district_is_a_large_share(row: Register) -> None:
    assert kinds(row, "B") == []
    assert kinds(row, "B", "C") == [RingWarningKind.LARGE_SHARE]
    assert kinds(row, "B", "C", share=0.51) == []


def test_the_warning_names_the_district_and_the_share(row: Register) -> None:
    plan = draw_rings(row, ward_codes=["B", "C"], core=None)
    (warning,) = ring_warnings(row, plan)
    assert "50 % of Quận 1" in warning.en
    assert "50 % Quận 1" in warning.vi


def test_where_people_are_unknown_area_counts_and_it_is_said() -> None:
    register = make_register(ROW, districts=DISTRICT, populations=None)
    assert kinds(register, "B", "C") == [RingWarningKind.LARGE_SHARE, RingWarningKind.POPULATION_UNKNOWN]


def test_without_districts_the_share_is_of_the_whole_register() -> None:
    assert kinds(make_register(ROW), "B", "C") == [RingWarningKind.LARGE_SHARE_OF_CITY]
    assert kinds(make_register(ROW, populations=None), "B", "C") == [
        RingWarningKind.LARGE_SHARE_OF_CITY,
        RingWarningKind.POPULATION_UNKNOWN,
    ]


def test_neighbors_across_a_district_line_are_told_where_the_core_is_known() -> None:
    register = make_register(ROW, districts="1 1 1 1 1 1 2 2")
    plan = draw_rings(register, ward_codes=["F"], core=None)
    (warning,) = ring_warnings(register, plan, warn_share=0.6, core_ward_codes=["F"])
    assert warning.kind is RingWarningKind.NEIGHBORS_TOUCHED
    assert "Quận 2" in warning.vi
    assert neighbors_touched(register, plan, ["F"]) == ("G",)
    assert ring_warnings(register, plan, warn_share=0.6) == ()


def test_ground_outside_every_ward_is_told(row: Register) -> None:
    plan = draw_rings(row, ward_codes=["A"], core=square(-0.5, 0, width=1.5))
    (warning,) = ring_warnings(row, plan)
    assert warning.kind is RingWarningKind.OUTSIDE_REGISTER
    assert f"{plan.outside_m2:.0f} m²" in warning.en


def test_split_wards_on_schematic_boundaries_are_a_guess() -> None:
    register = make_register(ROW, districts=DISTRICT, status=BoundaryStatus.SCHEMATIC)
    split = draw_rings(register, ward_codes=["A"], core=square(0, 0, width=0.5))
    assert [each.kind for each in ring_warnings(register, split)] == [RingWarningKind.SCHEMATIC_BOUNDARIES]
    assert kinds(register, "A") == []
