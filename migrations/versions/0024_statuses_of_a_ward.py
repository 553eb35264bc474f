"""The statuses of a ward by their start, cancelled ones too: what was in force as known at a revision."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_statuses_ward", "statuses", ["scheme", "ward_code", "from_instant"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_statuses_ward", table_name="statuses")
