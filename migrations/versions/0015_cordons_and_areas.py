"""Cordons, and areas that live beside the colours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant, Shape

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("cordons", "areas")


def upgrade() -> None:
    op.create_table(
        "cordons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cordon_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", Shape("MULTIPOLYGON"), nullable=False),
        sa.Column("ward_parts", sa.JSON(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_estimated", sa.Boolean(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        sa.Column("last_case_on", sa.Date(), nullable=True),
        sa.Column("ward_cases_checked_on", sa.Date(), nullable=True),
        sa.Column("shortest_interval_days", sa.Integer(), nullable=False),
        sa.Column("longest_interval_days", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("override", sa.Boolean(), nullable=False),
        sa.Column("boundary_version", sa.String(length=64), nullable=False),
        sa.Column("takes_effect_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cordons")),
        sa.UniqueConstraint("cordon_id", "version", name=op.f("uq_cordons_cordon_id_version")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", Shape("MULTIPOLYGON"), nullable=True),
        sa.Column("ward_parts", sa.JSON(), nullable=False),
        sa.Column("directive", sa.String(length=4), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("boundary_version", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("area_id", "version", name=op.f("uq_areas_area_id_version")),
    )
    bind = op.get_bind()
    for name in TABLES:
        for statement in append_only_ddl(sa.Table(name, sa.MetaData(), autoload_with=bind), bind.dialect.name):
            bind.exec_driver_sql(statement)
        if bind.dialect.name == "postgresql":
            op.execute(f"CREATE INDEX gist_{name}_place ON {name} USING gist (place)")


def downgrade() -> None:
    bind = op.get_bind()
    for name in reversed(TABLES):
        for statement in drop_append_only_ddl(name, bind.dialect.name):
            bind.exec_driver_sql(statement)
        op.drop_table(name)
