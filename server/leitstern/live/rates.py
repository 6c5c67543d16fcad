"""How much a connection, and a participant over all connections to a document, may ask of the server. Pure.

A bucket holds tokens: a message takes one, and one more for each 16 KB; a second of computing takes 600, told
afterwards, so a bucket may fall below zero. Filled by Limits.messages_per_second. Used by connection.py and
room.py; numbers in limits.py, rule FLOW-1.
"""

from __future__ import annotations

import time

from leitstern.live.limits import Limits

TOKENS_PER_SECOND_OF_WORK = 600.0
PARTICIPANT_SHARE = 4.0
"""A participant has as much as this many connections at full speed: tabs and devices of one person."""
_BYTES_SHIFT = 14


class Bucket:
    """Tokens of one connection, or of one participant in a document. Times are time.monotonic's."""

    __slots__ = ("_burst", "_filled_at", "_rate", "tokens")

    def __init__(self, limits: Limits, share: float = 1.0) -> None:
        self._rate = limits.messages_per_second * share
        self._burst = limits.message_burst * share
        self.tokens = self._burst
        self._filled_at = time.monotonic()

    def spend(self, size: int, now: float) -> bool:
        """Takes a message of `size` bytes; False when there is nothing left."""
        self.tokens = min(self._burst, self.tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1 + (size >> _BYTES_SHIFT)
        return True

    def charge(self, seconds: float) -> None:
        """Takes what so many seconds of computing cost."""
        self.tokens -= seconds * TOKENS_PER_SECOND_OF_WORK

    def is_full(self, now: float) -> bool:
        return self.tokens + (now - self._filled_at) * self._rate >= self._burst


class Purses:
    """The participants' buckets of one document. Who comes back finds theirs as it was left."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buckets: dict[str, Bucket] = {}

    def of(self, participant: str) -> Bucket:
        """Forgets full ones meanwhile: a new one is full too."""
        now = time.monotonic()
        for other in [name for name, bucket in self._buckets.items() if bucket.is_full(now)]:
            if other != participant:
                del self._buckets[other]
        return self._buckets.setdefault(participant, Bucket(self._limits, PARTICIPANT_SHARE))
