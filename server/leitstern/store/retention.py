"""Chooses the snapshots of a document to keep, so that any moment of the retention can be rebuilt. Pure.

A snapshot's time is that of the last update that it covers. The *base* is the newest snapshot before the
retention begins: with it and the updates after it, every moment can be replayed. Within the retention,
snapshots are kept at intervals, so that replays are short and the next base exists. The newest two are always
kept. Called by the adapters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ALWAYS_KEPT = 2


@dataclass(frozen=True, slots=True)
class Marker:
    """One snapshot: the last seq that it covers, and when that update was written."""

    upto_seq: int
    at: datetime


def kept(snapshots: Sequence[Marker], before: datetime, apart: timedelta) -> list[Marker]:
    """The snapshots to keep, ascending. `snapshots` are ascending; the retention begins at `before`."""
    base = _base(snapshots, before)
    newest = snapshots[-ALWAYS_KEPT:]
    stay: list[Marker] = []
    last: datetime | None = None
    for snapshot in snapshots[base:]:
        if last is None or snapshot.at - last >= apart:
            last = snapshot.at
            stay.append(snapshot)
        elif snapshot in newest:
            stay.append(snapshot)
    return [snapshot for snapshot in newest if snapshot not in stay] + stay


def prunable_upto(stay: Sequence[Marker], before: datetime) -> int:
    """The last seq that no moment of the retention needs; 0 when all are needed."""
    if len(stay) < ALWAYS_KEPT or stay[0].at > before:
        return 0
    return stay[0].upto_seq


def _base(snapshots: Sequence[Marker], before: datetime) -> int:
    """Index of the newest snapshot before the retention; 0 when there is none."""
    return max((index for index, snapshot in enumerate(snapshots) if snapshot.at <= before), default=0)
