"""A site in full use goes back to the release before and forward again: reports, statuses and the audit stay whole."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.services.audit_check import check_audit
from app.storage.schema import downgrade, upgrade
from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, report
from tests.site import TODAY, day

BEFORE = "0005"
KEPT = ("case_reports", "statuses", "audit", "staff", "api_keys", "revisions")
BEGUN_ANEW = ("imports", "report_drafts", "case_transfers", "reporting_day_openings")


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A site with rows in every table of the intake."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(f"{REPORTS}/batch", "an", [report("A", unknown=3), report("E"), report("B", on=day(-1))])
    office.put(key_of("A"), "an", correction(5, tests={"samples": 1, "positives": 2}), If_Match='"1"')
    move = {"reporting_date": str(TODAY), "from_ward_code": "A", "to_ward_code": "E", "from_version": 2}
    counts = report(unknown=2)["counts"]
    office.post("/api/v1/case-transfers", "an", {**move, "to_version": 1, "counts": counts})
    office.put(f"/api/v1/drafts/001/{TODAY}", "an", {"cells": {"B": {"note": "chờ"}}}, If_Match='"0"')
    again = {"district_code": "001", "hours": 2, "reason": "mất điện"}
    office.post(f"/api/v1/reporting-days/{day(-4)}/reopen", "chi", again)
    head = ",".join(["ward_code", "reporting_date", *counts])
    file = {"file": ("bao-cao.csv", f"{head}\nD,{TODAY},1,0,0,0,0\n".encode(), "text/csv")}
    office.client.post("/api/v1/imports", files=file, headers=office.as_("an"))
    return office


def sizes(engine: Engine, tables: tuple[str, ...]) -> dict[str, int]:
    with engine.connect() as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}


def head(office: Office) -> object:
    with office.site.read_sessions() as session:
        check = check_audit(session)
    assert check.fault is None
    return check.head


def test_down_and_up_again_keeps_what_the_release_before_knows(office: Office) -> None:
    engine = office.site.engine
    assert 0 not in sizes(engine, BEGUN_ANEW).values()
    before, head_before = sizes(engine, KEPT), head(office)
    downgrade(engine, BEFORE)
    upgrade(engine)
    assert (sizes(engine, KEPT), head(office)) == (before, head_before)
    assert set(sizes(engine, BEGUN_ANEW).values()) == {0}
    assert office.site.differences() == ()


@pytest.mark.parametrize("change", ["UPDATE case_reports SET imported = 9", "DELETE FROM audit"])
def test_what_only_grows_still_refuses_changes_after_that(office: Office, change: str) -> None:
    engine = office.site.engine
    downgrade(engine, BEFORE)
    upgrade(engine)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(change))
