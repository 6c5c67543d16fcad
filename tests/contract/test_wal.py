"""The write-ahead log is preallocated before the first commit; without enough space it stays short."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from leitstern.store.sqlite import open_sqlite, prepare_connection
from leitstern.store.wal import LENGTH, lengthen_wal

pytestmark = pytest.mark.usefixtures("unprepared")


async def test_commits_overwrite_a_preallocated_log(tmp_path: Path):
    store = open_sqlite(tmp_path / "leitstern.db")
    wal = tmp_path / "leitstern.db-wal"
    length = wal.stat().st_size
    assert length >= LENGTH
    for _ in range(5):
        assert await store.database.ping()
    assert wal.stat().st_size == length
    assert store.log is not None
    await store.close()


def test_a_quota_leaves_the_log_short_and_the_database_usable(tmp_path: Path):
    path = tmp_path / "small.db"
    connection = sqlite3.connect(path)
    prepare_connection(connection)
    connection.execute("CREATE TABLE plan (id TEXT)")
    connection.execute("PRAGMA max_page_count = 20")
    lengthen_wal(connection, path)
    connection.execute("INSERT INTO plan VALUES ('still writes')")
    assert connection.execute("SELECT count(*) FROM plan").fetchone() == (1,)
    assert not connection.in_transaction
    connection.close()
