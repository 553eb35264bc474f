"""A whole register file: every fault named with ward, place and cure; what mending did is told truly."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon

from app.domain import register_checks
from app.domain.coverage import find_flaws
from app.domain.projection import Shapes
from app.domain.register_checks import CheckedRegister, Mending, check_register
from app.domain.register_file import FaultKind, RegisterFile
from app.formats.geojson_reading import read_register
from tests.reference import reference_file
from tests.worlds import CELL, NORTH, WEST, as_bytes, make_collection, make_feature, make_register, make_ward, square

WORLD = make_register("A B / C D", districts="1 1 / 2 2")
METRE = CELL / 1038.9


def file_of(**shapes: Polygon | MultiPolygon) -> RegisterFile:
    """The drawn world as a file, with some wards drawn otherwise."""
    wards = [
        make_feature(make_ward(ward.code, _multi(shapes.get(ward.code, ward.shape)), district_code=ward.district_code))
        for ward in WORLD.wards
    ]
    return read_register(as_bytes({"type": "FeatureCollection", "features": wards}))


def _multi(shape: Polygon | MultiPolygon) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def check(file: RegisterFile, **options: Any) -> CheckedRegister:
    return check_register(file, **{"repair": False, **options})


def kinds(checked: CheckedRegister) -> list[tuple[FaultKind, tuple[str, ...]]]:
    return [(fault.kind, fault.unit_codes) for fault in checked.faults]


def test_a_clean_file_is_taken_as_it_is() -> None:
    checked = check(file_of())
    assert checked.faults == ()
    assert checked.mending == Mending()
    assert [feature.code for feature in checked.features] == ["A", "B", "C", "D"]
    assert checked.borders.pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    for feature, ward in zip(checked.features, WORLD.wards, strict=True):
        assert feature.shape.equals(ward.shape)
        assert isinstance(feature.shape, MultiPolygon)


def test_features_come_by_code_whatever_their_order() -> None:
    collection = make_collection(WORLD)
    collection["features"].reverse()
    checked = check(read_register(as_bytes(collection)))
    assert [feature.code for feature in checked.features] == ["A", "B", "C", "D"]
    assert checked.borders.pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]


def test_faults_of_reading_stay() -> None:
    checked = check(read_register(b"{}"))
    assert [fault.kind for fault in checked.faults] == [FaultKind.FILE]
    assert checked.features == ()
    assert len(checked.borders.pairs) == 0


def test_a_code_used_twice_is_a_fault() -> None:
    collection = make_collection(WORLD)
    collection["features"].append(make_feature(WORLD.ward("A"), ward_name="Phường khác"))
    checked = check(read_register(as_bytes(collection)))
    (fault,) = checked.faults
    assert (fault.kind, fault.pointer) == (FaultKind.DUPLICATE_CODE, "/features/4/properties/ward_code")
    assert "Code A is taken by Phường A" in fault.en


def test_a_district_with_two_names_is_a_fault() -> None:
    collection = make_collection(WORLD)
    collection["features"][3]["properties"]["district_name"] = "Huyện 2"
    (fault,) = check(read_register(as_bytes(collection))).faults
    assert fault.kind is FaultKind.DISTRICT
    assert "Huyện 2 here and Quận 2 at C" in fault.en


def test_a_crossing_ring_is_named_with_its_place() -> None:
    bow_tie = Polygon([(WEST, NORTH), (WEST + CELL, NORTH - CELL), (WEST + CELL, NORTH), (WEST, NORTH - CELL)])
    faults = check(file_of(A=bow_tie)).faults
    ring = faults[0]
    assert (ring.kind, ring.pointer, ring.unit_codes) == (FaultKind.INVALID_RING, "/features/0/geometry", ("A",))
    assert ring.lon == pytest.approx(WEST + CELL / 2)
    assert ring.lat == pytest.approx(NORTH - CELL / 2)
    assert "self-intersection" in ring.en
    assert "--repair" in ring.vi


def test_an_overlap_is_named_with_both_wards_place_and_metres() -> None:
    checked = check(file_of(B=square(1 - 20 * METRE / CELL, 0, width=1 + 20 * METRE / CELL)))
    (fault,) = checked.faults
    assert (fault.kind, fault.unit_codes) == (FaultKind.OVERLAP, ("A", "B"))
    assert fault.area_m2 == pytest.approx(20 * 1107, rel=0.01)
    assert fault.lon == pytest.approx(WEST + CELL, abs=20 * METRE)
    assert "A Phường A and B Phường B overlap" in fault.en


def test_a_gap_is_named_with_place_and_metres() -> None:
    hole = square(0.9, 0.9, width=0.2, height=0.2)
    (fault,) = check(file_of(**{code: _without(code, hole) for code in "ABCD"})).faults
    assert (fault.kind, fault.unit_codes) == (FaultKind.GAP, ())
    assert fault.area_m2 == pytest.approx(0.04 * 1038.9 * 1107.2, rel=0.01)
    assert fault.lon == pytest.approx(WEST + CELL, abs=0.1 * CELL)
    assert fault.lat == pytest.approx(NORTH - CELL, abs=0.1 * CELL)


def _without(code: str, hole: Polygon) -> MultiPolygon:
    return _multi(shapely.difference(WORLD.ward(code).shape, hole))  # type: ignore[arg-type]


def test_all_faults_are_named_at_once() -> None:
    collection = make_collection(WORLD)
    collection["features"][0]["properties"]["population_2019"] = -1
    collection["features"].append(make_feature(WORLD.ward("B")))
    collection["features"].append(make_feature(make_ward("E", _multi(square(1, 1, width=0.5)), district_code="2")))
    checked = check(read_register(as_bytes(collection)))
    assert sorted(fault.kind for fault in checked.faults) == ["duplicate_code", "overlap", "property"]


def test_a_lake_is_left_open_and_told() -> None:
    hole = square(0.8, 0.8, width=0.4, height=0.4)
    checked = check(file_of(**{code: _without(code, hole) for code in "ABCD"}))
    assert checked.faults == ()
    assert [round(place.width_m, -1) for place in checked.open_places] == [420]


def test_hairlines_are_closed_without_asking_and_told() -> None:
    # The middle of B's border with A stands 2 cm to the west: a triangle of overlap.
    corners = [(1, 0), (2, 0), (2, 1), (1, 1), (1 - 0.02 * METRE / CELL, 0.5)]
    bulging = Polygon([(WEST + CELL * column, NORTH - CELL * row) for column, row in corners])
    checked = check(file_of(B=bulging))
    assert checked.faults == ()
    assert checked.mending.hairlines > 0
    assert checked.mending.hairlines_m2 == pytest.approx(0.01 * 1107, rel=0.05)
    assert checked.mending.lost_m2 == pytest.approx(0.01 * 1107, rel=0.05)
    assert not checked.mending.is_beyond_hairlines
    assert checked.borders.pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert _is_clean(checked)


def shapes_of(checked: CheckedRegister) -> Shapes:
    shapes: Shapes = np.empty(len(checked.features), dtype=object)
    shapes[:] = [feature.shape for feature in checked.features]
    return shapes


def _is_clean(checked: CheckedRegister) -> bool:
    shapes = shapes_of(checked)
    return find_flaws(checked.projector.to_metric(shapes)).is_clean and bool(shapely.coverage_is_valid(shapes))


def test_a_repair_mends_and_counts_every_kind() -> None:
    spike = [(WEST, NORTH), (WEST, NORTH - CELL), (WEST + CELL, NORTH - CELL), (WEST + CELL, NORTH)]
    crossing = Polygon([*spike, (WEST + 0.6 * CELL, NORTH + 0.1 * CELL), (WEST + 0.8 * CELL, NORTH + 0.1 * CELL)])
    assert not crossing.is_valid
    hole = square(0.95, 0.95, width=0.1, height=0.1)
    shapes = {code: _without(code, hole) for code in "BC"}
    wide = shapely.difference(square(0.98, 1, width=1.02), hole)
    checked = check(file_of(A=crossing, D=wide, **shapes), repair=True)  # type: ignore[arg-type]
    mending = checked.mending
    assert checked.faults == ()
    assert mending.invalid_rings == 1
    assert mending.overlaps == 1
    assert mending.overlaps_m2 == pytest.approx(0.02 * 0.95 * 1038.9 * 1107.2, rel=0.02)
    assert mending.lost_m2 == pytest.approx(mending.overlaps_m2, rel=0.02)
    assert mending.gaps == 1
    assert mending.gained_m2 == pytest.approx(mending.gaps_m2, rel=0.02)
    assert mending.is_beyond_hairlines
    assert _is_clean(checked)


def test_a_repair_tells_which_borders_it_cost_or_brought() -> None:
    apart = shapely.buffer(WORLD.shapes, -10 * METRE, join_style="mitre")
    frame = shapely.difference(square(-1, -1, width=4, height=4), square(0, 0, width=2, height=2))
    shapes = dict(zip("ABCDZ", [*apart.tolist(), frame], strict=True))
    features = [make_feature(make_ward(code, _multi(shape))) for code, shape in shapes.items()]
    checked = check(read_register(as_bytes({"type": "FeatureCollection", "features": features})), repair=True)
    assert checked.faults == ()
    found = {checked.features[one].code + checked.features[other].code for one, other in checked.borders.pairs.tolist()}
    assert found >= {"AB", "AC", "BD", "CD", "AZ", "BZ", "CZ", "DZ"}
    assert (checked.mending.borders_lost, checked.mending.borders_won) == (0, len(found) - 8)


def test_a_ward_that_covers_another_is_a_fault_even_with_repair() -> None:
    everything = square(0, 0, width=2, height=2)
    checked = check(file_of(A=everything, B=everything, C=everything, D=everything), repair=True)
    assert {fault.kind for fault in checked.faults} == {FaultKind.GEOMETRY}
    assert "keeps no ground" in checked.faults[0].en


def test_a_ring_without_ground_cannot_be_mended() -> None:
    line = Polygon([(WEST, NORTH), (WEST + CELL, NORTH), (WEST, NORTH), (WEST, NORTH)])
    checked = check(file_of(A=line), repair=True)
    assert (FaultKind.INVALID_RING, ("A",)) in kinds(checked)
    assert [feature.code for feature in checked.features] == ["B", "C", "D"]


def test_edges_that_cross_only_when_projected_are_no_fault() -> None:
    # A hole ends a millimetre from a side of a kilometre, which bends by eight on its way into metres.
    tip = (WEST + CELL / 2, NORTH - CELL + 1e-8)
    hole = Polygon([tip, (WEST + 0.6 * CELL, NORTH - 0.5 * CELL), (WEST + 0.4 * CELL, NORTH - 0.5 * CELL)])
    pierced = shapely.difference(square(0, 0), hole)
    assert not WORLD.projector.to_metric(pierced).is_valid
    features = [make_feature(make_ward(code, _multi(shape))) for code, shape in (("A", pierced), ("E", hole))]  # type: ignore[arg-type]
    checked = check(read_register(as_bytes({"type": "FeatureCollection", "features": features})))
    assert checked.faults == ()
    assert checked.borders.pairs.tolist() == [[0, 1]]


@pytest.mark.parametrize(("repair", "step"), [(True, "mend"), (False, "close_hairlines")])
def test_what_cannot_be_fitted_together_is_a_fault(monkeypatch: pytest.MonkeyPatch, repair: bool, step: str) -> None:
    def fail(shapes: Shapes) -> Shapes:
        raise shapely.GEOSException("TopologyException")

    width = 1.02 if repair else 1 + 1e-6
    file = file_of(A=square(0, 0, width=width))
    monkeypatch.setattr(register_checks, step, fail)
    (fault,) = check(file, repair=repair).faults
    assert fault.kind is FaultKind.FILE
    assert "mapshaper" in fault.en


def test_what_was_mended_in_vain_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_checks, "mend", lambda shapes: shapes.copy())
    (fault,) = check(file_of(A=square(0, 0, width=1.02)), repair=True).faults
    assert fault.kind is FaultKind.FILE


def test_a_site_may_choose_its_projected_system() -> None:
    assert check(file_of(), epsg=3405).projector.epsg == 3405
    assert check(file_of()).projector.epsg == 32648


def test_the_real_dirty_file_is_refused_with_every_fault_and_mended_on_request() -> None:
    file = read_register(reference_file("hanoi_wards_2014_2020_thinned_dirty.geojson").read_bytes())
    refused = Counter(fault.kind for fault in check(file).faults)
    assert refused == {FaultKind.OVERLAP: 1039, FaultKind.GAP: 1136}
    checked = check(file, repair=True)
    mending = checked.mending
    assert checked.faults == ()
    assert (mending.overlaps, mending.gaps) == (1039, 1136)
    assert mending.gained_m2 == pytest.approx(mending.gaps_m2, rel=1e-4)
    assert mending.lost_m2 == pytest.approx(mending.overlaps_m2, rel=2e-3)
    assert mending.borders_lost < 10
    assert shapely.coverage_is_valid(shapes_of(checked))
