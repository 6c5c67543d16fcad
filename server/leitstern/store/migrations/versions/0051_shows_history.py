"""Whether a workspace lets people look back through the history of its plans; off at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspace",
        sa.Column("shows_history", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
