"""The sittings in which a plan was written: the stops of the slider through its history.

Pure. Called by pages/plan_history.py, which reads the log and words what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leitstern.plan.generated import KINDS

PAUSE = timedelta(minutes=30)
MOST = 200
"""Stops of the slider. A longer history has longer pauses between them."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A stretch of time with changes, from its first to its last one."""

    begin: datetime
    end: datetime


def sittings(moments: Iterable[datetime]) -> list[Sitting]:
    """Changes that are less than half an hour apart are one sitting; at most `MOST` of them, in order."""
    ascending, pause = sorted(moments), PAUSE
    found = _parted(ascending, pause)
    while len(found) > MOST:
        pause *= 2
        found = _parted(ascending, pause)
    return found


def _parted(ascending: list[datetime], pause: timedelta) -> list[Sitting]:
    found: list[Sitting] = []
    for at in ascending:
        if found and at - found[-1].end < pause:
            found[-1] = Sitting(found[-1].begin, at)
        else:
            found.append(Sitting(at, at))
    return found


def without_taken_back(data: Mapping[str, Any], taken_back: frozenset[str]) -> dict[str, Any]:
    """The content without items that were taken back once: what they held until then was never for the
    other side.
    """
    return {
        root: {id: one for id, one in content.items() if id not in taken_back}
        if root in KINDS and isinstance(content, dict)
        else content
        for root, content in data.items()
    }
