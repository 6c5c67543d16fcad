"""The time until which a participant has seen others' changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participant", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
