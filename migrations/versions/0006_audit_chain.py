"""Each line of the audit carries its SHA-256 and that of the line before; lines that stand are chained as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DIGESTS = ("previous_sha256", "sha256")
GENESIS = "0" * 64
BATCH = 5_000


def upgrade() -> None:
    _drop_triggers()
    for name in DIGESTS:
        op.add_column("audit", sa.Column(name, sa.String(length=64), nullable=True))
    _chain()
    with op.batch_alter_table("audit") as audit:
        for name in DIGESTS:
            audit.alter_column(name, existing_type=sa.String(length=64), nullable=False)
    _lay_triggers()


def downgrade() -> None:
    _drop_triggers()
    with op.batch_alter_table("audit") as audit:
        for name in DIGESTS:
            audit.drop_column(name)
    _lay_triggers()


def _chain() -> None:
    bind = op.get_bind()
    change = sa.text("UPDATE audit SET previous_sha256 = :previous, sha256 = :digest WHERE id = :number")
    previous = GENESIS
    for batch in _batches(bind):
        changes = []
        for row in batch:
            digest = hashlib.sha256(_form(row, previous)).hexdigest()
            changes.append({"number": row.id, "previous": previous, "digest": digest})
            previous = digest
        bind.execute(change, changes)


def _batches(bind: sa.Connection) -> Iterator[list[Any]]:
    # Details are chained as the text that is stored, not as what it means.
    text = "CAST(detail AS TEXT)"
    query = sa.text(
        f"SELECT id, at, actor, role, action, object, district_code, outcome, {text} AS detail, request_id, revision "  # noqa: S608
        "FROM audit WHERE id > :after ORDER BY id LIMIT :batch"
    ).columns(at=Instant())
    after = 0
    while batch := list(bind.execute(query, {"after": after, "batch": BATCH})):
        yield batch
        after = batch[-1].id


def _form(row: Any, previous: str) -> bytes:
    """Form 1 of `app.domain.audit_chain`, kept here as it was when this migration was released."""
    at: datetime = row.at
    instant = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    parts = [1, row.id, previous, instant, *row[2:]]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _drop_triggers() -> None:
    bind = op.get_bind()
    for statement in drop_append_only_ddl("audit", bind.dialect.name):
        bind.exec_driver_sql(statement)


def _lay_triggers() -> None:
    bind = op.get_bind()
    table = sa.Table("audit", sa.MetaData(), autoload_with=bind)
    for statement in append_only_ddl(table, bind.dialect.name):
        bind.exec_driver_sql(statement)
