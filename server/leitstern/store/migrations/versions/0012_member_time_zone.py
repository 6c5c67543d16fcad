"""The time zone in which a member reads times."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("time_zone", sa.String(), nullable=False, server_default=""))
