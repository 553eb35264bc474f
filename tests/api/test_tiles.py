"""Tiles and styles over HTTP: what they say, how long they may be kept, and who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.tile_grid import DEEPEST_ZOOM, Tile, tiles_over
from app.domain.vocabulary import BoundaryStatus
from tests.accounts import hash_quickly
from tests.api.asking import joined, printed
from tests.mvt_reading import ReadLayer, read_tile
from tests.office import ZONES, Office, office_on_sqlite, problem
from tests.site import WARDS, counts
from tests.worlds import CELL, NORTH, WEST

MIDDLE = (WEST + 1.5 * CELL, NORTH - 1.5 * CELL)
MVT = "application/vnd.mapbox-vector-tile"


@pytest.fixture(scope="module")
def office(judged_file: Path, sqlite_folder: Path) -> Iterator[Office]:
    """A red by an outbreak, its neighbors orange, I without data; for tests that only read."""
    with joined(judged_file, f"sqlite:///{sqlite_folder / 'tiles.sqlite'}") as office:
        yield office


@pytest.fixture
def writing(judged_file: Path, sqlite_url: str) -> Iterator[Office]:
    """A copy of the same, for tests that write."""
    with joined(judged_file, sqlite_url) as office:
        yield office


@pytest.fixture
def schematic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, status=BoundaryStatus.SCHEMATIC) as office:
        yield office


def tile_over(zoom: int) -> Tile:
    """The tile that holds the middle of the nine wards."""
    longitude, latitude = MIDDLE
    return next(iter(tiles_over((longitude, latitude, longitude, latitude), zoom)))


def zones_path(zoom: int = 9, suffix: str = "mvt") -> str:
    tile = tile_over(zoom)
    return f"/tiles/zones/{tile.z}/{tile.x}/{tile.y}.{suffix}"


def layers(office: Office, path: str) -> dict[str, ReadLayer]:
    answer = office.get(path)
    assert answer.headers["Content-Type"] == MVT
    return read_tile(answer.content)


def wards_of(office: Office) -> dict[str, dict[str, Any]]:
    found = layers(office, zones_path())["wards"].features
    return {each.properties["ward_code"]: each.properties for each in found}


def version_of(office: Office) -> str:
    version: str = office.get(ZONES).json()["boundary_version"]
    return version


def test_wards_carry_the_level_and_the_names_that_the_list_of_zones_says(office: Office) -> None:
    items = {each["ward_code"]: each for each in office.get(ZONES).json()["items"]}
    found = wards_of(office)
    assert sorted(found) == list(WARDS)
    for code, properties in found.items():
        for name, value in properties.items():
            if name not in {"ward_kind", "boundary_status", "drill"}:
                assert value == items[code][name], (code, name)
    assert [found[code]["level"] for code in "ABF"] == ["red", "orange", "green"]


def test_a_ward_that_nobody_reported_says_that_its_data_are_missing(office: Office) -> None:
    assert wards_of(office)["I"]["data_status"] == "missing"


def test_where_nothing_was_ever_reported_every_level_is_unknown(schematic: Office) -> None:
    assert {each["level"] for each in wards_of(schematic).values()} == {"unknown"}


def test_rings_lines_round_them_and_labels_have_layers_of_their_own(office: Office) -> None:
    found = layers(office, zones_path())
    rings = [each.properties for each in found["rings"].features]
    assert {each["layer"] for each in rings} == {"core", "next", "outer"}
    assert {each["ring_status"] for each in rings} == {"issued", "proposed"}
    assert {(each["layer"], each["directive"]) for each in rings} == {("core", "16"), ("next", "15"), ("outer", "19")}
    assert {each.properties["layer"] for each in found["ring_lines"].features} == {"core", "next", "outer"}
    assert {each.kind for each in found["ring_lines"].features} == {2}
    labels = [each.properties for each in found["labels"].features]
    assert {each["code"] for each in labels if each["unit"] == "district"} == {"001", "017"}
    assert {each.get("layer") for each in wards_of(office).values()} == {"core", "next", "outer"}


def test_no_tile_holds_a_count_of_cases(office: Office) -> None:
    allowed = {"minzoom", "rank"}
    for layer in layers(office, zones_path()).values():
        for feature in layer.features:
            numbers = {name for name, value in feature.properties.items() if type(value) in (int, float)}
            assert numbers <= allowed


def test_a_tile_of_what_is_in_force_is_asked_for_again_and_changes_with_it(writing: Office) -> None:
    first = writing.get(zones_path())
    assert first.headers["Cache-Control"] == "public, no-cache"
    tag = first.headers["ETag"]
    assert writing.get(zones_path(), headers={"If-None-Match": tag}).status_code == 304
    writing.site.post("F", reported=counts(1))
    printed(writing)
    second = writing.get(zones_path(), headers={"If-None-Match": tag})
    assert (second.status_code, second.content == first.content) == (200, False)


def test_a_tile_is_the_same_whether_printed_before_or_made_when_asked_for(office: Office) -> None:
    made = office.get(zones_path(), headers={"Accept-Encoding": "identity"})
    edition = printed(office)
    versions = edition.prepared((zones_path(), b""))
    assert versions is not None
    ready = versions[None].encoded(None)
    assert (ready.body, ready.etag) == (made.content, made.headers["ETag"])


def test_shapes_are_kept_for_ever_whatever_is_written(writing: Office) -> None:
    tile = tile_over(9)
    path = f"/tiles/units/{version_of(writing)}/{tile.z}/{tile.x}/{tile.y}.mvt"
    before = writing.get(path)
    assert before.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "X-Revision" not in before.headers
    writing.site.post("F", reported=counts(1))
    printed(writing)
    after = writing.get(path)
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    assert set(read_tile(before.content)) == {"wards", "districts", "labels"}
    assert "level" not in read_tile(before.content)["wards"].keys


def test_the_other_suffix_names_the_same_tile(office: Office) -> None:
    assert office.get(zones_path(suffix="pbf")).content == office.get(zones_path()).content


def test_where_there_is_no_ground_a_tile_is_empty(office: Office) -> None:
    answer = office.get("/tiles/zones/9/0/0.mvt")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"", MVT)


@pytest.mark.parametrize("address", ["15/0/0", "0/1/0", "3/0/8", "999999999/0/0"])
@pytest.mark.parametrize("family", ["zones", "units"])
def test_an_address_that_names_no_tile_is_not_found(office: Office, family: str, address: str) -> None:
    folder = family if family == "zones" else f"units/{version_of(office)}"
    found = problem(office.get(f"/tiles/{folder}/{address}.mvt"), 404)
    assert found["type"].endswith("tile-not-found")


def test_boundaries_that_never_were_are_not_found(office: Office) -> None:
    problem(office.get(f"/tiles/units/{'0' * 16}/0/0/0.mvt"), 404)
    problem(office.get(f"/tiles/units/{'0' * 16}.json"), 404)


def test_tilejson_names_every_layer_and_property_that_tiles_hold(office: Office) -> None:
    document = office.get("/tiles/zones.json").json()
    assert document["tilejson"] == "3.0.0"
    described = {each["id"]: set(each["fields"]) for each in document["vector_layers"]}
    for name, layer in layers(office, zones_path()).items():
        assert set(layer.keys) <= described[name], name
    assert set(described) == {"wards", "districts", "labels", "rings", "ring_lines", "cordons", "areas"}


def test_tilejson_leads_to_the_tiles_and_says_where_they_lie(office: Office) -> None:
    document = office.get("/tiles/zones.json").json()
    tile = tile_over(document["maxzoom"])
    (address,) = document["tiles"]
    assert address.startswith("http://testserver/tiles/zones/")
    found = office.get(address.format(z=tile.z, x=tile.x, y=tile.y))
    assert "E" in {each.properties["ward_code"] for each in read_tile(found.content)["wards"].features}
    west, south, east, north = document["bounds"]
    assert west < MIDDLE[0] < east
    assert south < MIDDLE[1] < north
    assert (document["minzoom"], document["maxzoom"]) == (0, DEEPEST_ZOOM)


def test_the_newest_boundaries_are_asked_for_again_and_lead_to_an_address_kept_for_ever(office: Office) -> None:
    newest = office.get("/tiles/units.json")
    version = newest.json()["boundary_version"]
    assert newest.headers["Cache-Control"] == "public, no-cache"
    assert newest.json()["tiles"] == [f"http://testserver/tiles/units/{version}/{{z}}/{{x}}/{{y}}.mvt"]
    again = office.get(f"/tiles/units/{version}.json")
    assert "immutable" in again.headers["Cache-Control"]
    assert again.json() == newest.json()


def test_two_addresses_of_one_site_do_not_get_each_others_links(office: Office) -> None:
    for path in ("/tiles/zones.json", "/styles/zones.json", "/tiles/units.json"):
        here = office.get(path)
        there = office.get(path, headers={"Host": "elsewhere.example"})
        assert "http://elsewhere.example/" in there.text, path
        assert here.headers["ETag"] != there.headers["ETag"]
        assert office.get(path).content == here.content


def test_schematic_boundaries_are_called_so_wherever_shapes_are(schematic: Office) -> None:
    for path in ("/tiles/zones.json", "/tiles/units.json"):
        assert schematic.get(path).json()["boundary_status"] == "schematic"
    assert schematic.get("/styles/zones.json").json()["metadata"]["boundary_status"] == "schematic"
    assert {each["boundary_status"] for each in wards_of(schematic).values()} == {"schematic"}


def test_the_style_gives_no_data_a_colour_and_a_hatch_of_its_own(office: Office) -> None:
    style = office.get("/styles/zones.json").json()
    legend = {each["level"]: each for each in office.get("/api/v1/legend").json()["items"]}
    by_id = {each["id"]: each for each in style["layers"]}
    said = {level: by_id[f"level-{level}"]["paint"]["fill-color"] for level in legend}
    assert said == {level: each["colour"] for level, each in legend.items()}
    assert by_id["wards"]["paint"]["fill-color"] not in said.values()
    assert by_id["pattern-unknown"]["paint"] == {"fill-pattern": "reverse_hatch"}
    assert [each["level"] for each in style["metadata"]["legend"]] == [*legend, "unknown"]


def test_the_dark_style_takes_the_dark_colours_and_patterns_when_asked(office: Office) -> None:
    style = office.get("/styles/zones.json?theme=dark&patterns=true").json()
    legend = office.get("/api/v1/legend").json()["items"]
    assert {each["colour"] for each in style["metadata"]["legend"]} >= {each["colour_dark"] for each in legend}
    ids = {each["id"] for each in style["layers"]}
    assert {f"pattern-{each['level']}" for each in legend if each["pattern"] != "none"} <= ids
    assert style["sprite"].endswith("/styles/patterns-dark")


@pytest.mark.parametrize("dense", ["", "@2x"])
def test_every_pattern_of_the_style_is_in_its_picture(office: Office, dense: str) -> None:
    style = office.get("/styles/zones.json?patterns=true").json()
    index = office.get(f"/styles/patterns-light{dense}.json").json()
    used = {each["paint"]["fill-pattern"] for each in style["layers"] if "fill-pattern" in each.get("paint", {})}
    assert used <= index.keys()
    picture = office.get(f"/styles/patterns-light{dense}.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert {each["pixelRatio"] for each in index.values()} == {2 if dense else 1}


def test_every_site_may_read_tiles_and_styles_and_none_with_a_visitors_session(office: Office) -> None:
    for path in (zones_path(), "/tiles/zones.json", "/styles/zones.json", "/styles/patterns-light.png", ZONES):
        answer = office.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def archive_path(office: Office) -> str:
    return f"/tiles/units/{version_of(office)}.pmtiles"


def test_an_archive_is_read_in_parts_and_kept_for_ever(office: Office) -> None:
    whole = office.get(archive_path(office))
    assert (whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == ("application/vnd.pmtiles", "bytes")
    assert "immutable" in whole.headers["Cache-Control"]
    assert "Content-Encoding" not in whole.headers
    part = office.get(archive_path(office), headers={"Range": "bytes=0-126"})
    assert (part.status_code, part.content) == (206, whole.content[:127])
    assert part.headers["Content-Range"] == f"bytes 0-126/{len(whole.content)}"
    assert part.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=100-", 100, None), ("bytes=-50", -50, None), ("bytes=0-999999999", 0, None), ("bytes=7-7", 7, 8)],
)
def test_a_part_is_named_from_either_end(office: Office, asked: str, start: int, end: int | None) -> None:
    whole = office.get(archive_path(office)).content
    part = office.get(archive_path(office), headers={"Range": asked})
    assert (part.status_code, part.content) == (206, whole[start:end])


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-2", "lines=0-1", "bytes=-", "x"])
def test_what_names_no_single_part_is_answered_by_the_whole(office: Office, asked: str) -> None:
    assert office.get(archive_path(office), headers={"Range": asked}).status_code == 200


def test_a_part_of_another_state_is_not_mixed_in(office: Office) -> None:
    answer = office.get(archive_path(office), headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert answer.status_code == 200


def test_a_part_behind_the_end_is_refused_with_the_length(office: Office) -> None:
    answer = office.get(archive_path(office), headers={"Range": "bytes=999999999-"})
    problem(answer, 416)
    assert answer.headers["Content-Range"].startswith("bytes */")


def test_who_has_the_archive_is_told_so(office: Office) -> None:
    tag = office.get(archive_path(office), headers={"Range": "bytes=0-9"}).headers["ETag"]
    assert office.get(archive_path(office), headers={"If-None-Match": tag}).status_code == 304
