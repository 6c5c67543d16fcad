"""What waits to be applied, and the two steps in which it reaches the log. Frozen values, no rules.

document.py applies pending items and returns a `PreparedBatch`; room.py tells the senders of its verdicts;
committer.py makes its `Commit` durable and hands that back to the room. An item names its sender, or holds
the future of the server code that waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from leitstern.errors import UpdateRefused
from leitstern.live.gate.gate import Gap
from leitstern.store.interfaces import Append


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent an update, as the log names it. room.py knows the connection."""

    connection_id: str
    participant_id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A client's update, message n of its connection; `is_answer` when it answers our sync step 1."""

    sender: Sender
    n: int
    update: bytes
    is_answer: bool
    own_client: int | None = None
    """The Yjs client id that the connection's presence speaks for."""
    paid: float = 0.0
    """Tokens that its sender paid for it (room/budgets.py)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change made by the server itself; `done` becomes its seq when it is durable."""

    author: str
    change: Callable[[Doc[Any]], None]
    done: asyncio.Future[int]

    def succeed(self, seq: int) -> None:
        if not self.done.done():
            self.done.set_result(seq)

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)


Item = Sent | Edit
Verdict = UpdateRefused | Gap | None
"""None: the update was applied."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry for the log."""

    append: Append
    sole_sender: Sender | None
    """The one sender that has this content already; None when several senders or the server made it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One document's part of a transaction. When the transaction fails, the same value is tried again."""

    since: float
    """When its oldest item was enqueued (time.monotonic)."""
    changes: tuple[Change, ...]
    sent: tuple[Sent, ...]
    """Applied updates, to be acknowledged after the commit."""
    edits: tuple[tuple[Edit, int | None], ...]
    """Each with the index of its change; None when it changed nothing."""


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """The result of applying. Senders get the verdicts once, before the first commit attempt."""

    verdicts: tuple[tuple[Sent, Verdict], ...]
    """In the order in which the updates came."""
    commit: Commit
