"""What became of units when the register changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BELIEVED = sa.text("superseded_revision IS NULL")


def upgrade() -> None:
    op.create_table(
        "unit_lineage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("from_code", sa.String(length=16), nullable=False),
        sa.Column("to_code", sa.String(length=16), nullable=False),
        sa.Column("population_share", sa.Float(), nullable=True),
        sa.Column("area_share", sa.Float(), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("provenance", sa.String(length=10), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('split', 'merge', 'transfer', 'rename', 'recode')", name=op.f("ck_unit_lineage_kind")
        ),
        sa.CheckConstraint(
            "provenance IN ('declared', 'measured', 'estimated')", name=op.f("ck_unit_lineage_provenance")
        ),
        sa.CheckConstraint(
            "population_share IS NULL OR population_share BETWEEN 0 AND 1",
            name=op.f("ck_unit_lineage_population_share"),
        ),
        sa.CheckConstraint("area_share IS NULL OR area_share BETWEEN 0 AND 1", name=op.f("ck_unit_lineage_area_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_lineage")),
    )
    for name in ("recorded_revision", "superseded_revision"):
        op.create_index(op.f(f"ix_unit_lineage_{name}"), "unit_lineage", [name], unique=False)
    op.create_index(
        "uq_unit_lineage_believed",
        "unit_lineage",
        ["happened_on", "from_code", "to_code"],
        unique=True,
        sqlite_where=_BELIEVED,
        postgresql_where=_BELIEVED,
    )
    connection = op.get_bind()
    table = sa.Table("unit_lineage", sa.MetaData(), autoload_with=connection)
    for statement in append_only_ddl(table, connection.dialect.name, ("superseded_revision",)):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for statement in drop_append_only_ddl("unit_lineage", connection.dialect.name):
        connection.exec_driver_sql(statement)
    op.drop_table("unit_lineage")
