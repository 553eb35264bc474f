"""Files of reports as they are remembered, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.import_records import (
    ImportFault,
    ImportRecord,
    ImportState,
    ImportTotals,
    RejectedRow,
    RejectedRows,
)
from app.domain.sentences import Phrase
from app.storage.imports import add_import, find_import, find_same_content, list_imports
from tests.accounts import NOW

BLANK = Phrase("Ô trống: ghi 0 nếu không có ca.", "An empty cell: write 0 where there is none.")
RECORD = ImportRecord(
    import_id="nt-0001",
    file_name="dong-anh.xlsx",
    sha256="a" * 64,
    size=9_000,
    sent_by="an",
    at=NOW,
    state=ImportState.PARTIAL,
    district_codes=("001",),
    first_day=date(2021, 8, 14),
    last_day=date(2021, 8, 14),
    asked={"partial": True},
    totals=ImportTotals(rows=24, created=22, corrected=0, unchanged=1, rejected=1),
    fault_count=1,
    faults=(ImportFault(7, "quarantine", "G7", BLANK),),
    notices=(Phrase("Bỏ qua dòng tổng.", "The row of totals was left out."),),
    rejected=RejectedRows(
        headings=("Mã", "Khu cách ly"),
        reporting_date=date(2021, 8, 14),
        rows=(RejectedRow(7, ("A", None, 3, 2.5), (1,), (BLANK,)),),
    ),
    revision=5,
    receipt="BN-000005",
)


def test_a_file_comes_back_as_it_was_remembered(session: Session) -> None:
    add_import(session, RECORD)
    session.expunge_all()
    assert find_import(session, "nt-0001") == RECORD


def test_an_unknown_id_finds_nothing(session: Session) -> None:
    assert find_import(session, "nt-9999") is None


def test_the_same_content_is_found_again_unless_nothing_of_it_was_taken(session: Session) -> None:
    add_import(session, RECORD)
    add_import(session, replace(RECORD, import_id="nt-0002", sha256="b" * 64, state=ImportState.REFUSED))
    found = find_same_content(session, "a" * 64)
    assert found is not None
    assert found.import_id == "nt-0001"
    assert find_same_content(session, "b" * 64) is None


def test_files_are_listed_newest_first_and_page_by_page(session: Session) -> None:
    for number in range(3):
        add_import(session, replace(RECORD, import_id=f"nt-{number}", at=NOW + timedelta(minutes=number)))
    newest = list_imports(session, district_codes=None, sent_by="an", limit=2)
    assert [each.import_id for each in newest] == ["nt-2", "nt-1"]
    rest = list_imports(session, district_codes=None, sent_by="an", before=(newest[-1].at, newest[-1].import_id))
    assert [each.import_id for each in rest] == ["nt-0"]


def test_a_file_is_listed_for_those_who_answer_for_all_its_districts_and_for_its_sender(session: Session) -> None:
    add_import(session, replace(RECORD, import_id="one"))
    add_import(session, replace(RECORD, import_id="two", district_codes=("001", "017"), sent_by="thanhpho"))
    add_import(session, replace(RECORD, import_id="none", district_codes=(), sent_by="lan"))

    def listed(districts: set[str], username: str) -> set[str]:
        return {each.import_id for each in list_imports(session, district_codes=districts, sent_by=username)}

    assert listed({"001"}, "chi") == {"one"}
    assert listed({"001", "017"}, "binh") == {"one", "two"}
    assert listed({"017"}, "lan") == {"none"}


def test_what_is_remembered_cannot_be_changed(session: Session) -> None:
    add_import(session, RECORD)
    with pytest.raises(IntegrityError, match="imports is append-only"):
        session.execute(text("UPDATE imports SET created = 0"))
