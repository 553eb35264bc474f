"""How the schematic boundaries are made, step by step on maps small enough to reckon by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import shapely

from scripts.schematic.area_solver import Division, divide
from scripts.schematic.arrays import Floats
from scripts.schematic.bows import restore_areas
from scripts.schematic.comparison import Agreement, compare
from scripts.schematic.drawing import divide_around
from scripts.schematic.mesh import Mesh, close_short_borders, trace_mesh
from scripts.schematic.outline import draw_outline
from scripts.schematic.power_diagram import power_diagram
from scripts.schematic.register import read_register, separate
from scripts.schematic.roughen import bend, crossing_borders, roughen
from scripts.schematic.territory import FixedOutline, FreeRim

SQUARE = shapely.box(0, 0, 1000, 1000)
HEADER = "ward_code,ward_name,ward_kind,district_code,district_name,district_kind,area_km2,population_2019,lon,lat"


def scattered(count: int, *, seed: int = 7) -> Floats:
    """Sites in a square of a kilometre, none near its rim."""
    chance = random.Random(seed)
    return np.array([(chance.uniform(50, 950), chance.uniform(50, 950)) for _ in range(count)])


def divided(sites: Floats) -> Division:
    """The square shared equally."""
    areas = np.full(len(sites), SQUARE.area / len(sites))
    return divide(FixedOutline(SQUARE), sites, areas, np.zeros(len(sites)))


def straight_lines(mesh: Mesh) -> list[Floats]:
    return [border.line for border in mesh.borders]


def ring_areas(mesh: Mesh, lines: list[Floats]) -> list[float]:
    return [float(shapely.Polygon(mesh.ring(ward, lines)).area) for ward in range(len(mesh.rings))]


def unrounded(line: Floats) -> Floats:
    return line


class TestPowerDiagram:
    def test_with_equal_weights_the_border_runs_midway(self) -> None:
        diagram = power_diagram(np.array([(0.0, 0.0), (100.0, 0.0)]), np.zeros(2))
        assert diagram.pairs.tolist() == [[0, 1]]
        assert diagram.ends[0, :, 0] == pytest.approx([50, 50])

    def test_a_heavier_weight_pushes_the_border_away_by_half_of_it_per_metre_between_the_sites(self) -> None:
        diagram = power_diagram(np.array([(0.0, 0.0), (100.0, 0.0)]), np.array([1000.0, 0.0]))
        assert diagram.ends[0, :, 0] == pytest.approx([55, 55])

    def test_a_site_among_much_heavier_ones_has_an_empty_cell(self) -> None:
        sites = np.array([(-10.0, 0.0), (10.0, 0.0), (0.0, 10.0), (0.0, -10.0), (0.0, 0.0)])
        diagram = power_diagram(sites, np.array([200.0, 200.0, 200.0, 200.0, 0.0]))
        assert shapely.is_empty(diagram.cells).tolist() == [False, False, False, False, True]

    def test_every_point_of_a_cell_is_nearest_by_power_to_its_site(self) -> None:
        sites, weights = scattered(30), np.linspace(0, 2000, 30)
        cells = power_diagram(sites, weights).cells
        points = scattered(300, seed=8)
        power = ((points[:, None] - sites[None]) ** 2).sum(axis=2) - weights
        assert all(
            cells[site].covers(shapely.Point(point)) for point, site in zip(points, power.argmin(axis=1), strict=True)
        )


class TestAreas:
    def test_two_wards_share_a_square_three_to_one(self) -> None:
        sites = np.array([(400.0, 500.0), (600.0, 500.0)])
        division = divide(FixedOutline(SQUARE), sites, np.array([750_000.0, 250_000.0]), np.zeros(2))
        assert division.cut.cells[0].bounds == pytest.approx((0, 0, 750, 1000))

    def test_many_unequal_areas_are_reached(self) -> None:
        sites = scattered(40)
        areas = SQUARE.area * np.arange(1, 41) / np.arange(1, 41).sum()
        division = divide(FixedOutline(SQUARE), sites, areas, np.zeros(40))
        assert division.cut.areas == pytest.approx(areas, rel=1e-8)

    def test_weights_that_hide_a_site_are_not_begun_with(self) -> None:
        sites = np.array([(400.0, 500.0), (600.0, 500.0)])
        division = divide(FixedOutline(SQUARE), sites, np.full(2, 500_000.0), np.array([1e9, 0.0]))
        assert division.cut.areas == pytest.approx([500_000, 500_000])

    def test_a_site_outside_the_outline_is_named(self) -> None:
        sites = np.array([(100.0, 500.0), (900.0, 500.0), (5000.0, 500.0)])
        with pytest.raises(ValueError, match="site 2 has no land"):
            divide(FixedOutline(SQUARE), sites, np.full(3, SQUARE.area / 3), np.zeros(3))

    def test_areas_that_do_not_fit_the_outline_are_refused(self) -> None:
        sites = np.array([(400.0, 500.0), (600.0, 500.0)])
        with pytest.raises(ValueError, match="fit the territory"):
            divide(FixedOutline(SQUARE), sites, np.array([900_000.0, 900_000.0]), np.zeros(2))

    def test_with_a_free_rim_a_lone_site_takes_a_disc(self) -> None:
        division = divide(FreeRim(), np.array([(0.0, 0.0)]), np.array([10_000.0]), np.array([100.0]))
        reach = np.hypot(*shapely.get_coordinates(division.cut.cells[0]).T)
        assert reach == pytest.approx(np.sqrt(10_000 / np.pi), rel=0.01)

    def test_with_a_free_rim_crowded_sites_have_their_areas_too(self) -> None:
        sites, areas = scattered(20), np.linspace(10_000, 90_000, 20)
        division = divide(FreeRim(), sites, areas, np.full(20, 10_000.0))
        assert division.cut.areas == pytest.approx(areas, rel=1e-8)

    def test_sites_are_nudged_so_that_positions_lie_nearer_the_middle_of_their_cells(self) -> None:
        truth = divided(scattered(30))
        positions = shapely.get_coordinates(shapely.centroid(truth.cut.cells))
        plain, nudged = divided(positions), divide_around(positions, truth.cut.areas, SQUARE)
        assert _mean_miss(nudged, positions) < 0.8 * _mean_miss(plain, positions)


def _mean_miss(division: Division, positions: Floats) -> float:
    centroids = shapely.get_coordinates(shapely.centroid(division.cut.cells))
    return float(np.hypot(*(centroids - positions).T).mean())


class TestOutline:
    def test_it_holds_every_site_and_has_the_total_area(self) -> None:
        sites = 20 * scattered(60)
        areas = np.linspace(2e6, 9e6, 60)
        outline = draw_outline(sites, areas)
        assert outline.area == pytest.approx(areas.sum(), rel=1e-9)
        assert shapely.contains_xy(outline, sites).all()
        assert len(outline.interiors) == 0

    def test_a_site_far_from_all_others_is_named(self) -> None:
        sites = np.vstack([20 * scattered(60), [(200_000.0, 0.0)]])
        with pytest.raises(ValueError, match="site 60 lies outside the outline"):
            draw_outline(sites, np.full(61, 5e6))


class TestMesh:
    def test_the_rings_are_the_cells(self) -> None:
        division = divided(scattered(25))
        mesh = trace_mesh(SQUARE, division)
        rings = [shapely.Polygon(mesh.ring(ward, straight_lines(mesh))) for ward in range(25)]
        assert all(
            ring.symmetric_difference(cell).area < 1e-3 for ring, cell in zip(rings, division.cut.cells, strict=True)
        )

    def test_neighbors_share_every_vertex(self) -> None:
        mesh = trace_mesh(SQUARE, divided(scattered(25)))
        rings = [shapely.Polygon(mesh.ring(ward, straight_lines(mesh))) for ward in range(25)]
        assert shapely.coverage_is_valid(rings)

    def test_a_border_shorter_than_the_limit_becomes_a_corner_of_four(self) -> None:
        mesh = trace_mesh(SQUARE, divided(np.array([(250.0, 250.0), (740, 260), (260, 740), (750, 750)])))
        closed = close_short_borders(mesh, below_m=60)
        inner = [border for border in closed.borders if not border.on_rim]
        assert (len(mesh.borders), len(closed.borders)) == (9, 8)
        assert len({tuple(end) for border in inner for end in border.line[[0, -1]].tolist()}) == 5

    def test_a_border_is_kept_when_a_ward_would_be_left_with_two(self) -> None:
        mesh = trace_mesh(SQUARE, divided(np.array([(400.0, 500.0), (600.0, 500.0)])))
        assert len(close_short_borders(mesh, below_m=1e9).borders) == len(mesh.borders)

    def test_an_outline_that_cuts_a_ward_in_pieces_is_refused(self) -> None:
        corners = [(0, 0), (500, 0), (500, 600), (2500, 600), (2500, 0), (3000, 0), (3000, 1000), (0, 1000)]
        arch = shapely.Polygon(corners)
        sites = np.array([(1500.0, 900.0), (1500.0, 650.0)])
        division = divide(FixedOutline(arch), sites, np.array([1_400_000.0, 400_000.0]), np.zeros(2))
        with pytest.raises(ValueError, match="site 1 is cut in pieces"):
            trace_mesh(arch, division)

    def test_a_single_ward_has_no_borders(self) -> None:
        with pytest.raises(ValueError, match="two wards"):
            trace_mesh(SQUARE, divided(np.array([(500.0, 500.0)])))


class TestRoughBorders:
    def test_a_bent_line_keeps_its_ends(self) -> None:
        line = bend(np.array([(0.0, 0.0), (1000.0, 0.0)]), swing=0.2, finest_m=50, seed="a")
        assert line[[0, -1]].tolist() == [[0, 0], [1000, 0]]
        assert len(line) > 8

    def test_a_line_is_bent_the_same_way_every_time(self) -> None:
        chord = np.array([(0.0, 0.0), (1000.0, 0.0)])
        first, again, other = (bend(chord, swing=0.2, finest_m=50, seed=seed).tolist() for seed in ("a", "a", "b"))
        assert first == again
        assert first != other

    def test_no_segment_is_bent_finer_than_asked(self) -> None:
        line = bend(np.array([(0.0, 0.0), (1000.0, 0.0)]), swing=0.2, finest_m=50, seed="a")
        steps = np.hypot(*np.diff(line, axis=0).T)
        assert steps.min() >= 50
        assert steps.max() < 100

    def test_a_short_line_stays_straight(self) -> None:
        chord = np.array([(0.0, 0.0), (90.0, 0.0)])
        assert bend(chord, swing=0.2, finest_m=50, seed="a").tolist() == chord.tolist()

    def test_bows_bring_every_ward_back_to_its_area(self) -> None:
        mesh = trace_mesh(SQUARE, divided(scattered(25)))
        bent = [
            bend(line, swing=0.1, finest_m=20, seed=str(number)) for number, line in enumerate(straight_lines(mesh))
        ]
        areas = np.full(25, 40_000.0)
        assert ring_areas(mesh, bent) != pytest.approx(areas, rel=1e-3)
        assert ring_areas(mesh, restore_areas(mesh, bent, areas)) == pytest.approx(areas)

    def test_borders_that_cross_are_found(self) -> None:
        mesh = trace_mesh(SQUARE, divided(scattered(9)))
        lines = straight_lines(mesh)
        inner = next(number for number, border in enumerate(mesh.borders) if not border.on_rim)
        lines[inner] = np.vstack([lines[inner][:1], [(5000.0, 5000.0)], lines[inner][-1:]])
        assert inner in crossing_borders(mesh, lines)

    def test_straight_borders_do_not_cross(self) -> None:
        mesh = trace_mesh(SQUARE, divided(scattered(9)))
        assert crossing_borders(mesh, straight_lines(mesh)) == set()

    def test_rough_borders_give_a_clean_coverage_with_the_areas_asked_for(self) -> None:
        sites = 20 * scattered(30)
        areas = np.linspace(5e6, 20e6, 30)
        outline = draw_outline(sites, areas)
        mesh = trace_mesh(outline, divide(FixedOutline(outline), sites, areas, np.zeros(30)))
        names = [str(number) for number in range(len(mesh.borders))]
        lines = roughen(mesh, areas, names, rounded=unrounded)
        assert ring_areas(mesh, lines) == pytest.approx(areas)
        assert shapely.coverage_is_valid([shapely.Polygon(mesh.ring(ward, lines)) for ward in range(30)])

    def test_borders_that_cross_however_calm_are_reported(self) -> None:
        mesh = trace_mesh(SQUARE, divided(scattered(9)))
        names = [str(number) for number in range(len(mesh.borders))]
        with pytest.raises(ValueError, match="still cross"):
            roughen(mesh, np.full(9, SQUARE.area / 9), names, rounded=lambda line: line[:, ::-1] * (1, 0))


class TestRegister:
    def test_wards_in_one_place_are_separated_and_others_left_alone(self) -> None:
        points = np.array([(0.0, 0.0), (500.0, 0.0), (0.0, 0.0), (0.0, 0.0)])
        apart = separate(points, distance_m=50)
        assert len(np.unique(apart, axis=0)) == 4
        assert apart[1].tolist() == [500, 0]
        assert np.abs(apart - points).max() < 100

    def test_wards_come_in_the_order_of_their_codes(self, tmp_path: Path) -> None:
        wards = read_register(register_file(tmp_path, ["00004", "00001"]))
        assert [ward.ward_code for ward in wards] == ["00001", "00004"]

    def test_a_ward_listed_twice_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="00001 is listed twice"):
            read_register(register_file(tmp_path, ["00001", "00001"]))

    def test_a_ward_without_area_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="area_km2 of ward 00001 is 0"):
            read_register(register_file(tmp_path, ["00001"], area_km2=0))


def register_file(folder: Path, codes: list[str], *, area_km2: float = 1.0) -> Path:
    path = folder / "register.csv"
    rows = [
        f"{code},Xã Một,Xã,001,Huyện Hai,Huyện,{area_km2},1000,105.{800 + 9 * n},21.0" for n, code in enumerate(codes)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


class TestComparison:
    STANDING = json.dumps(
        {"name": "a", "features": [{"id": "1", "geometry": {"coordinates": [[[105.5, 21], [105.6, 21]]]}}]}
    )

    def test_equal_texts_are_identical(self) -> None:
        assert compare(self.STANDING, self.STANDING) is Agreement.IDENTICAL

    def test_another_last_digit_is_forgiven(self) -> None:
        assert compare(self.STANDING, self.STANDING.replace("105.5", "105.500001")) is Agreement.LAST_DIGITS

    @pytest.mark.parametrize(
        ("old", "new"), [("105.5", "105.5001"), ('"a"', '"b"'), ("[105.6, 21]", "[105.6, 21], [105.6, 22]")]
    )
    def test_anything_else_is_different(self, old: str, new: str) -> None:
        assert compare(self.STANDING, self.STANDING.replace(old, new)) is Agreement.DIFFERENT
