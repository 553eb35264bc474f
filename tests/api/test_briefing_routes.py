"""The summary for everybody and the briefing for those who lead, over HTTP: the numbers of the API, roles, scope."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import ZONES, Office, open_office, problem
from tests.site import TODAY, WARDS, counts, day, hanoi

SUMMARY, BRIEFING, DUE = "/api/v1/summary", "/api/v1/briefing", "/api/v1/testing/due"
TOMORROW = day(1)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """It is 17:00 on the 15th: C has been orange since the 14th, A has an outbreak since the morning."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    site = office.site
    site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.post("C", reported=counts(known=2))
    site.post_zeros(TODAY, TODAY, wards=tuple("ABDEFGH"))
    site.close_day()
    site.clock.now = hanoi(TOMORROW, 10)
    site.declare("A", name="Chợ Mới")
    site.post("C", reported=counts(known=1, quarantine=9))
    site.clock.now = hanoi(TOMORROW, 17)
    site.post("F")
    return office


def item(office: Office, **query: Any) -> dict[str, Any]:
    """The one item of the whole."""
    (found,) = office.get(SUMMARY, **query).json()["items"]
    assert isinstance(found, dict)
    return found


class TestSummary:
    """What everybody may read."""

    def test_the_levels_are_those_of_zones(self, office: Office) -> None:
        zones = office.get(ZONES).json()
        body = office.get(SUMMARY).json()
        assert (body["revision"], body["as_of"], body["drill"]) == (zones["revision"], zones["as_of"], False)
        told = [each["level"] for each in zones["items"]]
        found = {each["level"]: each["wards"] for each in body["items"][0]["levels"]}
        assert found == {level: told.count(level) for level in ("red", "orange", "green", "unknown")}

    def test_each_district_and_each_level_agrees_with_zones(self, office: Office) -> None:
        for each in office.get(SUMMARY, by="district").json()["items"]:
            zones = office.get(ZONES, district=each["code"]).json()["items"]
            assert each["wards"] == len(zones)
            for tally in each["levels"]:
                assert tally["wards"] == sum(zone["level"] == tally["level"] for zone in zones)
            assert each["level"] is None
        for each in office.get(SUMMARY, by="ward_level").json()["items"]:
            assert each["wards"] == office.get(ZONES, level=each["code"]).json()["number_matched"]

    def test_testing_agrees_with_what_is_due(self, office: Office) -> None:
        for moment in (hanoi(TOMORROW, 17), hanoi(day(5), 12), hanoi(day(9), 12)):
            office.site.clock.now = moment
            due, overdue = office.get(DUE).json(), office.get(DUE, overdue=True).json()
            found = item(office)["testing"]
            assert (found["wards_due"], found["people_to_sample"]) == (due["number_matched"], due["people_to_sample"])
            assert (found["wards_overdue"], found["people_overdue"]) == (
                overdue["number_matched"],
                overdue["people_to_sample"],
            )

    def test_changes_are_counted_by_kind(self, office: Office) -> None:
        assert office.get(SUMMARY).json()["changes"] == {"up": 3, "down": 0, "data": 0, "policy": 0}

    def test_small_counts_are_hidden_and_totals_say_no_more(self, office: Office) -> None:
        found = item(office)["new_cases"]
        assert found["community_known_source"]["day"] == "<3"
        assert found["total"] == {
            "day": "≥10",
            "day_before": "<3",
            "change": None,
            "last_7_days": "≥11",
            "previous_7_days": 0,
            "change_7_days": None,
        }

    def test_the_past_is_told_as_it_was_and_agrees_with_zones_then(self, office: Office) -> None:
        at = hanoi(TODAY, 12).isoformat()
        body = office.get(SUMMARY, at=at).json()
        zones = office.get(ZONES, at=at).json()
        assert (body["on"], body["at"], body["revision"]) == (
            str(TODAY),
            at.replace("+07:00", "+00:00"),
            zones["revision"],
        )
        told = [each["level"] for each in zones["items"]]
        assert {each["level"]: each["wards"] for each in body["items"][0]["levels"]} == {
            level: told.count(level) for level in ("red", "orange", "green", "unknown")
        }

    def test_a_day_told_while_open_is_another_answer_once_it_has_closed(self, office: Office) -> None:
        while_open = office.get(SUMMARY, on=TOMORROW)
        office.site.clock.now = hanoi(TOMORROW, 18, 1)
        closed = office.get(SUMMARY, on=TOMORROW)
        assert (while_open.json()["provisional"], closed.json()["provisional"]) == (True, False)
        assert while_open.json()["complete_through"] == str(day(-1))
        assert while_open.headers["ETag"] != closed.headers["ETag"]
        assert while_open.json()["items"] == closed.json()["items"]

    def test_who_has_it_already_is_told_so_until_something_changes(self, office: Office) -> None:
        first = office.get(SUMMARY, by="district")
        again = office.get(SUMMARY, headers={"If-None-Match": first.headers["ETag"]}, by="district")
        assert again.status_code == 304
        office.site.post("A")
        office.app.state.snapshots.note_revision(office.site.revision())
        again = office.get(SUMMARY, headers={"If-None-Match": first.headers["ETag"]}, by="district")
        assert again.status_code == 200

    def test_the_table_has_a_figure_a_row_and_the_numbers_of_the_json(self, office: Office) -> None:
        answer = office.get(SUMMARY, by="district", format="csv")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="tinh-hinh_2021-08-15_district.csv"'
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        table = {(row["code"], row["measure"], row["of"]): row["value"] for row in rows}
        for each in office.get(SUMMARY, by="district").json()["items"]:
            code = each["code"]
            assert table[code, "wards", ""] == str(each["wards"])
            assert table[code, "new_cases_day", "total"] == str(each["new_cases"]["total"]["day"])
            assert table[code, "testing_people_to_sample", ""] == str(each["testing"]["people_to_sample"])
            for tally in each["levels"]:
                assert table[code, "level_wards", tally["level"]] == str(tally["wards"])

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ({"on": "2021-08-16"}, "/on"),
            ({"on": "2021-02-30"}, "/query/on"),
            ({"at": "2030-01-01T00:00:00+07:00"}, "/at"),
            ({"at": "yesterday"}, "/at"),
            ({"by": "ward"}, "/query/by"),
            ({"format": "xml"}, "/query/format"),
        ],
    )
    def test_what_cannot_be_answered_is_pointed_at(self, office: Office, query: dict[str, Any], pointer: str) -> None:
        assert problem(office.get(SUMMARY, **query), 422)["errors"][0]["pointer"] == pointer


