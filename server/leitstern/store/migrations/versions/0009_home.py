"""What the home page shows of a plan: due actions, the small growth map, the last visitor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_summary", sa.Column("due_actions", sa.String(), nullable=False, server_default="[]"))
    op.add_column("plan_summary", sa.Column("growth", sa.String(), nullable=False, server_default=""))
    op.add_column("participant", sa.Column("visited_at", sa.DateTime(timezone=True), nullable=True))
