"""Shapes as TopoJSON and FlatGeobuf: read back by GDAL, immutable or revalidated, whole at every tolerance offered."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pyogrio
import pytest
import shapely

from app.api.documents.features import register_geojson
from app.api.documents.geometry_texts import OFFERED_TOLERANCES, decimals_of, on_grid, simplified
from app.api.documents.topologies import register_topojson
from app.api.geometry_contents import FLATGEOBUF, TOPOJSON, geometry_flatgeobuf_content
from app.domain.register import Register
from tests.api.asking import joined
from tests.office import Office, problem
from tests.reference import reference_file
from tests.registers import imported_register
from tests.topologies import shapes_of_topology

MOST_PACKED: Final = 300_000
TOLERANCES: Final = (0.0, *OFFERED_TOLERANCES)


@pytest.fixture(scope="module")
def office(judged_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with joined(judged_file, f"sqlite:///{tmp_path_factory.mktemp('shapes') / 'site.sqlite'}") as office:
        yield office


@pytest.fixture(scope="module", params=["shipped", "real", "dirty"])
def register(request: pytest.FixtureRequest) -> Register:
    """The schematic wards, the real ones, and a dirty layer after its repair."""
    if request.param == "shipped":
        return imported_register(Path("data/wards.geojson").read_bytes())
    names = {"real": "hanoi_wards_2021.geojson", "dirty": "hanoi_wards_2014_2020_thinned_dirty.geojson"}
    return imported_register(reference_file(names[request.param]).read_bytes(), repair=True)


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_no_gap_no_overlap_and_no_ward_lost_in_any_format(register: Register, tolerance: float, tmp_path: Path) -> None:
    rounded = on_grid(simplified(register, tolerance), decimals_of(register, tolerance))
    drawn = shapely.normalize(shapely.remove_repeated_points(rounded))
    collection = json.loads(register_geojson(register, tolerance=tolerance))["features"]
    read: dict[str, dict[str, shapely.Geometry]] = {
        "geojson": {each["id"]: shapely.from_geojson(json.dumps(each["geometry"])) for each in collection},
        "topojson": {**shapes_of_topology(register_topojson(register, tolerance=tolerance))},
    }
    for form, shapes in read.items():
        assert list(shapes) == list(register.codes), form
        tiles = np.array(list(shapes.values()), dtype=object)
        assert shapely.is_valid(tiles).all(), form
        assert shapely.coverage_is_valid(tiles), form
        assert shapely.equals_exact(shapely.normalize(tiles), drawn, 1e-9).all(), form
        assert shapely.coverage_union_all(tiles).area == pytest.approx(shapely.area(drawn).sum())


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_the_whole_city_is_small_enough_at_every_tolerance(register: Register, tolerance: float) -> None:
    sizes = {
        "geojson": register_geojson(register, tolerance=tolerance),
        "topojson": register_topojson(register, tolerance=tolerance),
    }
    packed = {name: len(gzip.compress(content, 6)) for name, content in sizes.items()}
    assert max(packed.values()) <= MOST_PACKED, packed
    assert packed["topojson"] < 0.9 * packed["geojson"]


def test_each_border_is_written_once(register: Register) -> None:
    arcs = json.loads(register_topojson(register, tolerance=0.0005))["arcs"]
    edges = [
        frozenset((tuple(one), tuple(other)))
        for line in (np.cumsum(arc, axis=0).tolist() for arc in arcs)
        for one, other in pairwise(line)
    ]
    assert len(edges) == len(set(edges))


def test_the_same_register_gives_the_same_bytes(register: Register) -> None:
    content = geometry_flatgeobuf_content(register, tolerance=0.001)
    assert content.render() == content.render()


@pytest.mark.parametrize(("form", "media_type"), [("topojson", TOPOJSON), ("fgb", FLATGEOBUF)])
def test_gdal_reads_shapes_that_last_under_their_version(
    office: Office, tmp_path: Path, form: str, media_type: str
) -> None:
    version = office.app.state.snapshots.current().register.boundary_version
    answer = office.get(f"/api/v1/geometry/{version}.{form}", tolerance=0.0005)
    assert answer.headers["Content-Type"] == media_type
    assert "immutable" in answer.headers["Cache-Control"]
    path = tmp_path / f"wards.{form}"
    path.write_bytes(answer.content)
    rows = pyogrio.read_arrow(path)[1].to_pylist()
    assert sorted(row["ward_code"] for row in rows) == list("ABCDEFGHI")
    assert {row["boundary_status"] for row in rows} == {"official"}


@pytest.mark.parametrize("form", ["topojson", "fgb"])
def test_gdal_reads_shapes_with_their_status(office: Office, tmp_path: Path, form: str) -> None:
    answer = office.get(f"/api/v1/zones.{form}", district="001")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    path = tmp_path / f"zones.{form}"
    path.write_bytes(answer.content)
    rows = {row["ward_code"]: row for row in pyogrio.read_arrow(path)[1].to_pylist()}
    assert sorted(rows) == list("ABDEG")
    assert rows["A"]["level"] == "red"
    assert (
        office.get(f"/api/v1/zones.{form}?district=001", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )


def test_a_box_and_a_level_narrow_what_is_drawn(office: Office) -> None:
    red = [each["ward_code"] for each in office.get("/api/v1/zones", level="red").json()["items"]]
    document = office.get("/api/v1/zones.topojson", level="red").json()
    assert [each["id"] for each in document["objects"]["wards"]["geometries"]] == red
    assert (document["number_matched"], document["boundary_status"]) == (len(red), "official")
    assert office.get("/api/v1/zones.topojson", bbox="0,0,1,1").json()["arcs"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"geometry/{'0' * 16}.topojson", 404), (f"geometry/{'0' * 16}.fgb", 404), ("zones.topojson?bbox=1,2", 422),
        ("zones.fgb?tolerance=nan", 422), ("zones.fgb?level=purple", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(office: Office, path: str, status: int) -> None:
    problem(office.get(f"/api/v1/{path}"), status)
