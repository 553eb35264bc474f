"""Real boundaries through every format and reference system and back, the real dirty file, and the reform of 2025."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely

from app.domain.register import Register
from app.domain.register_checks import CheckedRegister, check_register
from app.domain.register_comparison import RegisterComparison, compare_registers
from app.domain.vocabulary import BoundaryStatus
from app.services.register_reading import ReadingChoices, read_register_file
from tests.boundary_files import boundary_file
from tests.reference import reference_file
from tests.registers import imported_register


@cache
def real() -> Register:
    return imported_register(reference_file("hanoi_wards_2021.geojson").read_bytes())


def taken(content: bytes, *, repair: bool = False) -> CheckedRegister:
    read = read_register_file(content, register=real(), choices=ReadingChoices(), repair=repair)
    checked = check_register(read.file, repair=repair)
    assert checked.faults == ()
    return checked


def beside(checked: CheckedRegister) -> RegisterComparison:
    found = compare_registers(
        real(), checked.features, checked.borders, status=BoundaryStatus.OFFICIAL, projector=checked.projector
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("driver", "epsg"),
    [
        ("GPKG", 5897),
        ("ESRI Shapefile", 9210),
        ("FlatGeobuf", 3405),
        ("LIBKML", 4326),
        ("GPKG", 3857),
        ("ESRI Shapefile", 4756),
    ],
)
def test_real_wards_come_back_from_other_files_to_the_millimetre(driver: str, epsg: int) -> None:
    checked = taken(boundary_file(real(), driver, epsg=epsg))
    found = beside(checked)
    # KML keeps fifteen digits, the others whole numbers of bits.
    apart = shapely.hausdorff_distance(_shapes(checked), real().shapes) * 111_320
    assert apart.max() < 0.02
    assert np.median(apart) < 0.001
    assert (found.changed, found.gone) == ((), ())
    assert len(checked.borders.pairs) == 1618


def _shapes(checked: CheckedRegister) -> Any:
    return np.array([*(feature.shape for feature in checked.features), None], dtype=object)[:-1]


@pytest.mark.parametrize("has_kinds", [True, False])
def test_names_find_every_ward_of_the_city(has_kinds: bool) -> None:
    kinds = {"TYPE_3": [ward.kind for ward in real().wards]} if has_kinds else {}
    content = boundary_file(
        real(),
        headings={"ward_name": "NAME_3", "district_name": "NAME_2"},
        without=("ward_code", "district_code"),
        columns={
            "ward_name": [_bare(ward.name) for ward in real().wards],
            "district_name": [_bare(ward.district_name or "") for ward in real().wards],
            **kinds,
        },
    )
    read = read_register_file(content, register=real(), choices=ReadingChoices(), repair=False)
    found = {real().codes[int(unit.pointer.rpartition("/")[2])]: unit.code for unit in read.file.features}
    assert all(code == said for code, said in found.items())
    assert [each.name for each in read.questions] == ([] if has_kinds else UNCLEAR)


UNCLEAR = ["Yên Viên", "Yên Viên"]
"""A town and a commune of Gia Lâm, which nothing but their kind tells apart."""


def _bare(name: str) -> str:
    kinds = ("Phường ", "Xã ", "Thị trấn ", "Quận ", "Huyện ", "Thị xã ")
    return next((name.removeprefix(kind) for kind in kinds if name.startswith(kind)), name)


def test_the_dirty_file_is_mended_and_told_from_the_register_that_followed_it() -> None:
    checked = taken(reference_file("hanoi_wards_2014_2020_thinned_dirty.geojson").read_bytes(), repair=True)
    assert (checked.mending.overlaps, checked.mending.gaps) == (1039, 1136)
    assert shapely.coverage_is_valid(_shapes(checked))
    # The mergers of 2020, seen backwards: two communes parted, the wards of Hai Bà Trưng too.
    found = beside(checked)
    assert [unit.code for unit in found.gone] == ["09727", "10282"]
    assert [part.name for part in found.gone[0].went_to[:2]] == ["Xã Xuân Phú", "Xã Cẩm Đình"]
    assert found.counts["split"] == 11
    with reference_file("hanoi_adjacency_2021.csv").open() as lines:
        true = {(row["ward_a"], row["ward_b"]) for row in csv.DictReader(lines) if float(row["shared_border_m"]) > 0}
    codes = [feature.code for feature in checked.features]
    pairs = {(codes[a], codes[b]) for a, b in checked.borders.pairs.tolist()}
    both = {code for code in codes if code in real().positions}
    kept = len({pair for pair in true if set(pair) <= both} & pairs)
    assert kept / len({pair for pair in true if set(pair) <= both}) > 0.96


def test_the_reform_of_2025_is_told_as_mergers_though_codes_are_used_again() -> None:
    collection = two_tier()
    assert len(collection["features"]) == 126
    checked = taken(json.dumps(collection).encode())
    assert {feature.district_code for feature in checked.features} == {None}
    found = beside(checked)
    assert found.counts["merged"] > 100
    ba_dinh = next(unit for unit in found.units if unit.code == "00004")
    assert (ba_dinh.name, ba_dinh.was) == ("Phường Ba Đình", None)
    assert {"00004", "00013"} <= {ground.code for ground in ba_dinh.grounds}
    whole = Counter(sum(ground.of_old for ground in gone.went_to) > 0.99 for gone in found.gone)
    assert whole == {True: len(found.gone)}


def two_tier() -> dict[str, Any]:
    """The 126 units of 2025 made of the wards of 2021; one that went to several is cut into as many strips.

    53 of the 579 were joined to a neighbor on 1 January 2025; they go where their longest border leads.
    """
    with reference_file("hanoi_mapping_2025.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    names = {row["new_code"]: row["new_name"] for row in rows}
    homes: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        homes[row["old_code"]].append(row["new_code"])
    register = real()
    pieces: dict[str, list[Any]] = defaultdict(list)
    for at, ward in enumerate(register.wards):
        near = register.borders.neighbors_of(at)[np.argsort(-register.borders.borders_of(at))]
        known = (homes[register.codes[each]][:1] for each in near if register.codes[each] in homes)
        targets = homes[ward.code] if ward.code in homes else next(known)
        for target, piece in zip(targets, _strips(ward.shape, len(targets)), strict=True):
            pieces[target].append(piece)
    # Strips meet their neighbors between vertices; a common grid of nodes makes them tile again.
    shapes = np.array([shapely.union_all(pieces[code]) for code in sorted(pieces)], dtype=object)
    tiled = shapely.coverage_clean(shapes, snapping_distance=1e-7, gap_width=1e-6)  # type: ignore[attr-defined]
    features = [
        {
            "type": "Feature",
            "properties": {"ward_code": code, "ward_name": names[code]},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in zip(sorted(pieces), tiled, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _strips(shape: shapely.MultiPolygon, count: int) -> list[Any]:
    west, south, east, north = shape.bounds
    edges = np.linspace(west, east, count + 1)
    return [shapely.intersection(shape, shapely.box(edges[at], south, edges[at + 1], north)) for at in range(count)]
