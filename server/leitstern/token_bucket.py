"""The one rate limiter: a token bucket that fills at a constant rate. Pure.

access/rate_limiter.py keeps one for each address or account that tries something, live/ one for each
connection, participant, link and document. The caller decides what a token means.
"""

from __future__ import annotations


class TokenBucket:
    """Starts full. `now` is any clock in seconds, the same one for all calls of a bucket."""

    __slots__ = ("_burst", "_filled_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        """`rate`: tokens a second; `burst`: the most that it holds."""
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._filled_at = now

    def take(self, cost: float, now: float) -> bool:
        """Takes `cost` tokens if there is at least one; a costly take may leave less than none."""
        if self.tokens(now) < 1:
            return False
        self._tokens -= cost
        return True

    def charge(self, cost: float) -> None:
        """Takes what something cost that has already happened."""
        self._tokens -= cost

    def tokens(self, now: float) -> float:
        """How many there are now."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._filled_at) * self._rate)
        self._filled_at = now
        return self._tokens

    def is_full(self, now: float) -> bool:
        """A full bucket can be forgotten: a new one is full too."""
        return self.tokens(now) >= self._burst
