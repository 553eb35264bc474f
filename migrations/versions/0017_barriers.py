"""Barriers that rings respect."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Shape

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_CURRENT = sa.text("superseded_revision IS NULL")


def upgrade() -> None:
    op.create_table(
        "barriers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("barrier_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("line", Shape("GEOMETRY"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("provenance", sa.String(length=20), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_barriers_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barriers")),
        sa.UniqueConstraint("barrier_id", "version", name=op.f("uq_barriers_barrier_id_version")),
    )
    op.create_index(
        "uq_barriers_current",
        "barriers",
        ["barrier_id"],
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )
    connection = op.get_bind()
    table = sa.Table("barriers", sa.MetaData(), autoload_with=connection)
    for statement in append_only_ddl(table, connection.dialect.name, ("superseded_revision",)):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in drop_append_only_ddl("barriers", connection.dialect.name):
        connection.exec_driver_sql(statement)
    op.drop_table("barriers")
