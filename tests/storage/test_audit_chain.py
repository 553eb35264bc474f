"""The audit as a chain on both databases: whatever is changed past its triggers is found, and where."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.audit_chain import NO_LINES, Head
from app.domain.audit_check import Bend, ChainCheck
from app.services.audit_check import check_audit
from app.storage.audit import head, record
from app.storage.audit_chain import stored_lines
from app.storage.tables.audit import AuditRow
from tests.chains import an_entry, bent, unguard, write_lines

TEXTS = (
    "actor",
    "role",
    "action",
    "object",
    "district_code",
    "outcome",
    "detail",
    "request_id",
    "previous_sha256",
    "sha256",
)
OTHERS = {"id", "at", "revision"}


@pytest.fixture
def chain(session: Session) -> Session:
    """Five lines that anyone may bend."""
    write_lines(session, 5)
    unguard(session)
    return session


def where(check: ChainCheck) -> tuple[int, Bend] | None:
    return None if check.fault is None else (check.fault.number, check.fault.bend)


def test_an_empty_audit_is_whole(session: Session) -> None:
    assert check_audit(session) == ChainCheck(0, NO_LINES, None)


def test_what_was_recorded_is_whole_and_its_head_is_the_newest_line(chain: Session) -> None:
    check = check_audit(chain)
    assert (check.lines, check.fault) == (5, None)
    assert check.head == head(chain)
    assert check.head.number == 5


def test_no_column_is_left_out_of_what_is_tried() -> None:
    assert {column.name for column in AuditRow.__table__.columns} == {*TEXTS, *OTHERS}


def flips(written: str) -> Iterator[str]:
    for place, letter in enumerate(written):
        yield written[:place] + chr(ord(letter) ^ 1) + written[place + 1 :]


@pytest.mark.parametrize("column", TEXTS)
def test_a_letter_changed_anywhere_in_a_text_is_found(chain: Session, column: str) -> None:
    kind = "JSON" if column == "detail" and chain.get_bind().dialect.name == "postgresql" else "TEXT"
    written = chain.scalar(text(f"SELECT CAST({column} AS TEXT) FROM audit WHERE id = 3"))
    found = 0
    for changed in flips(written):
        try:
            check = bent(chain, f"UPDATE audit SET {column} = CAST(:changed AS {kind}) WHERE id = 3", changed=changed)
        except DBAPIError:
            chain.rollback()  # No JSON, or no outcome: the database itself will not have it.
            continue
        assert check.fault is not None, changed
        assert check.fault.number == 3
        found += 1
    assert found or column == "outcome"


@pytest.mark.parametrize(
    "change",
    [
        "role = NULL",
        "district_code = ''",
        "request_id = NULL",
        "revision = NULL",
        "revision = 8",
        "outcome = 'failed'",
        "actor = ''",
    ],
)
def test_a_value_taken_away_or_exchanged_is_found(chain: Session, change: str) -> None:
    assert where(bent(chain, f"UPDATE audit SET {change} WHERE id = 3")) == (3, Bend.ALTERED)


def test_a_microsecond_is_found(chain: Session) -> None:
    if chain.get_bind().dialect.name == "postgresql":
        later = "at + interval '1 microsecond'"
        assert where(bent(chain, "UPDATE audit SET at = at - interval '4042 years' WHERE id = 3"))
    else:
        later = "'2021-08-14 03:00:00.000001'"
    assert where(bent(chain, f"UPDATE audit SET at = {later} WHERE id = 3")) == (3, Bend.ALTERED)


def test_a_blank_in_the_detail_is_found(chain: Session) -> None:
    kind = "JSON" if chain.get_bind().dialect.name == "postgresql" else "TEXT"
    spaced = f"CAST(' ' || CAST(detail AS TEXT) AS {kind})"
    assert where(bent(chain, f"UPDATE audit SET detail = {spaced} WHERE id = 3")) == (3, Bend.ALTERED)


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_removed_line_is_found(chain: Session, number: int) -> None:
    assert where(bent(chain, f"DELETE FROM audit WHERE id = {number}")) == (number, Bend.MISSING)


def test_a_removed_line_is_found_also_when_the_rest_is_numbered_anew(chain: Session) -> None:
    chain.execute(text("DELETE FROM audit WHERE id = 3"))
    chain.execute(text("UPDATE audit SET id = 3 WHERE id = 4"))
    assert where(bent(chain, "UPDATE audit SET id = 4 WHERE id = 5")) == (3, Bend.UNLINKED)


def test_an_end_cut_off_is_found_by_the_head_that_was_written_down(chain: Session) -> None:
    written_down = check_audit(chain).head
    chain.execute(text("DELETE FROM audit WHERE id = 5"))
    assert where(check_audit(chain)) is None
    assert where(check_audit(chain, expected=written_down)) == (5, Bend.SHORTENED)


def test_an_inserted_line_is_found(chain: Session) -> None:
    for number in (5, 4, 3):
        chain.execute(text(f"UPDATE audit SET id = {number + 1} WHERE id = {number}"))
    columns = ", ".join(column.name for column in AuditRow.__table__.columns if column.name != "id")
    added = f"INSERT INTO audit (id, {columns}) SELECT 3, {columns} FROM audit WHERE id = 2"
    assert where(bent(chain, added)) == (3, Bend.UNLINKED)


@pytest.mark.parametrize("number", [0, -1])
def test_a_line_put_before_the_first_is_found(chain: Session, number: int) -> None:
    columns = ", ".join(column.name for column in AuditRow.__table__.columns if column.name != "id")
    added = f"INSERT INTO audit (id, {columns}) SELECT {number}, {columns} FROM audit WHERE id = 1"
    assert where(bent(chain, added)) == (1, Bend.MISSING)


def test_two_lines_that_changed_places_are_found(chain: Session) -> None:
    for before, after in ((2, 99), (3, 2), (99, 3)):
        chain.execute(text(f"UPDATE audit SET id = {after} WHERE id = {before}"))
    assert where(check_audit(chain)) == (2, Bend.UNLINKED)


def test_an_audit_written_anew_is_found_by_the_head_that_was_written_down(chain: Session) -> None:
    written_down = check_audit(chain).head
    chain.execute(text("DELETE FROM audit"))
    for _ in range(6):
        record(chain, an_entry("harmless"))
    assert where(check_audit(chain)) is None
    assert where(check_audit(chain, expected=written_down)) == (5, Bend.REWRITTEN)


def test_an_older_head_still_holds_when_lines_were_added(chain: Session) -> None:
    written_down = check_audit(chain).head
    record(chain, an_entry())
    assert where(check_audit(chain, expected=written_down)) is None
    assert where(check_audit(chain, expected=Head(5, "f" * 64))) == (5, Bend.REWRITTEN)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "CAST(x'6cc3' AS TEXT)"),
        ("actor", "x'6c616e'"),
        ("request_id", "9"),
        ("at", "'2021-08-14T03:00:00.000000'"),
        ("at", "'2021-08-14 03:00:00'"),
        ("at", "20210814"),
        ("revision", "'seven'"),
        ("revision", "x'37'"),
        ("detail", "x'7b7d'"),
    ],
)
def test_what_is_no_text_or_no_moment_of_ours_is_named_not_stumbled_over(
    sqlite_chain: Session, column: str, value: str
) -> None:
    found = where(bent(sqlite_chain, f"UPDATE audit SET {column} = {value} WHERE id = 3"))
    assert found in {(3, Bend.UNREADABLE), (3, Bend.ALTERED)}


@pytest.fixture
def sqlite_chain(chain: Session) -> Session:
    """Five lines in a database that lets any value into any column."""
    if chain.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps the kind of each column by itself")
    return chain


def test_lines_are_read_in_batches_of_any_size(chain: Session) -> None:
    whole = list(stored_lines(chain))
    assert [line.number for line in whole] == [1, 2, 3, 4, 5]
    assert [list(stored_lines(chain, batch=size)) for size in (1, 2, 5)] == [whole] * 3


def test_a_long_audit_takes_no_more_memory_than_a_short_one(chain: Session) -> None:
    write_lines(chain, 2_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in stored_lines(chain, batch=50)) == 2_005
        few = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        assert len(list(stored_lines(chain, batch=50))) == 2_005
        assert few < tracemalloc.get_traced_memory()[1] / 3
    finally:
        tracemalloc.stop()
