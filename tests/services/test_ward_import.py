"""Importing registers on both databases: all or nothing, twice is once, and the past stays."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidImport, InvalidValue
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus
from app.services.ward_import import WardImportReport, import_wards
from app.storage.revisions import create_site, current_revision
from app.storage.tables.register import BoundaryVersionRow, UnitBorderRow, UnitRow
from app.storage.units import load_register, register_state, validity_days
from tests.reference import reference_file
from tests.worlds import LONG_AGO, as_bytes, make_collection, make_feature, make_register, make_ward, square

NOW = datetime(2021, 9, 14, 3, 0, tzinfo=UTC)
WORLD = make_register("A B / C D", districts="1 1 / 2 2", populations={"A": 1, "B": 20, "C": 300, "D": 4000})
LATER = make_register("A B / C E", districts="1 1 / 2 2", populations={"A": 1, "B": 20, "C": 300, "E": 4000})
REFORM = date(2025, 7, 1)


@pytest.fixture
def site(session: Session) -> Session:
    create_site(session, now=NOW, first_day=date(2021, 9, 1))
    session.commit()
    return session


def take(session: Session, content: bytes, **options: Any) -> WardImportReport:
    """An import as a face does it: committed when it changed something, else rolled back."""
    report = import_wards(session, content=content, source_name="wards.geojson", now=NOW, actor="an", **options)
    if report.changed and not options.get("dry_run"):
        session.commit()
    else:
        session.rollback()
    return report


def content_of(register: Register, **members: object) -> bytes:
    return as_bytes(make_collection(register, **members))


def rows(session: Session) -> tuple[int, ...]:
    """How many rows each table of the register holds."""
    tables = (UnitRow, BoundaryVersionRow, UnitBorderRow)
    return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_a_register_comes_back_as_it_was_given(site: Session) -> None:
    report = take(site, content_of(WORLD))
    register = load_register(site, on=None)
    assert register.codes == ("A", "B", "C", "D")
    assert [ward.population for ward in register.wards] == [1, 20, 300, 4000]
    assert [ward.name for ward in register.wards] == [ward.name for ward in WORLD.wards]
    assert all(one.shape.equals(other.shape) for one, other in zip(register.wards, WORLD.wards, strict=True))
    assert register.boundary_version == report.boundary_version == WORLD.boundary_version
    assert {ward.valid_from for ward in register.wards} == {LONG_AGO}


def test_borders_are_stored_and_read_in_the_order_of_the_wards(site: Session) -> None:
    take(site, content_of(WORLD))
    borders = load_register(site, on=None).borders
    assert borders.pairs.tolist() == WORLD.borders.pairs.tolist()
    assert borders.shared_border_m.tolist() == pytest.approx(WORLD.borders.shared_border_m.tolist())


def test_districts_are_the_sum_of_their_wards(site: Session) -> None:
    take(site, content_of(WORLD))
    districts = load_register(site, on=None).districts
    assert [(each.code, each.name, each.kind, each.population, each.ward_count) for each in districts] == [
        ("1", "Quận 1", "Quận", 21, 2),
        ("2", "Quận 2", "Quận", 4300, 2),
    ]


def test_people_of_a_district_are_unknown_with_those_of_one_ward(site: Session) -> None:
    partly = make_register("A B", districts="1 1", populations={"A": 1})
    report = take(site, content_of(partly))
    assert load_register(site, on=None).districts[0].population is None
    assert report.population is None


def test_shapes_alone_do_not_unsay_a_census(site: Session) -> None:
    take(site, content_of(WORLD))
    shapes_alone = make_register("A B / C E", districts="1 1 / 2 2", populations=None)
    take(site, content_of(shapes_alone), valid_from=REFORM)
    assert [ward.population for ward in load_register(site, on=REFORM).wards] == [1, 20, 300, None]
    assert [district.population for district in load_register(site, on=REFORM).districts] == [21, None]


def test_a_code_on_other_ground_does_not_take_the_census_of_the_old_unit(site: Session) -> None:
    take(site, content_of(WORLD))
    merged = make_register("A A / C D", districts="1 1 / 2 2", populations=None)
    report = take(site, content_of(merged), valid_from=REFORM)
    assert [ward.population for ward in load_register(site, on=REFORM).wards] == [None, 300, 4000]
    assert report.population is None


def test_a_two_tier_register_is_taken(site: Session) -> None:
    report = take(site, content_of(make_register("A B / C D")))
    register = load_register(site, on=None)
    assert register.districts == ()
    assert {ward.district_code for ward in register.wards} == {None}
    assert report.districts == 0


def test_the_area_is_what_the_file_states_else_what_is_drawn(site: Session) -> None:
    collection = make_collection(WORLD)
    collection["features"][0]["properties"]["area_km2"] = 1.5
    take(site, as_bytes(collection))
    areas = [ward.area_km2 for ward in load_register(site, on=None).wards]
    assert areas == pytest.approx([1.5, 1.1497, 1.1498, 1.1498], abs=2e-4)


def test_the_report_counts_what_it_did(site: Session) -> None:
    report = take(site, content_of(WORLD))
    assert (report.wards, report.districts, report.population, report.borders) == (4, 2, 4321, 4)
    assert report.added == ("A", "B", "C", "D")
    assert report.changed == 6
    assert report.isolates == ()
    assert "4 phường, xã; 2 quận, huyện" in report.lines()[0]
    assert any("4 wards; 2 districts" in line for line in report.lines())
    assert json.loads(json.dumps(report.document(), default=str))["wards"] == 4


def test_the_same_file_twice_changes_nothing(site: Session) -> None:
    take(site, content_of(WORLD))
    before, revision = rows(site), current_revision(site)
    report = take(site, content_of(WORLD))
    assert (report.changed, report.unchanged) == (0, ("A", "B", "C", "D"))
    assert rows(site) == before
    assert current_revision(site) == revision


def test_a_dry_run_says_the_same_and_writes_nothing(site: Session) -> None:
    before, revision = rows(site), current_revision(site)
    dry = take(site, content_of(WORLD), dry_run=True)
    assert dry.changed == 6
    assert dry.dry_run
    assert (rows(site), current_revision(site)) == (before, revision)
    assert take(site, content_of(WORLD)).boundary_version == dry.boundary_version


def test_an_import_is_one_revision(site: Session) -> None:
    take(site, content_of(WORLD))
    assert current_revision(site) == 1
    assert register_state(site) == (1, 0)


def test_a_correction_supersedes_only_what_it_changes(site: Session) -> None:
    take(site, content_of(WORLD))
    collection = make_collection(WORLD)
    collection["features"][0]["properties"]["population_2019"] = 2
    report = take(site, as_bytes(collection))
    # The ward, and the district it is summed into.
    assert (report.updated, report.changed, len(report.unchanged)) == (("A",), 2, 3)
    assert load_register(site, on=None).wards[0].population == 2
    assert load_register(site, on=None).boundary_version == WORLD.boundary_version
    assert register_state(site) == (2, 2)


def test_what_was_known_before_a_correction_can_be_read_again(site: Session) -> None:
    take(site, content_of(WORLD))
    collection = make_collection(WORLD)
    collection["features"][0]["properties"]["population_2019"] = 2
    take(site, as_bytes(collection))
    assert load_register(site, on=None, known_at_revision=1).wards[0].population == 1
    assert load_register(site, on=None, known_at_revision=2).wards[0].population == 2
    assert register_state(site, known_at_revision=1) == (1, 0)
    assert load_register(site, on=None, known_at_revision=0).codes == ()


def test_a_reform_keeps_the_register_of_earlier_days(site: Session) -> None:
    take(site, content_of(WORLD))
    report = take(site, content_of(LATER), valid_from=REFORM)
    assert (report.added, report.retired, report.unchanged) == (("E",), ("D",), ("A", "B", "C"))
    before = load_register(site, on=date(2025, 6, 30))
    after = load_register(site, on=REFORM)
    assert before.codes == ("A", "B", "C", "D")
    assert after.codes == load_register(site, on=None).codes == ("A", "B", "C", "E")
    assert before.boundary_version == WORLD.boundary_version
    assert after.boundary_version == LATER.boundary_version
    assert validity_days(site) == (LONG_AGO, REFORM)
    assert before.ward("D").valid_to == REFORM


def test_each_day_has_the_borders_of_its_own_boundaries(site: Session) -> None:
    wide = make_register("A A / C E", districts="1 1 / 2 2")
    take(site, content_of(WORLD))
    take(site, content_of(wide), valid_from=REFORM)
    assert len(load_register(site, on=date(2025, 6, 30)).borders.pairs) == 4
    assert len(load_register(site, on=REFORM).borders.pairs) == 3


def test_days_between_the_days_of_single_wards_have_borders_too(site: Session) -> None:
    collection = make_collection(WORLD)
    for feature, day in zip(
        collection["features"], ["2020-01-01", "2020-01-01", "2021-01-01", "2021-01-01"], strict=True
    ):
        feature["properties"]["valid_from"] = day
    take(site, as_bytes(collection))
    half = load_register(site, on=date(2020, 6, 1))
    assert half.codes == ("A", "B")
    assert half.borders.pairs.tolist() == [[0, 1]]
    assert len(load_register(site, on=date(2021, 6, 1)).borders.pairs) == 4
    assert load_register(site, on=date(2019, 6, 1)).codes == ()


def test_a_wards_own_day_goes_before_the_default(site: Session) -> None:
    collection = make_collection(WORLD)
    for feature in collection["features"]:
        feature["properties"]["valid_from"] = "2020-03-01"
    take(site, as_bytes(collection))
    assert validity_days(site) == (date(2020, 3, 1),)


def test_boundaries_are_what_the_file_or_the_caller_says(site: Session) -> None:
    schematic = content_of(WORLD, boundary_status="schematic", notice_vi="Sơ đồ", notice_en="Schematic")
    assert take(site, schematic).boundary_status is BoundaryStatus.SCHEMATIC
    register = load_register(site, on=None)
    assert register.boundary_status is BoundaryStatus.SCHEMATIC
    assert (register.boundaries.notice_vi, register.boundaries.source) == ("Sơ đồ", "wards.geojson")
    report = take(site, content_of(WORLD))
    assert report.boundary_status is BoundaryStatus.OFFICIAL
    assert report.updated == ("A", "B", "C", "D")
    assert load_register(site, on=None).boundary_status is BoundaryStatus.OFFICIAL
    assert take(site, schematic, boundary_status=BoundaryStatus.OFFICIAL).boundary_status is BoundaryStatus.OFFICIAL


def test_the_past_keeps_its_status_when_official_boundaries_come(site: Session) -> None:
    take(site, content_of(WORLD, boundary_status="schematic"))
    take(site, content_of(WORLD), valid_from=REFORM)
    assert load_register(site, on=date(2025, 6, 30)).boundary_status is BoundaryStatus.SCHEMATIC
    assert load_register(site, on=REFORM).boundary_status is BoundaryStatus.OFFICIAL


def test_boundaries_that_return_keep_their_version(site: Session) -> None:
    first = take(site, content_of(WORLD)).boundary_version
    second = take(site, content_of(LATER)).boundary_version
    third = take(site, content_of(WORLD)).boundary_version
    assert first == third != second
    assert load_register(site, on=None).boundary_version == first
    assert len(load_register(site, on=None).borders.pairs) == 4


def test_faults_are_listed_and_nothing_is_written(site: Session) -> None:
    collection = make_collection(WORLD)
    collection["features"][0]["properties"]["population_2019"] = -5
    collection["features"].append(
        make_feature(make_ward("E", shapely.MultiPolygon([square(1.5, 1.5)]), district_code="2"))
    )
    with pytest.raises(InvalidImport) as caught:
        take(site, as_bytes(collection), repair=False)
    assert [fault.pointer for fault in caught.value.errors] == [
        "/features/0/properties/population_2019",
        "/features/3/geometry",
    ]
    assert caught.value.extensions["fault_counts"] == {"property": 1, "overlap": 1}
    assert "nothing was written" in caught.value.detail_en
    site.rollback()
    assert (rows(site), current_revision(site)) == ((0, 0, 0), 0)


def test_faults_that_can_be_mended_say_so(site: Session) -> None:
    overlapping = make_collection(WORLD)
    overlapping["features"][1]["geometry"] = json.loads(shapely.to_geojson(square(0.9, 0, width=1.1)))
    with pytest.raises(InvalidImport, match="--repair") as caught:
        take(site, as_bytes(overlapping))
    assert caught.value.extensions["overlap_m2"] == pytest.approx(0.1 * 1038.9 * 1107.2, rel=0.01)
    site.rollback()
    report = take(site, as_bytes(overlapping), repair=True)
    assert report.mending.overlaps == 1
    assert any("1 chỗ chồng" in line for line in report.lines())
    assert load_register(site, on=None).is_tiling
    assert site.get_one(BoundaryVersionRow, report.boundary_version).tolerance_m == 300.0


def test_a_mended_file_twice_changes_nothing(site: Session) -> None:
    overlapping = make_collection(WORLD)
    overlapping["features"][1]["geometry"] = json.loads(shapely.to_geojson(square(0.9, 0, width=1.1)))
    take(site, as_bytes(overlapping), repair=True)
    assert take(site, as_bytes(overlapping), repair=True).changed == 0


def test_wards_without_neighbors_are_told(site: Session) -> None:
    report = take(site, content_of(make_register("A B . D")))
    assert report.isolates == ("D",)
    assert any("Không có láng giềng: D" in line for line in report.lines())


def test_a_lake_is_told_and_left(site: Session) -> None:
    lake = square(0.7, 0.7, width=0.6, height=0.6)
    collection = make_collection(WORLD)
    for feature, ward in zip(collection["features"], WORLD.wards, strict=True):
        feature["geometry"] = json.loads(shapely.to_geojson(shapely.difference(ward.shape, lake)))
    report = take(site, as_bytes(collection))
    assert report.open_places_m2 == pytest.approx([0.36 * 1038.9 * 1107.2], rel=0.01)
    assert any("1 khoảng trống" in line for line in report.lines())


def test_a_correction_may_only_take_away(site: Session) -> None:
    take(site, content_of(make_register("A B / C D")))
    before = rows(site)
    report = take(site, content_of(make_register("A B / C .")))
    assert (report.retired, report.added, report.updated, report.changed) == (("D",), (), (), 1)
    assert load_register(site, on=None).codes == ("A", "B", "C")
    assert rows(site) == (before[0], 2, before[2] + 2)


def test_the_last_ward_of_a_district_takes_the_district_with_it(site: Session) -> None:
    take(site, content_of(make_register("A B", districts="1 2")))
    take(site, content_of(make_register("A .", districts="1 .")), valid_from=REFORM)
    assert [district.code for district in load_register(site, on=None).districts] == ["1"]
    assert load_register(site, on=None).borders.pairs.shape == (0, 2)


def test_the_metric_system_is_stored_and_used(site: Session) -> None:
    assert take(site, content_of(WORLD), metric_epsg=3405).metric_epsg == 3405
    assert load_register(site, on=None).projector.epsg == 3405
    with pytest.raises(InvalidValue, match="EPSG:4326"):
        take(site, content_of(WORLD), metric_epsg=4326)


def test_an_empty_site_has_an_empty_register(site: Session) -> None:
    assert load_register(site, on=None).codes == ()
    assert load_register(site, on=date(2021, 9, 14)).codes == ()
    assert register_state(site) == (0, 0)
    assert validity_days(site) == ()


def test_the_real_register_is_taken_with_all_its_borders(site: Session) -> None:
    content = reference_file("hanoi_wards_2021.geojson").read_bytes()
    report = take(site, content)
    assert (report.wards, report.districts, report.population, report.borders) == (579, 30, 8053663, 1618)
    assert report.area_km2 == pytest.approx(3354.49, abs=0.01)
    assert not report.mending.is_beyond_hairlines
    assert report.isolates == ()
    register = load_register(site, on=None)
    assert (register.boundary_version, len(register.borders.pairs)) == (report.boundary_version, 1618)
    assert register.is_tiling
    assert take(site, content).changed == 0
