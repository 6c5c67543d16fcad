"""Passwords: argon2id hashes and their check. Slow on purpose (tens of milliseconds and 64 MiB each).

Called through `asyncio.to_thread` by pages/, never inside a database transaction: the one writer must not
wait for a hash. A check against no hash at all takes as long as a real one, so that time does not tell who
is known.
"""

from __future__ import annotations

import functools
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_hasher = PasswordHasher()

_slots = threading.BoundedSemaphore(2)
"""Two at once: a burst of sign-ins must not take gigabytes."""


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its salt and parameters."""
    with _slots:
        return _hasher.hash(password)


def is_password(stored_hash: str, password: str) -> bool:
    """Whether `password` is the one behind `stored_hash`; False, as slowly, where there is none."""
    with _slots:
        try:
            return _hasher.verify(stored_hash or _hash_of_nothing(), password) and bool(stored_hash)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


@functools.cache
def _hash_of_nothing() -> str:
    return _hasher.hash("nobody's password")
