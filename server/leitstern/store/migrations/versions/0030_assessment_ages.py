"""Since when each assessment of a side has stood unchanged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_ages",
        sa.Column("document_id", sa.String(), sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("next_end", sa.Date(), nullable=True),
        sa.Column("ages", sa.String(), nullable=False),
    )
