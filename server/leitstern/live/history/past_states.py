"""A document as it was at a moment, and who changed what when: rebuilt from the log and its snapshots.

Reads the log only, whether the document is open or not, and changes nothing. Times are the server's; the
order is the log's. Called by the command `leitstern history`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leitstern.live.document.replica import Replica, Roots
from leitstern.live.document.salvage import salvaged
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog


@dataclass(frozen=True, slots=True)
class Moment:
    """The document's content after its update `seq`."""

    seq: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One log entry: when it became durable, and the ids of the participants who wrote it."""

    seq: int
    at: datetime
    participants: tuple[str, ...]
    value: Any = None
    """The new value at the path that was asked for."""


async def at_moment(log: UpdateLog, document_id: str, at: datetime, roots: Roots) -> Moment:
    """Raises NotFound for an unknown document and for a moment before the retention."""
    loaded = await log.at_moment(document_id, at)
    return Moment(loaded.info.head_seq, _content(loaded, roots))


async def latest(log: UpdateLog, document_id: str, roots: Roots) -> dict[str, Any]:
    """The content after the last durable update. Raises NotFound for an unknown document."""
    return _content(await log.load(document_id), roots)


async def changes(log: UpdateLog, document_id: str, upto: datetime) -> list[Change]:
    """All kept changes up to a moment, oldest first. Raises NotFound for an unknown document."""
    return [_change(logged) for logged in _until((await log.earliest(document_id)).updates, upto)]


async def changes_of(
    log: UpdateLog, document_id: str, upto: datetime, roots: Roots, path: Sequence[str]
) -> list[Change]:
    """The changes that gave the value at `path` (root, key, field) another content; the last one wrote it.

    Raises NotFound for an unknown document.
    """
    replica, earliest = salvaged(await log.earliest(document_id), roots)
    replica.close()
    return list(_replay(earliest, _until(earliest.updates, upto), roots, path))


def _until(updates: Sequence[LoggedUpdate], upto: datetime) -> Sequence[LoggedUpdate]:
    """All updates up to the last one that is not later: a clock that went back must not drop any between."""
    last = max((index for index, logged in enumerate(updates) if logged.at <= upto), default=-1)
    return updates[: last + 1]


def _replay(
    start: LoadedDocument, updates: Sequence[LoggedUpdate], roots: Roots, path: Sequence[str]
) -> Iterator[Change]:
    replica = Replica(replace(start, updates=[]), roots)
    try:
        value = _value(replica.to_plain(), path)
        for logged in updates:
            replica.doc.apply_update(logged.update)
            changed = _value(replica.to_plain(), path)
            if changed != value:
                value = changed
                yield replace(_change(logged), value=value)
    finally:
        replica.close()


def _content(loaded: LoadedDocument, roots: Roots) -> dict[str, Any]:
    replica, _ = salvaged(loaded, roots)
    try:
        return replica.to_plain()
    finally:
        replica.close()


def _change(logged: LoggedUpdate) -> Change:
    participants = dict.fromkeys(author.participant for author in logged.authors)
    return Change(logged.seq, logged.at, tuple(participants))


def _value(data: Any, path: Sequence[str]) -> Any:
    """The value at the path; None when there is none."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
