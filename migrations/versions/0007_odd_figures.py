"""Contacts traced on a day, and what looked odd about a report when it was taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CLOSED = ("superseded_revision",)


def upgrade() -> None:
    op.add_column("case_reports", sa.Column("new_f1_contacts", sa.Integer(), nullable=True))
    op.add_column("case_reports", sa.Column("warnings", sa.JSON(), nullable=True))
    _lay_triggers()


def downgrade() -> None:
    _take_triggers()
    op.drop_column("case_reports", "warnings")
    op.drop_column("case_reports", "new_f1_contacts")
    _lay_triggers()


def _lay_triggers() -> None:
    # On SQLite a trigger names the columns it guards, so the new ones need it laid again.
    _take_triggers()
    connection = op.get_bind()
    table = sa.Table("case_reports", sa.MetaData(), autoload_with=connection)
    for statement in append_only_ddl(table, connection.dialect.name, _CLOSED):
        connection.exec_driver_sql(statement)


def _take_triggers() -> None:
    connection = op.get_bind()
    for statement in drop_append_only_ddl("case_reports", connection.dialect.name):
        connection.exec_driver_sql(statement)
