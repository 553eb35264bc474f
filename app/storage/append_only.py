"""Triggers that keep a table append-only: nothing is deleted, and only named closure columns are ever set, once.

They stand in the database itself, so that no statement of ours, however wrong, can bend a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, FromClause, PrimaryKeyConstraint, Table, UniqueConstraint, event


def append_only_ddl(table: Table, dialect: str, allowed_update_columns: Sequence[str] = ()) -> tuple[str, ...]:
    """The statements that make a table append-only; run each on its own, after the table exists.

    Args:
        table: its name and, on SQLite, its columns are read; run them again after a migration that rebuilds it.
        dialect: `sqlite` or `postgresql`.
        allowed_update_columns: columns that may go from NULL to a value, once, such as `superseded_revision`.

    Raises:
        ValueError: another dialect, or a column that the table does not have.
    """
    unknown = set(allowed_update_columns) - {column.name for column in table.columns}
    if unknown:
        raise ValueError(f"table {table.name} has no column {', '.join(sorted(unknown))}")
    if dialect == "sqlite":
        return _sqlite(table, tuple(allowed_update_columns))
    if dialect == "postgresql":
        return _postgresql(table.name, tuple(allowed_update_columns))
    raise ValueError(f"no append-only triggers are known for {dialect}")


def drop_append_only_ddl(table_name: str, dialect: str) -> tuple[str, ...]:
    """The statements that take the triggers away again, for a downgrade that drops the table afterwards."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER IF EXISTS {table_name}_no_{act}" for act in ("update", "delete", "replace"))
    return (
        f"DROP TRIGGER IF EXISTS {table_name}_append_only ON {table_name}",
        f"DROP TRIGGER IF EXISTS {table_name}_no_truncate ON {table_name}",
        f"DROP FUNCTION IF EXISTS {table_name}_append_only()",
    )


def keep_append_only(table: FromClause, allowed_update_columns: Sequence[str] = ()) -> None:
    """Let `create_all` lay the triggers with the table, as the migrations do; `table` is a mapped `__table__`."""
    assert isinstance(table, Table)
    mapped: Table = table

    def lay(_target: Table, connection: Connection, **_options: object) -> None:
        for statement in append_only_ddl(mapped, connection.dialect.name, allowed_update_columns):
            connection.exec_driver_sql(statement)

    event.listen(mapped, "after_create", lay)


def _sqlite(table: Table, closures: tuple[str, ...]) -> tuple[str, ...]:
    name, columns = table.name, [column.name for column in table.columns]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    changed = " OR ".join(
        f"NEW.{column} IS NOT OLD.{column}" + (f" AND OLD.{column} IS NOT NULL" if column in closures else "")
        for column in columns
    )
    return (
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name}{f' WHEN {changed}' if closures else ''} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}",
        # INSERT OR REPLACE deletes the old row without firing delete triggers.
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {_same_key_stands(table)} {refuse}",
    )


def _same_key_stands(table: Table) -> str:
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    tests = sorted(" AND ".join(f"{column.name} = NEW.{column.name}" for column in key.columns) for key in keys)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table.name} WHERE {test})" for test in tests)  # noqa: S608


def _postgresql(name: str, closures: tuple[str, ...]) -> tuple[str, ...]:
    return (
        _postgresql_function(name, closures),
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_append_only()",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()",
    )


def _postgresql_function(name: str, closures: tuple[str, ...]) -> str:
    # The whole row is compared as text: exact for every type, and a column added later is guarded too.
    unset = " AND ".join(f"(OLD.{column} IS NULL OR OLD.{column} = NEW.{column})" for column in closures)
    closing = " ".join(f"OLD.{column} := NEW.{column};" for column in closures)
    allowed = (
        f"IF TG_OP = 'UPDATE' THEN IF {unset} THEN {closing} IF OLD::text = NEW::text THEN RETURN NEW; END IF; "
        "END IF; END IF; "
    )
    return (
        f"CREATE OR REPLACE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS $append_only$ BEGIN "
        f"{allowed if closures else ''}"
        f"RAISE EXCEPTION '{name} is append-only' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $append_only$"
    )
