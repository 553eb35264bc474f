"""Campaigns of mass testing, as versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "campaigns"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ward_codes", sa.JSON(), nullable=False),
        sa.Column("district_codes", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("target_pct", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("target_on >= starts_on", name=op.f("ck_campaigns_target_after_start")),
        sa.CheckConstraint("target_pct BETWEEN 1 AND 100", name=op.f("ck_campaigns_target_is_a_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("campaign_id", "version", name=op.f("uq_campaigns_campaign_id_version")),
    )
    current = sa.text("superseded_revision IS NULL")
    op.create_index(
        "uq_campaigns_current", TABLE, ["campaign_id"], unique=True, sqlite_where=current, postgresql_where=current
    )
    bind = op.get_bind()
    table = sa.Table(TABLE, sa.MetaData(), autoload_with=bind)
    for statement in append_only_ddl(table, bind.dialect.name, ("superseded_revision",)):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    for statement in drop_append_only_ddl(TABLE, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
    op.drop_table(TABLE)
