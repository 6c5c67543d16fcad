"""What a document is rebuilt from in the SQLite log: now, at a moment, from the earliest; and how rows read.

Each of the three is one read transaction, so that a snapshot and the updates behind it belong together
whatever is written or pruned meanwhile. Called by sqlite_log.py, on its reader threads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from leitstern.errors import NotFound
from leitstern.store.interfaces import Author, DocumentInfo, LoadedDocument, LoggedUpdate

_TIME = "%Y-%m-%d %H:%M:%S.%f"
"""As SQLAlchemy's SQLite dialect writes a DateTime: the ORM reads the same rows."""

LAST_SEQ = (1 << 63) - 1


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[sqlite3.Connection]:
    """All or nothing. SQLite may have rolled back by itself (disk full), so that is looked at first."""
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
        snapshot = connection.execute(
            "SELECT upto_seq, state FROM document_snapshot WHERE document_id = ?"
            " ORDER BY upto_seq DESC LIMIT 1",
            (document_id,),
        ).fetchone()
        upto, state = snapshot or (0, None)
        updates = _updates(connection, document_id, upto)
        return LoadedDocument(info, state, updates, _clients(connection, document_id))


def at_moment(connection: sqlite3.Connection, document_id: str, at: datetime) -> LoadedDocument:
    """By time only the last seq is found; what leads there is found by seq, which no clock can disorder."""
    with transaction(connection, "BEGIN"):
        info = info_of(connection, document_id)
        (seq,) = connection.execute(
            "SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM document_update"
            " WHERE document_id = ?1 AND at <= ?2 UNION ALL"
            " SELECT upto_seq FROM document_snapshot WHERE document_id = ?1 AND at <= ?2)",
            (document_id, stamp(at)),
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


def earliest(connection: sqlite3.Connection, document_id: str) -> LoadedDocument:
    with transaction(connection, "BEGIN"):
        info = info_of(connection, document_id)
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
    return found is None and info_of(connection, document_id).head_seq > 0


def _clients(connection: sqlite3.Connection, document_id: str) -> dict[int, str]:
    rows = connection.execute(
        "SELECT client_id, participant FROM client_binding WHERE document_id = ?", (document_id,)
    )
    return dict(rows.fetchall())


def info_of(connection: sqlite3.Connection, document_id: str) -> DocumentInfo:
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
    return [LoggedUpdate(seq, payload, _authors(who), when(at)) for seq, payload, who, at in rows]


def _authors(text: str) -> list[Author]:
    return [Author(*entry) for entry in json.loads(text)]


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
