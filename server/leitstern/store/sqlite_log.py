"""`UpdateLog` on SQLite: documents, their updates, snapshots and client bindings, by plain SQL.

Appends run on the store's writer thread, one transaction for a whole batch; reads (sqlite_replay.py) run on
its reader threads. The statements are few and frequent, so they bypass the ORM. tables/documents.py declares
the tables.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast
from zlib import crc32

from sqlmodel import Session

from leitstern.errors import Conflict
from leitstern.store import sqlite_thinning
from leitstern.store.interfaces import Append, EntryWeight, LoadedDocument, LoggedUpdate, Written
from leitstern.store.retention import Marker, kept, prunable_upto
from leitstern.store.sqlite_replay import (
    at_moment,
    earliest,
    info_of,
    load,
    stamp,
    transaction,
    updates_after,
    upto,
    when,
)
from leitstern.store.sqlite_rows import authors_text

T = TypeVar("T")

PRUNED_AT_ONCE = 5000
"""Updates removed per transaction: commits of all documents wait for it."""


class _Runner(Protocol):
    async def write(self, work: Callable[[], T]) -> T: ...

    async def read(self, work: Callable[[], T]) -> T: ...


class SqliteLog:
    """Implements `UpdateLog`."""

    def __init__(
        self,
        path: Path,
        writer: sqlite3.Connection,
        threads: _Runner,
        prepare: Callable[[sqlite3.Connection], None],
        now: Callable[[], datetime],
    ) -> None:
        self._path = path
        self._writer = writer
        self._threads = threads
        self._prepare = prepare
        self._now = now
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []

    async def append(self, batch: Sequence[Append]) -> Sequence[int]:
        return await self._threads.write(lambda: self._append(batch))

    def append_within(self, session: Session, batch: Sequence[Append]) -> Sequence[int]:
        """Runs on the session's connection; the caller ends the transaction."""
        session.flush()
        connection = cast(sqlite3.Connection, session.connection().connection.driver_connection)
        at = stamp(self._now())
        return [_append_one(connection, item, at) for item in batch]

    async def load(self, document_id: str) -> LoadedDocument:
        return await self._threads.read(lambda: load(self._reader(), document_id))

    async def raise_shape(self, document_id: str, shape: int) -> None:
        await self._threads.write(lambda: self._raise_shape(document_id, shape))

    async def at_moment(self, document_id: str, at: datetime) -> LoadedDocument:
        return await self._threads.read(lambda: at_moment(self._reader(), document_id, at))

    async def earliest(self, document_id: str) -> LoadedDocument:
        return await self._threads.read(lambda: earliest(self._reader(), document_id))

    async def updates_after(
        self, document_id: str, seq: int, upto: int | None = None
    ) -> Sequence[LoggedUpdate]:
        return await self._threads.read(lambda: updates_after(self._reader(), document_id, seq, upto))

    async def upto(self, document_id: str, seq: int) -> LoadedDocument:
        return await self._threads.read(lambda: upto(self._reader(), document_id, seq))

    async def written_since(
        self, plan_id: str, since: datetime, entry_bytes: int, server: str
    ) -> Sequence[Written]:
        return await self._threads.read(
            lambda: sqlite_thinning.written_since(self._reader(), plan_id, since, entry_bytes, server)
        )

    async def unthinned(self, before: datetime, after_id: str, limit: int) -> Sequence[str]:
        return await self._threads.read(
            lambda: sqlite_thinning.unthinned(self._reader(), before, after_id, limit)
        )

    async def weights(self, document_id: str, before: datetime, limit: int) -> Sequence[EntryWeight]:
        return await self._threads.read(
            lambda: sqlite_thinning.weights(self._reader(), document_id, before, limit)
        )

    async def snapshot_seqs(self, document_id: str) -> Sequence[int]:
        return await self._threads.read(lambda: sqlite_thinning.snapshot_seqs(self._reader(), document_id))

    async def thin(
        self, document_id: str, after_seq: int, upto_seq: int, entries: Sequence[LoggedUpdate] | None
    ) -> bool:
        return await self._threads.write(
            lambda: sqlite_thinning.thin(self._writer, document_id, after_seq, upto_seq, entries)
        )

    async def save_snapshot(
        self, document_id: str, upto_seq: int, state: bytes, state_vector: bytes, digest: str
    ) -> None:
        row = (document_id, upto_seq, state, state_vector, digest, stamp(self._now()), crc32(state))
        await self._threads.write(lambda: self._save_snapshot(row))

    async def prune(self, document_id: str, before: datetime, apart: timedelta) -> int:
        return await self._threads.write(lambda: self._prune(document_id, before, apart))

    async def overdue(self, before: datetime, after_id: str, limit: int) -> Sequence[str]:
        def run() -> Sequence[str]:
            rows = self._reader().execute(
                "SELECT id FROM document WHERE id > ?1 AND ?2 >= (SELECT at FROM document_update"
                " WHERE document_id = document.id ORDER BY seq LIMIT 1 OFFSET 1) ORDER BY id LIMIT ?3",
                (after_id, stamp(before), limit),
            )
            return [document_id for (document_id,) in rows]

        return await self._threads.read(run)

    async def close_writer(self) -> None:
        await self._threads.write(self._writer.close)

    def close_readers(self) -> None:
        """When no thread reads any more: closing a connection under a running statement crashes."""
        for connection in self._readers:
            connection.close()

    def _reader(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, check_same_thread=False)
            self._prepare(connection)
            self._local.connection = connection
            self._readers.append(connection)
        return connection

    def _append(self, batch: Sequence[Append]) -> list[int]:
        at = stamp(self._now())
        with transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            return [_append_one(connection, item, at) for item in batch]

    def _raise_shape(self, document_id: str, shape: int) -> None:
        with transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            info_of(connection, document_id)
            connection.execute("UPDATE document SET shape = max(shape, ?) WHERE id = ?", (shape, document_id))

    def _save_snapshot(self, row: tuple[Any, ...]) -> None:
        document_id, upto_seq = row[0], row[1]
        with transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            info_of(connection, document_id)
            connection.execute(
                "INSERT OR REPLACE INTO document_snapshot"
                " (document_id, upto_seq, state, state_vector, digest, crc, at)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?7, coalesce("
                "(SELECT at FROM document_update WHERE document_id = ?1 AND seq = ?2),"
                " (SELECT at FROM document_snapshot WHERE document_id = ?1 AND upto_seq = ?2), ?6))",
                row,
            )
            connection.execute(
                "UPDATE document SET snapshot_seq = max(snapshot_seq, ?) WHERE id = ?",
                (upto_seq, document_id),
            )

    def _prune(self, document_id: str, before: datetime, apart: timedelta) -> int:
        with transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            rows = connection.execute(
                "SELECT upto_seq, at FROM document_snapshot WHERE document_id = ? ORDER BY upto_seq",
                (document_id,),
            ).fetchall()
            stay = kept([Marker(upto, when(at)) for upto, at in rows], before, apart)
            connection.execute(
                "DELETE FROM document_snapshot WHERE document_id = ?"
                " AND upto_seq NOT IN (SELECT value FROM json_each(?))",
                (document_id, json.dumps([marker.upto_seq for marker in stay])),
            )
            return _prune_updates(connection, document_id, prunable_upto(stay, before))


