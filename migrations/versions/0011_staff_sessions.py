"""Passwords that must be changed first, and what a member may see of their own sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sessions", sa.Column("device", sa.String(length=60), nullable=True))
    op.add_column("sessions", sa.Column("last_used_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "last_used_at")
    op.drop_column("sessions", "device")
    op.drop_column("staff", "must_change_password")
