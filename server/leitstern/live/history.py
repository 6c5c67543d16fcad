"""A document as it was, and who changed what when: rebuilt from the log and its snapshots, which stay as long
as the retention says.

Works on the log alone, beside rooms that are open or not; changes nothing. Times are the server's, and the
order is the log's. Called by the command `leitstern history`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leitstern.live.replica import Replica, Roots
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog


@dataclass(frozen=True, slots=True)
class Moment:
    """What the document held at a time, after its update `seq`."""

    seq: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log: when it became durable, and the ids of the participants who wrote it."""

    seq: int
    at: datetime
    participants: tuple[str, ...]
    value: Any = None
    """What it made of the value that was asked for."""


async def at_moment(log: UpdateLog, document_id: str, at: datetime, roots: Roots) -> Moment:
    """Raises NotFound for an unknown document and for a moment that is no longer kept."""
    loaded = await log.at_moment(document_id, at)
    return Moment(loaded.info.head_seq, _content(loaded, roots))


async def changes(log: UpdateLog, document_id: str, upto: datetime) -> list[Change]:
    """Every change that is kept, up to a moment, oldest first. Raises NotFound for an unknown document."""
    return [_change(logged) for logged in _until((await log.earliest(document_id)).updates, upto)]


async def changes_of(
    log: UpdateLog, document_id: str, upto: datetime, roots: Roots, path: Sequence[str]
) -> list[Change]:
    """Those changes that gave the value at `path` (root, key, field) another content.

    Who wrote this? The last of them did. Raises NotFound for an unknown document.
    """
    earliest = await log.earliest(document_id)
    return list(_replayed(earliest, _until(earliest.updates, upto), roots, path))


def _until(updates: Sequence[LoggedUpdate], upto: datetime) -> Sequence[LoggedUpdate]:
    """By time only the last one is found, as a clock may have gone back."""
    last = max((index for index, logged in enumerate(updates) if logged.at <= upto), default=-1)
    return updates[: last + 1]


def _replayed(
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
    replica = Replica(loaded, roots)
    try:
        return replica.to_plain()
    finally:
        replica.close()


def _change(logged: LoggedUpdate) -> Change:
    participants = dict.fromkeys(author.participant for author in logged.authors)
    return Change(logged.seq, logged.at, tuple(participants))


def _value(data: Any, path: Sequence[str]) -> Any:
    """What lies there; None where nothing does."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
