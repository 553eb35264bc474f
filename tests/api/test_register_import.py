"""Boundary files over HTTP: tried with every finding and a picture, refused with every fault, taken whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from httpx2 import Response
from sqlalchemy import Engine

from app.services import register_desk
from tests.accounts import hash_quickly
from tests.boundary_files import boundary_file
from tests.office import Office, open_office, problem
from tests.worlds import as_bytes, make_collection, make_register, square

PATH = "/api/v1/wards/import"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def send(office: Office, content: bytes, who: str = "thanhpho", *, name: str = "xa.geojson", **said: Any) -> Response:
    files = {"file": (name, content), **said.pop("files", {})}
    return office.client.post(PATH, headers=office.as_(who), files=files, params=said.pop("params", {}), data=said)


def standing(office: Office) -> dict[str, Any]:
    """The register as anybody reads it: name by code."""
    return {each["ward_code"]: each["ward_name"] for each in office.get("/api/v1/wards").json()["items"]}


def overlapping(office: Office) -> bytes:
    collection = make_collection(make_register("A B / D E", districts="001 001 / 001 001"))
    collection["features"][1]["geometry"] = json.loads(shapely.to_geojson(square(0.9, 0, width=1.1)))
    return as_bytes(collection)


def test_a_file_is_tried_and_then_taken_as_one_revision(office: Office) -> None:
    before, revision = standing(office), office.site.revision()
    content = boundary_file(make_register("A B / D Z", districts="001 001 / 001 001"), "GPKG", epsg=5897)
    tried = send(office, content, name="xa.gpkg", params={"dry_run": "true"}).json()
    assert (tried["is_accepted"], tried["revision"], tried["file_format"]) == (True, None, "GeoPackage")
    assert tried["register_after"]["added"] == ["Z"]
    assert any("EPSG:5897" in remark for remark in tried["remarks"])
    assert (standing(office), office.site.revision()) == (before, revision)
    taken = send(office, content, name="xa.gpkg").json()
    assert taken["revision"] == revision + 1
    assert set(standing(office)) == {"A", "B", "D", "Z"}
    assert (office.audited()[0].action, office.audited()[0].subject) == ("import_register", "xa.gpkg")
    again = send(office, content, name="xa.gpkg").json()
    assert (again["revision"], again["register_after"]["changed"]) == (None, 0)


def test_a_faulty_file_is_told_when_tried_and_refused_when_sent(office: Office) -> None:
    tried = send(office, overlapping(office), params={"dry_run": "true", "picture": "true"})
    found = tried.json()
    assert (tried.status_code, found["is_accepted"], found["register_after"]) == (200, False, None)
    assert found["finding_counts"] == {"overlap": 1}
    assert found["findings"][0]["ward_codes"] == ["A", "B"]
    assert found["findings"][0]["area_m2"] == pytest.approx(115_000, rel=0.01)
    assert found["picture_svg"].startswith("<svg")
    refused = send(office, overlapping(office))
    assert problem(refused, 422, "invalid-import")["errors"][0]["pointer"] == "/features/0/geometry"
    assert send(office, overlapping(office), params={"repair": "true"}).status_code == 200


def test_names_are_matched_by_the_table_that_comes_with_the_file(office: Office) -> None:
    content = boundary_file(
        make_register("A B"),
        without=("ward_code", "district_code", "district_name"),
        columns={"ward_name": ["Phường Lạ", "Phường Khác"]},
    )
    tried = send(office, content, params={"dry_run": "true"}).json()
    assert [(each["kind"], each["group"]) for each in tried["findings"]] == [("unmatched", "fault")] * 2
    table = b"row,name,ward_code\n/features/0,x,A\n/features/1,y,B\n"
    matched = send(office, content, params={"dry_run": "true"}, files={"matches": ("m.csv", table)}).json()
    assert matched["is_accepted"]
    assert problem(send(office, content, files={"matches": ("m.csv", b"x")}), 422, "invalid-request")


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ({"crs": "EPSG:0"}, "invalid-request"),
        ({"code_column": "no"}, "invalid-request"),
        ({"crs": "\x00"}, "invalid-request"),
    ],
)
def test_a_choice_of_what_is_not_there_is_refused(office: Office, said: dict[str, str], slug: str) -> None:
    assert problem(send(office, boundary_file(make_register("A B")), **said), 422, slug)


def test_what_is_no_boundary_file_is_refused(office: Office) -> None:
    assert "định dạng" in problem(send(office, b"%PDF", params={"dry_run": "true"}), 422, "invalid-import")["detail"]


def test_one_register_is_read_at_a_time(office: Office) -> None:
    with register_desk._AT_WORK:
        assert problem(send(office, boundary_file(make_register("A B"))), 409, "run-in-progress")
