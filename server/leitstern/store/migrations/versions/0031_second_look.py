"""Whether a workspace wants a second look at what names competitors, and who looked at what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspace", sa.Column("second_look", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "second_look",
        sa.Column("plan_id", sa.String(), sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("item_id", sa.String(), primary_key=True),
        sa.Column("participant_id", sa.String(), sa.ForeignKey("participant.id"), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
