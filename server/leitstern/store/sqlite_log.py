"""`UpdateLog` on SQLite: documents, their updates, snapshots and client bindings, by plain SQL.

Appends run on the store's writer thread, one transaction for a whole batch; reads on its reader threads.
The statements are few and hot, so they bypass the ORM; the tables are those of tables/documents.py.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from leitstern.errors import Conflict, NotFound
from leitstern.store.interfaces import Append, Author, DocumentInfo, LoadedDocument, LoggedUpdate
from leitstern.store.retention import Marker, kept, prunable_upto

T = TypeVar("T")

_TIME = "%Y-%m-%d %H:%M:%S.%f"
"""As SQLAlchemy's SQLite dialect writes a DateTime: the ORM reads the same rows."""

LAST_SEQ = (1 << 63) - 1
PRUNED_AT_ONCE = 5000
"""Updates removed in one transaction: commits of all documents wait for it."""


class _Runner(Protocol):
    async def write(self, work: Callable[[], T]) -> T: ...

    async def read(self, work: Callable[[], T]) -> T: ...


class SqliteLog:
    """The truth about documents, in one file."""

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

    async def load(self, document_id: str) -> LoadedDocument:
        return await self._threads.read(lambda: _load(self._reader(), document_id))

    async def read(self, document_id: str, after_seq: int) -> Sequence[LoggedUpdate]:
        def run() -> Sequence[LoggedUpdate]:
            with _transaction(self._reader(), "BEGIN") as connection:
                _info(connection, document_id)
                return _updates(connection, document_id, after_seq)

        return await self._threads.read(run)

    async def heads(self, document_ids: Sequence[str]) -> Mapping[str, int]:
        def run() -> Mapping[str, int]:
            rows = self._reader().execute(
                "SELECT id, head_seq FROM document WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(document_ids)),),
            )
            return dict(rows.fetchall())

        return await self._threads.read(run)

    async def at_moment(self, document_id: str, at: datetime) -> LoadedDocument:
        return await self._threads.read(lambda: _at_moment(self._reader(), document_id, _stamp(at)))

    async def earliest(self, document_id: str) -> LoadedDocument:
        return await self._threads.read(lambda: _earliest(self._reader(), document_id))

    async def save_snapshot(
        self, document_id: str, upto_seq: int, state: bytes, state_vector: bytes, digest: str
    ) -> None:
        row = (document_id, upto_seq, state, state_vector, digest, _stamp(self._now()))
        await self._threads.write(lambda: self._save_snapshot(row))

    async def prune(self, document_id: str, before: datetime, apart: timedelta) -> int:
        return await self._threads.write(lambda: self._prune(document_id, before, apart))

    async def overdue(self, before: datetime, after_id: str, limit: int) -> Sequence[str]:
        def run() -> Sequence[str]:
            rows = self._reader().execute(
                "SELECT id FROM document WHERE id > ?1 AND ?2 >= (SELECT at FROM document_update"
                " WHERE document_id = document.id ORDER BY seq LIMIT 1 OFFSET 1) ORDER BY id LIMIT ?3",
                (after_id, _stamp(before), limit),
            )
            return [document_id for (document_id,) in rows]

        return await self._threads.read(run)

    async def close(self) -> None:
        await self._threads.write(self._writer.close)
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
        at = _stamp(self._now())
        with _transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            return [_append_one(connection, item, at) for item in batch]

    def _save_snapshot(self, row: tuple[Any, ...]) -> None:
        document_id, upto_seq = row[0], row[1]
        with _transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            _info(connection, document_id)
            connection.execute(
                "INSERT OR REPLACE INTO document_snapshot"
                " (document_id, upto_seq, state, state_vector, digest, at)"
                " VALUES (?1, ?2, ?3, ?4, ?5, coalesce("
                "(SELECT at FROM document_update WHERE document_id = ?1 AND seq = ?2),"
                " (SELECT at FROM document_snapshot WHERE document_id = ?1 AND upto_seq = ?2), ?6))",
                row,
            )
            connection.execute(
                "UPDATE document SET snapshot_seq = max(snapshot_seq, ?) WHERE id = ?",
                (upto_seq, document_id),
            )

    def _prune(self, document_id: str, before: datetime, apart: timedelta) -> int:
        with _transaction(self._writer, "BEGIN IMMEDIATE") as connection:
            rows = connection.execute(
                "SELECT upto_seq, at FROM document_snapshot WHERE document_id = ? ORDER BY upto_seq",
                (document_id,),
            ).fetchall()
            stay = kept([Marker(upto, _when(at)) for upto, at in rows], before, apart)
            connection.execute(
                "DELETE FROM document_snapshot WHERE document_id = ?"
                " AND upto_seq NOT IN (SELECT value FROM json_each(?))",
                (document_id, json.dumps([marker.upto_seq for marker in stay])),
            )
            return _prune_updates(connection, document_id, prunable_upto(stay, before))


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[sqlite3.Connection]:
    """All or nothing. SQLite may have rolled back by itself (disk full), so that is looked at first."""
    connection.execute(begin)
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _append_one(connection: sqlite3.Connection, item: Append, at: str) -> int:
    row = connection.execute(
        "UPDATE document SET head_seq = head_seq + 1 WHERE id = ? AND epoch = ? RETURNING head_seq",
        (item.document_id, item.epoch),
    ).fetchall()
    if not row:
        _info(connection, item.document_id)
        raise Conflict(f"epoch of {item.document_id} moved on")
    seq: int = row[0][0]
    authors = json.dumps([[a.participant, a.connection, a.n] for a in item.authors], separators=(",", ":"))
    connection.execute(
        "INSERT INTO document_update (document_id, seq, payload, participants, at) VALUES (?, ?, ?, ?, ?)",
        (item.document_id, seq, item.update, authors, at),
    )
    if item.new_clients:
        connection.executemany(
            "INSERT INTO client_binding (document_id, client_id, participant) VALUES (?, ?, ?)"
            " ON CONFLICT (document_id, client_id) DO NOTHING",
            [(item.document_id, client, who) for client, who in item.new_clients.items()],
        )
    return seq


