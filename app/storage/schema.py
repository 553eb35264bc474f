"""Bringing a database to the schema of this release, and saying whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

_ROOT = Path(__file__).resolve().parents[2]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to a revision; doing it again changes nothing."""
    with migrating(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations back down to a revision (`base` empties the database)."""
    with migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes all commit together or not at all.

    Foreign keys rest meanwhile on SQLite, where a table's rebuild would cascade into its children, and are checked
    before the commit. The pragma works only outside a transaction, so it goes to the driver directly.

    Raises:
        RuntimeError: the migration left rows without their parents; nothing is committed.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _pragma(connection, "foreign_keys=OFF")
        try:
            yield connection
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"a migration broke foreign keys: {broken[:5]}")
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                _pragma(connection, "foreign_keys=ON")


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the schema of this release."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head()


def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config(str(_ROOT / "alembic.ini"))
    config.attributes["connection"] = connection
    return config


def _pragma(connection: Connection, setting: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {setting}")
    cursor.close()
