"""Publications and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("publications", "publication_files")


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("boundary_version", sa.String(length=64), nullable=False),
        sa.Column("boundary_status", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_publications_number")),
        sa.CheckConstraint(
            "supersedes IS NULL OR supersedes < number", name=op.f("ck_publications_supersedes_earlier")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["publications.number"], name=op.f("fk_publications_supersedes_publications")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publications")),
        sa.UniqueConstraint("recorded_revision", name=op.f("uq_publications_recorded_revision")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_publications_supersedes")),
    )
    op.create_table(
        "publication_files",
        sa.Column("publication", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication"], ["publications.number"], name=op.f("fk_publication_files_publication_publications")
        ),
        sa.PrimaryKeyConstraint("publication", "kind", name=op.f("pk_publication_files")),
    )
    op.create_index(op.f("ix_publication_files_sha256"), "publication_files", ["sha256"], unique=False)
    bind = op.get_bind()
    for name in APPEND_ONLY:
        table = sa.Table(name, sa.MetaData(), autoload_with=bind)
        for statement in append_only_ddl(table, bind.dialect.name):
            bind.exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    for name in APPEND_ONLY:
        for statement in drop_append_only_ddl(name, bind.dialect.name):
            bind.exec_driver_sql(statement)
    op.drop_table("publication_files")
    op.drop_table("publications")
