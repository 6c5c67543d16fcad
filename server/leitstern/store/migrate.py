"""Migrates a database to the newest revision with Alembic. Called by the adapter when it opens a file.

It checks the revision before importing Alembic, because that import takes most of the start-up time.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from leitstern.errors import StoreUnavailable

HEAD = "0032"
"""The last revision of the chain in migrations/versions; tests/contract/test_database.py checks it."""

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Runs the missing revisions in one transaction.

    Raises StoreUnavailable for a database of a newer version of Leitstern.
    """
    revision = current_revision(engine)
    if revision == HEAD:
        return
    if revision is not None and revision not in _known_revisions():
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


def _known_revisions() -> set[str]:
    return {path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")}


def current_revision(engine: Engine) -> str | None:
    """The revision that is stored in the database; None for an empty file."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
