"""Rate limits of a connection, its participant or link, and its document, as token buckets.

A message costs one token, and one more per 16 KB; a second of computing costs 600 tokens. A large update also
costs tokens for what it contains, charged before it is decoded, in two more buckets: one of the participant
(or one shared by all newcomers of a group link), and one of the document. Computing beyond that is charged
afterwards, so a bucket may fall below zero. Rules FLOW-1, FLOW-4, FLOW-5; numbers in limits.py. Used by
room.py, senders.py and connection.py.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from leitstern.live.gate.update_reader import count_parts
from leitstern.live.limits import Limits
from leitstern.token_bucket import TokenBucket

TOKENS_PER_SECOND_OF_WORK = 600.0
CHEAP_BYTES = 256
"""Updates up to this size, such as keystrokes, are not charged to the link's or the document's bucket."""
STRUCT_TOKENS = 0.006
RANGE_TOKENS = 0.003
"""Tokens per struct and per deleted range. Measured: 10 and 5 microseconds in gate and document."""
PARTICIPANT_SHARE = 4.0
"""A participant's bucket, in connections at full speed: tabs and devices of one person."""
WORK_SHARE = 1.0
DOCUMENT_SHARE = 2.5
"""Multiples of one connection's rate and burst: large updates may take a tenth of a core for a participant
or for all newcomers by one link, and a quarter of a core for a document."""
BYTES_PER_TOKEN = 16 << 10


@dataclass(slots=True)
class _Participant:
    bucket: TokenBucket
    work: TokenBucket
    """For large updates only."""
    unfinished: int = 0
    """Bytes of messages that are not complete, over all connections."""

    def is_full(self, now: float) -> bool:
        return self.bucket.is_full(now) and self.work.is_full(now)


class Budget:
    """The buckets of one connection; it shares `work` with its participant or the link's newcomers."""

    def __init__(
        self, limits: Limits, participant: _Participant, work: TokenBucket, document: TokenBucket
    ) -> None:
        self._is_rated = limits.rated
        self._most_unfinished = limits.unfinished_bytes
        self._light = limits.message_burst * WORK_SHARE / 2
        self._own = _bucket(limits, 1.0)
        self._participant = participant
        self._work = work
        self._document = document
        self._unfinished = 0

    @classmethod
    def alone(cls, limits: Limits) -> Budget:
        """A budget that is not shared."""
        participant = _participant(limits)
        return cls(limits, participant, participant.work, _bucket(limits, DOCUMENT_SHARE))

    @property
    def unfinished(self) -> int:
        return self._unfinished

    def spend(self, size: int) -> bool:
        """Charges a message of this size; False when the bucket is empty."""
        if not self._is_rated:
            return True
        cost, now = 1 + size // BYTES_PER_TOKEN, time.monotonic()
        return self._own.take(cost, now) and self._participant.bucket.take(cost, now)

    def pay(self, update: bytes) -> float | None:
        """Charges the cost of a large update and returns it; None when a bucket is empty.

        Raises UpdateRefused for malformed bytes.
        """
        if not self._is_rated or len(update) <= CHEAP_BYTES:
            return 0.0
        if not self._may_work(time.monotonic()):
            return None
        began = time.thread_time()
        try:
            structs, ranges = count_parts(update)
        finally:
            counting = (time.thread_time() - began) * TOKENS_PER_SECOND_OF_WORK
            self._charge(counting + len(update) // BYTES_PER_TOKEN, self._work, self._document)
        price = structs * STRUCT_TOKENS + ranges * RANGE_TOKENS
        self._charge(price, self._own, self._participant.bucket, self._work, self._document)
        return price

    def _may_work(self, now: float) -> bool:
        """When the document's bucket is empty, only heavy users are refused."""
        has_own = self._participant.bucket.tokens(now) >= 1 and self._work.tokens(now) >= 1
        return has_own and (self._document.tokens(now) >= 1 or self._work.tokens(now) >= self._light)

    def charge_reading(self, seconds: float) -> None:
        """Charges the time of a sync reply, but not to the document: many people open a plan at once."""
        self._charge(seconds * TOKENS_PER_SECOND_OF_WORK, self._own, self._participant.bucket)

    def charge_writing(self, seconds: float, paid: float) -> None:
        """Charges the time of applying that was not paid in advance."""
        cost = seconds * TOKENS_PER_SECOND_OF_WORK - paid
        if cost > 0:
            self._charge(cost, self._own, self._participant.bucket, self._work, self._document)

    def hold_unfinished(self, size: int) -> bool:
        """Notes `size` bytes of an incomplete message; False when that is too much."""
        self._participant.unfinished += size - self._unfinished
        self._unfinished = size
        return not size or self._participant.unfinished <= self._most_unfinished

    def _charge(self, cost: float, *buckets: TokenBucket) -> None:
        for bucket in buckets:
            bucket.charge(cost)


class DocumentBudgets:
    """The buckets of one document. They survive reconnects, so a reconnect brings no new tokens."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._document = _bucket(limits, DOCUMENT_SHARE)
        self._participants: dict[str, _Participant] = {}
        self._links: dict[str, TokenBucket] = {}
        self._holders: dict[Budget, tuple[str, str]] = {}
        """Budgets by participant and link, kept while they have connections, so that all share one bucket."""

    def join(self, participant_id: str, link_id: str) -> Budget:
        """The budget of a new connection. `link_id` is set only for newcomers of a group link."""
        self._forget(time.monotonic())
        participant = self._participants.setdefault(participant_id, _participant(self._limits))
        work = participant.work
        if link_id:
            work = self._links.setdefault(link_id, _bucket(self._limits, WORK_SHARE))
        budget = Budget(self._limits, participant, work, self._document)
        self._holders[budget] = (participant_id, link_id)
        return budget

    def leave(self, budget: Budget) -> None:
        """The connection ended."""
        budget.hold_unfinished(0)
        self._holders.pop(budget, None)

    def _forget(self, now: float) -> None:
        """Drops unused full buckets: a new one would be full too."""
        held = {id for ids in self._holders.values() for id in ids}
        for accounts in (self._participants, self._links):
            for id in [id for id, one in accounts.items() if id not in held and one.is_full(now)]:
                del accounts[id]


def _participant(limits: Limits) -> _Participant:
    return _Participant(_bucket(limits, PARTICIPANT_SHARE), _bucket(limits, WORK_SHARE))


def _bucket(limits: Limits, share: float) -> TokenBucket:
    rate, burst = limits.messages_per_second * share, limits.message_burst * share
    return TokenBucket(rate, burst, time.monotonic())
