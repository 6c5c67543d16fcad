"""An account stores the time zone of its plans; empty until a browser has sent one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("time_zone", sa.String(), nullable=False, server_default=""))
