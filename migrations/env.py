"""Runs migrations on the connection handed over, or on KHOANHVUNG_DATABASE_URL from the command line."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from app.storage.columns import Instant, Shape
from app.storage.engine import create_database_engine
from app.storage.schema import migrating
from app.storage.tables import Base

LOCK_TIMEOUT_MS = 4000


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """PostGIS keeps tables of its own; they are not ours to compare."""
    return not (kind == "table" and name == "spatial_ref_sys")


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """The GIST indexes exist on PostgreSQL alone and are laid by the migration, not by the models."""
    return not (kind == "index" and name is not None and name.startswith("gist_"))


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types by name."""
    if kind == "type" and isinstance(item, Shape | Instant):
        autogen_context.imports.add("from app.storage.columns import Instant, Shape")
        return f'Shape("{item.kind}")' if isinstance(item, Shape) else "Instant()"
    return False


def run(connection: Connection) -> None:
    """Migrate in the caller's transaction (see `app.storage.schema.migrating`)."""
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        include_object=include_object,
        render_item=render_item,
        render_as_batch=sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_database_engine(os.environ["KHOANHVUNG_DATABASE_URL"])
    with migrating(engine) as own:
        run(own)
    engine.dispose()
