"""Versions of accounts, so that two managers do not overwrite each other; keys with an end and a day of last use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.columns import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("api_keys", sa.Column("expires_at", Instant(), nullable=True))
    op.add_column("api_keys", sa.Column("last_used_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("api_keys", "last_used_on")
    op.drop_column("api_keys", "expires_at")
    op.drop_column("staff", "version")
