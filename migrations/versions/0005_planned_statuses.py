"""Statuses planned in time, decisions with their revocations, approvals and approval modes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant
from app.storage.one_status import drop_one_status_ddl, one_status_ddl

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("decisions", "decision_revocations", "approvals", "approval_modes")
NOT_CANCELLED = "cancelled_revision IS NULL"
OPEN = f"until_instant IS NULL AND {NOT_CANCELLED}"


def upgrade() -> None:
    _create_tables()
    _plan_statuses()
    _lay_triggers()


def _create_tables() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("from_instant", Instant(), nullable=False),
        sa.Column("until_instant", Instant(), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_instant IS NULL OR until_instant > from_instant", name=op.f("ck_decisions_begins_before_it_ends")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_ward", "decisions", ["ward_code", "scheme"], unique=False)
    op.create_table(
        "decision_revocations",
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.decision_id"], name=op.f("fk_decision_revocations_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_revocations")),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_recorded_revision"), "approvals", ["recorded_revision"], unique=False)
    op.create_table(
        "approval_modes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_modes")),
    )


def _plan_statuses() -> None:
    op.add_column("statuses", sa.Column("confirmed_level", sa.String(length=32), nullable=True))
    op.add_column("statuses", sa.Column("awaiting_level", sa.String(length=32), nullable=True))
    op.add_column("statuses", sa.Column("decision_id", sa.String(length=40), nullable=True))
    op.add_column("statuses", sa.Column("cause", sa.String(length=20), nullable=True))
    op.add_column("statuses", sa.Column("cancelled_revision", sa.Integer(), nullable=True))
    # Until now every level took effect as it was computed.
    op.execute("UPDATE statuses SET confirmed_level = computed_level, cause = 'assessment'")
    op.drop_index("uq_statuses_open", table_name="statuses")
    with op.batch_alter_table("statuses") as statuses:
        statuses.alter_column("confirmed_level", existing_type=sa.String(length=32), nullable=False)
        statuses.alter_column("cause", existing_type=sa.String(length=20), nullable=False)
        statuses.drop_constraint("uq_statuses_scheme_ward_code_from_instant", type_="unique")
        statuses.create_check_constraint(
            op.f("ck_statuses_begins_before_it_ends"), "until_instant IS NULL OR until_instant > from_instant"
        )
    _create_index("uq_statuses_open", ["scheme", "ward_code"], OPEN)
    _create_index("uq_statuses_start", ["scheme", "ward_code", "from_instant"], NOT_CANCELLED)


def _create_index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "statuses", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def _lay_triggers() -> None:
    bind = op.get_bind()
    for name in APPEND_ONLY:
        table = sa.Table(name, sa.MetaData(), autoload_with=bind)
        for statement in append_only_ddl(table, bind.dialect.name):
            bind.exec_driver_sql(statement)
    for statement in one_status_ddl(bind.dialect.name):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    for statement in drop_one_status_ddl(bind.dialect.name):
        bind.exec_driver_sql(statement)
    for name in APPEND_ONLY:
        for statement in drop_append_only_ddl(name, bind.dialect.name):
            bind.exec_driver_sql(statement)
    _forget_plans()
    op.drop_index("uq_statuses_start", table_name="statuses")
    op.drop_index("uq_statuses_open", table_name="statuses")
    with op.batch_alter_table("statuses") as statuses:
        statuses.drop_constraint(op.f("ck_statuses_begins_before_it_ends"), type_="check")
        statuses.create_unique_constraint(
            "uq_statuses_scheme_ward_code_from_instant", ["scheme", "ward_code", "from_instant"]
        )
        for column in ("confirmed_level", "awaiting_level", "decision_id", "cause", "cancelled_revision"):
            statuses.drop_column(column)
    _create_index("uq_statuses_open", ["scheme", "ward_code"], "until_instant IS NULL")
    for name in ("approval_modes", "approvals", "decision_revocations", "decisions"):
        op.drop_table(name)


def _forget_plans() -> None:
    """The older schema knows only what was in force by the newest write: what was to come is forgotten."""
    newest = "(SELECT committed_at FROM site)"
    op.execute(f"DELETE FROM statuses WHERE cancelled_revision IS NOT NULL OR from_instant > {newest}")  # noqa: S608
    op.execute(
        "UPDATE statuses SET until_instant = NULL, until_revision = NULL "  # noqa: S608
        f"WHERE until_instant > {newest}"
    )
