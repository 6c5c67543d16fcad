"""A server edit of several documents that becomes durable as a whole, with rows of the caller's.

Rooms.edit_together makes one; committer.py carries it out between two commits, when no document is ahead of
the log. So the edits see the newest state, and nobody sees one document changed without the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from leitstern.errors import LeitsternError
from leitstern.live.room.room import Room
from leitstern.store.interfaces import Append


class Overtaken(LeitsternError):
    """Raised by `write` when another process appended to one of the documents: the edits see an old state."""


Write = Callable[[Sequence[Append]], Awaitable[Sequence[int]]]
"""Makes the appends durable in one transaction; returns their seqs. What it raises undoes all edits."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document's change. The parts run in their order; a later one may use what an earlier one read."""

    room: Room
    author: str
    change: Callable[[Doc[Any]], None]


@dataclass(frozen=True, slots=True)
class JointEdit:
    parts: Sequence[Part]
    write: Write
    done: asyncio.Future[None]

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)

    def succeed(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
