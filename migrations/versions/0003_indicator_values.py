"""Dated values beside case counts, in versions: vaccination, capacity, occupancy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CURRENT = sa.text("superseded_revision IS NULL")


def upgrade() -> None:
    op.create_table(
        "indicator_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_kind", sa.String(length=10), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=False),
        sa.Column("indicator_id", sa.String(length=64), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        sa.Column("reported_by", sa.String(length=80), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("unit_kind IN ('ward', 'district', 'city')", name=op.f("ck_indicator_values_unit_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_values")),
        sa.UniqueConstraint(
            "indicator_id",
            "source",
            "unit_kind",
            "unit_code",
            "reported_on",
            "version",
            name=op.f("uq_indicator_values_version"),
        ),
    )
    op.create_index(
        op.f("ix_indicator_values_recorded_revision"), "indicator_values", ["recorded_revision"], unique=False
    )
    op.create_index(
        "ix_indicator_values_day", "indicator_values", ["indicator_id", "source", "reported_on"], unique=False
    )
    op.create_index(
        "uq_indicator_values_current",
        "indicator_values",
        ["indicator_id", "source", "unit_kind", "unit_code", "reported_on"],
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )
    bind = op.get_bind()
    table = sa.Table("indicator_values", sa.MetaData(), autoload_with=bind)
    for statement in append_only_ddl(table, bind.dialect.name, ("superseded_revision",)):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    for statement in drop_append_only_ddl("indicator_values", bind.dialect.name):
        bind.exec_driver_sql(statement)
    op.drop_table("indicator_values")
