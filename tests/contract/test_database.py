"""`Database` and the migrations: atomic transactions, aware times, and a schema that matches the models."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

import leitstern.store.tables  # noqa: F401 - registers the tables
from leitstern.errors import StoreUnavailable
from leitstern.store.migrate import FOLDER, HEAD, current_revision
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import Workspace

pytestmark = pytest.mark.usefixtures("unprepared")

NOW = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = open_sqlite(tmp_path / "deep" / "x.db")
    yield opened
    await opened.close()


async def test_the_next_reader_sees_a_write_and_times_are_aware_utc(store: SqliteStore):
    await store.database.write(lambda s: s.add(Workspace(id="w", name="Größe", created_at=NOW)))
    found = await store.database.read(lambda s: s.exec(select(Workspace)).one())
    assert (found.name, found.created_at) == ("Größe", NOW)
    assert found.created_at.tzinfo is UTC


async def test_an_exception_rolls_back_the_whole_transaction(store: SqliteStore):
    def half(session) -> None:
        session.add(Workspace(id="w", name="x", created_at=NOW))
        session.flush()
        raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        await store.database.write(half)
    assert await store.database.read(lambda s: s.exec(select(Workspace)).all()) == []
    await store.database.write(lambda s: s.add(Workspace(id="w", name="y", created_at=NOW)))


async def test_a_locked_file_is_unavailable_until_it_is_released(
    store: SqliteStore, tmp_path: Path, monkeypatch
):
    await store.database.write(lambda s: s.connection().exec_driver_sql("PRAGMA busy_timeout=20"))
    thief = sqlite3.connect(tmp_path / "deep" / "x.db", isolation_level=None)
    thief.execute("BEGIN IMMEDIATE")
    assert not await store.database.ping()
    with pytest.raises(StoreUnavailable):
        await store.database.write(lambda s: s.add(Workspace(id="w", name="x", created_at=NOW)))
    thief.execute("ROLLBACK")
    thief.close()
    assert await store.database.ping()


async def test_ready_means_that_a_page_can_be_written_even_under_a_lock(
    store: SqliteStore, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr("leitstern.store.sqlite.PING_SECONDS", 60.0)
    log = tmp_path / "deep" / "x.db-wal"
    os.utime(log, (0, 0))
    assert await store.database.ping()
    assert log.stat().st_mtime > 0
    os.utime(log, (0, 0))
    assert await store.database.ping()
    assert log.stat().st_mtime == 0, "a monitor that asks all the time writes seldom"
    monkeypatch.setattr("leitstern.store.sqlite.PING_SECONDS", 0.0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))
    try:
        assert not await store.database.ping()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert await store.database.ping()


async def test_errors_contain_no_user_content(store: SqliteStore):
    def twice(session) -> None:
        for _ in range(2):
            session.add(Workspace(id="w", name="a secret", created_at=NOW))
            session.flush()
            session.expunge_all()

    with pytest.raises(IntegrityError) as error:
        await store.database.write(twice)
    assert "a secret" not in str(error.value)


async def test_commits_are_flushed_to_disk(store: SqliteStore):
    def pragma(name: str):
        return lambda session: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()

    assert await store.database.write(pragma("synchronous")) == 2, "FULL"
    assert await store.database.read(pragma("journal_mode")) == "wal"
    assert await store.database.write(pragma("foreign_keys")) == 1


async def test_the_migrations_create_the_schema_of_the_models(store: SqliteStore, tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'deep' / 'x.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    assert current_revision(engine) == HEAD
    engine.dispose()


def test_head_is_the_newest_revision():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_opening_again_keeps_the_rows(tmp_path: Path):
    for round_ in range(2):
        store = open_sqlite(tmp_path / "x.db")
        await store.database.write(
            lambda s, n=round_: s.add(Workspace(id=f"w{n}", name="x", created_at=NOW))  # type: ignore[misc]
        )
        await store.close()
    store = open_sqlite(tmp_path / "x.db")
    assert len(await store.database.read(lambda s: s.exec(select(Workspace)).all())) == 2
    await store.close()


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path):
    (tmp_path / "x.db").mkdir()
    with pytest.raises(StoreUnavailable):
        open_sqlite(tmp_path / "x.db")


def test_schema_revisions_are_one_chain_that_ends_at_the_head():
    """The numbers name the files; the chain alone is the order, and need not ascend."""
    before: dict[str, str] = {}
    for path in sorted((FOLDER / "versions").glob("[0-9]*.py")):
        number, down = re.findall(r'^(?:down_)?revision(?:: .*)? = "?(\w+)"?$', path.read_text(), re.M)
        assert path.name.startswith(f"{number}_")
        before[down] = number
    at, chain = "None", []
    while at in before:
        at = before[at]
        chain.append(at)
    assert sorted(chain) == sorted(before.values()) and chain[-1] == HEAD