def _append_one(connection: sqlite3.Connection, item: Append, at: str) -> int:
    row = connection.execute(
        "UPDATE document SET head_seq = head_seq + 1 WHERE id = ? AND epoch = ? AND head_seq = ?"
        " RETURNING head_seq",
        (item.document_id, item.epoch, item.after_seq),
    ).fetchall()
    if not row:
        info = info_of(connection, item.document_id)
        raise Conflict(
            f"{item.document_id} stands at epoch {info.epoch}, seq {info.head_seq};"
            f" the append follows epoch {item.epoch}, seq {item.after_seq}"
        )
    seq: int = row[0][0]
    authors = authors_text(item.authors)
    connection.execute(
        "INSERT INTO document_update (document_id, seq, payload, participants, at, crc)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (item.document_id, seq, item.update, authors, at, crc32(item.update)),
    )
    if item.new_clients:
        connection.executemany(
            "INSERT INTO client_binding (document_id, client_id, participant) VALUES (?, ?, ?)"
            " ON CONFLICT (document_id, client_id) DO UPDATE SET participant = excluded.participant"
            " WHERE client_binding.participant = ''",
            [(item.document_id, client, who) for client, who in item.new_clients.items()],
        )
    return seq


def _prune_updates(connection: sqlite3.Connection, document_id: str, upto: int) -> int:
    """Removes the oldest updates first, so that the rest has no gap."""
    cursor = connection.execute(
        "DELETE FROM document_update WHERE document_id = ?1 AND seq <= ?2 AND seq < ?3"
        " + (SELECT min(seq) FROM document_update WHERE document_id = ?1)",
        (document_id, upto, PRUNED_AT_ONCE),
    )
    return cursor.rowcount
