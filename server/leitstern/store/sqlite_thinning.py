"""Statements for thinning the log, and for what a plan's participants added to it.

What is noise is decided by live/history/thinning.py. Sizes are read without reading the bytes: SQLite keeps
the length of a blob in its row. Called by sqlite_log.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from leitstern.store.interfaces import EntryWeight, LoggedUpdate, Written
from leitstern.store.sqlite_replay import info_of, stamp, transaction, when
from leitstern.store.sqlite_rows import authors_text

_WRITTEN = """
    SELECT CASE author.type WHEN 'array' THEN json_extract(author.value, '$[0]') END AS who,
        substr(at, 1, 13) AS hour, sum((length(payload) + ?3) * 1.0 / json_array_length(participants))
    FROM document_update, json_each(iif(json_valid(participants), participants, '[]')) AS author
    WHERE document_id = ?1 AND who IS NOT NULL
        AND CASE author.type WHEN 'array' THEN json_extract(author.value, '$[1]') END <> ?4
        AND seq > coalesce((
        SELECT seq FROM document_update WHERE document_id = ?1 AND at < ?2 ORDER BY seq DESC LIMIT 1), 0)
    GROUP BY who, hour
"""
"""The inner query walks backwards from the newest row, and stops at the first one that is too old. Rows whose
authors cannot be read (a damaged file) count for nobody."""


def written_since(
    connection: sqlite3.Connection, plan_id: str, since: datetime, entry_bytes: int, server: str
) -> list[Written]:
    documents = connection.execute("SELECT id FROM document WHERE plan_id = ?", (plan_id,)).fetchall()
    rows = [
        Written(who, when(f"{hour}:00:00"), size)
        for (document_id,) in documents
        for who, hour, size in connection.execute(
            _WRITTEN, (document_id, stamp(since), entry_bytes, server)
        ).fetchall()
    ]
    return sorted(rows, key=lambda row: row.at)


def unthinned(connection: sqlite3.Connection, before: datetime, after_id: str, limit: int) -> list[str]:
    rows = connection.execute(
        "SELECT id FROM document WHERE id > ?1 AND ?2 > (SELECT at FROM document_update"
        " WHERE document_id = document.id AND seq > thinned_seq ORDER BY seq LIMIT 1) ORDER BY id LIMIT ?3",
        (after_id, stamp(before), limit),
    )
    return [document_id for (document_id,) in rows]


def weights(
    connection: sqlite3.Connection, document_id: str, before: datetime, limit: int
) -> list[EntryWeight]:
    """Up to the first update that is too young, also where a clock went back behind it."""
    rows = connection.execute(
        "SELECT coalesce(first_seq, seq), seq, at, length(payload) FROM document_update"
        " WHERE document_id = ?1 AND seq > (SELECT thinned_seq FROM document WHERE id = ?1)"
        " ORDER BY seq LIMIT ?2",
        (document_id, limit),
    )
    found, bound = [], stamp(before)
    for begin_seq, seq, at, size in rows:
        if at >= bound:
            break
        found.append(EntryWeight(begin_seq, seq, when(at), size))
    return found


def snapshot_seqs(connection: sqlite3.Connection, document_id: str) -> list[int]:
    rows = connection.execute(
        "SELECT upto_seq FROM document_snapshot WHERE document_id = ? ORDER BY upto_seq", (document_id,)
    )
    return [seq for (seq,) in rows]


def thin(
    connection: sqlite3.Connection,
    document_id: str,
    after_seq: int,
    upto_seq: int,
    entries: Sequence[LoggedUpdate] | None,
) -> bool:
    with transaction(connection, "BEGIN IMMEDIATE"):
        info_of(connection, document_id)
        moved = connection.execute(
            "UPDATE document SET thinned_seq = ? WHERE id = ? AND thinned_seq <= ?",
            (upto_seq, document_id, after_seq),
        )
        if moved.rowcount and entries is not None:
            _replace(connection, document_id, after_seq, upto_seq, entries)
        return bool(moved.rowcount)


def _replace(
    connection: sqlite3.Connection,
    document_id: str,
    after_seq: int,
    upto_seq: int,
    entries: Sequence[LoggedUpdate],
) -> None:
    connection.execute(
        "DELETE FROM document_update WHERE document_id = ? AND seq > ? AND seq <= ?",
        (document_id, after_seq, upto_seq),
    )
    connection.executemany(
        "INSERT INTO document_update (document_id, seq, payload, participants, at, crc, first_seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(document_id, entry.seq, entry.update, authors_text(entry.authors), stamp(entry.at)),
                *(crc32(entry.update), entry.first_seq or None),
            )
            for entry in entries
        ],
    )
