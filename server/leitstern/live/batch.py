"""What waits for a commit and what goes into one: records that pass between room, pipeline and committer.

No rules here: pipeline.py fills a batch, room.py judges its results, committer.py makes its appends durable.
An item keeps hold of its connection or its future, so that whoever is last can answer it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc

from leitstern.errors import UpdateRefused
from leitstern.live.bounds import Gap
from leitstern.live.connection import Connection
from leitstern.store.interfaces import Append


@dataclass(slots=True)
class Sent:
    """A client's update, message n of its connection; `is_answer` when it answers our sync step 1."""

    connection: Connection
    n: int
    update: bytes
    is_answer: bool


@dataclass(slots=True)
class Edit:
    """A change of the server's own."""

    author: str
    change: Callable[[Doc[Any]], None]
    done: asyncio.Future[int]
    append: int | None = None
    """Which append of the batch is its own; None when it changed nothing."""

    def succeed(self, seq: int) -> None:
        if not self.done.done():
            self.done.set_result(seq)

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)


Item = Sent | Edit
Verdict = UpdateRefused | Gap | None
"""None: taken."""


@dataclass(slots=True)
class Batch:
    """One document's part of a transaction."""

    since: float
    """When its oldest item came (time.monotonic)."""
    appends: list[Append] = field(default_factory=list)
    sole_senders: list[Connection | None] = field(default_factory=list)
    """For each append the one connection that has its content already, if it came from one alone."""
    results: list[tuple[Item, Verdict]] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list)
    """What was taken and waits for the commit."""
    culprits: list[tuple[Item, BaseException]] = field(default_factory=list)
    """What damaged the document, and what it raised."""

    def clear(self) -> None:
        """Forgets what was applied to a document that is thrown away."""
        self.appends.clear()
        self.sole_senders.clear()
        self.results.clear()
