"""The status of wards over HTTP: all, one, its history; now, then, as known then; JSON and CSV; revalidated cheaply."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, event

from app.configuration import site_rules
from tests.accounts import hash_quickly
from tests.office import (
    OUTBREAKS,
    REPORTS,
    ZONES,
    Office,
    correction,
    join_office,
    key_of,
    open_office,
    outbreak,
    problem,
    report,
)
from tests.site import TODAY, WARDS, Site, counts, day, hanoi

FIELDS = {
    "ward_code",
    "ward_name",
    "district_code",
    "level",
    "computed_level",
    "decided",
    "data_status",
    "effective_from",
    "as_of",
    "testing",
    "layer",
    "layer_partial",
    "ring_status",
    "directive",
    "next_status",
    "awaiting_approval",
    "cause",
    "decision",
    "document_number",
}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def moment(office: Office, after: timedelta = timedelta()) -> str:
    return (office.site.clock.now + after).isoformat()


def by_ward(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["ward_code"]: each for each in document["items"]}


def test_every_ward_is_one_flat_item_in_an_envelope(office: Office) -> None:
    answer = office.get(ZONES)
    body = answer.json()
    assert answer.status_code == 200
    assert [each["ward_code"] for each in body["items"]] == list(WARDS)
    assert body["items"][0].keys() >= FIELDS
    assert set(body["items"][0]["testing"]) == {"interval_days", "due_from", "due_by", "overdue_days"}
    assert (body["number_matched"], body["number_returned"], body["links"]) == (9, 9, [])
    assert {"revision", "as_of", "boundary_status", "drill"} <= body.keys()
    assert (body["revision"], body["boundary_status"], body["drill"]) == (office.site.revision(), "official", False)


def test_outside_rings_no_directive_is_inferred_from_a_colour(office: Office) -> None:
    office.site.declare("A", opened_on=day(-3), closed_on=day(-1))
    office.site.run(day(-1))
    found = by_ward(office.get(ZONES).json())["A"]
    assert found["level"] == "red"
    assert (found["layer"], found["layer_partial"], found["ring_status"], found["directive"]) == (
        None,
        False,
        None,
        None,
    )


def test_inside_rings_the_layer_its_directive_and_its_state_are_told(office: Office) -> None:
    declared = office.post(OUTBREAKS, "thanhpho", outbreak("E")).json()
    wards = by_ward(office.get(ZONES).json())
    assert [(wards[ward]["layer"], wards[ward]["directive"]) for ward in "EBA"] == [
        ("core", "16"),
        ("next", "15"),
        ("outer", "19"),
    ]
    assert wards["E"]["ring_status"] == "proposed"
    order = {"document_number": "2/QĐ", "signer": "Chủ tịch"}
    assert office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "binh", order).status_code == 200
    assert by_ward(office.get(ZONES).json())["E"]["ring_status"] == "issued"


def test_filters_by_district_and_level(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    assert [each["ward_code"] for each in office.get(ZONES, district="017").json()["items"]] == ["C", "F", "H", "I"]
    found = office.get(ZONES, level="orange").json()
    assert ([each["ward_code"] for each in found["items"]], found["number_matched"]) == (["E"], 1)
    assert office.get(ZONES, district="017", level="orange").json()["items"] == []
    assert len(office.get(ZONES, level="unknown").json()["items"]) == 8


def test_an_unknown_district_is_not_found_and_an_unknown_level_names_the_known_ones(office: Office) -> None:
    problem(office.get(ZONES, district="999"), 404, "district-not-found")
    found = problem(office.get(ZONES, level="purple", headers={"Accept-Language": "en"}), 422)
    assert "green, orange, red, unknown" in found["detail"]


@pytest.mark.parametrize("query", ["format=xml", "district=0%2017", "at=yesterday", "at=2021-08-14", "scheme=other"])
def test_a_query_that_makes_no_sense_is_refused(office: Office, query: str) -> None:
    problem(office.get(f"{ZONES}?{query}"), 422)


def test_as_csv_the_same_table_opens_in_a_spreadsheet(office: Office) -> None:
    office.site.declare("E")
    answer = office.get(ZONES, format="csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vung-nguy-co_2021-08-14_hanoi-ct06-2021.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 11
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[4]["ward_code"] == "E"
    assert (rows[4]["level"], rows[4]["layer"], rows[4]["directive"], rows[4]["drill"]) == (
        "red",
        "core",
        "16",
        "false",
    )
    assert (rows[4]["testing_min_days"], rows[4]["testing_due_by"]) == ("2", str(day(3)))
    assert rows[8]["level"] == "unknown"


def test_one_ward_says_why_since_when_and_until_when(office: Office) -> None:
    office.site.post_zeros(day(-14), day(-1))
    office.site.run(day(-1))
    office.site.post("E", reported=counts(3))
    body = office.get(f"{ZONES}/E").json()
    assert (body["level"], body["revision"]) == ("orange", office.site.revision())
    assert "3" in body["explanation"]["vi"]
    assert len(body["explanation"]["en"]) <= 300
    assert body["reasons"]
    assert body["earliest_loosening"] == str(day(14))
    assert body["blocking_condition"]["code"]
    assert body["measures"]["testing"]["vi"].startswith("Lấy mẫu")
    assert len(body["cases_recent"]) == 28
    assert body["cases_recent"][-1]["counts"]["community_unknown_source"] == 3


def test_recent_days_are_provisional_until_they_lock(office: Office) -> None:
    detail = office.get(f"{ZONES}/E").json()
    assert detail["complete_through"] == str(day(-2))
    assert [each["provisional"] for each in detail["cases_recent"][-3:]] == [False, True, True]


def test_a_lock_changes_the_tag_like_a_write(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine, lock_grace_hours="3")
    office.site.clock.now = hanoi(TODAY, 20, 59, 59)
    before = office.get(ZONES)
    assert before.json()["complete_through"] == str(day(-1))
    office.site.clock.now = hanoi(TODAY, 21)
    held = {"If-None-Match": before.headers["ETag"]}
    after = office.get(ZONES, None, held)
    assert (after.status_code, after.json()["complete_through"]) == (200, str(TODAY))
    other = join_office(office.site, office.settings)
    assert other.get(ZONES).headers["ETag"] == after.headers["ETag"]


def test_another_grace_gives_another_tag(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    settings = office.settings.model_copy(update={"lock_grace_hours": 0.0})
    other = join_office(Site(office.site.engine, office.site.clock, site_rules(settings)), settings)
    first, second = office.get(ZONES), other.get(ZONES)
    assert (first.json()["complete_through"], second.json()["complete_through"]) == (str(day(-2)), str(day(-1)))
    assert first.headers["ETag"] != second.headers["ETag"]


def test_an_unknown_ward_is_not_found(office: Office) -> None:
    problem(office.get(f"{ZONES}/99999"), 404, "ward-not-found")
    problem(office.get(f"{ZONES}/99999/history"), 404, "ward-not-found")


def test_until_the_first_judgement_of_its_day_a_new_policy_leaves_what_is_in_force(office: Office) -> None:
    office.site.adopt("moh-2686-2021", TODAY)
    office.site.post("A", reported=counts(0, 1))
    office.site.adopt("hanoi-ct06-2021", day(1))
    office.site.clock.now = office.site.rules.clock.closes_at(TODAY)
    body = office.get(f"{ZONES}/A").json()
    assert (body["level"], body["level_label"]["en"]) == ("yellow", "Yellow zone")
    assert (body["policy_id"], office.get("/api/v1/legend").json()["policy_id"]) == ("moh-2686-2021", "moh-2686-2021")
    office.post(REPORTS, "lan", report("I", on=day(1), unknown=0))
    wards = by_ward(office.get(ZONES).json())
    assert wards["A"]["level"] == "orange"
    assert office.get("/api/v1/legend").json()["policy_id"] == "hanoi-ct06-2021"
    assert office.site.differences() == ()


def test_small_counts_are_hidden_from_the_public_and_shown_to_staff_in_scope(office: Office) -> None:
    office.site.post("E", reported=counts(2))
    public, own, other = (office.get(f"{ZONES}/E", who) for who in (None, "an", "lan"))
    shown = [each.json()["cases_recent"][-1]["counts"]["community_unknown_source"] for each in (public, own, other)]
    assert shown == ["<3", 2, "<3"]
    assert public.headers["Cache-Control"] == "public, no-cache"
    assert own.headers["Cache-Control"] == "no-store"
    assert "2 ca" not in public.json()["explanation"]["vi"]


def test_the_history_of_judged_days_hides_small_counts_too(office: Office) -> None:
    office.site.post("E", reported=counts(2))
    for who, shown in ((None, "<3"), ("an", 2), ("lan", "<3")):
        (found,) = office.get(f"{ZONES}/E/history", who, of="assessment").json()["items"]
        assert found["counts"]["community_unknown_source"] == shown


def test_a_wrong_token_is_refused_on_a_public_page_not_ignored(office: Office) -> None:
    problem(office.get(f"{ZONES}/E", headers={"Authorization": "Bearer khv_wrong"}), 401, "not-authenticated")


def test_the_history_of_statuses_is_intervals_that_meet(office: Office) -> None:
    office.post(REPORTS, "an", report())
    office.site.clock.move(HOUR)
    office.put(key_of(), "an", correction(), If_Match='"1"')
    items = office.get(f"{ZONES}/E/history").json()["items"]
    assert [each["level"] for each in items] == ["orange", "unknown"]
    assert items[0]["until"] == items[1]["from"]
    assert items[1]["until"] is None
    assert {"computed_level", "decided", "policy_version", "document_number"} <= items[0].keys()


def test_the_history_of_judged_days_shows_late_data(office: Office) -> None:
    office.site.post_zeros(day(-3), day(-1))
    office.site.run(day(-2), day(-1))
    office.site.correct("E", day(-2), counts(4))
    items = office.get(f"{ZONES}/E/history", of="assessment").json()["items"]
    assert {each["as_of"]: each["level"] for each in items} == {
        str(day(-2)): "orange",
        str(day(-1)): "orange",
        str(TODAY): "orange",
    }
    assert items[0]["counts"]["community_unknown_source"] == 4


def test_what_was_in_force_reads_the_same_byte_for_byte_after_a_correction(office: Office) -> None:
    office.post(REPORTS, "an", report())
    at = moment(office, MINUTE)
    office.site.clock.move(HOUR)
    paths = [
        f"{ZONES}?at={quote(at)}",
        f"{ZONES}?at={quote(at)}&format=csv",
        f"{ZONES}/E?at={quote(at)}",
        f"{ZONES}?at={quote(moment(office))}&as_known_at={quote(at)}",
        f"/api/v1/zones.geojson?at={quote(at)}",
    ]
    before = [office.get(path) for path in paths]
    assert {each.status_code for each in before} == {200}
    office.site.clock.move(HOUR)
    office.put(key_of(), "an", correction(9), If_Match='"1"')
    office.post(OUTBREAKS, "thanhpho", outbreak("E", opened_on=str(day(-5))))
    office.site.close_day()
    after = [office.get(path) for path in paths]
    assert [each.content for each in after] == [each.content for each in before]
    assert [each.headers["ETag"] for each in after] == [each.headers["ETag"] for each in before]


def test_a_plus_sign_that_became_a_space_is_understood(office: Office) -> None:
    office.site.clock.move(HOUR)
    assert office.get(f"{ZONES}?at=2021-08-14T10:30:00+07:00").status_code == 200


def test_the_future_is_refused(office: Office) -> None:
    for name in ("at", "as_known_at"):
        found = problem(office.get(f"{ZONES}?{name}={quote(moment(office, MINUTE))}"), 422)
        assert found["errors"][0]["pointer"] == f"/{name}"


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00Z", "2000-01-01T00:00:00%2B07:00", "2021-08-14T02:59:00Z"])
def test_before_the_site_was_laid_all_is_unknown(office: Office, at: str) -> None:
    office.site.declare("E")
    body = office.get(f"{ZONES}?at={at}").json()
    assert {each["level"] for each in body["items"]} == {"unknown"}


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "1899-12-31T23:59:59Z"])
def test_instants_of_another_age_are_refused(office: Office, at: str) -> None:
    problem(office.get(f"{ZONES}?at={at}"), 422)


def test_an_answer_is_revalidated_without_a_body(office: Office) -> None:
    first = office.get(ZONES)
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = office.get(ZONES, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


@pytest.mark.parametrize("form", ["W/{}", '"other", {}', "*"])
def test_revalidation_takes_every_form_of_if_none_match(office: Office, form: str) -> None:
    etag = office.get(ZONES).headers["ETag"]
    assert office.get(ZONES, headers={"If-None-Match": form.format(etag)}).status_code == 304


def test_a_write_changes_the_etag_and_a_refused_one_does_not(office: Office) -> None:
    etag = office.get(ZONES).headers["ETag"]
    office.post(REPORTS, "an", report("I"))
    assert office.get(ZONES).headers["ETag"] == etag
    office.post(REPORTS, "an", report())
    assert office.get(ZONES, headers={"If-None-Match": etag}).status_code == 200


def test_a_switch_of_the_clock_changes_the_etag(office: Office) -> None:
    etags = []
    for _ in range(3):
        etags.append(office.get(ZONES).headers["ETag"])
        office.site.clock.now = office.site.rules.clock.next_switch(office.site.clock.now)
    assert len(set(etags)) == 3


def test_within_one_switch_the_etag_stays(office: Office) -> None:
    etag = office.get(ZONES).headers["ETag"]
    office.site.clock.move(HOUR)
    assert office.get(ZONES).headers["ETag"] == etag


def test_the_etag_is_the_same_in_another_process_and_after_a_restart(office: Office) -> None:
    office.site.declare("E")
    office.site.clock.move(HOUR)
    other = join_office(office.site, office.settings)
    paths = [ZONES, f"{ZONES}?format=csv", f"{ZONES}/E", "/api/v1/zones.geojson", "/api/v1/legend", "/api/v1/rings"]
    assert office.get(f"{ZONES}?level=red").json()["revision"] == office.site.revision()
    for path in paths:
        one, two = office.get(path), other.get(path)
        assert (one.headers["ETag"], one.content) == (two.headers["ETag"], two.content)


def test_another_threshold_of_small_numbers_gives_another_etag(office: Office) -> None:
    office.site.post("E", reported=counts(4))
    stricter = join_office(office.site, office.settings.model_copy(update={"suppression_threshold": 5}))
    one, two = office.get(f"{ZONES}/E"), stricter.get(f"{ZONES}/E")
    assert one.content != two.content
    assert one.headers["ETag"] != two.headers["ETag"]


def test_language_encoding_and_query_have_etags_of_their_own(office: Office) -> None:
    def etag(path: str, **headers: str) -> str:
        found = office.get(path, headers={"Accept-Encoding": "identity", **headers}).headers["ETag"]
        assert not found.startswith("W/")
        return str(found)

    assert etag(f"{ZONES}/E", **{"Accept-Language": "vi"}) != etag(f"{ZONES}/E", **{"Accept-Language": "en"})
    assert etag(ZONES) != etag(ZONES, **{"Accept-Encoding": "gzip"})
    assert etag(f"{ZONES}?district=001") != etag(f"{ZONES}?district=017")
    assert etag(f"{ZONES}?district=001&level=red") == etag(f"{ZONES}?level=red&district=001")


def test_gzip_is_sent_to_whoever_takes_it(office: Office) -> None:
    plain = office.get(ZONES, headers={"Accept-Encoding": "identity"})
    packed = office.get(ZONES, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    refused = office.get(ZONES, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_head_has_the_headers_of_get_and_no_body(office: Office) -> None:
    for path in (ZONES, f"{ZONES}/E", f"{ZONES}/E/history"):
        got, head = office.get(path), office.client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["ETag"] == got.headers["ETag"]


def test_a_read_shows_one_revision_even_while_another_is_being_committed(office: Office) -> None:
    """The site writes behind the application's back, as another process does before the watch has seen it."""
    office.site.post_zeros(day(-14), day(-1))
    office.site.run(day(-1))
    office.site.post("E", reported=counts(5))
    paths = [f"{ZONES}/E", f"{ZONES}/E/history", f"{ZONES}/E/history?of=assessment"]
    office.get(ZONES)
    revision = office.site.revision()
    office.site.correct("E", TODAY, counts(0))
    for path in paths:
        body = office.get(path).json()
        assert body["revision"] == revision
        told = body if "level" in body else body["items"][-1]
        assert told["level"] == "orange"
    detail = office.get(f"{ZONES}/E").json()
    assert detail["cases_recent"][-1]["counts"]["community_unknown_source"] == 5


def test_all_wards_are_read_with_one_snapshot_and_no_statement_of_their_own(office: Office) -> None:
    office.get(ZONES)
    seen: list[str] = []
    event.listen(office.site.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    office.get(ZONES)
    office.get(ZONES, district="017")
    assert seen == []


def test_no_total_of_a_window_tells_what_the_days_in_it_hide(office: Office) -> None:
    office.site.post("E", on=day(-3), reported=counts(7))
    office.site.post("E", on=day(-1), reported=counts(1))
    public, own = (office.get(f"{ZONES}/E", who).json() for who in (None, "an"))
    numerators = [each["reasons"][0]["observed"]["numerator"] for each in (public, own)]
    assert numerators == ["≥8", 8]
    assert "ít nhất 8 ca" in public["explanation"]["vi"]
    assert "ít nhất 8 ca" in " ".join(each["vi"] for each in public["blocking_conditions"])
    judged = [office.get(f"{ZONES}/E/history?of=assessment", who).json()["items"][-1] for who in (None, "an")]
    assert [each["counts"]["community_unknown_source"] for each in judged] == ["≥8", 8]
