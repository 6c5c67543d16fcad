"""A removed member keeps the row, because plans and invitations refer to it; `removed_at` says when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
