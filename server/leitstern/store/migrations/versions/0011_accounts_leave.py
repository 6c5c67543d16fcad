"""The times at which an account was archived and deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
