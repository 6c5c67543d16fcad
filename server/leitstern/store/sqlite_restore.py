"""Prepares the copy of a backup before it replaces the database.

With `discard_newer` each document gets an epoch that no browser has seen, so browsers set their copy aside
instead of merging it. Without it, the documents note that browsers may send lost content again
(`recovers_since`). In both cases the owners of client ids are copied from the replaced database, so that
authorship stays the same. Called by cli/backups.py, on files that no server uses.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leitstern.errors import StoreUnavailable
from leitstern.store.sqlite import migrate_file
from leitstern.store.sqlite_backup import STAMP
from leitstern.store.sqlite_replay import stamp

_ACCESS_TAKEN = {
    "members removed": ("member", "name", "removed_at"),
    "participants removed": ("participant", "name", "removed_at"),
    "invitations revoked": ("invitation", "name", "revoked_at"),
}


@dataclass(frozen=True, slots=True)
class ReturnedAccess:
    """Access that was revoked after the backup, and that the restored database grants again."""

    what: str
    names: tuple[str, ...]


def prepare(draft: Path, replaced: Path, made_at: datetime, now: datetime, *, discard_newer: bool) -> None:
    """Prepares a copied backup. `replaced` may be missing or unreadable. Raises StoreUnavailable."""
    try:
        migrate_file(draft)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"DROP TABLE IF EXISTS {STAMP}")
            with _attached(connection, replaced) as is_readable:
                if is_readable:
                    _take_over_clients(connection)
                if discard_newer:
                    _raise_epochs(connection, made_at, now, is_readable)
                else:
                    connection.execute("UPDATE document SET recovers_since = ?", (stamp(now),))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the backup cannot be restored: {error}") from error


def returned_access(draft: Path, replaced: Path) -> list[ReturnedAccess]:
    """The names of those whom the restored database admits again; empty if the replaced one is unreadable."""
    found: list[ReturnedAccess] = []
    with closing(sqlite3.connect(draft)) as connection, _attached(connection, replaced) as is_readable:
        for what, (table, name, column) in _ACCESS_TAKEN.items() if is_readable else ():
            with contextlib.suppress(sqlite3.Error):
                rows = connection.execute(
                    f"SELECT coalesce(nullif(new.{name}, ''), new.id)"  # noqa: S608  # constants
                    f" FROM main.{table} AS new JOIN replaced.{table} AS old USING (id)"
                    f" WHERE new.{column} IS NULL AND old.{column} IS NOT NULL ORDER BY 1"
                ).fetchall()
                if rows:
                    found.append(ReturnedAccess(what, tuple(who for (who,) in rows)))
    return found


def _raise_epochs(
    connection: sqlite3.Connection, made_at: datetime, now: datetime, knows_replaced: bool
) -> None:
    """Takes the time in seconds as epoch, which is above every earlier one, also those of lost databases."""
    highest = int(now.timestamp())
    for schema in ("main", "replaced") if knows_replaced else ("main",):
        (epoch,) = connection.execute(f"SELECT coalesce(max(epoch), 0) FROM {schema}.document").fetchone()  # noqa: S608
        highest = max(highest, epoch + 1)
    connection.execute(
        "UPDATE main.document SET epoch = ?, restored_to = ?, recovers_since = NULL",
        (highest, stamp(made_at)),
    )


def _take_over_clients(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO main.client_binding (document_id, client_id, participant)"
        " SELECT document_id, client_id, participant FROM replaced.client_binding"
        " WHERE document_id IN (SELECT id FROM main.document)"
    )


@contextmanager
def _attached(connection: sqlite3.Connection, replaced: Path) -> Iterator[bool]:
    """Attaches the replaced database, read-only, as schema `replaced`; returns whether it can be read."""
    try:
        if not replaced.exists():
            raise FileNotFoundError(replaced)
        connection.execute("ATTACH DATABASE ? AS replaced", (str(replaced),))
        connection.execute("SELECT count(*), max(epoch) FROM replaced.document").fetchone()
        connection.execute("SELECT count(*) FROM replaced.client_binding").fetchone()
    except (sqlite3.Error, OSError):
        yield False
        return
    yield True
    connection.execute("DETACH DATABASE replaced")
