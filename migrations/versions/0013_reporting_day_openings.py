"""Locked reporting days that were opened again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "reporting_day_openings"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reporting_date", sa.Date(), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("until_instant", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_instant >= opened_at", name=op.f("ck_reporting_day_openings_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_day_openings")),
    )
    op.create_index(op.f("ix_reporting_day_openings_reporting_date"), TABLE, ["reporting_date"], unique=False)
    bind = op.get_bind()
    for statement in append_only_ddl(sa.Table(TABLE, sa.MetaData(), autoload_with=bind), bind.dialect.name):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    for statement in drop_append_only_ddl(TABLE, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
    op.drop_table(TABLE)
