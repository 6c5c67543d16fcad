"""What changed in a document since a moment, who wrote it last, and when: read from the log.

It rebuilds the state of that moment, applies the later updates one by one while it observes which places each
one touches, and compares the first state with the last. A value that was changed and changed back is not
reported. Reads only the log, whether the document is open or not. Called by pages/, which choose the document
and so decide what a reader may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pycrdt import Map, Text, XmlFragment

from leitstern.errors import NotFound
from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.document.replica import Replica, Roots
from leitstern.live.document.salvage import salvaged
from leitstern.plan.differences import Difference, differences
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog

Place = tuple[str, str, str]
"""Root, record, field: as `Difference.path`."""


@dataclass(frozen=True, slots=True)
class Touch:
    """The last update that touched a place."""

    at: datetime
    participants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference with the people who wrote it."""

    difference: Difference
    at: datetime
    participants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeFeed:
    """The edits since a moment, newest first, and the present state."""

    upto_seq: int
    edits: tuple[Edit, ...]
    data: dict[str, Any]


async def changes_since(
    log: UpdateLog, document_id: str, kind: str, since: datetime, roots: Roots
) -> ChangeFeed:
    """Raises NotFound for an unknown document. A moment before the retention means its oldest state."""
    start = await _start(log, document_id, since)
    updates = await log.updates_after(document_id, start.info.head_seq)
    return await run_in_daemon_thread(lambda: _compared(start, updates, kind, roots))


async def _start(log: UpdateLog, document_id: str, since: datetime) -> LoadedDocument:
    try:
        return await log.at_moment(document_id, since)
    except NotFound:
        oldest = await log.earliest(document_id)
    first = oldest.updates[0].begin_seq if oldest.updates else oldest.info.head_seq + 1
    return replace(oldest, updates=[], info=replace(oldest.info, head_seq=first - 1))


def _compared(start: LoadedDocument, updates: Sequence[LoggedUpdate], kind: str, roots: Roots) -> ChangeFeed:
    replica, _ = salvaged(start, roots)
    try:
        before = replica.to_plain()
        touches = _touched(replica, updates, roots)
        after = replica.to_plain()
    finally:
        replica.close()
    edits = [
        Edit(one, touch.at, touch.participants)
        for one in differences(kind, before, after)
        if (touch := _touch_of(one, touches)) is not None
    ]
    edits.sort(key=lambda edit: edit.at, reverse=True)
    return ChangeFeed(updates[-1].seq if updates else start.info.head_seq, tuple(edits), after)


def _touched(replica: Replica, updates: Sequence[LoggedUpdate], roots: Roots) -> dict[Place, Touch]:
    """The last touch of every place. Keeps the subscriptions, because a dropped one stops observing."""
    touches: dict[Place, Touch] = {}
    places: list[Place] = []
    held = [_watch(replica, root, crdt, places) for root, crdt in roots.items()]
    for logged in updates:
        places.clear()
        replica.doc.apply_update(logged.update)
        touch = Touch(logged.at, tuple(dict.fromkeys(author.participant for author in logged.authors)))
        touches.update(dict.fromkeys(places, touch))
    del held
    return touches


def _watch(replica: Replica, root: str, crdt: str, places: list[Place]) -> object:
    """Adds to `places` what each transaction touches below a root."""
    if crdt == "xml":
        rich: XmlFragment = replica.doc.get(root, type=XmlFragment)
        return rich, rich.observe_deep(lambda _events: places.append((root, "", "")))
    if crdt == "text":
        text: Text = replica.doc.get(root, type=Text)
        return text, text.observe(lambda _event: places.append((root, "", "")))
    records: Map[Any] = replica.doc.get(root, type=Map)
    return records, records.observe_deep(
        lambda events: places.extend(place for event in events for place in _places(root, event))
    )


def _places(root: str, event: Any) -> Iterator[Place]:
    """Records that were added or deleted, fields that were set, or the field whose text or links changed."""
    path = [str(key) for key in event.path]
    if len(path) >= 2:
        yield root, path[0], path[1]
        return
    for key in event.keys:
        yield (root, path[0], str(key)) if path else (root, str(key), "")


def _touch_of(difference: Difference, touches: dict[Place, Touch]) -> Touch | None:
    """The last touch of the field itself, of its record, or of the whole root."""
    root, record, field = difference.path
    found = [touches.get(place) for place in ((root, record, field), (root, record, ""), (root, field, ""))]
    return max((touch for touch in found if touch is not None), key=lambda touch: touch.at, default=None)
