"""Rate limits for what strangers can try: signing in and joining. Link tokens need none: they have 256 bits.

A fixed number of tries in a sliding window per key, kept in this process's memory and bounded in size. Off
where LEITSTERN_RATE_LIMIT=off. Called by pages/; time comes in as an argument.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime

from leitstern.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in any `seconds`."""

    name: str
    tries: int
    seconds: float


LOGIN_PER_PERSON = Limit("login-person", 10, 300)
LOGIN_PER_ADDRESS = Limit("login-address", 60, 300)
JOINS_PER_ADDRESS = Limit("join-address", 300, 300)
"""Wide: a whole workshop comes through one company's address within a minute."""

_MAX_KEYS = 10_000


class RateLimiter:
    """Counts tries per (limit, key). Not shared between nodes: each node lets the full number through."""

    def __init__(self, *, is_on: bool = True) -> None:
        self._is_on = is_on
        self._tries: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def spend(self, limit: Limit, key: str, now: datetime) -> None:
        """Counts one try; raises TooMany when the window is already full."""
        if not self._is_on:
            return
        tries = self._window(limit, key, now.timestamp())
        if len(tries) >= limit.tries:
            raise TooMany(limit.name)
        tries.append(now.timestamp())

    def forget(self, limit: Limit, key: str) -> None:
        """Gives a key its tries back, after a success."""
        self._tries.pop((limit.name, key), None)

    def _window(self, limit: Limit, key: str, at: float) -> deque[float]:
        tries = self._tries.setdefault((limit.name, key), deque())
        self._tries.move_to_end((limit.name, key))
        while tries and tries[0] <= at - limit.seconds:
            tries.popleft()
        while len(self._tries) > _MAX_KEYS:
            self._tries.popitem(last=False)
        return tries
