"""Extends SQLite's write-ahead log to its full length at start, so that commits only overwrite it.

A commit that extends the file waits for the file system's journal, and so for the writes of all other
processes; one that overwrites waits only for its own bytes. Measured on ext4 beside other work, 600
commits: 99 % take up to 31 to 72 ms while the log grows, and up to 7.5 ms at full length. SQLite keeps the
file while a connection is open. Called by sqlite.py.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

LENGTH = 4_100_000
"""A little more than the 1000 pages after which SQLite starts the log again from the beginning."""


SPARE = 1 << 30
"""With less free space on the file system, the log is not extended."""


def lengthen_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Fills the log once and resets it, unless it already has its full length or disk space is short."""
    wal = path.with_name(path.name + "-wal")
    has_length = wal.exists() and wal.stat().st_size >= LENGTH
    if has_length or shutil.disk_usage(path.parent).free < SPARE:
        return
    with contextlib.suppress(sqlite3.OperationalError):  # a quota: commits still work, only slower
        _fill(connection)


def clear_wal(connection: sqlite3.Connection, path: Path) -> bool:
    """Empties the log, so that no older version of a page stays in it. False while somebody reads."""
    is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    lengthen_wal(connection, path)
    return not is_busy


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS wal_filling")
    connection.execute("CREATE TABLE wal_filling (bytes BLOB)")
    connection.execute("INSERT INTO wal_filling VALUES (zeroblob(?))", (LENGTH,))
    connection.execute("DROP TABLE wal_filling")  # SQLite reuses the freed pages
    connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
