"""What matters to the customer's people, and their lasting links to what was promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opportunity_choice",
        sa.Column("plan_id", sa.String(), sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("opportunity_id", sa.String(), primary_key=True),
        sa.Column("participant_id", sa.String(), sa.ForeignKey("participant.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "side_page",
        sa.Column("plan_id", sa.String(), sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("participant_id", sa.String(), sa.ForeignKey("participant.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_side_page_participant_id", "side_page", ["participant_id"])
