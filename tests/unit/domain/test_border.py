"""Border wards: who touches stricter ground, by level, ring and cordon; and the lines along which wards meet."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
import shapely

from app.domain.adjacency import border_lines, shared_borders
from app.domain.border import BorderTable, Situation, Touch, border_table, elevated_from
from app.domain.register import Register
from app.services.policy_library import shipped_policy
from tests.reference import reference_file
from tests.worlds import make_register

MAP = "A B C / D E F / G H I"


def situation(register: Register, levels: str, *, ring: str = "", cordon: str = "") -> Situation:
    """Ranks drawn as the map is (0 unknown), and the wards of a ring and of a cordon."""
    ranks = np.array([int(each) for each in levels if each.isdigit()], dtype=np.intp)

    def ground(codes: str) -> list[np.typing.NDArray[np.bool_]]:
        return [np.array([code in codes for code in register.codes])] if codes else []

    return Situation(ranks, ground(ring), ground(cordon))


def seen(register: Register, table: BorderTable, touch: Touch | None = None) -> set[str]:
    """The borders as ward and neighbor."""
    chosen = table if touch is None else table.only(table.by[touch])
    return {
        register.codes[ward] + register.codes[other] for ward, other in zip(chosen.ward, chosen.neighbor, strict=True)
    }


def drawn(levels: str, *, from_rank: int = 2, include_same: bool = False, ring: str = "", cordon: str = "") -> set[str]:
    register = make_register(MAP)
    there = situation(register, levels, ring=ring, cordon=cordon)
    return seen(register, border_table(register.borders, there, from_rank=from_rank, include_same=include_same))


def test_a_ward_below_an_elevated_neighbor_is_a_border_ward() -> None:
    assert drawn("111 / 131 / 111") == {"BE", "DE", "FE", "HE"}


def test_a_common_corner_is_no_border() -> None:
    assert not {"AE", "CE", "GE", "IE"} & drawn("111 / 131 / 111")


def test_a_ward_as_strict_as_its_neighbor_is_none_unless_asked_for() -> None:
    assert drawn("111 / 332 / 111") == {"AD", "BE", "CF", "FE", "GD", "HE", "IF"}
    assert drawn("111 / 332 / 111", include_same=True) > {"DE", "ED", "EF"}


def test_an_elevated_ward_that_touches_a_stricter_one_is_told_of_it() -> None:
    assert drawn("111 / 231 / 111") == {"AD", "BE", "DE", "FE", "GD", "HE"}


def test_unknown_is_never_elevated_and_is_told_of_its_neighbors() -> None:
    assert drawn("111 / 031 / 111") == {"BE", "DE", "FE", "HE"}


def test_only_levels_from_the_rank_on_count() -> None:
    assert drawn("121 / 111 / 111", from_rank=3) == set()
    assert drawn("121 / 111 / 111", from_rank=2) == {"AB", "CB", "EB"}


@pytest.mark.parametrize("touch", [Touch.RING, Touch.CORDON])
def test_wards_outside_a_ring_or_cordon_touch_those_inside(touch: Touch) -> None:
    register = make_register(MAP)
    there = situation(register, "111 / 111 / 111", **{touch.value: "ABD"})
    table = border_table(register.borders, there, from_rank=2)
    assert seen(register, table) == seen(register, table, touch) == {"CB", "EB", "ED", "GD"}


def test_borders_are_told_with_their_metres_by_ward_and_neighbor() -> None:
    register = make_register("A B / C C")
    table = border_table(register.borders, situation(register, "113"), from_rank=2)
    assert (table.ward.tolist(), table.neighbor.tolist()) == ([0, 1], [2, 2])
    assert table.length_m.tolist() == pytest.approx([1038.9, 1038.9], rel=1e-3)


def test_a_map_without_borders_has_no_border_ward() -> None:
    register = make_register("A . B")
    assert len(border_table(register.borders, situation(register, "13"), from_rank=2).ward) == 0


@pytest.mark.parametrize(
    ("policy_id", "elevated"),
    [
        ("hanoi-ct06-2021", ["orange", "red"]),
        ("moh-2686-2021", ["orange", "red"]),
        ("moh-4800-2021", ["level_3", "level_4"]),
        ("cdc-community-levels-2022", ["medium", "high"]),
    ],
)
def test_the_two_strictest_levels_count_as_elevated_and_never_the_lowest(
    policy_id: str, elevated: Sequence[str]
) -> None:
    policy = shipped_policy(policy_id)
    assert [each.id for each in policy.levels if each.rank >= elevated_from(policy)] == elevated


def test_lines_lie_where_wards_meet() -> None:
    register = make_register("A B / C C")
    lines = border_lines(register.shapes, register.borders.pairs)
    for (one, other), line in zip(register.borders.pairs.tolist(), lines.tolist(), strict=True):
        assert line.geom_type == "LineString"
        assert shapely.equals(line, shapely.intersection(register.shapes[one], register.shapes[other]))


def test_a_border_in_two_parts_is_one_shape() -> None:
    register = make_register("A B A")
    (line,) = border_lines(register.shapes, register.borders.pairs).tolist()
    assert line.geom_type == "MultiLineString"
    assert len(line.geoms) == 2


def test_wards_drawn_apart_meet_along_the_rim_of_the_first() -> None:
    register = make_register("A B")
    apart = np.array([shapely.buffer(each, -0.0001, join_style="mitre") for each in register.shapes], dtype=object)
    (line,) = border_lines(apart, register.borders.pairs, reach=0.001).tolist()
    assert shapely.length(line) > 0.009
    (nothing,) = border_lines(apart, register.borders.pairs).tolist()
    assert nothing.is_empty


def test_no_pairs_have_no_lines() -> None:
    register = make_register("A . B")
    assert len(border_lines(register.shapes, register.borders.pairs)) == 0


def test_lines_of_real_wards_are_as_long_as_their_borders() -> None:
    features = json.loads(reference_file("hanoi_wards_2021.geojson").read_text())["features"]
    shapes = np.array([shapely.geometry.shape(each["geometry"]) for each in features], dtype=object)
    register = make_register("A B")
    borders = shared_borders(shapes, projector=register.projector)
    lines = border_lines(shapes, borders.pairs)
    metres = shapely.length(register.projector.to_metric(lines))
    assert metres == pytest.approx(borders.shared_border_m, abs=0.06)
