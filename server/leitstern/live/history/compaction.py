"""Decides when a document needs a snapshot, and writes it, so that loading replays little of the log.

A snapshot is made from the log, never from the document in memory, and is written only if it reads back
(snapshot.py). Another process makes those of large documents (snapshot_process.py); edits go on meanwhile.
Earlier snapshots stay as long as the history needs them. Called by room_maintenance.py and retention_job.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from leitstern.clock import utc_now
from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.live.document.document import Document
from leitstern.live.document.replica import Damaged, Roots
from leitstern.live.history.snapshot import Snapshot, make
from leitstern.live.history.snapshot_process import SnapshotFailed, make_in_process
from leitstern.live.limits import Limits
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog

_log = logging.getLogger(__name__)

LEAVING_PART = 10
"""A document that leaves memory gets a snapshot after 1/10 of the usual number of updates."""
WORTH_PART = 4
"""A new snapshot is due only when the tail is at least 1/4 of the old one's size."""
WINDOW_PARTS = 12
"""Snapshots that are kept across the retention, to rebuild past moments from."""


def is_due(document: Document, limits: Limits, is_leaving: bool) -> bool:
    """Often enough that loading replays little, but large documents are not written all day."""
    tail = document.tail
    if document.is_closed or document.is_busy or not tail.is_fit:
        return False
    if is_leaving:
        return tail.updates > limits.snapshot_updates // LEAVING_PART
    return tail.updates >= limits.snapshot_updates and tail.bytes * WORTH_PART >= tail.snapshot_bytes


async def compact(
    document: Document, log: UpdateLog, limits: Limits, now: Callable[[], datetime] = utc_now
) -> bool:
    """Writes a snapshot and prunes what is older than the retention. False when that failed."""
    document_id = document.info.id
    try:
        loaded, snapshot = await _load_and_make(document_id, log, document.roots, limits)
        await log.save_snapshot(
            document_id, loaded.info.head_seq, snapshot.state, snapshot.vector, snapshot.digest
        )
        covered = [logged for logged in loaded.updates if logged.seq > document.tail.covered_seq]
        document.tail.shrink(loaded.info.head_seq, _size(covered), len(snapshot.state))
        await _prune(document_id, log, limits, now())
    except StoreUnavailable as error:
        _log.warning("document %s: not compacted now: %s", document_id, error)
        return False
    except (SnapshotFailed, LeitsternError) as error:
        _log.error("document %s: no snapshot was written: %s", document_id, error)
        document.tail.cannot_shrink(limits.snapshot_updates)
        return False
    return True


async def _load_and_make(
    document_id: str, log: UpdateLog, roots: Roots, limits: Limits
) -> tuple[LoadedDocument, Snapshot]:
    """Made from the newest snapshot; if that is unreadable, from the oldest one and all updates since."""
    loaded = await log.load(document_id)
    try:
        return loaded, await make_snapshot(loaded, roots, limits)
    except (SnapshotFailed, Damaged) as error:
        _log.error("document %s cannot be compacted from its newest snapshot: %s", document_id, error)
    loaded = await log.earliest(document_id)
    return loaded, await make_snapshot(loaded, roots, limits)


async def make_snapshot(loaded: LoadedDocument, roots: Roots, limits: Limits) -> Snapshot:
    """A snapshot of all that is loaded, made off the event loop. Raises SnapshotFailed, Damaged.

    Not of a damaged log: updates that wait for a lost entry are in the log alone.
    """
    if any(not entry.is_snapshot for entry in loaded.damaged):
        raise SnapshotFailed("entries of its log are damaged; see leitstern check")
    if len(loaded.snapshot or b"") + _size(loaded.updates) > limits.large_snapshot_bytes:
        snapshot = await make_in_process(loaded, roots)
    else:
        snapshot = await asyncio.to_thread(make, loaded, roots)
    if snapshot is None:
        raise SnapshotFailed("it did not read back")
    return snapshot


async def _prune(document_id: str, log: UpdateLog, limits: Limits, now: datetime) -> None:
    window = timedelta(days=limits.history_days)
    await log.prune(document_id, now - window, window / WINDOW_PARTS)


def _size(updates: Sequence[LoggedUpdate]) -> int:
    return sum(len(logged.update) for logged in updates)
