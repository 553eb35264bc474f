"""Ground on paper: whether neighbors still meet, what is shown, and how short the path data is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon

from app.domain.projection import Shapes
from app.formats.svg_map import Frame, MapDrawing, draw_units, path_data
from tests.svg_paths import numbers, read_polygon

PLAIN = Frame(0, 0, 1000, 1000, 100)
"""Ten metres a unit."""


def as_array(shapes: Sequence[Polygon | MultiPolygon]) -> Shapes:
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return array


def wiggly_halves(width: float = 10_000, points: int = 400) -> Shapes:
    """Two units with one crooked border between them."""
    y = np.linspace(0, width, points)
    x = width / 2 + 300 * np.sin(y / 150) + 120 * np.sin(y / 37)
    border = list(zip(x.tolist(), y.tolist(), strict=True))
    west = Polygon([(0, 0), *border, (0, width)])
    east = Polygon([(width, 0), *border, (width, width)])
    return as_array([west, east])


def drawn(shapes: Shapes, *, groups: Sequence[str | None] | None = None, width: int = 200) -> MapDrawing:
    codes = [f"W{index}" for index in range(len(shapes))]
    frame = Frame.around(shapes, width=width)
    return draw_units(codes=codes, shapes=shapes, groups=groups or [None] * len(codes), frame=frame, detail=2)


def test_a_square_is_written_in_relative_steps_without_needless_signs() -> None:
    square = shapely.box(100, 200, 300, 400)
    assert path_data(square, PLAIN) == "M30 80l0-20-20 0 0 20z"


def test_a_line_is_not_closed() -> None:
    assert path_data(LineString([(0, 0), (100, 0), (100, 100)]), PLAIN) == "M0 100l10 0 0-10"


def test_positions_that_fall_together_on_paper_are_written_once() -> None:
    assert path_data(LineString([(0, 0), (1, 1), (2, 0), (100, 0)]), PLAIN) == "M0 100l10 0"


def test_what_is_too_small_for_the_paper_leaves_nothing() -> None:
    assert path_data(shapely.box(0, 0, 1, 1), PLAIN) == ""


def test_nothing_is_written_of_an_empty_shape() -> None:
    assert [path_data(empty, PLAIN) for empty in (Polygon(), MultiPolygon(), LineString())] == ["", "", ""]


def test_a_hole_is_a_subpath_of_its_own() -> None:
    ring = shapely.box(0, 0, 900, 900) - shapely.box(300, 300, 600, 600)
    assert path_data(ring, PLAIN).count("z") == 2


def test_a_unit_too_small_for_the_paper_can_still_be_seen() -> None:
    drawing = draw_units(
        codes=["big", "small"],
        shapes=as_array([shapely.box(0, 0, 900, 900), shapely.box(950, 950, 951, 951)]),
        groups=[None, None],
        frame=PLAIN,
    )
    assert re.fullmatch(r"M\d+ \d+h1v1h-1z", drawing.paths["small"])


def test_neighbors_still_meet_when_their_border_is_simplified() -> None:
    drawing = drawn(wiggly_halves())
    west, east = (read_polygon(drawing.paths[code]) for code in ("W0", "W1"))
    assert west.intersection(east).area == 0
    assert shapely.union_all([west, east]).area == pytest.approx(west.area + east.area)
    assert len(shapely.get_parts(shapely.union_all([west, east]))) == 1


def test_simplifying_makes_the_paths_much_shorter() -> None:
    shapes = wiggly_halves()
    frame = Frame.around(shapes, width=200)
    assert sum(map(len, drawn(shapes).paths.values())) < 0.5 * sum(len(path_data(each, frame)) for each in shapes)


def test_north_is_up() -> None:
    assert PLAIN.on_paper(np.array([[0.0, 1000.0], [1000.0, 0.0]])).tolist() == [[0, 0], [100, 100]]


def test_a_frame_is_as_high_as_its_ground_asks_for() -> None:
    frame = Frame.around(as_array([shapely.box(0, 0, 2000, 1000)]), width=200, margin=0)
    assert (frame.height, frame.metres_per_unit) == (100, 10)


def test_a_small_unit_keeps_its_surroundings() -> None:
    frame = Frame.around(as_array([shapely.box(0, 0, 10, 10)]), width=100, narrowest_m=3000)
    assert (frame.east - frame.west, frame.north - frame.south) == (3000, 3000)


def test_units_outside_the_frame_are_left_out() -> None:
    shapes = as_array([shapely.box(0, 0, 500, 500), shapely.box(2000, 0, 2500, 500)])
    drawing = draw_units(codes=["in", "out"], shapes=shapes, groups=[None, None], frame=PLAIN)
    assert drawing.codes == ("in",)


def test_a_map_without_units_is_empty() -> None:
    drawing = draw_units(codes=[], shapes=as_array([]), groups=[], frame=PLAIN)
    assert (dict(drawing.paths), drawing.outline, drawing.group_lines) == ({}, "", "")


def quarters() -> Shapes:
    return as_array([shapely.box(x, y, x + 500, y + 500) for x in (0, 500) for y in (0, 500)])


def test_a_border_between_groups_is_drawn_once_and_none_within_a_group() -> None:
    drawing = draw_units(
        codes=["a", "b", "c", "d"], shapes=quarters(), groups=["west", "west", "east", "east"], frame=PLAIN
    )
    lines = [numbers(part) for part in drawing.group_lines.split("M")[1:]]
    crossing = [line for line in lines if 50 in (line[0], line[0] + sum(line[2::2]))]
    assert len(lines) == 3
    assert len(crossing) == 3
    assert "-50 0 50" not in drawing.group_lines


def test_units_without_a_group_have_no_group_lines() -> None:
    drawing = draw_units(codes=["a", "b", "c", "d"], shapes=quarters(), groups=[None] * 4, frame=PLAIN)
    assert drawing.group_lines == ""


def test_a_region_of_whole_units_runs_along_their_simplified_borders() -> None:
    drawing = drawn(wiggly_halves())
    along = read_polygon(drawing.region_path(drawing.shapes[0]))
    assert along.normalize() == read_polygon(drawing.paths["W0"]).normalize()


def test_a_region_that_cuts_through_a_unit_keeps_its_own_line() -> None:
    drawing = draw_units(codes=["a", "b", "c", "d"], shapes=quarters(), groups=[None] * 4, frame=PLAIN)
    region = shapely.union(quarters()[0], shapely.box(0, 500, 250, 1000))
    path = read_polygon(drawing.region_path(region))
    assert path.area == pytest.approx(50 * 50 + 25 * 50, rel=0.02)