class TestBriefing:
    """What those who lead may take with them."""

    def test_the_city_reads_true_numbers_of_everything(self, office: Office) -> None:
        answer = office.get(BRIEFING, "thanhpho")
        body = answer.json()
        assert answer.headers["Cache-Control"] == "no-store"
        assert body["summary"]["new_cases"]["total"]["day"] == 10
        assert (body["scope"], len(body["wards"]), len(body["districts"])) == ([], 9, 2)
        assert [(each["ward_code"], each["before"], each["after"], each["direction"]) for each in body["changes"]] == [
            ("A", "green", "red", "up"),
            ("B", "green", "orange", "up"),
            ("D", "green", "orange", "up"),
        ]
        assert body["outbreaks"][0]["outbreak_name"] == "Chợ Mới"
        assert [each["ward_code"] for each in body["missing_reports"]] == list("ABDEGHI")
        assert body["summary"]["reports"] == {"reported": 2, "after_publication": 1, "missing": 7}
        assert body["policy_sources"][0]["document"]

    def test_its_figures_are_those_of_the_summary(self, office: Office) -> None:
        told, public = office.get(BRIEFING, "thanhpho").json()["summary"], item(office)
        for name in ("levels", "testing", "reports", "wards", "population"):
            assert told[name] == public[name]

    def test_a_supervisor_reads_of_the_own_districts_alone(self, office: Office) -> None:
        body = office.get(BRIEFING, "chi").json()
        assert body["scope"] == ["Quận 001"]
        assert {each["district_code"] for each in body["wards"]} == {"001"}
        assert {each["district_code"] for each in body["missing_reports"]} == {"001"}
        assert [each["code"] for each in body["districts"]] == ["001"]

    def test_an_export_leaves_a_line_in_the_audit_and_no_revision(self, office: Office) -> None:
        revision = office.site.revision()
        office.get(BRIEFING, "chi", on=TODAY)
        line = office.audited()[0]
        assert (line.actor, line.action, line.subject) == ("chi", "export_briefing", f"briefing {TODAY} json")
        assert (line.district_code, line.detail["districts"]) == ("001", ["001"])
        assert office.site.revision() == revision

    def test_what_is_refused_leaves_no_line_of_an_export(self, office: Office) -> None:
        problem(office.get(BRIEFING, "an"), 403, "role-required")
        problem(office.get(BRIEFING, "chi", on="2030-01-01"), 422)
        assert "export_briefing" not in {each.action for each in office.audited()}

    @pytest.mark.parametrize(
        ("ending", "media_type", "begins"),
        [
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
            ("pdf", "application/pdf", b"%PDF-"),
            ("png", "image/png", b"\x89PNG"),
        ],
    )
    def test_one_call_gives_a_file(self, office: Office, ending: str, media_type: str, begins: bytes) -> None:
        answer = office.get(BRIEFING, "thanhpho", format=ending)
        assert answer.headers["Content-Type"] == media_type
        assert answer.headers["Content-Disposition"] == f'attachment; filename="bao-cao-nhanh_{TOMORROW}.{ending}"'
        assert answer.content.startswith(begins)
        assert office.audited()[0].subject == f"briefing {TOMORROW} {ending}"

    def test_the_same_day_gives_the_same_bytes_on_another_day(self, office: Office) -> None:
        first = office.get(BRIEFING, "thanhpho", on=TODAY).content
        office.site.clock.now = hanoi(day(3), 9)
        office.site.correct("C", TODAY, counts(known=8))
        assert office.get(BRIEFING, "thanhpho", on=TODAY).content == first
