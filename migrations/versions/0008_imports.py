"""Files of reports as they are remembered, and the districts they spoke of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("imports", "import_districts")


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("import_id", sa.String(length=24), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("fault_count", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("rejected_rows", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("receipt", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_at", "imports", ["at", "import_id"], unique=False)
    op.create_index("ix_imports_sha256", "imports", ["sha256"], unique=False)
    op.create_table(
        "import_districts",
        sa.Column("import_id", sa.String(length=24), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.import_id"], name=op.f("fk_import_districts_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "district_code", name=op.f("pk_import_districts")),
    )
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
    op.drop_table("import_districts")
    op.drop_table("imports")
