"""Rounds of mass testing as versions, of a ward or of a cordon."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "test_rounds"
SAID = "started_on, completed_on, samples, positives, method, pool_size, closed_with_reason, recorded_by"


def upgrade() -> None:
    _set_aside("SELECT * FROM test_rounds")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=True),
        sa.Column("cordon_id", sa.String(length=40), nullable=True),
        *_said(),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        *_recorded(),
        sa.CheckConstraint("(ward_code IS NULL) <> (cordon_id IS NULL)", name=op.f("ck_test_rounds_one_unit")),
        sa.CheckConstraint(
            "positives >= 0 AND positives <= samples", name=op.f("ck_test_rounds_positives_within_samples")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_rounds")),
        sa.UniqueConstraint("round_id", "version", name=op.f("uq_test_rounds_round_id_version")),
    )
    op.create_index(op.f("ix_test_rounds_ward_code"), TABLE, ["ward_code"], unique=False)
    op.create_index(op.f("ix_test_rounds_cordon_id"), TABLE, ["cordon_id"], unique=False)
    current = sa.text("superseded_revision IS NULL")
    op.create_index(
        "uq_test_rounds_current", TABLE, ["round_id"], unique=True, sqlite_where=current, postgresql_where=current
    )
    op.execute(
        f"INSERT INTO test_rounds (round_id, version, ward_code, withdrawn, {SAID}, recorded_revision) "  # noqa: S608
        f"SELECT id, 1, ward_code, false, {SAID}, recorded_revision FROM test_rounds_kept ORDER BY id"
    )
    op.execute("DROP TABLE test_rounds_kept")
    bind = op.get_bind()
    table = sa.Table(TABLE, sa.MetaData(), autoload_with=bind)
    for statement in append_only_ddl(table, bind.dialect.name, ("superseded_revision",)):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    """Back to one row a round: its newest version. Rounds of cordons and withdrawn ones are not known there."""
    for statement in drop_append_only_ddl(TABLE, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
    _set_aside(
        "SELECT * FROM test_rounds WHERE superseded_revision IS NULL AND ward_code IS NOT NULL AND NOT withdrawn"
    )
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        *_said(),
        *_recorded(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_rounds")),
    )
    op.create_index(op.f("ix_test_rounds_ward_code"), TABLE, ["ward_code"], unique=False)
    # Numbered anew, so that the sequence of PostgreSQL goes on after them.
    op.execute(
        f"INSERT INTO test_rounds (ward_code, {SAID}, recorded_revision) "  # noqa: S608
        f"SELECT ward_code, {SAID}, recorded_revision FROM test_rounds_kept ORDER BY round_id"
    )
    op.execute("DROP TABLE test_rounds_kept")


def _set_aside(query: str) -> None:
    """Keep rows in a table without constraints and drop theirs: a table of the same names can then be made."""
    op.execute(f"CREATE TABLE test_rounds_kept AS {query}")
    op.drop_table(TABLE)


def _said() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("positives", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("closed_with_reason", sa.Text(), nullable=True),
    )


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
    )
