"""Alembic's environment: runs the revisions on the connection that store/migrate.py passes in."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import leitstern.store.tables  # noqa: F401 - importing it registers the tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
