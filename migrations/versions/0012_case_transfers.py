"""Moves of cases between wards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CLASSES = ("community_unknown_source", "community_known_source", "lockdown_area", "quarantine", "imported")


def upgrade() -> None:
    op.create_table(
        "case_transfers",
        sa.Column("recorded_revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reporting_date", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("from_ward_code", sa.String(length=16), nullable=False),
        sa.Column("to_ward_code", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in CLASSES),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("from_ward_code <> to_ward_code", name=op.f("ck_case_transfers_two_wards")),
        sa.CheckConstraint(
            " AND ".join(f"{name} >= 0" for name in CLASSES), name=op.f("ck_case_transfers_counts_not_negative")
        ),
        sa.PrimaryKeyConstraint("recorded_revision", name=op.f("pk_case_transfers")),
    )
    op.create_index(op.f("ix_case_transfers_reporting_date"), "case_transfers", ["reporting_date"], unique=False)
    connection = op.get_bind()
    table = sa.Table("case_transfers", sa.MetaData(), autoload_with=connection)
    for statement in append_only_ddl(table, connection.dialect.name):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in drop_append_only_ddl("case_transfers", connection.dialect.name):
        connection.exec_driver_sql(statement)
    op.drop_table("case_transfers")
