"""When a document gets a snapshot, so that it opens without replaying its log, and what happens then.

A snapshot is made from the log, never from the document in memory, and written only when it reads back
(snapshot.py). Documents above a size are left to a process of their own (snapshotter.py): edits go on
meanwhile. The log keeps earlier snapshots as the history needs them. Called by rooms.py for resident rooms.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.live.limits import Limits
from leitstern.live.pipeline import Pipeline
from leitstern.live.replica import Damaged, Roots
from leitstern.live.snapshot import Snapshot, make
from leitstern.live.snapshotter import SnapshotFailed, make_apart
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog

_log = logging.getLogger(__name__)

LARGE_BYTES = 256 << 10
"""Snapshot and updates above which a process of its own is worth its start (0.3 s, but nobody waits for it):
making and proving 256 KB costs 10 ms, 1 MB 40 ms, 10 MB 600 ms."""
LEAVING_PART = 10
"""A document that leaves memory gets a snapshot from this part of the usual number of updates on."""
WORTH_PART = 4
"""A snapshot is written again when the tail is at least this part of it."""
WINDOW_PARTS = 12
"""How many snapshots are kept across the retention, to rebuild a moment from."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def is_due(document: Pipeline, limits: Limits, is_leaving: bool) -> bool:
    """Often enough that a load replays little, seldom enough that a large document is not written all day."""
    tail = document.tail
    if document.is_closed or document.is_busy or not tail.is_fit:
        return False
    if is_leaving:
        return tail.updates > limits.snapshot_updates // LEAVING_PART
    return tail.updates >= limits.snapshot_updates and tail.bytes * WORTH_PART >= tail.snapshot_bytes


async def compact(
    document: Pipeline, log: UpdateLog, limits: Limits, now: Callable[[], datetime] = utc_now
) -> bool:
    """Writes a snapshot of what is durable, prunes what retention lets go. False when it could not."""
    document_id = document.info.id
    try:
        loaded, made = await _replayed(document_id, log, document.roots)
        await log.save_snapshot(document_id, loaded.info.head_seq, made.state, made.vector, made.digest)
        covered = [logged for logged in loaded.updates if logged.seq > document.tail.covered_seq]
        document.tail.shrink(loaded.info.head_seq, _size(covered), len(made.state))
        await _prune(document_id, log, limits, now())
    except StoreUnavailable as error:
        _log.warning("document %s: not compacted now: %s", document_id, error)
        return False
    except (SnapshotFailed, LeitsternError) as error:
        _log.error("document %s: no snapshot was written: %s", document_id, error)
        document.tail.cannot_shrink(limits.snapshot_updates)
        return False
    return True


async def _replayed(document_id: str, log: UpdateLog, roots: Roots) -> tuple[LoadedDocument, Snapshot]:
    """From the newest snapshot; where that does not read, from the oldest and every update since."""
    loaded = await log.load(document_id)
    try:
        return loaded, await made_of(loaded, roots)
    except (SnapshotFailed, Damaged) as error:
        _log.error("document %s cannot be compacted from its newest snapshot: %s", document_id, error)
    loaded = await log.earliest(document_id)
    return loaded, await made_of(loaded, roots)


async def made_of(loaded: LoadedDocument, roots: Roots) -> Snapshot:
    """A snapshot of all that is loaded, made where it harms nobody. Raises SnapshotFailed, Damaged."""
    if len(loaded.snapshot or b"") + _size(loaded.updates) > LARGE_BYTES:
        made = await make_apart(loaded, roots)
    else:
        made = await asyncio.to_thread(make, loaded, roots)
    if made is None:
        raise SnapshotFailed("it did not read back")
    return made


async def _prune(document_id: str, log: UpdateLog, limits: Limits, now: datetime) -> None:
    window = timedelta(days=limits.history_days)
    await log.prune(document_id, now - window, window / WINDOW_PARTS)


def _size(updates: Sequence[LoggedUpdate]) -> int:
    return sum(len(logged.update) for logged in updates)
