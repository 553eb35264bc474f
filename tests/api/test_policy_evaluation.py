"""`POST /api/v1/policies/{id}/evaluate`: a table in, the same rows with what the policy says out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from httpx2 import Response

from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite, problem

ADDRESS = "/api/v1/policies/{}/evaluate"
CDC, QD218 = "cdc-community-levels-2022", "moh-218-2022"
TABLE = "date,county_fips,cases_per_100k_7d,admissions_per_100k_7d,beds_pct\n2022-02-24,01001,199,9.9,15\n"


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def ask(
    office: Office, content: bytes | str = TABLE, *, policy: str = CDC, who: str | None = "an", **more: str
) -> Response:
    headers = {"content-type": more.pop("media_type", "text/csv")}
    if who is not None:
        headers |= office.as_(who)
    return office.client.post(ADDRESS.format(policy), content=content, headers=headers, params=more)


def test_any_member_of_staff_gets_the_rows_with_level_rule_and_explanation(office: Office) -> None:
    for who in ("an", "binh", "thanhpho", "may", "quantri"):
        answer = ask(office, who=who)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        header, row = answer.text.splitlines()
        assert header.endswith(",computed_level,rule,explanation_en")
        assert row.startswith("2022-02-24,01001,199,9.9,15,high,beds-by-case-rate,")


def test_nothing_is_stored(office: Office) -> None:
    revision = office.site.revision()
    ask(office)
    assert office.site.revision() == revision


def test_a_stranger_is_asked_to_sign_in(office: Office) -> None:
    problem(ask(office, who=None), 401)


def test_the_unit_may_be_named(office: Office) -> None:
    body = problem(ask(office, unit="district"), 422)
    assert "no criteria for “district”" in body["detail"] or "không có tiêu chí" in body["detail"]
    problem(ask(office, unit="street"), 422)


def test_a_draft_may_be_asked_though_it_may_not_be_adopted(office: Office) -> None:
    text = "unit,date,incidence_7d_per_100k,response_capacity_class\nA,2022-02-04,601,1\n"
    assert ",level_3,transmission-by-capacity," in ask(office, text, policy=QD218).text


def test_a_table_that_cannot_be_read_is_refused_with_every_fault(office: Office) -> None:
    body = problem(ask(office, TABLE.replace("9.9", "x").replace("15", "-1")), 422)
    assert [each["pointer"] for each in body["errors"]] == ["/2/admissions_per_100k_7d", "/2/beds_pct"]
    problem(ask(office, b""), 422)
    problem(ask(office, b"\xff"), 422)


def test_another_kind_of_content_or_policy_is_refused(office: Office) -> None:
    problem(ask(office, media_type="application/json"), 415)
    problem(ask(office, policy="no-such"), 404, "policy-not-found")
