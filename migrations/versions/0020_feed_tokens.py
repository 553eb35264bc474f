"""Tokens of feeds that calendar programs subscribe to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.columns import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_tokens",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_feed_tokens_username_staff")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_feed_tokens")),
    )
    op.create_index(op.f("ix_feed_tokens_username"), "feed_tokens", ["username"], unique=False)


def downgrade() -> None:
    op.drop_table("feed_tokens")
