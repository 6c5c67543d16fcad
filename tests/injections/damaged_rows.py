"""Damages a database file like failing disks and bad copies: garbage, truncation, missing rows. Stop the
server first.

`DAMAGE` names each kind; all take (database, document id, seq).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Damage = Callable[[Path, str, int], None]


def _run(database: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1, statement


def garbage(database: Path, document_id: str, seq: int) -> None:
    """Replaces the bytes with others of the same length."""
    _run(
        database,
        "UPDATE document_update SET payload = randomblob(length(payload)) WHERE document_id = ? AND seq = ?",
        document_id,
        seq,
    )


def cut_off(database: Path, document_id: str, seq: int) -> None:
    """Removes the last bytes."""
    _run(
        database,
        "UPDATE document_update SET payload = substr(payload, 1, length(payload) - 2)"
        " WHERE document_id = ? AND seq = ?",
        document_id,
        seq,
    )


def text(database: Path, document_id: str, seq: int) -> None:
    """Stores a value of another type, as a careless tool would."""
    _run(
        database,
        "UPDATE document_update SET payload = 'lost' WHERE document_id = ? AND seq = ?",
        document_id,
        seq,
    )


def gone(database: Path, document_id: str, seq: int) -> None:
    _run(database, "DELETE FROM document_update WHERE document_id = ? AND seq = ?", document_id, seq)


def old_garbage(database: Path, document_id: str, seq: int) -> None:
    """Stores garbage in a row of an older version, which has no checksum."""
    garbage(database, document_id, seq)
    _run(
        database, "UPDATE document_update SET crc = NULL WHERE document_id = ? AND seq = ?", document_id, seq
    )


def old_killer(database: Path, document_id: str, seq: int) -> None:
    """Stores bytes that crash the CRDT library."""
    _run(
        database,
        "UPDATE document_update SET crc = NULL, payload = ? WHERE document_id = ? AND seq = ?",
        (Path(__file__).parents[1] / "corpus" / "clients_len_2p26.update.bin").read_bytes(),
        document_id,
        seq,
    )


def snapshots(database: Path, document_id: str) -> None:
    """Deletes every snapshot of the document."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE document_snapshot SET state = randomblob(length(state)) WHERE document_id = ?",
            (document_id,),
        )


def unreadable_authors(database: Path, document_id: str, seq: int) -> None:
    """Damages only the authors; no content is lost."""
    _run(
        database,
        "UPDATE document_update SET participants = '[[', at = 'never' WHERE document_id = ? AND seq = ?",
        document_id,
        seq,
    )


DAMAGE: dict[str, Damage] = {
    "garbage": garbage,
    "cut off": cut_off,
    "text": text,
    "gone": gone,
    "old garbage": old_garbage,
    "old killer": old_killer,
}
