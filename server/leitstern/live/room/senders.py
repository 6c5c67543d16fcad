"""Finds a room's connection by the sender id of a batch item, and charges slow applying to it.

A batch names senders only by id. A connection stays here until everything that it sent is durable or refused,
even after it ended. Owned by room.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from leitstern.live.document.batch import Sender, Sent, Verdict
from leitstern.live.room.budgets import BYTES_PER_TOKEN
from leitstern.live.room.connection import Connection

LONG_SECONDS = 0.01
"""Seconds of applying per batch that are not charged."""


class Senders:
    """`add` when a connection joins, `release` for each of its updates, `forget` when it leaves."""

    def __init__(self, members: set[Connection]) -> None:
        self._members = members
        self._by_id: dict[str, Connection] = {}

    def add(self, connection: Connection) -> None:
        self._by_id[connection.id] = connection

    def connection_of(self, sender: Sender) -> Connection:
        return self._by_id[sender.connection_id]

    def forget(self, connection: Connection) -> None:
        """Forgets it now, or later if something that it sent is still pending."""
        if connection not in self._members and not connection.pending:
            self._by_id.pop(connection.id, None)

    def release(self, connection: Connection, sent: Sent) -> None:
        """One of its updates is durable or refused."""
        connection.pending -= 1
        connection.release(len(sent.update))
        self.forget(connection)

    def charge(self, applied: Sequence[tuple[Sent, Verdict]], seconds: float) -> None:
        """Charges slow applying to the senders, in proportion to what they sent."""
        if seconds < LONG_SECONDS:
            return
        weights = [len(sent.update) / BYTES_PER_TOKEN + sent.paid for sent, _ in applied]
        total = sum(weights) or 1.0
        for (sent, _), weight in zip(applied, weights, strict=True):
            budget = self.connection_of(sent.sender).budget
            budget.charge_writing(seconds * weight / total, sent.paid)
