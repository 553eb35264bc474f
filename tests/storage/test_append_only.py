"""Tables that only grow: what their triggers refuse, and the one mark they let be set, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Engine, Float, Integer, LargeBinary, MetaData, String, Table, UniqueConstraint, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.storage.append_only import append_only_ddl, drop_append_only_ddl, keep_append_only
from app.storage.engine import create_database_engine


def a_ledger(name: str = "ledger", *, closures: tuple[str, ...] = ("closed_at", "closed_by")) -> Table:
    table = Table(
        name,
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("ward", String(16)),
        Column("version", Integer),
        Column("count", Float),
        Column("shape", LargeBinary),
        Column("closed_at", Integer),
        Column("closed_by", String(16)),
        UniqueConstraint("ward", "version"),
    )
    keep_append_only(table, closures)
    return table


@pytest.fixture
def blank_engine(blank_database_url: str) -> Iterator[Engine]:
    """A database without tables."""
    engine = create_database_engine(blank_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(blank_engine: Engine) -> Iterator[Connection]:
    """A ledger of one open line."""
    with blank_engine.connect() as connection:
        a_ledger().create(connection)
        connection.execute(text("INSERT INTO ledger (id, ward, version, count) VALUES (1, '00487', 1, 0.1)"))
        connection.commit()
        yield connection


def refused(connection: Connection, statement: str) -> None:
    with pytest.raises(IntegrityError, match="ledger is append-only"):
        connection.execute(text(statement))
    connection.rollback()


def test_a_closing_mark_is_set_once(ledger: Connection) -> None:
    ledger.execute(text("UPDATE ledger SET closed_at = 7"))
    ledger.commit()
    refused(ledger, "UPDATE ledger SET closed_at = 8")
    refused(ledger, "UPDATE ledger SET closed_at = NULL")
    assert ledger.scalar(text("SELECT closed_at FROM ledger")) == 7


def test_a_second_mark_may_follow_the_first(ledger: Connection) -> None:
    ledger.execute(text("UPDATE ledger SET closed_at = 7"))
    ledger.execute(text("UPDATE ledger SET closed_by = 'lan'"))
    ledger.commit()
    assert ledger.execute(text("SELECT closed_at, closed_by FROM ledger")).one() == (7, "lan")


def test_nothing_else_changes_under_cover_of_a_closing_mark(ledger: Connection) -> None:
    for change in ("count = 2", "count = NULL", "ward = '00490'", "id = 2", "shape = '\\x00'", "count = 0.1000001"):
        refused(ledger, f"UPDATE ledger SET closed_at = 7, {change}")
    assert ledger.scalar(text("SELECT closed_at FROM ledger")) is None


def test_a_line_is_never_removed_closed_or_open(ledger: Connection) -> None:
    refused(ledger, "DELETE FROM ledger")
    ledger.execute(text("UPDATE ledger SET closed_at = 7"))
    ledger.commit()
    refused(ledger, "DELETE FROM ledger WHERE closed_at = 7")


def test_new_lines_are_taken(ledger: Connection) -> None:
    ledger.execute(text("INSERT INTO ledger (id, ward, version) VALUES (2, '00487', 2)"))
    assert ledger.scalar(text("SELECT count(*) FROM ledger")) == 2


def test_a_line_is_not_replaced_by_number_or_by_its_unique_key(ledger: Connection) -> None:
    if ledger.dialect.name != "sqlite":
        refused(ledger, "TRUNCATE ledger")
        return
    refused(ledger, "INSERT OR REPLACE INTO ledger (id, ward, version) VALUES (1, '00490', 9)")
    refused(ledger, "INSERT OR REPLACE INTO ledger (id, ward, version) VALUES (2, '00487', 1)")


def test_a_table_can_be_laid_again_after_it_was_dropped(blank_engine: Engine) -> None:
    table = a_ledger()
    with blank_engine.begin() as connection:
        table.create(connection)
        table.drop(connection)
        table.create(connection)


def test_the_triggers_can_be_taken_away_for_a_downgrade(ledger: Connection) -> None:
    for statement in drop_append_only_ddl("ledger", ledger.dialect.name):
        ledger.exec_driver_sql(statement)
    assert ledger.execute(text("DELETE FROM ledger")).rowcount == 1


def test_a_closing_column_must_exist() -> None:
    with pytest.raises(ValueError, match="no column ended"):
        append_only_ddl(a_ledger(closures=()), "sqlite", ["ended"])


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        append_only_ddl(a_ledger(), "mysql")
