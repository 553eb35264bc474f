"""Engines: SQLite tuned for a durable ledger, PostgreSQL with bounded waits; and the session on top."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 10_000
STATEMENT_TIMEOUT_MS = 120_000
BRIEF_TIMEOUT_MS = 500


def create_database_engine(url: str, *, pool_size: int = 4) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql+psycopg://…`, ready for one-writer transactions.

    Args:
        url: SQLAlchemy URL.
        pool_size: connections held open; also the number of worker threads worth having.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, pool_size)
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_pre_ping=True,
        pool_timeout=2,
        connect_args={
            "connect_timeout": 2,
            "options": f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC",
        },
    )


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that keep loaded values after commit: an answer is built from what was committed."""
    return sessionmaker(engine, expire_on_commit=False)


def read_session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that see one committed state throughout and never hold up a writer."""
    options: dict[str, Any] = {"read_only": True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return sessionmaker(engine.execution_options(**options), expire_on_commit=False)


def be_brief(session: Session) -> None:
    """Begin the transaction of a session; a lock that is not free within half a second is an `OperationalError`."""
    connection = session.connection(execution_options={"brief": True})
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BRIEF_TIMEOUT_MS}")


def _sqlite(url: str, pool_size: int) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=2, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not open transactions by itself: it breaks savepoints and DDL rollback.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # FULL: an acknowledged report is on disk before the answer, also through a power cut.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # INSERT OR REPLACE must meet the triggers that forbid deletes.
        cursor.execute("PRAGMA recursive_triggers=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Readers say so by the execution option; everybody else takes the write lock at once, so that
        # two writers queue instead of failing when the second one tries to upgrade its snapshot.
        options = connection.get_execution_options()
        if options.get("gives_way", False):
            _begin_within(connection, 0)
        elif options.get("brief", False):
            _begin_within(connection, BRIEF_TIMEOUT_MS)
        else:
            connection.exec_driver_sql("BEGIN" if options.get("read_only", False) else "BEGIN IMMEDIATE")

    return engine


def _begin_within(connection: Connection, patience_ms: int) -> None:
    """Take the write lock if it is free soon (0: now), else fail: for what is not worth anyone's waiting."""
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience_ms}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
