"""The database itself refuses a second status of a ward and scheme at an instant, whoever writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from app.storage.one_status import drop_one_status_ddl
from app.storage.tables.judgement import StatusRow

COLUMNS = (
    "scheme, ward_code, level, computed_level, confirmed_level, decided, cause, policy_id, policy_version, as_of, "
    "from_instant, until_instant, from_revision, cancelled_revision"
)


def put(
    connection: Connection,
    start: str,
    end: str | None,
    *,
    ward: str = "A",
    scheme: str = "main",
    cancelled: int | None = None,
) -> None:
    """One row by raw SQL, over hours of one day."""
    connection.execute(
        text(
            f"INSERT INTO statuses ({COLUMNS}) VALUES (:scheme, :ward, 'green', 'green', 'green', false, 'assessment', "
            "'drawn', '1', '2021-08-14', :start, :end, 1, :cancelled)"
        ),
        {"scheme": scheme, "ward": ward, "start": _hour(start), "end": end and _hour(end), "cancelled": cancelled},
    )


def _hour(text_of_hour: str) -> str:
    return f"2021-08-14 {text_of_hour}:00.000000"


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A database in which ward A is green from 06:00 to 12:00 and from 12:00 on."""
    with engine.connect() as connection:
        put(connection, "06:00", "12:00")
        put(connection, "12:00", None)
        connection.commit()
        yield connection


def refused(connection: Connection, statement: str) -> None:
    with pytest.raises(IntegrityError):
        connection.execute(text(statement))
    connection.rollback()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("06:00", "12:00"),
        ("05:00", "07:00"),
        ("07:00", "08:00"),
        ("05:00", "13:00"),
        ("11:59", "12:01"),
        ("13:00", None),
    ],
)
def test_an_overlapping_status_is_refused(connection: Connection, start: str, end: str | None) -> None:
    with pytest.raises(IntegrityError):
        put(connection, start, end)
    connection.rollback()


def test_intervals_that_only_meet_are_taken(connection: Connection) -> None:
    put(connection, "05:00", "06:00")


def test_another_ward_or_scheme_is_another_matter(connection: Connection) -> None:
    put(connection, "06:00", None, ward="B")
    put(connection, "06:00", None, scheme="other")


def test_a_cancelled_row_stands_in_nobodys_way(connection: Connection) -> None:
    put(connection, "07:00", "08:00", cancelled=2)
    put(connection, "07:00", None, cancelled=2)


def test_a_cancelled_row_cannot_come_back(connection: Connection) -> None:
    put(connection, "07:00", "08:00", cancelled=2)
    connection.commit()
    refused(connection, "UPDATE statuses SET cancelled_revision = NULL WHERE cancelled_revision = 2")


def test_an_end_cannot_be_moved_over_the_next_status(connection: Connection) -> None:
    refused(connection, f"UPDATE statuses SET until_instant = '{_hour('12:01')}' WHERE until_instant IS NOT NULL")
    refused(connection, "UPDATE statuses SET until_instant = NULL")


def test_a_start_cannot_be_moved_under_the_status_before(connection: Connection) -> None:
    refused(connection, f"UPDATE statuses SET from_instant = '{_hour('11:59')}' WHERE until_instant IS NULL")


def test_an_end_can_be_moved_to_leave_room(connection: Connection) -> None:
    connection.execute(text(f"UPDATE statuses SET until_instant = '{_hour('09:00')}' WHERE until_instant IS NOT NULL"))
    put(connection, "09:00", "12:00")


@pytest.mark.parametrize("end", ["06:00", "05:00"])
def test_a_status_must_begin_before_it_ends(connection: Connection, end: str) -> None:
    with pytest.raises(IntegrityError):
        put(connection, "06:00", end, ward="B")
    connection.rollback()


def test_it_can_be_taken_away_and_comes_with_the_mapped_table_too(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in drop_one_status_ddl(engine.dialect.name):
            connection.execute(text(statement))
        put(connection, "06:00", "12:00")
        put(connection, "07:00", "08:00")
        connection.execute(text("DROP TABLE statuses"))
        StatusRow.metadata.create_all(connection, tables=[StatusRow.__table__])  # type: ignore[list-item]
        put(connection, "06:00", "12:00")
        with pytest.raises(IntegrityError), connection.begin_nested():
            put(connection, "07:00", "08:00")
