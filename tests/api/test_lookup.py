"""What holds at a point: wards, levels, every order there, and five lines that say what it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.vocabulary import BoundaryStatus
from tests.accounts import hash_quickly
from tests.cordons import area, order, propose
from tests.office import OUTBREAKS, Office, office_on_sqlite, outbreak, problem
from tests.worlds import CELL, NORTH, WEST

LOOKUP = "/api/v1/lookup"
CENTRE_OF_E: dict[str, Any] = {"lon": WEST + 1.5 * CELL, "lat": NORTH - 1.5 * CELL}
ORDER = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch UBND huyện"}


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture
def schematic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, status=BoundaryStatus.SCHEMATIC) as office:
        yield office


def test_a_point_lies_in_a_ward_with_its_level_layer_and_directive(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    body = office.get(LOOKUP, **CENTRE_OF_E).json()
    assert [(each["ward_code"], each["distance_m"], each["level"]) for each in body["items"]] == [("E", 0.0, "red")]
    assert (body["approximate"], body["layer"], body["directive"], body["ring_status"]) == (
        False,
        "core",
        "16",
        "proposed",
    )
    assert body["measures"]["vi"]


def test_within_a_hamlet_the_layer_is_exact_where_the_ward_is_partly_in_another(office: Office) -> None:
    hamlet = {
        "type": "Polygon",
        "coordinates": [
            [
                [WEST + x * CELL, NORTH - y * CELL]
                for x, y in ((1.4, 1.4), (1.4, 1.6), (1.6, 1.6), (1.6, 1.4), (1.4, 1.4))
            ]
        ],
    }
    office.post(OUTBREAKS, "thanhpho", outbreak(place=hamlet))
    assert office.get(LOOKUP, **CENTRE_OF_E).json()["directive"] == "16"
    corner = office.get(LOOKUP, lon=WEST + 1.1 * CELL, lat=NORTH - 1.1 * CELL).json()
    assert (corner["items"][0]["layer"], corner["items"][0]["layer_partial"]) == ("core", True)
    assert (corner["layer"], corner["directive"]) == ("next", "15")


def test_every_ward_within_the_tolerance_is_named_nearest_first(office: Office) -> None:
    near_the_line: dict[str, Any] = {"lon": WEST + 1.01 * CELL, "lat": NORTH - 1.5 * CELL}
    assert [each["ward_code"] for each in office.get(LOOKUP, **near_the_line).json()["items"]] == ["E"]
    items = office.get(LOOKUP, **near_the_line, tolerance_m=50).json()["items"]
    assert [each["ward_code"] for each in items] == ["E", "D"]
    assert 5 < items[1]["distance_m"] < 20


def test_outside_the_register_there_is_nothing(office: Office) -> None:
    body = office.get(LOOKUP, lon=0, lat=0).json()
    assert (body["items"], body["layer"], body["directive"]) == ([], None, None)


def test_on_schematic_boundaries_a_point_gets_candidates_and_no_directive(schematic: Office) -> None:
    schematic.post(OUTBREAKS, "thanhpho", outbreak("E"))
    body = schematic.get(LOOKUP, **CENTRE_OF_E).json()
    assert body["boundary_status"] == "schematic"
    assert (body["approximate"], body["layer"], body["directive"], body["measures"]) == (True, None, None, None)
    assert body["notice"]["vi"]
    assert [each["ward_code"] for each in body["items"]] == ["E"]
    assert not {"layer", "directive", "ring_status"} & body["items"][0].keys()


@pytest.mark.parametrize(
    "query",
    [
        "lon=105.8",
        "lon=x&lat=21",
        "lon=NaN&lat=21",
        "lon=181&lat=21",
        "lon=105.8&lat=91",
        "lon=1e999&lat=21",
        "lon=105.8&lat=21&tolerance_m=-1",
        "lon=105.8&lat=21&tolerance_m=5001",
    ],
)
def test_a_point_that_is_none_is_refused(office: Office, query: str) -> None:
    problem(office.get(f"{LOOKUP}?{query}"), 422)


def test_it_says_in_five_lines_what_is_only_proposed(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E", name="Chợ E"))
    lines = office.get(LOOKUP, **CENTRE_OF_E).json()["lines"]
    level, order, measures, testing, signed = (each["vi"] for each in lines)
    assert level == "Phường E: Vùng đỏ từ 14/08/2021, vì có ổ dịch đang mở chưa rõ nguồn lây."
    assert order == "Lớp lõi quanh ổ dịch Chợ E: Chỉ thị 16 (đề xuất, chưa có hiệu lực)."
    assert measures.startswith("Nếu được ban hành: ai ở đâu ở đó")
    assert testing.startswith("Xét nghiệm: toàn dân 2–3 ngày một lần")
    assert "chưa có hiệu lực" in signed
    assert all(each["en"] and len(each["vi"]) <= 300 and len(each["en"]) <= 300 for each in lines)


def test_an_order_in_force_names_its_document_and_signer(office: Office) -> None:
    declared = office.post(OUTBREAKS, "thanhpho", outbreak("E")).json()
    assert office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", ORDER).status_code == 200
    body = office.get(LOOKUP, **CENTRE_OF_E).json()
    assert (body["directive"], body["directive_in_force"]) == ("16", True)
    (ring,) = body["rings"]
    assert (ring["id"], ring["layer"], ring["in_force"], ring["signer"]) == (
        declared["id"],
        "core",
        True,
        "Chủ tịch UBND huyện",
    )
    assert body["lines"][4]["vi"].startswith("Theo văn bản 2/QĐ-UBND (Chủ tịch UBND huyện)")
    assert body["lines"][2]["vi"].startswith("Ở đây: ai ở đâu ở đó")


def test_a_milder_order_in_force_comes_before_a_stricter_proposal(office: Office) -> None:
    declared = office.post(OUTBREAKS, "thanhpho", outbreak("D")).json()
    office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", ORDER)
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    body = office.get(LOOKUP, **CENTRE_OF_E).json()
    assert (body["directive"], body["directive_in_force"]) == ("15", True)
    assert (body["layer"], body["ring_status"]) == ("core", "proposed")
    assert [(each["layer"], each["in_force"]) for each in body["rings"]] == [("next", True), ("core", False)]


def test_outside_all_orders_it_says_that_none_applies(office: Office) -> None:
    body = office.get(LOOKUP, **CENTRE_OF_E).json()
    assert (body["directive"], body["directive_in_force"], body["rings"]) == (None, None, [])
    assert body["lines"][1]["en"].startswith("This place lies outside all control rings")
    assert "tính lại lúc 18:00" in body["lines"][4]["vi"]


def test_on_a_common_border_both_wards_are_named(office: Office) -> None:
    body = office.get(LOOKUP, lon=WEST + CELL, lat=NORTH - 1.5 * CELL).json()
    assert {(each["ward_code"], each["distance_m"]) for each in body["items"]} == {("D", 0.0), ("E", 0.0)}
    assert "Phường D" in body["lines"][0]["vi"]
    assert "Phường E" in body["lines"][0]["vi"]


def test_outside_the_register_it_names_the_nearest_ward(office: Office) -> None:
    body = office.get(LOOKUP, lon=WEST - CELL, lat=NORTH - 0.5 * CELL).json()
    assert (body["outside"], body["items"], body["lines"]) == (True, [], [])
    assert body["nearest"]["ward_code"] == "A"
    assert 1000 < body["nearest"]["distance_m"] < 1100
    assert "1,0 km" in body["notice"]["vi"]
    far = office.get(LOOKUP, lon=0, lat=0).json()
    assert (far["outside"], far["nearest"]) == (True, None)


def test_swapped_coordinates_are_recognised_and_said(office: Office) -> None:
    found = problem(office.get(LOOKUP, lon=CENTRE_OF_E["lat"], lat=CENTRE_OF_E["lon"]), 422)
    assert "lon=105.815, lat=21.085" in found["errors"][0]["detail"]


def test_a_point_may_be_sent_so_that_it_stands_in_no_address(office: Office) -> None:
    sent = office.post(LOOKUP, None, CENTRE_OF_E)
    assert (sent.status_code, sent.headers["Cache-Control"]) == (200, "no-store")
    assert sent.json() == office.get(LOOKUP, **CENTRE_OF_E).json()


@pytest.mark.parametrize(
    "body",
    [
        {"lon": 105.8},
        {"lon": "105.8", "lat": 21},
        {"lon": 105.8, "lat": 91},
        {"lon": 105.8, "lat": 21, "tolerance_m": -1},
        {"lon": 105.8, "lat": 21, "x": 1},
        {"lon": None, "lat": 21},
        [],
    ],
)
def test_what_is_sent_as_no_point_is_refused(office: Office, body: Any) -> None:
    problem(office.post(LOOKUP, None, body), 422)


def test_nothing_of_where_somebody_was_is_kept(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    place: dict[str, Any] = {"lon": 105.8151234, "lat": 21.0851234}
    first = office.get(LOOKUP, **place)
    office.post(LOOKUP, None, place)
    office.post(LOOKUP, None, {"lon": 105.8151234, "lat": "x"})
    office.get(LOOKUP, lon=105.8151234, lat="x")
    edition = office.app.state.shelf.edition
    assert edition is None or not any("lookup" in path for path, _ in edition._offered)
    assert not any("lookup" in each._address for each, _ in office.app.state.representations._entries.values())
    assert "105.815" not in "".join(f"{each.getMessage()}{each.__dict__}" for each in caplog.records)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert office.get(LOOKUP, headers={"If-None-Match": first.headers["ETag"]}, **place).status_code == 304


def test_a_cordon_in_force_is_told_with_its_own_testing(office: Office) -> None:
    propose(office.site, "E", order=order())
    office.app.state.snapshots.note_revision(office.site.revision())
    body = office.get(LOOKUP, **CENTRE_OF_E).json()
    (cordon,) = body["cordons"]
    assert (cordon["id"], cordon["directive"], cordon["in_force"]) == ("KP0001", "16", True)
    assert (body["directive"], body["directive_in_force"], body["layer"]) == ("16", True, None)
    assert "Khu phong tỏa Ngõ 4: Chỉ thị 16" in body["lines"][1]["vi"]
    assert "trong khu phong tỏa 2–3 ngày một lần" in body["lines"][3]["vi"]
    assert body["lines"][4]["vi"].startswith("Theo văn bản 4/QĐ-UBND (Chủ tịch)")


def test_an_area_is_told_beside_what_applies(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    area(office.site, "E")
    office.app.state.snapshots.note_revision(office.site.revision())
    body = office.get(LOOKUP, **CENTRE_OF_E).json()
    assert [(each["id"], each["in_force"], each["directive"]) for each in body["areas"]] == [("KV0001", True, None)]
    assert (body["directive"], body["directive_in_force"]) == ("16", False)
    assert body["lines"][1]["vi"].startswith("Khu chợ; Lớp lõi quanh ổ dịch")
    assert body["lines"][2]["vi"].startswith("Nếu được ban hành")
