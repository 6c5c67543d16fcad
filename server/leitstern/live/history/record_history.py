"""Every change of one record, read from the log: which field, from what to what, by whom and when.

The kept updates are applied one by one to the oldest state; each that touches the record is compared with the
record before it. Works on the log alone, like change_feed.py, and stops nobody: the replay runs in a thread.
Called by pages/record_history.py, which decides whose document may be asked about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pycrdt import Map

from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.document.replica import Replica, Roots
from leitstern.live.document.salvage import salvaged
from leitstern.plan import rich_text
from leitstern.plan.differences import Difference, differences
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog


@dataclass(frozen=True, slots=True)
class RecordEdit:
    """What one entry of the log changed in one field, or that it added the record."""

    seq: int
    difference: Difference
    at: datetime
    participants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """The edits, oldest first, and the record as it is now; None if there is none."""

    edits: tuple[RecordEdit, ...]
    record: dict[str, Any] | None
    is_complete: bool
    """False if the log was pruned and the record is older than what is kept."""


async def record_history(
    log: UpdateLog, document_id: str, kind: str, path: tuple[str, str], roots: Roots
) -> RecordHistory:
    """`path`: root and record. Raises NotFound for an unknown document."""
    loaded = await log.earliest(document_id)
    return await run_in_daemon_thread(lambda: _replayed(loaded, kind, path, roots))


def _replayed(loaded: LoadedDocument, kind: str, path: tuple[str, str], roots: Roots) -> RecordHistory:
    probe, loaded = salvaged(loaded, roots)
    probe.close()
    replica = Replica(replace(loaded, updates=[]), roots)
    try:
        is_complete = _record(replica, path, roots) is None
        edits = tuple(_edits(replica, loaded.updates, kind, path, roots))
        return RecordHistory(edits, _record(replica, path, roots), is_complete)
    finally:
        replica.close()


def _edits(
    replica: Replica, updates: Sequence[LoggedUpdate], kind: str, path: tuple[str, str], roots: Roots
) -> Iterator[RecordEdit]:
    root, record = path
    touched: list[bool] = []
    records: Map[Any] = replica.doc.get(root, type=Map)
    held = records.observe_deep(lambda events: touched.extend(_touches(event, record) for event in events))
    before = _record(replica, path, roots)
    for logged in updates:
        touched.clear()
        replica.doc.apply_update(logged.update)
        if not any(touched):
            continue
        after = _record(replica, path, roots)
        participants = tuple(dict.fromkeys(author.participant for author in logged.authors))
        for one in differences(kind, {root: {record: before}}, {root: {record: after}}):
            yield RecordEdit(logged.seq, one, logged.at, participants)
        before = after
    del held  # An observer falls silent when its handle is released.


def _touches(event: Any, record: str) -> bool:
    path = event.path
    return bool(path[0] == record) if path else record in event.keys


def _record(replica: Replica, path: tuple[str, str], roots: Roots) -> dict[str, Any] | None:
    """The record as plain data, as in live/document/plain_content.py, without reading the others."""
    root, record = path
    records: Map[Any] = replica.doc.get(root, type=Map)
    if record not in records:
        return None
    found = records[record]
    if not isinstance(found, Map):
        return None
    data: dict[str, Any] = json.loads(str(found))
    if roots[root] == "rich map":
        rich_text.spell_inside(data, found)
    return data
