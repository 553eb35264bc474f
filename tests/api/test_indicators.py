"""Values beside case counts over HTTP: posted, repeated, corrected, read back, in force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest
from httpx2 import Response
from sqlalchemy import Engine, func, select

from app.domain.indicator_catalogue import CATALOGUE
from app.storage.audit import Outcome
from app.storage.tables.indicators import IndicatorValueRow
from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day
from tests.values import COVERAGE, ICU

INDICATORS: Final = "/api/v1/indicators"
BATCH: Final = f"{INDICATORS}/batch"
IN_FORCE: Final = f"{INDICATORS}/in-force"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def value(unit: str = "E", amount: float | None = 81.2, **said: Any) -> dict[str, Any]:
    """A value as it is posted: the coverage of a ward today, unless said otherwise."""
    kind = "city" if unit == "city" else "district" if unit.isdigit() else "ward"
    return {
        "unit_kind": kind,
        "unit_code": unit,
        "indicator_id": COVERAGE,
        "reported_on": str(TODAY),
        "value": amount,
        **said,
    }


def address(unit: str = "E", indicator: str = COVERAGE, kind: str = "ward") -> str:
    return f"{INDICATORS}/{kind}/{unit}/{indicator}/{TODAY}"


def correct(office: Office, amount: float | None, version: int = 1, who: str = "an", **said: str) -> Response:
    body = {"value": amount, "reason_code": "other"}
    return office.put(said.get("path", address()), who, body, If_Match=f'"{version}"')


def stored(office: Office) -> int:
    with office.site.read_sessions() as session:
        return session.scalar(select(func.count()).select_from(IndicatorValueRow)) or 0


def codes(answer: Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["unit_code"] for each in answer.json()["items"]]


def test_the_catalogue_is_public_and_says_unit_range_and_labels(office: Office) -> None:
    body = office.get(f"{INDICATORS}/catalogue").json()
    assert [each["indicator_id"] for each in body["items"]] == list(CATALOGUE)
    assert body["number_matched"] == len(CATALOGUE)
    assert body["drill"] is False
    icu = next(each for each in body["items"] if each["indicator_id"] == ICU)
    assert (icu["lowest"], icu["highest"], icu["unit_kinds"]) == (0, 150, ["district", "city"])
    assert all(each["label_vi"] and each["label_en"] for each in body["items"])


def test_a_new_value_is_created_with_its_version(office: Office) -> None:
    answer = office.post(INDICATORS, "an", value(note="theo kế hoạch"))
    assert (answer.status_code, answer.headers["ETag"], answer.headers["Cache-Control"]) == (201, '"1"', "no-store")
    body = answer.json()
    assert body.pop("received_at").startswith("2021-08-14T03:00:00")
    assert body == {
        **value(note="theo kế hoạch"),
        "source": "district",
        "version": 1,
        "reason_code": None,
        "reported_by": "an",
        "revision": office.site.revision(),
    }


def test_the_same_again_is_found_and_another_is_pointed_to_the_correction(office: Office) -> None:
    first = office.post(INDICATORS, "an", value())
    revision = office.site.revision()
    again = office.post(INDICATORS, "an", value())
    assert (again.status_code, again.json()) == (200, first.json())
    found = problem(office.post(INDICATORS, "an", value(amount=82)), 409, "indicator-conflict")
    assert (found["current_version"], stored(office), office.site.revision()) == (1, 1, revision)
    assert office.put(found["correction"], "an", {"value": 82, "reason_code": "other"}, If_Match='"1"').is_success


def test_a_key_sent_again_gets_the_first_answer(office: Office) -> None:
    first = office.post(INDICATORS, "an", value(), Idempotency_Key="k-1")
    correct(office, 82)
    again = office.post(INDICATORS, "an", value(), Idempotency_Key="k-1")
    assert (again.status_code, again.content) == (200, first.content)


def test_a_value_out_of_range_is_refused_with_field_value_and_cure(office: Office) -> None:
    found = problem(office.post(INDICATORS, "an", value(amount=812)), 422)
    (fault,) = found["errors"]
    assert fault["pointer"] == "/value"
    assert "812" in fault["detail"]
    assert "0–100" in fault["detail"]
    assert stored(office) == 0


def test_a_day_not_begun_is_refused(office: Office) -> None:
    found = problem(office.post(INDICATORS, "an", value(reported_on=str(day(1)))), 422, "future-reporting-date")
    assert found["errors"][0]["pointer"] == "/reported_on"


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("an", "A", 201),
        ("an", "001", 201),
        ("an", "C", 403),
        ("an", "017", 403),
        ("an", "city", 403),
        ("chi", "001", 201),
        ("binh", "017", 201),
        ("binh", "city", 403),
        ("thanhpho", "city", 201),
        ("quantri", "A", 403),
        ("may", "A", 403),
    ],
)
def test_who_may_report_of_which_unit(office: Office, who: str, unit: str, status: int) -> None:
    assert office.post(INDICATORS, who, value(unit)).status_code == status
    assert stored(office) == (status == 201)


def test_a_taken_value_and_a_refused_one_leave_audit_lines(office: Office) -> None:
    office.post(INDICATORS, "an", value())
    office.post(INDICATORS, "an", value("I"))
    refused, done = office.audited()[:2]
    assert (done.action, done.subject) == ("post_indicator", f"ward E {COVERAGE} {TODAY} district")
    assert (done.district_code, done.revision) == ("001", office.site.revision())
    assert (refused.action, refused.outcome, refused.district_code) == ("post_indicator", Outcome.REFUSED, "017")


def test_a_correction_leans_on_the_version_looked_at(office: Office) -> None:
    office.post(INDICATORS, "an", value())
    body = {"value": 18.2, "reason_code": "other"}
    problem(office.put(address(), "an", body), 428)
    answer = correct(office, 18.2)
    assert (answer.status_code, answer.json()["version"], answer.headers["ETag"]) == (200, 2, '"2"')
    found = problem(correct(office, 19), 412)
    assert found["current"] == {"version": 2, "value": 18.2, "reported_by": "an"}


def test_null_withdraws_and_every_version_stays_readable(office: Office) -> None:
    office.post(INDICATORS, "an", value())
    assert correct(office, None).json()["value"] is None
    versions = office.get(f"{address()}/versions", "an").json()
    assert [(each["version"], each["value"], each["reason_code"]) for each in versions["items"]] == [
        (1, 81.2, None),
        (2, None, "other"),
    ]
    assert office.get(IN_FORCE, "an", unit="E").json()["items"] == []


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        (address("Z"), "unit-not-found"),
        (address("A", "icu"), "indicator-not-found"),
        (address("A"), "indicator-value-not-found"),
    ],
)
def test_what_is_not_there_is_not_found(office: Office, path: str, slug: str) -> None:
    problem(correct(office, 1, path=path), 404, slug)
    problem(office.get(f"{path}/versions", "an"), 404, slug)


def test_another_district_is_neither_corrected_nor_read(office: Office) -> None:
    office.post(INDICATORS, "lan", value("I"))
    problem(correct(office, 1, path=address("I")), 403, "not-your-district")
    problem(office.get(f"{address('I')}/versions", "an"), 403, "not-your-district")
    problem(office.get(INDICATORS, "an", unit="017"), 403, "not-your-district")
    problem(office.get(IN_FORCE, "an", unit="I"), 403, "not-your-district")


def test_staff_read_their_districts_and_the_city(office: Office) -> None:
    for unit in ("A", "001", "I", "017", "city"):
        assert office.post(INDICATORS, "thanhpho", value(unit)).status_code == 201
    assert codes(office.get(INDICATORS, "an")) == ["city", "001", "A"]
    assert codes(office.get(INDICATORS, "quantri")) == ["city", "001", "017", "A", "I"]
    assert codes(office.get(INDICATORS, "an", unit_kind="district")) == ["001"]
    assert codes(office.get(INDICATORS, "an", unit="city")) == ["city"]


def test_values_are_chosen_by_indicator_day_and_moment(office: Office) -> None:
    office.post(INDICATORS, "an", value("A", reported_on=str(day(-5))))
    office.post(INDICATORS, "an", value("001", 20, indicator_id=ICU))
    office.site.clock.move(timedelta(hours=1))
    office.put(f"{INDICATORS}/ward/A/{COVERAGE}/{day(-5)}", "an", {"value": 1, "reason_code": "other"}, If_Match='"1"')
    assert codes(office.get(INDICATORS, "an", indicator=ICU)) == ["001"]
    assert codes(office.get(f"{INDICATORS}?from={day(-6)}&to={day(-1)}", "an")) == ["A"]
    for moment, amount in (("2021-08-14T03:30:00Z", 81.2), ("2021-08-14T04:30:00Z", 1)):
        found = office.get(INDICATORS, "an", unit="A", as_known_at=moment).json()
        assert [each["value"] for each in found["items"]] == [amount]
    problem(office.get(INDICATORS, "an", indicator="icu"), 404, "indicator-not-found")
    problem(office.get(INDICATORS, "an", unit="Z"), 404, "unit-not-found")


def test_long_lists_come_in_pages(office: Office) -> None:
    sent = [value(unit, reported_on=str(day(offset))) for offset in (-1, 0) for unit in ("A", "001", "city", "B")]
    office.post(BATCH, "thanhpho", sent)
    page = office.get(INDICATORS, "an", limit=3)
    seen, last = codes(page), page.json()
    while last["links"]:
        page = office.get(last["links"][0]["href"], "an")
        seen, last = seen + codes(page), page.json()
    assert seen == ["city", "001", "A", "B"] * 2
    assert last["number_matched"] == 8


def test_a_cursor_of_others_is_refused(office: Office) -> None:
    problem(office.get(INDICATORS, "an", after="WzEsMl0"), 422)
    problem(office.get(INDICATORS, "an", after="WyIyMDIxLTA4LTE0IiwieCIsIkEiLCJiIiwiYyJd"), 422)


def test_what_is_in_force_says_from_which_unit_it_is_inherited(office: Office) -> None:
    office.post(INDICATORS, "thanhpho", value("city", 10, indicator_id="vaccinated_1dose_18plus_pct"))
    office.post(INDICATORS, "an", value("001", 20, indicator_id=ICU))
    office.post(INDICATORS, "an", value("A", 30, reported_on=str(day(-9))))
    body = office.get(IN_FORCE, "an", unit="A").json()
    found = [(each["value"], each["unit_kind"], each["unit_code"], each["inherited"]) for each in body["items"]]
    assert found == [(10, "city", "city", True), (30, "ward", "A", False), (20, "district", "001", True)]
    assert body["items"][1]["reported_on"] == str(day(-9))
    district = office.get(IN_FORCE, "an", unit="001", on=str(day(-1))).json()
    assert (district["unit_kind"], district["items"]) == ("district", [])
    city = office.get(IN_FORCE, "an", unit="city").json()
    assert [each["inherited"] for each in city["items"]] == [False]


def test_a_batch_is_taken_at_one_revision(office: Office) -> None:
    office.post(INDICATORS, "an", value("B"))
    body = office.post(BATCH, "thanhpho", [value("A"), value("B"), value("017", 20, indicator_id=ICU)]).json()
    assert (body["created"], body["unchanged"], body["revision"]) == (2, 1, office.site.revision())
    assert [(each["unit_code"], each["result"]) for each in body["items"]] == [
        ("A", "created"),
        ("B", "unchanged"),
        ("017", "created"),
    ]


def test_one_bad_row_refuses_the_batch_and_every_fault_is_listed(office: Office) -> None:
    office.post(INDICATORS, "an", value("B"))
    rows = [value("A"), value("Z"), {"unit_kind": "ward"}, value("A", indicator_id=ICU), value("B", 5)]
    found = problem(office.post(BATCH, "thanhpho", rows), 422)
    pointers = {each["pointer"] for each in found["errors"]}
    assert {"/1/unit_code", "/2/unit_code", "/2/value", "/3/unit_kind", "/4"} <= pointers
    assert stored(office) == 1


def test_a_batch_of_nothing_but_conflicts_is_a_conflict(office: Office) -> None:
    office.post(INDICATORS, "an", value("B"))
    problem(office.post(BATCH, "an", [value("A"), value("B", 5)]), 409, "conflict")
    problem(office.post(BATCH, "an", [value("A"), value("A", 5)]), 409, "conflict")


def test_a_batch_out_of_scope_is_denied(office: Office) -> None:
    problem(office.post(BATCH, "an", [value("A"), value("I")]), 403, "not-your-district")
    assert stored(office) == 0


def test_a_dry_run_writes_nothing(office: Office) -> None:
    revision = office.site.revision()
    body = office.post(f"{BATCH}?dry_run=true", "an", [value("A")]).json()
    assert (body["dry_run"], body["created"], body["revision"]) == (True, 1, None)
    assert (stored(office), office.site.revision()) == (0, revision)
