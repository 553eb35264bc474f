"""Who borders whom: by shared edges, never by a point; by nearness where polygons were drawn one by one."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain import adjacency
from app.domain.adjacency import Borders, shared_borders
from app.domain.projection import Projector, Shapes
from tests.reference import reference_file
from tests.worlds import UTM_48N, make_register, shapes_of

PROJECTOR = Projector(UTM_48N)


def pairs(borders: Borders, codes: str | list[str]) -> set[str]:
    return {f"{codes[one]}{codes[other]}" for one, other in borders.pairs.tolist()}


def array(*shapes: BaseGeometry) -> Shapes:
    return np.array([*shapes, None], dtype=object)[:-1]


def test_squares_border_over_edges_and_not_over_corners() -> None:
    borders = make_register("A B C / D E F").borders
    assert pairs(borders, "ABCDEF") == {"AB", "BC", "AD", "BE", "CF", "DE", "EF"}


def test_borders_are_measured_in_metres() -> None:
    borders = make_register("A B / C C").borders
    lengths = dict(zip(map(tuple, borders.pairs.tolist()), borders.shared_border_m.tolist(), strict=True))
    # A and B meet along 0.01° of latitude, each of them and C along 0.01° of longitude.
    assert lengths == pytest.approx({(0, 1): 1107.2, (0, 2): 1038.9, (1, 2): 1038.9}, rel=1e-3)


def test_a_ward_in_two_parts_borders_once_with_the_sum() -> None:
    borders = make_register("A B A").borders
    assert pairs(borders, "AB") == {"AB"}
    assert borders.shared_border_m.tolist() == pytest.approx([2 * 1107.2], rel=1e-3)


def test_a_ward_inside_another_borders_it() -> None:
    assert pairs(make_register("A A A / A B A / A A A").borders, "AB") == {"AB"}


def test_repeated_positions_make_no_border() -> None:
    square = shapely.Polygon([(105, 21), (105, 21), (105.01, 21), (105.01, 21.01), (105, 21.01), (105, 21.01)])
    assert len(shared_borders(array(square), projector=PROJECTOR).pairs) == 0


def test_positive_and_negative_zero_are_one_place() -> None:
    east = shapely.Polygon([(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01)])
    west = shapely.Polygon([(-0.0, -0.0), (-0.0, 0.01), (-0.01, 0.01), (-0.01, -0.0)])
    assert len(shared_borders(array(east, west), projector=Projector(32631)).pairs) == 1


def test_nothing_borders_nothing() -> None:
    none = shared_borders(array(), projector=PROJECTOR)
    assert none.pairs.shape == (0, 2)
    assert none.isolates().tolist() == []
    assert none.within([], order=3).tolist() == []


def test_edges_that_share_a_mix_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = make_register("A B C / D E F").borders
    monkeypatch.setattr(adjacency, "_mix", lambda bits: bits & np.uint64(1))
    colliding = make_register("A B C / D E F").borders
    assert colliding.pairs.tolist() == honest.pairs.tolist()
    assert colliding.shared_border_m.tolist() == pytest.approx(honest.shared_border_m.tolist())


def test_neighbors_and_their_borders_are_listed_beside_each_other() -> None:
    register = make_register("A B C / D E F")
    borders = register.borders
    assert [register.codes[near] for near in borders.neighbors_of(1)] == ["A", "C", "E"]
    assert borders.borders_of(1).tolist() == pytest.approx([1107.2, 1107.2, 1038.9], rel=1e-3)


@pytest.mark.parametrize(("order", "expected"), [(0, "A"), (1, "ABD"), (2, "ABCDE"), (3, "ABCDEF"), (9, "ABCDEF")])
def test_order_counts_borders_crossed(order: int, expected: str) -> None:
    register = make_register("A B C / D E F")
    assert "".join(register.codes[each] for each in register.borders.within([0], order=order)) == expected


def test_an_island_is_an_isolate() -> None:
    register = make_register("A B . D / A B . .")
    assert [register.codes[each] for each in register.borders.isolates()] == ["D"]
    assert register.borders.neighbors_of(2).tolist() == []


def drawn_apart(drawing: str, gap: float) -> Shapes:
    """The wards of a map, each shrunk by some degrees on every side, as if drawn one by one."""
    shapes = array(*shapes_of(drawing).values())
    return shapely.buffer(shapes, -gap, join_style="mitre")


def test_wards_drawn_apart_border_within_the_tolerance() -> None:
    apart = drawn_apart("A B C / D E F", 0.0003)
    assert pairs(shared_borders(apart, projector=PROJECTOR, tolerance_m=150), "ABCDEF") == {
        "AB", "BC", "AD", "BE", "CF", "DE", "EF",
    }  # fmt: skip
    assert len(shared_borders(apart, projector=PROJECTOR, tolerance_m=20).pairs) == 0


def test_a_border_drawn_apart_keeps_its_length() -> None:
    apart = drawn_apart("A B", 0.0003)
    near = shared_borders(apart, projector=PROJECTOR, tolerance_m=150)
    assert near.shared_border_m.tolist() == pytest.approx([1107.2], rel=1 / 8)


def test_a_narrow_ward_between_two_others_keeps_them_apart() -> None:
    west, middle = shapely.box(105, 21, 105.01, 21.01), shapely.box(105.01, 21, 105.0105, 21.01)
    east = shapely.box(105.0105, 21, 105.02, 21.01)
    near = shared_borders(array(west, middle, east), projector=PROJECTOR, tolerance_m=150)
    assert near.pairs.tolist() == [[0, 1], [1, 2]]


def wards_of(name: str) -> tuple[list[str], Shapes]:
    features = json.loads(reference_file(name).read_text())["features"]
    codes = [feature["properties"]["ward_code"] for feature in features]
    return codes, array(*(shapely.geometry.shape(feature["geometry"]) for feature in features))


def true_borders() -> dict[str, float]:
    with reference_file("hanoi_adjacency_2021.csv").open() as rows:
        metres = {row["ward_a"] + row["ward_b"]: float(row["shared_border_m"]) for row in csv.DictReader(rows)}
    return {pair: length for pair, length in metres.items() if length > 0}


def test_real_wards_have_the_borders_of_the_reference() -> None:
    codes, shapes = wards_of("hanoi_wards_2021.geojson")
    borders = shared_borders(shapes, projector=PROJECTOR)
    found = {
        "".join(sorted((codes[one], codes[other]))): length
        for (one, other), length in zip(borders.pairs.tolist(), borders.shared_border_m.tolist(), strict=True)
    }
    assert found == pytest.approx(true_borders(), abs=0.06)


def test_nearness_finds_most_borders_of_wards_drawn_one_by_one() -> None:
    codes, shapes = wards_of("hanoi_wards_2014_2020_thinned_dirty.geojson")
    known = set(wards_of("hanoi_wards_2021.geojson")[0]) & set(codes)
    truth = {pair for pair in true_borders() if {pair[:5], pair[5:]} <= known}

    def named(one: NDArray[np.intp], other: NDArray[np.intp]) -> set[str]:
        named_pairs = (sorted((codes[a], codes[b])) for a, b in zip(one.tolist(), other.tolist(), strict=True))
        return {low + high for low, high in named_pairs if low != high and {low, high} <= known}

    touching = named(*shapely.STRtree(shapes).query(shapes, predicate="intersects"))
    near = shared_borders(shapes, projector=PROJECTOR, tolerance_m=adjacency.DRAWING_TOLERANCE_M)
    found = named(*near.pairs.T)
    assert len(truth - found) * 4 <= len(truth - touching)
    assert len(found - truth) * 2 <= len(touching - truth)
