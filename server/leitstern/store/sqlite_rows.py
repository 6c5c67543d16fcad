"""Reads the log's rows and sets damaged ones aside: missing, unreadable, or with a wrong checksum.

A damaged row must not prevent reading the rest of a document. If a page of the file is corrupt, the rows are
read one by one, so that only those on that page are lost. Called by sqlite_replay.py.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from leitstern.store.interfaces import Author, DamagedEntry, LoggedUpdate

_NOBODY_KNOWS_WHEN = datetime.fromtimestamp(0, UTC)
_UPDATE = "SELECT seq, payload, participants, at, crc, first_seq FROM document_update WHERE document_id = ?"
_Row = tuple[Any, ...]


@dataclass(slots=True)
class ReadLog:
    """A snapshot, the readable updates after it, and the damaged entries that were left out."""

    upto: int = 0
    state: bytes | None = None
    updates: list[LoggedUpdate] = field(default_factory=list)
    damaged: list[DamagedEntry] = field(default_factory=list)


def read_log(
    connection: sqlite3.Connection, document_id: str, upto_seq: int, *, from_oldest: bool = False
) -> ReadLog:
    """The newest (or oldest) readable snapshot up to `upto_seq`, and every update from it to `upto_seq`."""
    found = ReadLog()
    for upto in _snapshot_seqs(connection, document_id, upto_seq, from_oldest):
        state = _state(connection, document_id, upto)
        if isinstance(state, bytes):
            found.upto, found.state = upto, state
            break
        found.damaged.append(state)
    read_updates(connection, document_id, found, upto_seq)
    return found


def survey(connection: sqlite3.Connection, document_id: str) -> list[DamagedEntry]:
    """Every unreadable snapshot and update of the document."""
    (head,) = connection.execute("SELECT head_seq FROM document WHERE id = ?", (document_id,)).fetchone()
    found = read_log(connection, document_id, head, from_oldest=True)
    snapshots = [
        _state(connection, document_id, seq)
        for seq in _snapshot_seqs(connection, document_id, head, from_oldest=True)
    ]
    damaged = [entry for entry in snapshots if isinstance(entry, DamagedEntry)]
    return damaged + [entry for entry in found.damaged if not entry.is_snapshot]


def _snapshot_seqs(
    connection: sqlite3.Connection, document_id: str, upto_seq: int, from_oldest: bool
) -> Sequence[int]:
    rows = connection.execute(
        "SELECT upto_seq FROM document_snapshot WHERE document_id = ? AND upto_seq <= ?",
        (document_id, upto_seq),
    )
    return sorted((seq for (seq,) in rows), reverse=not from_oldest)


def _state(connection: sqlite3.Connection, document_id: str, upto: int) -> bytes | DamagedEntry:
    try:
        state, crc = connection.execute(
            "SELECT state, crc FROM document_snapshot WHERE document_id = ? AND upto_seq = ?",
            (document_id, upto),
        ).fetchone()
    except sqlite3.DatabaseError as error:
        _only_corruption(error)
        return DamagedEntry(upto, "unreadable", is_snapshot=True)
    if not _is_intact(state, crc):
        return DamagedEntry(upto, "checksum", is_snapshot=True)
    return bytes(state)


def read_updates(connection: sqlite3.Connection, document_id: str, found: ReadLog, upto_seq: int) -> None:
    at = _NOBODY_KNOWS_WHEN
    rows = list(_update_rows(connection, document_id, found.upto, upto_seq))
    has_lost_its_base = found.state is None and bool(found.damaged)
    expected = rows[0][5] or rows[0][0] if rows and has_lost_its_base else found.upto + 1
    for seq, payload, participants, time, crc, first_seq in rows:
        found.damaged += [DamagedEntry(gone, "missing") for gone in range(expected, first_seq or seq)]
        expected = seq + 1
        at = _time(time) or at
        if payload is None:
            found.damaged.append(DamagedEntry(seq, "unreadable"))
        elif not _is_intact(payload, crc):
            found.damaged.append(DamagedEntry(seq, "checksum"))
        else:
            who = _authors(participants)
            found.updates.append(LoggedUpdate(seq, payload, who, at, crc is not None, first_seq or 0))
    found.damaged += [DamagedEntry(gone, "missing") for gone in range(expected, upto_seq + 1)]


def _update_rows(
    connection: sqlite3.Connection, document_id: str, after: int, upto: int
) -> Sequence[_Row] | Iterator[_Row]:
    try:
        return connection.execute(
            f"{_UPDATE} AND seq > ? AND seq <= ? ORDER BY seq",
            (document_id, after, upto),
        ).fetchall()
    except sqlite3.DatabaseError as error:
        _only_corruption(error)
        return _one_by_one(connection, document_id, after, upto)


def _one_by_one(connection: sqlite3.Connection, document_id: str, after: int, upto: int) -> Iterator[_Row]:
    for seq in range(after + 1, upto + 1):
        try:
            row = connection.execute(f"{_UPDATE} AND seq = ?", (document_id, seq)).fetchone()
        except sqlite3.DatabaseError as error:
            _only_corruption(error)
            row = (seq, None, "", "", None, None)
        if row is not None:
            yield row


def _is_intact(payload: object, crc: int | None) -> bool:
    return isinstance(payload, bytes) and (crc is None or crc32(payload) == crc)


def _only_corruption(error: sqlite3.DatabaseError) -> None:
    """Raises every error but a corrupt page: a busy or full disk does not mean that rows are damaged."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        raise error


def authors_text(authors: Sequence[Author]) -> str:
    """As the column `participants` keeps them."""
    return json.dumps([[a.participant, a.connection, a.n] for a in authors], separators=(",", ":"))


def _authors(text: object) -> list[Author]:
    try:
        return [Author(*entry) for entry in json.loads(str(text))]
    except (ValueError, TypeError):
        return []


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return None
