"""Which snapshots of a document stay, so that any moment of the retention can be rebuilt. Pure rules.

A snapshot counts as of the last update that it covers. The *base* is the newest of before the window opens:
with it and the updates after it, every moment of the window can be replayed. Within the window some stay at a
distance, so that replaying is short and so that there is a base for tomorrow's window. The newest and the one
before it always stay. Called by adapters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ALWAYS_KEPT = 2


@dataclass(frozen=True, slots=True)
class Marker:
    """One snapshot: what it covers, and when the last of that was written."""

    upto_seq: int
    at: datetime


def kept(snapshots: Sequence[Marker], before: datetime, apart: timedelta) -> list[Marker]:
    """Those that stay, ascending. `snapshots` ascend; the window opens at `before`."""
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
    """The last seq whose update no moment of the window needs; 0 when all are needed."""
    if len(stay) < ALWAYS_KEPT or stay[0].at > before:
        return 0
    return stay[0].upto_seq


def _base(snapshots: Sequence[Marker], before: datetime) -> int:
    """Index of the newest snapshot of before the window; 0 when there is none."""
    return max((index for index, snapshot in enumerate(snapshots) if snapshot.at <= before), default=0)
