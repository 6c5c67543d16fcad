"""Passwords: argon2id hashes and their check. Slow on purpose: tens of milliseconds and 64 MiB each.

`Passwords` hashes in two threads and gives everybody who waits their turn (fair_queue.py); never call it in a
database transaction, because the single writer must not wait for a hash. Checking against no hash takes as
long as against a real one, so timing does not reveal which addresses are known. cli/ and demo/ call the plain
functions.
"""

from __future__ import annotations

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from leitstern.access.fair_queue import FairQueue

_hasher = PasswordHasher()

AT_ONCE = 2
"""A burst of sign-ins must not take gigabytes."""
WAITING_PER_KEY, WAITING = 8, 200


class Passwords:
    """`key` is what waiting is fair between: an address. Both raise TooMany when too many wait."""

    def __init__(self) -> None:
        self._queue = FairQueue(AT_ONCE, WAITING_PER_KEY, WAITING)

    async def hash(self, password: str, key: str) -> str:
        """As `hash_password`."""
        return await self._queue.run(key, lambda: hash_password(password))

    async def check(self, stored_hash: str, password: str, key: str) -> bool:
        """As `is_password`."""
        return await self._queue.run(key, lambda: is_password(stored_hash, password))


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its salt and parameters."""
    return _hasher.hash(password)


def is_password(stored_hash: str, password: str) -> bool:
    """Whether `password` matches `stored_hash`. Without a hash: False, after the same time."""
    try:
        return _hasher.verify(stored_hash or _hash_of_nothing(), password) and bool(stored_hash)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


@functools.cache
def _hash_of_nothing() -> str:
    return _hasher.hash("nobody's password")
