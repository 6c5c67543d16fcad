"""Limits for what strangers can try (sign-ins, links, cookies), and for the commands of a participant.

One token bucket per limit and key, in this process's memory and bounded in number. Off where
LEITSTERN_RATE_LIMIT=off. Called by pages/ and http_support/; time comes in as an argument.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from leitstern.errors import TooMany
from leitstern.token_bucket import TokenBucket


@dataclass(frozen=True, slots=True)
class Limit:
    """`tries` at once, and as many again in `seconds`."""

    name: str
    tries: int
    seconds: float


LOGIN_PER_PERSON = Limit("login-person", 10, 300)
"""Sign-ins to one account from one address."""
LOGIN_PER_ADDRESS = Limit("login-address", 60, 300)
LOGIN_PER_ACCOUNT = Limit("login-account", 60, 3600)
"""Sign-ins to one account from addresses where its member never signed in; so nobody can lock them out."""
JOINS_PER_ADDRESS = Limit("join-address", 300, 300)
"""Generous: a whole workshop may come from one company's address within a minute."""
UNKNOWN_LINKS_PER_ADDRESS = Limit("unknown-link", 100, 300)
"""Unknown links. Guessing 256 bits is hopeless; the limit only bounds the load."""
UNKNOWN_SESSIONS_PER_ADDRESS = Limit("unknown-session", 300, 300)
"""Unknown session cookies, of pages and WebSockets."""
REFUSED_SOCKETS_PER_ADDRESS = Limit("refused-socket", 600, 300)
COMMANDS_PER_PARTICIPANT = Limit("command-participant", 120, 60)
"""Each command is an entry in a ledger that is kept for ever."""

_MAX_KEYS = 20_000
_MAX_KNOWN = 10_000


class RateLimiter:
    """Counts tries per (limit, key). Not shared between nodes: each node lets the full number through."""

    def __init__(self, *, is_on: bool = True) -> None:
        self._is_on = is_on
        self._buckets: OrderedDict[tuple[str, str], TokenBucket] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def check(self, limit: Limit, key: str, now: datetime) -> None:
        """Raises TooMany when nothing is left; counts nothing."""
        if self._is_on and self._bucket(limit, key, now).tokens(now.timestamp()) < 1:
            raise TooMany(limit.name)

    def spend(self, limit: Limit, key: str, now: datetime) -> None:
        """Counts one try; raises TooMany when nothing was left for it."""
        if self._is_on and not self._bucket(limit, key, now).take(1, now.timestamp()):
            raise TooMany(limit.name)

    def forget(self, limit: Limit, key: str) -> None:
        """Fills a key's bucket again, after a success."""
        self._buckets.pop((limit.name, key), None)

    def trust(self, account: str, address: str) -> None:
        """The account's member signed in from this address."""
        self._known[account, address] = None
        self._known.move_to_end((account, address))
        if len(self._known) > _MAX_KNOWN:
            self._known.popitem(last=False)

    def is_trusted(self, account: str, address: str) -> bool:
        return (account, address) in self._known

    def _bucket(self, limit: Limit, key: str, now: datetime) -> TokenBucket:
        bucket = self._buckets.get((limit.name, key))
        if bucket is None:
            bucket = TokenBucket(limit.tries / limit.seconds, limit.tries, now.timestamp())
            self._buckets[limit.name, key] = bucket
        self._buckets.move_to_end((limit.name, key))
        while len(self._buckets) > _MAX_KEYS:
            self._buckets.popitem(last=False)
        return bucket
