"""Brings a database to the newest revision by Alembic. Called by the adapters when they open a file.

A file that is already there is recognised without loading Alembic, which would cost most of a quick start.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from leitstern.errors import StoreUnavailable

HEAD = "0002"
"""Newest revision in migrations/versions; tests/contract/test_database.py holds it to be true."""

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Runs what is missing, in one transaction. Does nothing when the database stands at HEAD.

    Raises StoreUnavailable for one that a newer version has brought beyond it: revisions count upwards.
    """
    revision = current_revision(engine)
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        raise StoreUnavailable(
            f"a newer version of Leitstern wrote it (revision {revision}; {HEAD} is known here)"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current_revision(engine: Engine) -> str | None:
    """The revision that the database says it has; None for an empty file."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
