"""What the bin's daily job last saw of each document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_bin",
        sa.Column("document_id", sa.String(), sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("oldest_removed_at", sa.DateTime(timezone=True), nullable=True),
    )
