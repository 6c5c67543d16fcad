"""Checksums of the log's rows, and the columns by which a document remembers a restore."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("document_update", "document_snapshot"):
        op.add_column(table, sa.Column("crc", sa.BigInteger(), nullable=True))
    for column in ("restored_to", "recovers_since"):
        op.add_column("document", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
