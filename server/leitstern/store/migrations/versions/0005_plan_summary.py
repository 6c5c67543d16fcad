"""One row per plan for lists, derived from its shared document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COUNTS = (
    "people",
    "opportunities",
    "open_opportunities",
    "goals",
    "actions",
    "open_actions",
    "late_actions",
    "gaps",
)
_AMOUNTS = (
    "benefit_customer",
    "benefit_customer_weighted",
    "benefit_supplier",
    "benefit_supplier_weighted",
)


def upgrade() -> None:
    op.create_table(
        "plan_summary",
        sa.Column("plan_id", sa.String(), sa.ForeignKey("plan.id"), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stale_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        *(sa.Column(name, sa.Float(), nullable=False) for name in _AMOUNTS),
    )
