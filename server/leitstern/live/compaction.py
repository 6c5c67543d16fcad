"""Snapshots: the whole state of a document, so that it opens without replaying its log.

A snapshot is written only after a second Doc, built from nothing but it, says the same: same state vector,
same canonical JSON. The previous one is kept by the log. Called by rooms.py for resident rooms.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from leitstern.errors import StoreUnavailable
from leitstern.live.limits import Limits
from leitstern.live.pipeline import Pipeline
from leitstern.live.replica import Damaged, Replica, Roots
from leitstern.live.updates import read_state_vector
from leitstern.store.interfaces import DocumentInfo, LoadedDocument, UpdateLog

_log = logging.getLogger(__name__)


def is_due(document: Pipeline, limits: Limits, is_leaving: bool) -> bool:
    """Often enough that a load replays little, seldom enough that a large document is not written all day."""
    if document.is_closed or document.is_busy or not document.tail_updates:
        return False
    if is_leaving:
        return document.tail_updates > limits.snapshot_updates // 10
    return (
        document.tail_updates >= limits.snapshot_updates
        and document.tail_bytes * 4 >= document.snapshot_bytes
    )


async def compact(document: Pipeline, log: UpdateLog, limits: Limits) -> bool:
    """Writes a snapshot of what is durable, prunes what retention lets go. False when it wrote nothing."""
    seq, state, vector = await document.encode()
    _, data = await document.read()
    updates, size = document.tail_updates, document.tail_bytes
    digest = digest_of(data)
    if not await asyncio.to_thread(is_faithful, state, vector, digest, document.roots):
        _log.error("document %s: a snapshot at %d did not read back; not written", document.info.id, seq)
        return False
    try:
        await log.save_snapshot(document.info.id, seq, state, vector, digest)
        await log.prune(document.info.id, datetime.now(UTC) - timedelta(days=limits.history_days))
    except StoreUnavailable as error:
        _log.warning("document %s: no snapshot now: %s", document.info.id, error)
        return False
    document.compacted(updates, size, len(state))
    return True


def is_faithful(state: bytes, vector: bytes, digest: str, roots: Roots) -> bool:
    """Whether a Doc built from `state` alone has this state vector and this content."""
    empty = DocumentInfo("", "", "", 1, 0, 0)
    try:
        replica = Replica(LoadedDocument(empty, state, [], {}), roots)
        try:
            same = read_state_vector(replica.state_vector()) == read_state_vector(vector)
            return same and digest_of(replica.to_plain()) == digest
        finally:
            replica.close()
    except Damaged:
        return False


def digest_of(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
