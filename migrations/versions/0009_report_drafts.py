"""Drafts of daily sheets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.columns import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_drafts",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=False),
        sa.Column("reporting_date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_report_drafts_version")),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_report_drafts_username_staff")),
        sa.PrimaryKeyConstraint("username", "district_code", "reporting_date", name=op.f("pk_report_drafts")),
    )
    op.create_index(
        op.f("ix_report_drafts_district_code_reporting_date"), "report_drafts", ["district_code", "reporting_date"]
    )
    op.create_index(op.f("ix_report_drafts_updated_at"), "report_drafts", ["updated_at"])


def downgrade() -> None:
    op.drop_table("report_drafts")
