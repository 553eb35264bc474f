"""Exactly one status of a ward and scheme at any instant, held by the database itself on both engines.

PostgreSQL refuses overlapping intervals by an exclusion constraint, SQLite by triggers; rows that were cancelled before
they came into force do not count.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, FromClause, Table, event

REFUSED: Final = "one status at an instant"
_CONSTRAINT: Final = "ex_statuses_one_at_an_instant"
# The end of time must not look like a number: SQLite would compare it as one, and every number is below every text.
_OVERLAPS: Final = (
    "NEW.cancelled_revision IS NULL AND EXISTS (SELECT 1 FROM statuses AS other "
    "WHERE other.scheme = NEW.scheme AND other.ward_code = NEW.ward_code AND other.cancelled_revision IS NULL "
    "AND other.from_instant < COALESCE(NEW.until_instant, '9999-12-31') "
    "AND NEW.from_instant < COALESCE(other.until_instant, '9999-12-31')"
)


def one_status_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that hold it; run each on its own, after the table `statuses` exists.

    Args:
        dialect: `sqlite`, where a migration that rebuilds the table must run them again, or `postgresql`, which needs
            the extension btree_gist; the first statement makes it.
    """
    if dialect == "postgresql":
        return (
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE statuses ADD CONSTRAINT {_CONSTRAINT} EXCLUDE USING gist (scheme WITH =, ward_code WITH =, "
            "tstzrange(from_instant, until_instant) WITH &&) WHERE (cancelled_revision IS NULL)",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    columns = "scheme, ward_code, from_instant, until_instant, cancelled_revision"
    return (
        f"CREATE TRIGGER statuses_one_inserted BEFORE INSERT ON statuses WHEN {_OVERLAPS}) {refuse}",
        f"CREATE TRIGGER statuses_one_updated BEFORE UPDATE OF {columns} ON statuses "
        f"WHEN {_OVERLAPS} AND other.id <> OLD.id) {refuse}",
    )


def drop_one_status_ddl(dialect: str) -> tuple[str, ...]:
    """The statements that take it away again; the extension stays, others may use it."""
    if dialect == "postgresql":
        return (f"ALTER TABLE statuses DROP CONSTRAINT IF EXISTS {_CONSTRAINT}",)
    return tuple(f"DROP TRIGGER IF EXISTS statuses_one_{act}" for act in ("inserted", "updated"))


def keep_one_status(table: FromClause) -> None:
    """Let `create_all` lay it with the table, as the migrations do; `table` is the mapped table of statuses."""
    assert isinstance(table, Table)

    def lay(_target: Table, connection: Connection, **_options: object) -> None:
        for statement in one_status_ddl(connection.dialect.name):
            connection.exec_driver_sql(statement)

    event.listen(table, "after_create", lay)
