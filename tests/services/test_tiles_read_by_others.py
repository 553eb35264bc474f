"""Tiles and archives as programs of others read them: GDAL, and the library of the archive's makers."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from pmtiles import reader

from app.api.tile_archives import make_units_archive
from app.domain.register import Register
from app.domain.tile_grid import Tile, tiles_over
from app.services.unit_tiles import UnitTiles
from app.settings import ROOT
from tests.examples import IS_SHORT
from tests.mvt_reading import read_tile
from tests.registers import imported_register

DEEPEST = 7 if IS_SHORT else 10
THEIRS: Any = reader
"""The library has no types."""


@lru_cache(maxsize=1)
def hanoi() -> Register:
    return imported_register((ROOT / "data" / "wards.geojson").read_bytes())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "hanoi.pmtiles"
    path.write_bytes(make_units_archive(hanoi(), DEEPEST))
    return path


def layer(path: str, name: str, **options: Any) -> tuple[Any, dict[str, Any]]:
    """Shapes and columns of a layer as GDAL reads it."""
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=name, **options)
    return shapely.from_wkb(shapes), dict(zip(meta["fields"].tolist(), columns, strict=True))


@pytest.mark.parametrize("zoom", [0, 5, 9, 12])
def test_gdal_reads_valid_ground_and_every_name_of_a_tile(tmp_path: Path, zoom: int) -> None:
    tile = _middle(zoom)
    body = UnitTiles(hanoi()).encoded(tile)
    path = tmp_path / f"{tile.y}.mvt"
    path.write_bytes(body)
    ours = read_tile(body)
    for name in ("wards", "districts", "labels"):
        shapes, columns = layer(f"MVT:{path}", name, CLIP="NO")
        assert shapely.is_valid(shapes).all()
        assert len(shapes) == len(ours[name].features)
        code = "code" if name == "labels" else f"{name[:-1]}_code"
        assert columns[code].tolist() == [each.properties[code] for each in ours[name].features]
    shapes, columns = layer(f"MVT:{path}", "wards", CLIP="NO")
    assert columns["mvt_id"].tolist() == [int(code) for code in columns["ward_code"]]


def _middle(zoom: int) -> Tile:
    west, south, east, north = shapely.total_bounds(hanoi().shapes).tolist()
    x, y = (west + east) / 2, (south + north) / 2
    return next(iter(tiles_over((x, y, x, y), zoom)))


def test_gdal_opens_an_archive_with_its_layers_where_hanoi_lies(archive: Path) -> None:
    assert set(pyogrio.list_layers(archive)[:, 0]) == {"wards", "districts", "labels"}
    shapes, columns = layer(str(archive), "districts")
    assert len(set(columns["district_code"])) == 30
    there = shapely.transform(shapes, lambda points: points / 20037508.342789244 * 180)
    assert shapely.total_bounds(there)[0] == pytest.approx(shapely.total_bounds(hanoi().shapes)[0], abs=0.01)


def test_every_tile_of_an_archive_is_the_one_that_is_served(archive: Path) -> None:
    units = UnitTiles(hanoi())
    with archive.open("rb") as file:
        source = THEIRS.MmapSource(file)
        header = THEIRS.Reader(source).header()
        found = {Tile(*address): gzip.decompress(body) for address, body in THEIRS.all_tiles(source)}
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, DEEPEST, True)
    assert all(units.encoded(tile) == body for tile, body in found.items())
    box = tuple(np.array(units.box).tolist())
    wanted = {tile for zoom in range(DEEPEST + 1) for tile in tiles_over(box, zoom) if units.encoded(tile)}
    assert found.keys() == wanted


def test_an_archive_says_what_tilejson_says_but_no_address(archive: Path) -> None:
    with archive.open("rb") as file:
        metadata = THEIRS.Reader(THEIRS.MmapSource(file)).metadata()
    assert metadata["boundary_status"] == "official"
    assert [each["id"] for each in metadata["vector_layers"]] == ["wards", "districts", "labels"]
    assert "tiles" not in metadata


def test_an_archive_is_the_same_bytes_each_time(archive: Path) -> None:
    assert make_units_archive(hanoi(), DEEPEST) == archive.read_bytes()


def test_an_empty_register_has_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "empty.pmtiles"
    path.write_bytes(make_units_archive(Register.empty(), 2))
    with path.open("rb") as file:
        assert THEIRS.Reader(THEIRS.MmapSource(file)).header()["max_zoom"] == 0
