"""Points by the million: the same answers as for one, in their order, faulty rows in their place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pytest
import shapely

from app.domain import point_answers
from app.domain.vocabulary import BoundaryStatus
from app.formats import point_rows
from tests.accounts import hash_quickly
from tests.cordons import area, order, propose
from tests.office import OUTBREAKS, Office, office_on_sqlite, outbreak, problem
from tests.worlds import CELL, NORTH, WEST

BULK: Final = "/api/v1/lookup/bulk"
HAMLET: Final = {
    "type": "Polygon",
    "coordinates": [
        [[WEST + x * CELL, NORTH - y * CELL] for x, y in ((1.4, 1.4), (1.4, 1.6), (1.6, 1.6), (1.6, 1.4), (1.4, 1.4))]
    ],
}
ORDER: Final = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch UBND huyện"}


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def send(office: Office, body: str | bytes, kind: str = "text/csv", **query: str) -> Any:
    content = body.encode() if isinstance(body, str) else body
    headers = {**office.as_("an"), "Content-Type": kind}
    return office.client.post(BULK, params=query or None, content=content, headers=headers)


def table(office: Office, body: str) -> list[dict[str, str]]:
    answer = send(office, body)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def places() -> list[tuple[float, float]]:
    """Corners and middles of wards and of the hamlet, borders of the map, its surroundings, and some anywhere."""
    steps = [(x, y) for x in (0.0, 0.5, 1.0, 1.4, 1.5, 1.6, 2.0, 3.0, 3.2) for y in (0.0, 1.0, 1.4, 1.5, 3.0)]
    chance = np.random.default_rng(1).uniform(-0.5, 3.5, (25, 2)).tolist()
    return [(round(WEST + x * CELL, 9), round(NORTH - y * CELL, 9)) for x, y in [*steps, *chance]]


def expected(single: dict[str, Any]) -> dict[str, Any]:
    """What a bulk answer says where a single one says this."""
    holding = sorted((each for each in single["items"] if each["distance_m"] == 0), key=lambda each: each["ward_code"])
    first = holding[0] if holding else {}
    return {
        "status": {0: "outside", 1: "in"}.get(len(holding), "border"),
        **{name: first.get(name) for name in ("ward_code", "ward_name", "district_code", "level")},
        "border_ward_codes": [each["ward_code"] for each in holding[1:]],
        **{name: single[name] for name in ("layer", "ring_status", "directive", "directive_in_force", "approximate")},
        "outbreak_ids": sorted({each["id"] for each in single["rings"]}),
        "cordon_ids": sorted({each["id"] for each in single["cordons"]}),
        "area_ids": sorted({each["id"] for each in single["areas"]}),
        "reason": None,
    }


@pytest.mark.parametrize("status", BoundaryStatus)
def test_many_points_are_answered_as_each_is_alone(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, status: BoundaryStatus
) -> None:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, status=status) as office:
        declared = office.post(OUTBREAKS, "thanhpho", outbreak("D")).json()
        office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", ORDER)
        office.post(OUTBREAKS, "thanhpho", outbreak(place=HAMLET))
        propose(office.site, shape=shapely.geometry.shape(HAMLET), order=order(override_schematic=True))
        area(office.site, "A", "B")
        east = shapely.box(WEST + 1.4 * CELL, NORTH - CELL, WEST + 3.5 * CELL, NORTH)
        area(office.site, shape=east, override_schematic=True)
        office.app.state.snapshots.note_revision(office.site.revision())
        points = places()
        lon, lat = zip(*points, strict=True)
        body = send(office, json.dumps({"lon": lon, "lat": lat}), "application/json").json()
        singles = [office.get("/api/v1/lookup", lon=x, lat=y).json() for x, y in points]
    assert [body["answers"][each] for each in body["answer"]] == [expected(each) for each in singles]
    found = [body["answers"][each] for each in body["answer"]]
    assert bool(sum(len(each["cordon_ids"]) + len(each["area_ids"]) for each in found)) is (
        status is BoundaryStatus.OFFICIAL
    )
    assert (body["faults"], body["number_returned"], body["boundary_status"]) == ([], len(points), status.value)


def test_a_table_comes_back_row_by_row_with_its_names(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    rows = table(office, "id,lat,lon\nnhà,21.085,105.815\nxa,10,100\nranh,21.085,105.81\n")
    assert [(row["id"], row["lon"], row["lat"]) for row in rows] == [
        ("nhà", "105.815", "21.085"),
        ("xa", "100", "10"),
        ("ranh", "105.81", "21.085"),
    ]
    assert [row["status"] for row in rows] == ["in", "outside", "border"]
    assert (rows[0]["ward_code"], rows[0]["level"], rows[0]["layer"], rows[0]["directive"]) == (
        "E",
        "red",
        "core",
        "16",
    )
    assert (rows[2]["ward_code"], rows[2]["border_ward_codes"]) == ("D", "E")


def test_without_a_heading_the_columns_are_lon_lat_and_id(office: Office) -> None:
    assert table(office, "105.815,21.085")[0]["ward_code"] == "E"
    assert table(office, "105.815,21.085,a\r\n105.805,21.095,b")[1] | {} == table(office, "105.805,21.095,b")[0]


def test_rows_that_are_no_point_say_why_and_keep_their_place(office: Office) -> None:
    bad = ["", '"x",21,b', "105.8", "21.085,105.815,c", "200,21,d", "nan,21,e", "1_0,21,f"]
    rows = table(office, "\n".join(["lon,lat,id", "105.815,21.085,a", *bad, '105.815,21.085,"g,""h"']))
    assert [(row["status"], row["reason"]) for row in rows] == [
        ("in", ""),
        ("invalid", "blank"),
        ("invalid", "not_a_number"),
        ("invalid", "columns"),
        ("invalid", "swapped"),
        ("invalid", "out_of_range"),
        ("invalid", "not_a_number"),
        ("invalid", "not_a_number"),
        ("in", ""),
    ]
    assert rows[-1]["id"] == 'g,"h'


@pytest.mark.parametrize("line", ["[105.815, 21.085]", '{"lat": 21.085, "lon": 105.815}', '[105.815, 21.085, "a"]'])
def test_lines_of_json_are_taken(office: Office, line: str) -> None:
    answer = send(office, f'{line}\nnull\n{{\n[true, 21]\n["105.815", 21.085]\n[1]\n\n{line}', "application/x-ndjson")
    rows = [json.loads(each) for each in answer.text.splitlines()]
    assert [(row["ward_code"], row["reason"]) for row in rows] == [
        ("E", None),
        (None, "blank"),
        (None, "columns"),
        (None, "not_a_number"),
        (None, "not_a_number"),
        (None, "columns"),
        (None, "blank"),
        ("E", None),
    ]
    assert (rows[0]["lon"], rows[0]["lat"], rows[2]["lon"]) == (105.815, 21.085, None)


def test_faults_of_a_document_are_told_by_row_in_words(office: Office) -> None:
    body = send(office, json.dumps([[105.815, 21.085], [None, 1], [1e300, 1]]), "application/json").json()
    assert [(each["row"], each["reason"]) for each in body["faults"]] == [(2, "not_a_number"), (3, "not_a_number")]
    assert "không phải là số" in body["faults"][0]["vi"]


def test_the_answer_may_have_another_form_than_the_question(office: Office) -> None:
    answer = send(office, "105.815,21.085", format="json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["answers"][answer.json()["answer"][0]]["ward_code"] == "E"


def test_parts_are_put_together_in_order(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(point_rows, "ROWS_AT_ONCE", 3)
    lines = [f"{lon!r},{lat!r}" for lon, lat in places()[:20]]
    whole = table(office, "\n".join(["lon,lat", *lines]))
    assert whole == [table(office, line)[0] for line in lines]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("a,b\n1,2\n", "text/csv", 422),
        ("", "text/csv", 422),
        ("{", "application/json", 422),
        ('{"lon": [1], "lat": []}', "application/json", 422),
        ("[" * 100_000, "application/json", 422),
        ("1", "application/json", 422),
        ("1,2", "text/plain", 415),
    ],
)
def test_what_is_no_list_of_points_is_refused_at_once(office: Office, body: str, kind: str, status: int) -> None:
    problem(send(office, body, kind), status)


def test_more_points_than_one_call_takes_are_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(point_answers, "MOST_POINTS", 2)
    assert len(table(office, "lon,lat\n1,2\n1,2")) == 2
    for kind, body in {
        "text/csv": "1,2\n1,2\n1,2",
        "application/x-ndjson": "[1,2]\n[1,2]\n[1,2]\n",
        "application/json": "[[1,2],[1,2],[1,2]]",
    }.items():
        assert "3" in problem(send(office, body, kind), 422)["detail"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize(
    ("name", "told"), [('"\\ud800x"', "?x"), ("7", "7"), ("[" * 400 + "]" * 400, ""), ('{"a": 1}', ""), ("null", "")]
)
def test_a_name_that_cannot_be_written_does_not_break_the_answer(
    office: Office, form: str, name: str, told: str
) -> None:
    answer = send(office, f'[105.815, 21.085, {name}]\n[105.815, 21.085, "b"]', "application/x-ndjson", format=form)
    rows = (
        list(csv.DictReader(io.StringIO(answer.text))) if form == "csv" else map(json.loads, answer.text.splitlines())
    )
    assert [row["id"] for row in rows] == [told, "b"]


@pytest.mark.parametrize("body", ["[" + "[]," * 40 + "[]]", '{"lon":[' + "1," * 80 + "1]}"])
def test_a_document_of_more_values_than_its_points_can_have_is_refused_unread(
    office: Office, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(point_answers, "MOST_POINTS", 8)
    assert "8" in problem(send(office, body, "application/json"), 422)["detail"]


def test_no_cell_becomes_a_formula(office: Office) -> None:
    rows = table(office, "lon,lat,id\n105.815,21.085,=1+1\n-105.8,-21,-5\n=2,21,x\n")
    assert [(row["id"], row["lon"]) for row in rows] == [("'=1+1", "105.815"), ("-5", "-105.8"), ("x", "'=2")]
