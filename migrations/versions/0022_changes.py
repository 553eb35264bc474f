"""The feed of changes. Sites that stand get theirs from the ledgers when it is first read, from revision 1 on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "changes"
FEED = "change_feed"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("ward_codes", sa.JSON(), nullable=False),
        sa.Column("district_codes", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("revision", "number", name=op.f("pk_changes")),
    )
    op.create_table(
        FEED,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("told_until", Instant(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_feed_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_feed")),
    )
    # What a revision began is looked up by it; the starts by the clock have an index already.
    op.create_index(op.f("ix_statuses_from_revision"), "statuses", ["from_revision"], unique=False)
    bind = op.get_bind()
    table = sa.Table(TABLE, sa.MetaData(), autoload_with=bind)
    for statement in append_only_ddl(table, bind.dialect.name):
        bind.exec_driver_sql(statement)
    op.execute(sa.text("INSERT INTO change_feed (id, revision, number) VALUES (1, 0, 0)"))


def downgrade() -> None:
    for statement in drop_append_only_ddl(TABLE, op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
    op.drop_index(op.f("ix_statuses_from_revision"), table_name="statuses")
    op.drop_table(FEED)
    op.drop_table(TABLE)