def _prune_updates(connection: sqlite3.Connection, document_id: str, upto: int) -> int:
    """The oldest first, so that what remains has no hole."""
    cursor = connection.execute(
        "DELETE FROM document_update WHERE document_id = ?1 AND seq <= ?2 AND seq < ?3"
        " + (SELECT min(seq) FROM document_update WHERE document_id = ?1)",
        (document_id, upto, PRUNED_AT_ONCE),
    )
    return cursor.rowcount


def _load(connection: sqlite3.Connection, document_id: str) -> LoadedDocument:
    with _transaction(connection, "BEGIN"):
        info = _info(connection, document_id)
        snapshot = connection.execute(
            "SELECT upto_seq, state FROM document_snapshot WHERE document_id = ?"
            " ORDER BY upto_seq DESC LIMIT 1",
            (document_id,),
        ).fetchone()
        upto, state = snapshot or (0, None)
        updates = _updates(connection, document_id, upto)
        return LoadedDocument(info, state, updates, _clients(connection, document_id))


def _at_moment(connection: sqlite3.Connection, document_id: str, at: str) -> LoadedDocument:
    """By time only the last seq is found; what leads there is found by seq, which no clock can disorder."""
    with _transaction(connection, "BEGIN"):
        info = _info(connection, document_id)
        (seq,) = connection.execute(
            "SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM document_update"
            " WHERE document_id = ?1 AND at <= ?2 UNION ALL"
            " SELECT upto_seq FROM document_snapshot WHERE document_id = ?1 AND at <= ?2)",
            (document_id, at),
        ).fetchone()
        snapshot = connection.execute(
            "SELECT upto_seq, state FROM document_snapshot WHERE document_id = ? AND upto_seq <= ?"
            " ORDER BY upto_seq DESC LIMIT 1",
            (document_id, seq),
        ).fetchone()
        upto, state = snapshot or (0, None)
        updates = _updates(connection, document_id, upto, seq)
        if upto + len(updates) != seq or (not seq and _is_pruned(connection, document_id)):
            raise NotFound(f"{document_id} as it was then is no longer kept")
        then = replace(info, head_seq=seq, snapshot_seq=upto)
        return LoadedDocument(then, state, updates, _clients(connection, document_id))


def _earliest(connection: sqlite3.Connection, document_id: str) -> LoadedDocument:
    with _transaction(connection, "BEGIN"):
        info = _info(connection, document_id)
        snapshot = None
        if _is_pruned(connection, document_id):
            snapshot = connection.execute(
                "SELECT upto_seq, state FROM document_snapshot WHERE document_id = ?"
                " ORDER BY upto_seq LIMIT 1",
                (document_id,),
            ).fetchone()
        upto, state = snapshot or (0, None)
        updates = _updates(connection, document_id, upto)
        return LoadedDocument(info, state, updates, _clients(connection, document_id))


def _is_pruned(connection: sqlite3.Connection, document_id: str) -> bool:
    """Whether the first update is gone."""
    found = connection.execute(
        "SELECT 1 FROM document_update WHERE document_id = ? AND seq = 1", (document_id,)
    ).fetchone()
    return found is None and _info(connection, document_id).head_seq > 0


def _clients(connection: sqlite3.Connection, document_id: str) -> dict[int, str]:
    rows = connection.execute(
        "SELECT client_id, participant FROM client_binding WHERE document_id = ?", (document_id,)
    )
    return dict(rows.fetchall())


def _info(connection: sqlite3.Connection, document_id: str) -> DocumentInfo:
    row = connection.execute(
        "SELECT id, plan_id, kind, epoch, head_seq, snapshot_seq FROM document WHERE id = ?", (document_id,)
    ).fetchone()
    if row is None:
        raise NotFound(document_id)
    return DocumentInfo(*row)


def _updates(
    connection: sqlite3.Connection, document_id: str, after_seq: int, upto_seq: int = LAST_SEQ
) -> list[LoggedUpdate]:
    rows = connection.execute(
        "SELECT seq, payload, participants, at FROM document_update"
        " WHERE document_id = ? AND seq > ? AND seq <= ? ORDER BY seq",
        (document_id, after_seq, upto_seq),
    )
    return [LoggedUpdate(seq, payload, _authors(who), _when(at)) for seq, payload, who, at in rows]


def _authors(text: str) -> list[Author]:
    return [Author(*entry) for entry in json.loads(text)]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)


def _when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
