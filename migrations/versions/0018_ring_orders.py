"""What each version of rings did, how it was drawn, why, and until when it is planned; people by layer as estimates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CURRENT = "superseded_revision IS NULL"
ADDED = ("action", "parameters", "reason", "planned_end")


def upgrade() -> None:
    _free()
    op.add_column("rings", sa.Column("action", sa.String(length=10), nullable=True))
    op.add_column("rings", sa.Column("parameters", sa.JSON(), nullable=True))
    op.add_column("rings", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("rings", sa.Column("planned_end", sa.Date(), nullable=True))
    op.add_column("ring_layers", sa.Column("population_estimated", sa.Boolean(), nullable=True))
    _tell_what_was_done()
    op.drop_index("uq_rings_current", table_name="rings")
    with op.batch_alter_table("rings") as rings:
        rings.alter_column("action", existing_type=sa.String(length=10), nullable=False)
        rings.alter_column("parameters", existing_type=sa.JSON(), nullable=False)
    _index()
    with op.batch_alter_table("ring_layers") as layers:
        layers.alter_column("population_estimated", existing_type=sa.Boolean(), nullable=False)
    _guard()


def downgrade() -> None:
    _free()
    # The older schema leaves the start of the order that issued them on rings that are lifted.
    op.execute(
        "UPDATE rings SET starts_at = (SELECT earlier.starts_at FROM rings AS earlier "
        "WHERE earlier.outbreak_id = rings.outbreak_id AND earlier.version = rings.version - 1) "
        "WHERE status = 'lifted'"
    )
    op.drop_index("uq_rings_current", table_name="rings")
    with op.batch_alter_table("rings") as rings:
        for column in ADDED:
            rings.drop_column(column)
    _index()
    with op.batch_alter_table("ring_layers") as layers:
        layers.drop_column("population_estimated")
    _guard()


def _tell_what_was_done() -> None:
    """Rings were drawn by whole units alone, cut only between core and next layer, and lifted when that was recorded.

    From now on the newest version that has begun stands, so a lift may not wait for the start of what it ended.
    """
    op.execute(
        "UPDATE rings SET parameters = '{}', action = CASE status WHEN 'proposed' THEN 'propose' "
        "WHEN 'issued' THEN 'issue' ELSE 'lift' END"
    )
    op.execute("UPDATE rings SET starts_at = NULL WHERE status = 'lifted'")
    op.execute(
        "UPDATE ring_layers SET population_estimated = (layer <> 'outer' AND "
        "(SELECT rings.population_estimated FROM rings WHERE rings.id = ring_layers.ring_id))"
    )


def _index() -> None:
    where = sa.text(CURRENT)
    op.create_index(
        "uq_rings_current", "rings", ["outbreak_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def _free() -> None:
    for statement in drop_append_only_ddl("rings", op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)


def _guard() -> None:
    bind = op.get_bind()
    table = sa.Table("rings", sa.MetaData(), autoload_with=bind)
    for statement in append_only_ddl(table, bind.dialect.name, ("superseded_revision",)):
        bind.exec_driver_sql(statement)
