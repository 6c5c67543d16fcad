"""Entries of the log that stand for several, and how far thinning has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_update", sa.Column("first_seq", sa.Integer(), nullable=True))
    op.add_column("document", sa.Column("thinned_seq", sa.Integer(), nullable=False, server_default="0"))
