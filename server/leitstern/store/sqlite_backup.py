"""Copies a database file while a server writes to it, and checks whether a file is intact.

A backup is one SQLite file: the database, and the table `leitstern_backup` with the time and the secret key.
A plain copy that SQLite made is accepted as well. sqlite_restore.py prepares a backup for a restore. Called
by cli/backups.py and cli/checking.py.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from leitstern.errors import StoreUnavailable
from leitstern.store.interfaces import DamagedEntry, LoadedDocument
from leitstern.store.sqlite import require_database
from leitstern.store.sqlite_replay import load, when
from leitstern.store.sqlite_rows import survey

STAMP = "leitstern_backup"
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class BackupStamp:
    """When the backup was made, and the secret key of the data folder; empty where a setting holds it."""

    made_at: datetime
    secret_key: bytes


@contextmanager
def draft_beside(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder, to build a file at. Deletes at the end what is still there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield draft
    finally:
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink()


def copy_database(source: Path, target: Path) -> None:
    """One consistent state of `source` as a single file that only its owner reads. Writers do not wait.

    Raises StoreUnavailable when the source is no database, or either file cannot be used.
    """
    require_database(source)
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(f"{source} cannot be copied: {error}") from error


def publish(draft: Path, path: Path) -> None:
    """Renames a finished file to its final name, durably."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_stamp(path: Path, stamp: BackupStamp) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"DROP TABLE IF EXISTS {STAMP}")
        connection.execute(f"CREATE TABLE {STAMP} (made_at TEXT NOT NULL, secret_key BLOB NOT NULL)")
        connection.execute(
            f"INSERT INTO {STAMP} VALUES (?, ?)",  # noqa: S608  # a constant
            (stamp.made_at.astimezone(UTC).isoformat(), stamp.secret_key),
        )


def read_stamp(path: Path) -> BackupStamp:
    """The stamp of a backup. A plain copy has none: then the time of its last entry, and no key."""
    with _reading(path) as connection:
        with contextlib.suppress(sqlite3.Error):
            made_at, key = connection.execute(
                f"SELECT made_at, secret_key FROM {STAMP}"  # noqa: S608  # a constant
            ).fetchone()
            return BackupStamp(datetime.fromisoformat(made_at), bytes(key))
        (last,) = connection.execute("SELECT max(at) FROM document_update").fetchone()
    return BackupStamp(when(last) if last else datetime.fromtimestamp(path.stat().st_mtime, UTC), b"")


def faults_of_file(path: Path) -> list[str]:
    """The faults that SQLite's integrity check reports, as lines; empty for an intact file."""
    try:
        with _reading(path) as connection:
            found = [line for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_FAULTS)
            connection.execute("SELECT count(*) FROM document").fetchone()
    except sqlite3.Error as error:
        return [str(error)]
    return [line for line in found if line != "ok"] + [
        f"a row of {child} names one of {parent} that is not there" for child, _, parent, _ in orphans
    ]


def documents_of(path: Path) -> Sequence[str]:
    with _reading(path) as connection:
        return [found for (found,) in connection.execute("SELECT id FROM document ORDER BY id")]


def damaged_entries(path: Path, document_id: str) -> list[DamagedEntry]:
    """Every unreadable row of the document's log, including those that only the history needs."""
    with _reading(path) as connection:
        return survey(connection, document_id)


def load_document(path: Path, document_id: str) -> LoadedDocument:
    """As UpdateLog.load, from a file that no store has open."""
    with _reading(path) as connection:
        return load(connection, document_id)


def title_of(path: Path, document_id: str) -> str:
    """The plan's title and the document's kind, for people."""
    with _reading(path) as connection:
        title, kind = connection.execute(
            "SELECT plan.title, document.kind FROM document JOIN plan ON plan.id = document.plan_id"
            " WHERE document.id = ?",
            (document_id,),
        ).fetchone()
    return f"{title}, {kind}"


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes no content. (SQLite's read-only mode cannot open every WAL.)"""
    require_database(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA busy_timeout=5000")
        yield connection
