"""Gives SQLite's write-ahead log its full length at the start, so that commits only overwrite.

A commit that makes the file longer waits for the file system's journal, and so for everybody else's writing
on the machine; one that overwrites waits for its own bytes alone. Measured on ext4 beside other work, 600
commits: 99 % within 31 to 72 ms while the log grows, within 7.5 ms once it has its length. SQLite keeps the
file as long as a connection is open. Called by sqlite.py.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

LENGTH = 4_100_000
"""A little more than the 1000 pages after which SQLite begins the log anew."""


SPARE = 1 << 30
"""Free bytes of the file system below which the log takes no more than it needs."""


def lengthen_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Fills the log once and starts it anew, unless it has its length already, or room is scarce."""
    wal = path.with_name(path.name + "-wal")
    has_length = wal.exists() and wal.stat().st_size >= LENGTH
    if has_length or shutil.disk_usage(path.parent).free < SPARE:
        return
    with contextlib.suppress(sqlite3.OperationalError):  # a quota: it goes on, slower
        _fill(connection)


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE IF EXISTS wal_filling")
    connection.execute("CREATE TABLE wal_filling (bytes BLOB)")
    connection.execute("INSERT INTO wal_filling VALUES (zeroblob(?))", (LENGTH,))
    connection.execute("DROP TABLE wal_filling")  # its pages stay in the file and are used for what comes
    connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
