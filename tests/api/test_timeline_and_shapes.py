"""What the map draws beside the newest levels: levels day by day, shapes of wards and districts, lines of rings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from app.api.map_contents import geometry_content
from app.configuration import site_rules
from app.domain.register import boundary_version
from app.domain.vocabulary import UNKNOWN
from app.services.site_setup import set_up
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock, hash_quickly
from tests.office import OUTBREAKS, ZONES, Office, join_office, office_on_sqlite, outbreak, problem
from tests.pages import make_drill
from tests.site import DISTRICTS, MAP, TODAY, WARDS, Site, counts, day, hanoi
from tests.worlds import make_register, square

TIMELINE, RINGS = "/api/v1/zones/timeline", "/api/v1/rings"
INSTANT, MINUTE, HOUR = timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1)
TOLERANCES = [0.0, 0.0001, 0.0005, 0.001, 0.003]
Shapes = NDArray[np.object_]


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture(scope="module")
def hanoi_wards(sqlite_template: Path, sqlite_folder: Path) -> Iterator[Office]:
    """The register that is shipped: borders bend there, which those of drawn squares do not."""
    path = sqlite_folder / "shipped.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine, settings = create_database_engine(f"sqlite:///{path}"), Settings(scheduler=False)
    site = Site(engine, Clock(NOW), site_rules(settings))
    with site.sessions.begin() as session:
        set_up(
            session,
            rules=site.rules,
            register_content=settings.register_file.read_bytes(),
            register_name=settings.register_file.name,
            now=NOW,
        )
    yield join_office(site, settings)
    engine.dispose()


def seen(office: Office) -> Office:
    """The office once its readers see all that the site has written by itself."""
    office.app.state.snapshots.note_revision(office.site.revision())
    return office


def decoded(document: dict[str, Any]) -> dict[date, dict[str, str]]:
    """The level of each ward by day, as a map reads the signs."""
    signs = "0123456789abcdefghijklmnopqrstuvwxyz"
    return {
        date.fromisoformat(each["date"]): {
            ward: document["levels"][signs.index(sign)]
            for ward, sign in zip(document["ward_codes"], each["levels"], strict=True)
        }
        for each in document["days"]
    }


def levels_at(office: Office, at: datetime) -> dict[str, str]:
    """The level of each ward at an instant, as the public reads it."""
    items = office.get(ZONES, at=at.isoformat()).json()["items"]
    return {each["ward_code"]: each["level"] for each in items}


def shapes_in(document: dict[str, Any]) -> Shapes:
    return np.array([shapely.geometry.shape(each["geometry"]) for each in document["features"]], dtype=object)


def properties_in(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each["properties"] for each in document["features"]}


def geometry(office: Office, of: str = "", tolerance: float = 0.0) -> dict[str, Any]:
    """Shapes of the wards, or of the `/districts`."""
    version = office.get(ZONES).json()["boundary_version"]
    query = f"?tolerance={tolerance:g}" if tolerance else ""
    answer = office.get(f"/api/v1/geometry/{version}{of}.geojson{query}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def _live_through_five_days(site: Site) -> None:
    site.post("A", reported=counts(1))
    site.clock.now = hanoi(TODAY, 21)
    site.declare("E")
    site.clock.now = hanoi(day(1), 0)
    site.post("I", reported=counts(known=1))
    site.clock.now = hanoi(day(2), 9)
    site.correct("A", TODAY, counts(0))
    site.clock.now = hanoi(day(4), 19)
    site.run(day(3), day(4))
    site.clock.move(HOUR)


def test_its_signs_say_what_was_told_at_the_end_of_each_day(office: Office) -> None:
    _live_through_five_days(office.site)
    found = decoded(seen(office).get(TIMELINE).json())
    assert list(found) == [TODAY, day(1), day(2), day(3), day(4)]
    assert len({tuple(levels.values()) for levels in found.values()}) >= 3
    for on, levels in found.items():
        end = min(hanoi(on + timedelta(days=1), 0) - INSTANT, office.site.clock.now)
        assert levels == levels_at(office, end), on


def test_it_says_of_which_revision_days_levels_and_wards_it_is(office: Office) -> None:
    _live_through_five_days(office.site)
    answer = seen(office).get(TIMELINE)
    body = answer.json()
    assert (body["revision"], body["boundary_status"], body["drill"]) == (office.site.revision(), "official", False)
    assert answer.headers["X-Revision"] == str(office.site.revision())
    assert (body["from"], body["to"]) == (str(TODAY), str(day(4)))
    assert body["levels"] == [UNKNOWN, "green", "orange", "red"]
    assert body["ward_codes"] == list(WARDS)


def test_days_can_be_chosen(office: Office) -> None:
    _live_through_five_days(office.site)
    body = seen(office).get(f"{TIMELINE}?from={day(-1)}&to={day(1)}").json()
    assert (body["from"], body["to"]) == (str(day(-1)), str(day(1)))
    found = decoded(body)
    assert set(found[day(-1)].values()) == {UNKNOWN}
    assert found[day(1)] == levels_at(office, hanoi(day(2), 0) - INSTANT)


def test_it_is_revalidated_until_something_is_written_or_the_day_ends(office: Office) -> None:
    tag = office.get(TIMELINE).headers["ETag"]
    assert office.get(TIMELINE, headers={"If-None-Match": tag}).status_code == 304
    office.site.post("A", reported=counts(1))
    written = seen(office).get(TIMELINE, headers={"If-None-Match": tag})
    assert written.status_code == 200
    office.site.clock.now = hanoi(day(1), 0)
    tomorrow = office.get(TIMELINE, headers={"If-None-Match": written.headers["ETag"]})
    assert (tomorrow.status_code, tomorrow.json()["to"]) == (200, str(day(1)))


def test_the_oldest_day_one_can_write_is_answered(office: Office) -> None:
    assert office.get(TIMELINE, to="2000-01-01").json()["from"] == "2000-01-01"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("to=2021-08-15", "/to"),
        ("to=9999-12-31", "/to"),
        ("from=2021-08-15", "/from"),
        ("from=2021-08-14&to=2021-08-13", "/from"),
        ("from=2020-08-13", "/from"),
        ("from=2000-01-01&to=2001-01-01", "/from"),
    ],
)
def test_days_in_the_wrong_order_in_the_future_or_too_many_are_refused(
    office: Office, query: str, pointer: str
) -> None:
    found = problem(office.get(f"{TIMELINE}?{query}", headers={"Accept-Language": "en"}), 422)
    assert [each["pointer"] for each in found["errors"]] == [pointer]
    assert "2021-08-14" in found["detail"] or "between" in found["detail"]


@pytest.mark.parametrize(
    "query", ["from=yesterday", "to=2021-8-1", "to=20210814", "to=2021-02-30", "to=1999-12-31", "to=", "scheme=other"]
)
def test_a_day_that_is_none_is_refused(office: Office, query: str) -> None:
    problem(office.get(f"{TIMELINE}?{query}"), 422)


@pytest.mark.parametrize("of", ["", "/districts"])
@pytest.mark.parametrize("tolerance", ["", "?tolerance=0.0005", "?tolerance=0.003"])
def test_shapes_are_kept_for_ever_whatever_is_written(office: Office, of: str, tolerance: str) -> None:
    version = office.get(ZONES).json()["boundary_version"]
    path = f"/api/v1/geometry/{version}{of}.geojson{tolerance}"
    before = office.get(path)
    assert before.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "X-Revision" not in before.headers
    office.site.declare("E")
    after = seen(office).get(path)
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])


@pytest.mark.parametrize(("version", "status"), [("0" * 16, 404), ("xyz", 422)])
def test_districts_of_another_version_are_not_here(office: Office, version: str, status: int) -> None:
    problem(office.get(f"/api/v1/geometry/{version}/districts.geojson"), status)


@pytest.mark.parametrize("tolerance", ["-1", "1", "NaN", "x"])
def test_a_tolerance_out_of_bounds_is_refused_for_districts_too(office: Office, tolerance: str) -> None:
    version = office.get(ZONES).json()["boundary_version"]
    problem(office.get(f"/api/v1/geometry/{version}/districts.geojson?tolerance={tolerance}"), 422)


def test_a_district_tells_its_name_and_how_true_its_border_is(office: Office) -> None:
    found = properties_in(geometry(office, "/districts"))["017"]
    assert len(found.pop("label_point")) == 2
    assert found == {
        "district_code": "017",
        "district_name": "Quận 017",
        "boundary_status": "official",
    }


def test_districts_say_nothing_that_their_version_does_not_name() -> None:
    """A district that becomes a town keeps name and shape, and what was said of them is kept for ever."""
    before = make_register(MAP, districts=DISTRICTS)
    wards = tuple(replace(ward, district_kind="Huyện") for ward in before.wards)
    after = replace(
        before,
        wards=wards,
        districts=tuple(replace(each, kind="Huyện") for each in before.districts),
        boundary_version=boundary_version(wards, before.boundaries),
    )
    bodies = [geometry_content(register, of="districts").render() for register in (before, after)]
    assert bodies[0] == bodies[1]
    assert before.boundary_version == after.boundary_version


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_a_district_is_exactly_its_wards_dissolved(hanoi_wards: Office, tolerance: float) -> None:
    wards, districts = geometry(hanoi_wards, "", tolerance), geometry(hanoi_wards, "/districts", tolerance)
    of = [each["district_code"] for each in properties_in(wards).values()]
    for code, district in zip(properties_in(districts), shapes_in(districts), strict=True):
        own = shapes_in(wards)[[other == code for other in of]]
        assert len(own) > 0
        assert shapely.equals(shapely.union_all(own), district), code


@pytest.mark.parametrize("of", ["", "/districts"])
@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_simplified_neighbors_still_meet(hanoi_wards: Office, of: str, tolerance: float) -> None:
    shapes = shapes_in(geometry(hanoi_wards, of, tolerance))
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()


def test_simplified_shapes_are_shorter_to_write(hanoi_wards: Office) -> None:
    points = [
        shapely.get_num_coordinates(shapes_in(geometry(hanoi_wards, tolerance=each))).sum() for each in TOLERANCES
    ]
    assert points == sorted(points, reverse=True)
    assert points[-1] < points[0] / 2


@pytest.mark.parametrize("of", ["", "/districts"])
@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_a_label_lies_inside_what_it_names(hanoi_wards: Office, of: str, tolerance: float) -> None:
    document = geometry(hanoi_wards, of, tolerance)
    labels = shapely.points([each["label_point"] for each in properties_in(document).values()])
    inside = shapely.contains_properly(shapes_in(document), labels)
    assert [code for code, is_inside in zip(properties_in(document), inside, strict=True) if not is_inside] == []


def test_lines_go_round_each_layer_and_all_stricter_ones(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    document = office.get(RINGS, outlines="true").json()
    assert [each["id"] for each in document["features"]] == ["proposed-outer", "proposed-next", "proposed-core"]
    around = {each["properties"]["layer"]: shapely.geometry.shape(each["geometry"]) for each in document["features"]}
    whole = square(0, 0, width=3, height=3)
    assert _is_the_line_round(around["core"], square(1, 1))
    assert _is_the_line_round(around["next"], shapely.union_all([square(1, 0, height=3), square(0, 1, width=3)]))
    corners = shapely.union_all([square(2, 0), square(2, 2)])
    assert _is_the_line_round(around["outer"], whole) or _is_the_line_round(around["outer"], whole - corners)


def _is_the_line_round(line: Any, ground: Any) -> bool:
    return bool(shapely.equals(line, shapely.boundary(ground)))


def test_lines_say_their_layer_directive_and_state(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    answer = office.get(RINGS, outlines="true")
    document = answer.json()
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert (document["number_matched"], document["number_returned"]) == (3, 3)
    assert document["revision"] == office.site.revision()
    found = properties_in(document)
    assert [found[f"proposed-{layer}"]["directive"] for layer in ("core", "next", "outer")] == ["16", "15", "19"]
    core = found["proposed-core"]
    assert (core["ring_status"], core["boundary_status"], core["drill"]) == ("proposed", "official", False)
    assert core["label_vi"]
    assert core["measures"]["en"]


def test_overlapping_rings_have_one_line_a_layer(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    office.post(OUTBREAKS, "thanhpho", outbreak("D"))
    document = office.get(RINGS, outlines="true").json()
    assert [each["id"] for each in document["features"]] == ["proposed-outer", "proposed-next", "proposed-core"]
    assert _is_the_line_round(shapes_in(document)[2], square(0, 1, width=2))


def test_ordered_and_proposed_rings_have_lines_of_their_own(office: Office) -> None:
    first = office.site.declare("E").outbreak
    office.site.declare("A")
    office.site.clock.move(MINUTE)
    office.site.issue(first.outbreak_id)
    found = seen(office).get(RINGS, outlines="true").json()
    core = {each["id"]: shapely.geometry.shape(each["geometry"]) for each in found["features"] if "core" in each["id"]}
    assert set(core) == {"proposed-core", "issued-core"}
    assert _is_the_line_round(core["issued-core"], square(1, 1))
    assert _is_the_line_round(core["proposed-core"], square(0, 0))


def test_an_order_draws_its_lines_from_the_instant_it_names(office: Office) -> None:
    first = office.site.declare("E").outbreak
    office.site.issue(first.outbreak_id, starts_at=office.site.clock.now + HOUR)
    before = seen(office).get(RINGS, outlines="true")
    assert set(properties_in(before.json())) == {"proposed-outer", "proposed-next", "proposed-core"}
    office.site.clock.move(HOUR)
    after = office.get(RINGS, outlines="true", headers={"If-None-Match": before.headers["ETag"]})
    assert set(properties_in(after.json())) == {"issued-outer", "issued-next", "issued-core"}


def test_lifted_rings_have_no_line(office: Office) -> None:
    first = office.site.declare("E").outbreak
    office.site.clock.move(MINUTE)
    office.site.issue(first.outbreak_id)
    office.site.clock.move(MINUTE)
    office.site.lift(first.outbreak_id)
    document = seen(office).get(RINGS, outlines="true").json()
    assert (document["features"], document["number_matched"]) == ([], 0)


@pytest.mark.parametrize("drawn", ["outlines", "merged"])
def test_two_sites_in_one_process_draw_each_its_own_rings(
    office: Office, sqlite_template: Path, tmp_path: Path, drawn: str
) -> None:
    """What is remembered between revisions is remembered of one site: each counts its outbreaks from OB0001."""
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    office.get(f"{RINGS}?{drawn}=true")
    shutil.copyfile(sqlite_template, tmp_path / "other.sqlite")
    with office_on_sqlite(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        other.post(OUTBREAKS, "thanhpho", outbreak("A"))
        found = other.get(f"{RINGS}?{drawn}=true").json()["features"]
    core = next(shapely.geometry.shape(each["geometry"]) for each in found if "core" in each["id"])
    assert core.bounds == pytest.approx(square(0, 0).bounds)


@pytest.mark.parametrize("query", ["", "?merged=true", "?outlines=true"])
def test_once_a_site_is_a_drill_its_rings_say_so(office: Office, query: str) -> None:
    """Also where nothing about the rings themselves has changed since the site was none."""
    assert office.get(f"{RINGS}{query}").json()["drill"] is False
    make_drill(office.site)
    office.site.post("A")
    assert seen(office).get(f"{RINGS}{query}").json()["drill"] is True
