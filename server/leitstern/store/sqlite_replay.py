"""Reads snapshot and updates to rebuild a document: now, at a moment, or from the oldest kept state.

Each read is one transaction, so that a snapshot and the updates after it match even while rows are written or
pruned. sqlite_rows.py reads the rows. Called by sqlite_log.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from leitstern.errors import NotFound
from leitstern.store.interfaces import DocumentInfo, LoadedDocument, LoggedUpdate
from leitstern.store.sqlite_rows import ReadLog, read_log, read_updates

_TIME = "%Y-%m-%d %H:%M:%S.%f"
"""The format of a DateTime in SQLAlchemy's SQLite dialect, because the ORM reads the same rows."""


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[sqlite3.Connection]:
    """A transaction. SQLite may have rolled back already (disk full), so that is checked first."""
    connection.execute(begin)
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def load(connection: sqlite3.Connection, document_id: str) -> LoadedDocument:
    with transaction(connection, "BEGIN"):
        info = info_of(connection, document_id)
        found = read_log(connection, document_id, info.head_seq)
        return _loaded(connection, info, found)


def at_moment(connection: sqlite3.Connection, document_id: str, at: datetime) -> LoadedDocument:
    """Selects only the last seq by time and the rest by seq, so a wrong clock cannot reorder updates."""
    with transaction(connection, "BEGIN"):
        info = info_of(connection, document_id)
        (seq,) = connection.execute(
            "SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM document_update"
            " WHERE document_id = ?1 AND at <= ?2 UNION ALL"
            " SELECT upto_seq FROM document_snapshot WHERE document_id = ?1 AND at <= ?2)",
            (document_id, stamp(at)),
        ).fetchone()
        found = read_log(connection, document_id, seq)
        if found.state is None and _is_pruned(connection, document_id):
            raise NotFound(f"{document_id} as it was then is no longer kept")
        return _loaded(connection, replace(info, head_seq=seq, snapshot_seq=found.upto), found)


def earliest(connection: sqlite3.Connection, document_id: str) -> LoadedDocument:
    with transaction(connection, "BEGIN"):
        info = info_of(connection, document_id)
        if _is_pruned(connection, document_id):
            found = read_log(connection, document_id, info.head_seq, from_oldest=True)
        else:
            found = ReadLog()
            read_updates(connection, document_id, found, info.head_seq)
        return _loaded(connection, info, found)


def _loaded(connection: sqlite3.Connection, info: DocumentInfo, found: ReadLog) -> LoadedDocument:
    return LoadedDocument(info, found.state, found.updates, _clients(connection, info.id), found.damaged)


def _is_pruned(connection: sqlite3.Connection, document_id: str) -> bool:
    """Whether the first update was pruned and a snapshot covers it."""
    first, snapshot = connection.execute(
        "SELECT 1 = (SELECT coalesce(first_seq, seq) FROM document_update WHERE document_id = ?1"
        " ORDER BY seq LIMIT 1),"
        " EXISTS (SELECT 1 FROM document_snapshot WHERE document_id = ?1)",
        (document_id,),
    ).fetchone()
    return bool(snapshot) and not first


def _clients(connection: sqlite3.Connection, document_id: str) -> dict[int, str]:
    rows = connection.execute(
        "SELECT client_id, participant FROM client_binding WHERE document_id = ?", (document_id,)
    )
    return dict(rows.fetchall())


def info_of(connection: sqlite3.Connection, document_id: str) -> DocumentInfo:
    row = connection.execute(
        "SELECT id, plan_id, kind, epoch, head_seq, snapshot_seq, restored_to, recovers_since, shape"
        " FROM document WHERE id = ?",
        (document_id,),
    ).fetchone()
    if row is None:
        raise NotFound(document_id)
    *facts, restored_to, recovers_since, shape = row
    info = DocumentInfo(*facts)
    return replace(info, restored_to=_when(restored_to), recovers_since=_when(recovers_since), shape=shape)


def upto(connection: sqlite3.Connection, document_id: str, seq: int) -> LoadedDocument:
    with transaction(connection, "BEGIN"):
        info = info_of(connection, document_id)
        found = read_log(connection, document_id, seq)
        return _loaded(connection, replace(info, head_seq=seq, snapshot_seq=found.upto), found)


def updates_after(
    connection: sqlite3.Connection, document_id: str, after_seq: int, upto_seq: int | None
) -> list[LoggedUpdate]:
    """The readable updates after a seq."""
    with transaction(connection, "BEGIN"):
        found = ReadLog(after_seq)
        head = info_of(connection, document_id).head_seq
        read_updates(connection, document_id, found, head if upto_seq is None else upto_seq)
        return found.updates


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _when(text: str | None) -> datetime | None:
    return None if text is None else when(text)
