"""A second look may end with an objection: why somebody does not want these words on the table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("second_look", sa.Column("objection", sa.String(), nullable=False, server_default=""))
