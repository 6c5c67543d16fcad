"""Removes damaged entries from a document's log, so that it can be read again; keeps their bytes as files.

Entries keep their seq: a damaged one is replaced by an update that changes nothing. Called by
cli/checking.py, on a file that no server uses.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zlib import crc32

from leitstern.store.interfaces import DamagedEntry
from leitstern.store.sqlite_replay import stamp, transaction

SET_ASIDE = "set-aside"
_NO_CHANGE = b"\0\0"


@dataclass(frozen=True, slots=True)
class FreshSnapshot:
    """The state that can be read, from which the document opens after the repair."""

    state: bytes
    state_vector: bytes
    digest: str


def repair(
    database: Path, document_id: str, damaged: Sequence[DamagedEntry], fresh: FreshSnapshot, now: datetime
) -> None:
    """From `now` on, browsers may send lost content again (`recovers_since`). Raises sqlite3.Error."""
    with (
        closing(sqlite3.connect(database, isolation_level=None)) as connection,
        transaction(connection, "BEGIN IMMEDIATE"),
    ):
        for entry in damaged:
            _keep_bytes(connection, database.parent / SET_ASIDE, document_id, entry)
            if entry.is_snapshot:
                _drop_snapshot(connection, document_id, entry.seq)
            else:
                _empty_update(connection, document_id, entry.seq, now)
        _write_snapshot(connection, document_id, fresh, now)


def _keep_bytes(connection: sqlite3.Connection, folder: Path, document_id: str, entry: DamagedEntry) -> None:
    table, column, seq = (
        ("document_snapshot", "state", "upto_seq")
        if entry.is_snapshot
        else ("document_update", "payload", "seq")
    )
    with suppress(sqlite3.DatabaseError):  # nothing to keep from a page that cannot be read
        row = connection.execute(
            f"SELECT CAST({column} AS BLOB) FROM {table} WHERE document_id = ? AND {seq} = ?",  # noqa: S608
            (document_id, entry.seq),
        ).fetchone()
        if row is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
            kind = "snapshot" if entry.is_snapshot else "entry"
            (folder / f"{document_id}-{kind}-{entry.seq}.bin").write_bytes(row[0])


def _drop_snapshot(connection: sqlite3.Connection, document_id: str, upto_seq: int) -> None:
    connection.execute(
        "DELETE FROM document_snapshot WHERE document_id = ? AND upto_seq = ?", (document_id, upto_seq)
    )


def _empty_update(connection: sqlite3.Connection, document_id: str, seq: int, now: datetime) -> None:
    """Keeps author and time if they are readable."""
    connection.execute(
        "INSERT INTO document_update (document_id, seq, payload, participants, at, crc)"
        " VALUES (?1, ?2, ?3, '[]', ?4, ?5)"
        " ON CONFLICT (document_id, seq) DO UPDATE SET payload = ?3, crc = ?5",
        (document_id, seq, _NO_CHANGE, stamp(now), crc32(_NO_CHANGE)),
    )


def _write_snapshot(
    connection: sqlite3.Connection, document_id: str, fresh: FreshSnapshot, now: datetime
) -> None:
    (head,) = connection.execute("SELECT head_seq FROM document WHERE id = ?", (document_id,)).fetchone()
    connection.execute(
        "INSERT OR REPLACE INTO document_snapshot"
        " (document_id, upto_seq, state, state_vector, digest, at, crc) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (document_id, head, fresh.state, fresh.state_vector, fresh.digest, stamp(now), crc32(fresh.state)),
    )
    connection.execute(
        "UPDATE document SET snapshot_seq = ?, recovers_since = ? WHERE id = ?",
        (head, stamp(now), document_id),
    )
