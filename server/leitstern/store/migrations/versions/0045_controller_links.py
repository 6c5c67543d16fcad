"""Personal links for a controller's word on one benefit, and whose word it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("given_word", sa.Column("via", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "controller_link",
        sa.Column("plan_id", sa.String(), sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True, index=True),
        sa.Column("value_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("participant_id", sa.String(), sa.ForeignKey("participant.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    )
