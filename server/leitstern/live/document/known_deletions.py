"""Remembers delete sets that are already durable, so that repeating one costs nothing.

A state vector does not cover deletions, so every browser's answer to our step 1 contains all deletions of the
document; after a restart two hundred browsers send the same bytes. Deletions are idempotent, so a committed
set need not be decoded again. Owned by a replica, because a rebuilt replica may lack what the log lost.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

_WORTH_BYTES = 256
"""Smaller ones are read as fast as they are hashed."""
_MOST = 16


class KnownDeletions:
    """Hashes of the last few updates that only delete."""

    def __init__(self) -> None:
        self._hashes: OrderedDict[bytes, None] = OrderedDict()

    def holds(self, update: bytes) -> bool:
        """Whether the update only deletes, and exactly the same was committed before."""
        return bool(self._hashes) and _only_deletes(update) and _hash(update) in self._hashes

    def remember(self, update: bytes) -> None:
        """The update is durable."""
        if _only_deletes(update):
            self._hashes[_hash(update)] = None
            if len(self._hashes) > _MOST:
                self._hashes.popitem(last=False)


def _only_deletes(update: bytes) -> bool:
    """Its first count, that of clients with structs, is zero."""
    return len(update) > _WORTH_BYTES and update[0] == 0


def _hash(update: bytes) -> bytes:
    return blake2b(update, digest_size=16).digest()
