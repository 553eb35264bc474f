"""Notices to neighboring districts, and who has read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NOTICES, READS = "border_notices", "border_notice_reads"


def upgrade() -> None:
    op.create_table(
        NOTICES,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=False),
        sa.Column("fact", sa.String(length=160), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("level_before", sa.String(length=32), nullable=True),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=True),
        sa.Column("shared_border_m", sa.Float(), nullable=False),
        sa.Column("wards", sa.JSON(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_border_notices")),
        sa.UniqueConstraint("district_code", "fact", name=op.f("uq_border_notices_district_code_fact")),
    )
    op.create_table(
        READS,
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], [f"{NOTICES}.id"], name=op.f("fk_border_notice_reads_notice_id_border_notices")
        ),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_border_notice_reads_username_staff")),
        sa.PrimaryKeyConstraint("username", "notice_id", name=op.f("pk_border_notice_reads")),
    )
    bind = op.get_bind()
    for table in (NOTICES, READS):
        for statement in append_only_ddl(sa.Table(table, sa.MetaData(), autoload_with=bind), bind.dialect.name):
            bind.exec_driver_sql(statement)


def downgrade() -> None:
    for table in (READS, NOTICES):
        for statement in drop_append_only_ddl(table, op.get_bind().dialect.name):
            op.get_bind().exec_driver_sql(statement)
        op.drop_table(table)
