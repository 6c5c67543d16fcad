"""Each document stores the version of the plan's shape that it has; existing documents have the first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("shape", sa.Integer(), nullable=False, server_default="1"))
