"""What a DHIS2 reads and sends: ids that stay, whole reports, small numbers left out, the same set twice."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from app.api.strict_json import parse_strict_json
from app.domain.dhis2 import ELEMENTS, UID, uid_of
from app.formats.dhis2_mapping import read_mapping
from tests.accounts import hash_quickly
from tests.office import REPORTS, ZONES, Office, office_on_sqlite, problem, report
from tests.site import WARDS, counts, day

VALUES = "/api/v1/dhis2/dataValueSets"
PUBLIC = "/api/v1/dhis2/publicDataValueSets"
TODAY = f"from={day(-2)}&to={day(0)}"
CLASSES = [each for each in ELEMENTS if not each.is_test]


@pytest.fixture
def office(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Office]:
    path = sqlite_folder / "dhis2.sqlite"
    shutil.copyfile(sqlite_template, path)
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with office_on_sqlite(f"sqlite:///{path}") as office:
            yield office
    path.unlink()


def sent(ward: str = "E", on: Any = None, *, scheme: str = "code", deleted: bool = False, **numbers: int) -> list[Any]:
    """The values of one report; classes that are not named are 0."""
    period = f"{on or day(0):%Y%m%d}"
    unit = ward if scheme == "code" else uid_of("ward", ward)
    values = []
    for element in CLASSES:
        name = element.code if scheme == "code" else uid_of("dataElement", element.code)
        value = {"dataElement": name, "period": period, "orgUnit": unit}
        said = {"deleted": True} if deleted else {"value": str(numbers.get(element.column, 0))}
        values.append({**value, **said})
    return values


def take(office: Office, values: list[Any], query: str = "", who: str = "may") -> Any:
    return office.post(f"{VALUES}{query}", who, {"dataValues": values})


def levels(office: Office) -> dict[str, str]:
    return {each["ward_code"]: each["level"] for each in office.get(ZONES, None).json()["items"]}


class TestUnitsAndMetadata:
    """What is imported into a DHIS2 once."""

    def test_ids_are_valid_and_of_no_two_things_the_same(self) -> None:
        ids = [uid_of(kind, f"{code:05}") for kind in ("ward", "district") for code in range(11_000)]
        assert len(set(ids)) == len(ids)
        assert all(UID.fullmatch(each) for each in ids)
        assert uid_of("ward", "00487") == "lxPql4YFKrI"

    def test_units_hang_in_their_district_with_names_days_and_shapes(self, office: Office) -> None:
        document = office.get("/api/v1/dhis2/organisationUnits.json?parent=ImspTQPwCqd", None).json()
        units = {each["id"]: each for each in document["organisationUnits"]}
        ward = units[uid_of("ward", "A")]
        assert ward["code"] == "A"
        assert ward["geometry"]["type"] == "MultiPolygon"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", ward["openingDate"])
        above = units[ward["parent"]["id"]]
        assert above["parent"] == {"id": "ImspTQPwCqd"}
        assert all(len(each["shortName"]) <= 50 for each in units.values())
        assert len({each["code"] for each in units.values()}) == len(units)
        assert document["boundary_status"]

    def test_shapes_name_units_by_id_and_code(self, office: Office) -> None:
        document = office.get("/api/v1/dhis2/organisationUnits.geojson", None).json()
        assert {each["id"] for each in document["features"]} == {uid_of("ward", ward) for ward in WARDS}
        assert {each["properties"]["code"] for each in document["features"]} == set(WARDS)

    def test_the_data_set_is_daily_and_holds_every_element(self, office: Office) -> None:
        document = office.get("/api/v1/dhis2/metadata.json", None).json()
        (data_set,) = document["dataSets"]
        assert data_set["periodType"] == "Daily"
        named = {each["dataElement"]["id"] for each in data_set["dataSetElements"]}
        assert named == {each["id"] for each in document["dataElements"]}
        assert all(each["zeroIsSignificant"] for each in document["dataElements"])


class TestExport:
    """`GET …/dataValueSets` and its public form."""

    @pytest.fixture(autouse=True)
    def reported(self, office: Office) -> None:
        office.site.post("E", reported=counts(known=2, quarantine=9))
        office.site.post("A", reported=counts())

    def test_staff_read_true_numbers_with_zeros_and_an_audit_line(self, office: Office) -> None:
        answer = office.get(f"{VALUES}.json?{TODAY}&idScheme=code", "thanhpho")
        told = {(each["orgUnit"], each["dataElement"]): each["value"] for each in answer.json()["dataValues"]}
        assert told["E", "KV_COMMUNITY_KNOWN_SOURCE"] == "2"
        assert told["A", "KV_IMPORTED"] == "0"
        assert not [name for _, name in told if "TEST" in name]
        assert answer.headers["cache-control"] == "no-store"
        assert office.audited()[0].action == "export_dhis2"

    def test_others_read_no_small_number_and_how_many_are_left_out(self, office: Office) -> None:
        answer = office.get(f"{PUBLIC}.json?{TODAY}&idScheme=code", None)
        told = {(each["orgUnit"], each["dataElement"]): each["value"] for each in answer.json()["dataValues"]}
        assert ("E", "KV_COMMUNITY_KNOWN_SOURCE") not in told
        assert told["E", "KV_QUARANTINE"] == "9"
        assert answer.headers["x-suppressed-cells"] == "1"
        assert answer.headers["etag"]

    def test_a_reporter_reads_the_own_district_only(self, office: Office) -> None:
        answer = office.get(f"{VALUES}.json?{TODAY}&idScheme=code", "lan")
        assert {each["orgUnit"] for each in answer.json()["dataValues"]} <= {"A", "E", "I"}
        problem(office.get(f"{VALUES}.json?{TODAY}&district=001", "lan"), 403, "not-your-district")

    def test_xml_and_csv_say_the_same(self, office: Office) -> None:
        values = office.get(f"{VALUES}.json?{TODAY}", "thanhpho").json()["dataValues"]
        root = ElementTree.fromstring(office.get(f"{VALUES}.xml?{TODAY}", "thanhpho").text)
        assert [dict(each.attrib) for each in root] == values
        rows = list(csv.DictReader(io.StringIO(office.get(f"{VALUES}.csv?{TODAY}", "thanhpho").text)))
        assert [(row["dataelement"], row["value"]) for row in rows] == [
            (each["dataElement"], each["value"]) for each in values
        ]

    def test_a_withdrawn_report_is_deleted_values_and_never_zeros(self, office: Office) -> None:
        assert take(office, sent("E", deleted=True)).json()["importCount"]["deleted"] == 5
        values = office.get(f"{PUBLIC}.json?{TODAY}&idScheme=code", None).json()["dataValues"]
        assert [each for each in values if each["orgUnit"] == "E"] == [
            {"dataElement": each.code, "period": f"{day(0):%Y%m%d}", "orgUnit": "E", "deleted": True}
            for each in CLASSES
        ]

    @pytest.mark.parametrize("address", [VALUES, PUBLIC])
    def test_more_reports_than_a_set_holds_are_refused_and_never_cut(
        self, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.services.dhis2.MOST_REPORTS", 1)
        found = problem(office.get(f"{address}.json?{TODAY}", "thanhpho"), 422, "invalid-request")
        assert found["errors"][0]["pointer"] == "/from"

    def test_too_many_days_are_refused(self, office: Office) -> None:
        problem(office.get(f"{VALUES}.json?from=2021-01-01&to=2021-12-31", "thanhpho"), 422, "invalid-request")


class TestImport:
    """`POST …/dataValueSets`."""

    def test_values_become_a_report_that_is_judged_at_once(self, office: Office) -> None:
        answer = take(office, sent(scheme="uid", community_unknown_source=2)).json()
        assert answer["status"] == "SUCCESS"
        assert answer["importCount"] == {"imported": 5, "updated": 0, "ignored": 0, "deleted": 0}
        assert {each["ward_code"] for each in answer["level_changes"]} >= {"E"}
        line = office.audited()[0]
        assert (line.action, line.actor) == ("dhis2_import", "may")

    def test_the_same_set_twice_changes_nothing(self, office: Office) -> None:
        take(office, sent(imported=1))
        revision = office.site.revision()
        answer = take(office, sent(imported=1)).json()
        assert answer["importCount"] == {"imported": 0, "updated": 0, "ignored": 5, "deleted": 0}
        assert (answer["status"], answer["revision"], office.site.revision()) == ("SUCCESS", None, revision)

    def test_what_is_withdrawn_already_is_not_withdrawn_again(self, office: Office) -> None:
        office.post(REPORTS, "thanhpho", report(counts=None, tests={"samples": 10, "positives": 1}))
        revision = office.site.revision()
        answer = take(office, sent("E", deleted=True)).json()
        assert answer["importCount"] == {"imported": 0, "updated": 0, "ignored": 5, "deleted": 0}
        assert office.site.revision() == revision

    @pytest.mark.parametrize(
        ("query", "members"),
        [
            ("?dryRun=true", {}),
            ("?importStrategy=DELETE", {}),
            ("", {"dryRun": True}),
            ("", {"strategy": "DELETE"}),
        ],
    )
    def test_what_is_wished_in_dhis2s_words_is_refused_rather_than_passed_over(
        self, office: Office, query: str, members: dict[str, object]
    ) -> None:
        revision = office.site.revision()
        answer = office.post(f"{VALUES}{query}", "may", {"dataValues": sent(), **members})
        problem(answer, 422, "invalid-request")
        assert office.site.revision() == revision

    def test_wishes_that_come_to_the_same_are_taken(self, office: Office) -> None:
        assert take(office, sent(), "?importStrategy=CREATE_AND_UPDATE&dryRun=false").json()["status"] == "SUCCESS"

    def test_one_value_updates_what_stands_and_keeps_the_rest(self, office: Office) -> None:
        office.post(REPORTS, "thanhpho", report(note="gọi lại", tests={"samples": 10, "positives": 1}))
        one = [each for each in sent(quarantine=4) if each["dataElement"] == "KV_QUARANTINE"]
        assert take(office, one, "?reason_code=other").json()["importCount"]["updated"] == 1
        (found,) = office.get(f"{REPORTS}?ward=E", "thanhpho").json()["items"]
        assert found["counts"]["quarantine"] == 4
        assert found["counts"]["community_unknown_source"] == 1
        assert (found["note"], found["tests"]["samples"], found["version"]) == ("gọi lại", 10, 2)
        assert found["reason_code"] == "other"

    def test_a_class_that_is_missing_is_not_taken_for_zero_unless_the_sender_says_so(self, office: Office) -> None:
        some = sent(imported=1)[:3]
        found = problem(take(office, some), 422, "invalid-request")
        assert "KV_IMPORTED" in json.dumps(found["errors"])
        assert take(office, some, "?absent_is_zero=true").json()["importCount"]["imported"] == 3

    def test_all_or_nothing_unless_partial(self, office: Office) -> None:
        values = [*sent("E"), *sent("A")]
        values[0]["value"] = "-1"
        assert len(problem(take(office, values), 422, "invalid-request")["errors"]) == 2
        answer = take(office, values, "?partial=true").json()
        assert (answer["status"], answer["importCount"]["imported"], answer["importCount"]["ignored"]) == (
            "WARNING",
            5,
            5,
        )
        assert answer["conflicts"][0]["pointer"] == "/dataValues/0"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("dataElement", "KV_NOTHING"),
            ("orgUnit", "ZZ"),
            ("period", "202109"),
            ("period", "99991231"),
            ("value", "1.5"),
            ("value", "1e9"),
            ("value", None),
            ("value", True),
            ("categoryOptionCombo", "abcdefghijk"),
        ],
    )
    def test_what_cannot_be_read_is_named_with_its_place(self, office: Office, name: str, value: object) -> None:
        values = sent()
        values[2][name] = value
        found = problem(take(office, values), 422, "invalid-request")
        assert any(each["pointer"].startswith("/dataValues/2") for each in found["errors"])

    def test_days_to_come_are_refused(self, office: Office) -> None:
        take_it = take(office, sent(on=day(1)), "?partial=true").json()
        assert (take_it["status"], take_it["importCount"]["imported"]) == ("ERROR", 0)

    def test_a_dry_run_tells_the_levels_and_writes_nothing(self, office: Office) -> None:
        revision = office.site.revision()
        answer = take(office, sent(community_unknown_source=1), "?dry_run=true").json()
        assert answer["level_changes"]
        assert answer["dry_run"]
        assert office.site.revision() == revision

    @pytest.mark.parametrize("who", ["an", "chi", "quantri"])
    def test_only_the_city_and_its_jobs_may(self, office: Office, who: str) -> None:
        problem(take(office, sent(), who=who), 403, "role-required")


def test_what_is_exported_makes_the_same_counts_and_levels_on_an_empty_site(
    office: Office, sqlite_folder: Path, sqlite_template: Path
) -> None:
    for ward in WARDS:
        office.site.post(ward, reported=counts(unknown=int(ward == "A"), known=2 * int(ward == "I")))
    take(office, sent("C", deleted=True))
    exported = office.get(f"{VALUES}.json?{TODAY}", "thanhpho").content
    path = sqlite_folder / "dhis2-other.sqlite"
    shutil.copyfile(sqlite_template, path)
    with office_on_sqlite(f"sqlite:///{path}") as other:
        values = parse_strict_json(exported)["dataValues"]
        assert any(each.get("deleted") for each in values)
        answer = take(other, values, who="thanhpho").json()
        assert answer["status"] == "SUCCESS"
        again = other.get(f"{VALUES}.json?{TODAY}", "thanhpho").json()["dataValues"]
        assert again == [each for each in values if not each.get("deleted")]
        assert levels(other) == levels(office)
    path.unlink()


class TestMapping:
    """How a DHIS2 names things."""

    def test_their_names_are_read_and_written(self, office: Office) -> None:
        office.app.state.dhis2_mapping = read_mapping(
            json.dumps({"data_elements": {"fbfJHSPpUQD": "imported"}, "org_units": {"DiszpKrYNg8": "E"}}).encode()
        )
        values = [{**each, "orgUnit": "DiszpKrYNg8"} for each in sent(imported=3)]
        values[-1]["dataElement"] = "fbfJHSPpUQD"
        assert take(office, values).json()["status"] == "SUCCESS"
        found = office.get(f"{VALUES}.json?{TODAY}", "thanhpho").json()["dataValues"]
        assert found[-1] == {
            "dataElement": "fbfJHSPpUQD",
            "period": f"{day(0):%Y%m%d}",
            "orgUnit": "DiszpKrYNg8",
            "value": "3",
        }

    @pytest.mark.parametrize(
        "text", ["[]", '{"data_elements": {"x": "nothing"}}', '{"other": {}}', '{"org_units": {"a": "E", "b": "E"}}']
    )
    def test_faults_are_named(self, text: str) -> None:
        with pytest.raises(Exception, match=r"mapping"):
            read_mapping(text.encode())
