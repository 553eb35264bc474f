"""Tilings in metres: overlaps and gaps found, hairlines closed, the rest mended and accounted for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from app.domain.coverage import area_moved_m2, close_hairlines, find_flaws, mend
from app.domain.projection import Shapes


def array(*shapes: BaseGeometry) -> Shapes:
    return np.array([*shapes, None], dtype=object)[:-1]


WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
ROOM = 400.0


def ring_of_four(hole: Polygon) -> Shapes:
    """Four squares round a common corner at (1000, 1000), with a hole cut out of all of them."""
    squares = [box(x, y, x + 1000, y + 1000) for x in (0, 1000) for y in (0, 1000)]
    return shapely.difference(array(*squares), hole)


def test_shared_edges_are_clean() -> None:
    flaws = find_flaws(array(WEST, EAST))
    assert flaws.is_clean
    assert flaws.overlaps == ()
    assert flaws.gaps == ()


def test_an_overlap_is_measured_and_placed() -> None:
    flaws = find_flaws(array(WEST, box(980, 0, 2000, 1000)))
    (overlap,) = flaws.wide_overlaps
    assert (overlap.first, overlap.second) == (0, 1)
    assert overlap.area_m2 == pytest.approx(20_000)
    assert overlap.width_m == pytest.approx(20, rel=0.03)
    assert 980 <= overlap.where.x <= 1000
    assert not flaws.is_clean


def test_overlaps_come_largest_first() -> None:
    flaws = find_flaws(array(WEST, box(990, 0, 2000, 1000), box(0, 970, 1000, 2000)))
    assert [(each.first, each.second) for each in flaws.overlaps] == [(0, 2), (0, 1), (1, 2)]


def test_an_overlap_of_millimetres_is_a_hairline() -> None:
    flaws = find_flaws(array(WEST, box(999.995, 0, 2000, 1000)))
    assert len(flaws.overlaps) == 1
    assert flaws.wide_overlaps == ()
    assert not flaws.is_clean


def test_a_gap_is_measured_by_the_largest_circle_in_it() -> None:
    flaws = find_flaws(ring_of_four(box(990, 600, 1010, 1400)))
    (gap,) = flaws.wide_gaps
    assert gap.area_m2 == pytest.approx(16_000)
    assert gap.width_m == pytest.approx(20, rel=0.1)
    assert gap.where.x == pytest.approx(1000, abs=10)
    assert gap.where.y == pytest.approx(1000, abs=400)


def test_a_gap_of_millimetres_is_a_hairline() -> None:
    flaws = find_flaws(ring_of_four(box(999.998, 600, 1000.002, 1400)))
    assert len(flaws.gaps) == 1
    assert flaws.wide_gaps == ()


def test_a_gap_as_wide_as_a_lake_is_meant() -> None:
    flaws = find_flaws(ring_of_four(box(600, 600, 1400, 1400)))
    assert flaws.wide_gaps == ()
    assert len(flaws.open_places) == 1
    assert flaws.is_clean


def test_an_island_in_a_gap_is_no_gap() -> None:
    island = box(900, 900, 1100, 1100)
    flaws = find_flaws(array(*ring_of_four(box(600, 600, 1400, 1400)), island))
    assert [gap.area_m2 for gap in flaws.gaps] == pytest.approx([800 * 800 - 200 * 200])


def test_a_unit_filling_a_hole_leaves_no_gap() -> None:
    assert find_flaws(array(*ring_of_four(box(900, 900, 1100, 1100)), box(900, 900, 1100, 1100))).gaps == ()


def test_hairlines_are_closed_and_nothing_else_moves() -> None:
    before = array(WEST, box(999.995, 0, 2000, 500), box(1000.002, 500, 2000, 1000), box(0, 1000, 2000, 2000))
    after = close_hairlines(before)
    assert find_flaws(after).is_clean
    gained, lost = area_moved_m2(before, after)
    assert gained.sum() < 5
    assert lost.sum() == pytest.approx(2.5, abs=0.1)


def test_a_missing_node_on_a_shared_border_is_added() -> None:
    # Nothing overlaps, but the large square lacks the node where the two small ones meet.
    before = array(WEST, box(1000, 0, 2000, 500), box(1000, 500, 2000, 1000))
    assert not find_flaws(before).is_clean
    after = close_hairlines(before)
    assert find_flaws(after).is_clean
    assert area_moved_m2(before, after)[0].sum() == 0


def test_mending_gives_an_overlap_to_one_side() -> None:
    before = array(WEST, box(980, 0, 2000, 1000))
    after = mend(before)
    assert find_flaws(after).is_clean
    gained, lost = area_moved_m2(before, after)
    assert gained.sum() == 0
    assert sorted(lost.tolist()) == pytest.approx([0, 20_000])


def test_mending_divides_a_wide_gap_by_nearness() -> None:
    before = ring_of_four(box(950, 500, 1050, 1500))
    after = mend(before)
    assert find_flaws(after).is_clean
    gained, lost = area_moved_m2(before, after)
    assert gained.tolist() == pytest.approx([25_000] * 4, rel=0.05)
    assert lost.sum() == pytest.approx(0, abs=1)


def test_units_across_a_mended_gap_become_neighbors() -> None:
    after = mend(ring_of_four(box(950, 500, 1050, 1500)))
    shared = shapely.length(shapely.intersection(after[0], after[2]))
    assert shared == pytest.approx(1000, rel=0.1)


def test_a_gap_inside_one_unit_goes_to_it() -> None:
    whole = box(0, 0, 1000, 1000)
    (after,) = mend(array(shapely.difference(whole, box(400, 400, 500, 500))))
    assert after.area == pytest.approx(whole.area)


def test_mending_leaves_a_lake() -> None:
    before = ring_of_four(box(600, 600, 1400, 1400))
    assert [gap.area_m2 for gap in find_flaws(mend(before)).gaps] == pytest.approx([640_000])


def drawn_one_by_one(columns: int, rows: int) -> Shapes:
    """Squares of 1 km, each with its own idea of where its corners and the middles of its sides are."""
    random = np.random.default_rng(7)
    rim = np.array([(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]) * 500
    corners = [(column * 1000, row * 1000) for column in range(columns) for row in range(rows)]
    return array(*(Polygon(rim + corner + random.uniform(-30, 30, rim.shape)) for corner in corners))


def test_mending_what_overlaps_and_gapes_at_once_gives_a_tiling() -> None:
    cells = drawn_one_by_one(4, 4)
    flaws = find_flaws(cells)
    assert len(flaws.wide_overlaps) > 10
    assert len(flaws.wide_gaps) > 5
    mended = mend(cells)
    assert find_flaws(mended).is_clean
    assert find_flaws(mended).gaps == ()
    gained, lost = area_moved_m2(cells, mended)
    assert gained.sum() == pytest.approx(sum(gap.area_m2 for gap in flaws.gaps), rel=1e-3)
    assert lost.sum() == pytest.approx(sum(overlap.area_m2 for overlap in flaws.overlaps), rel=0.05)
