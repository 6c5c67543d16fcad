"""Counts the part of a document's log after its newest snapshot: what loading has to replay.

document.py adds what becomes durable. history/compaction.py asks whether a snapshot is due, and reports
whether it was written.
"""

from __future__ import annotations

from collections.abc import Sequence

from leitstern.store.interfaces import Append, LoadedDocument


class LogTail:
    """Updates and bytes after `covered_seq`, the seq of the newest snapshot."""

    def __init__(self, loaded: LoadedDocument) -> None:
        head = loaded.info.head_seq
        self.covered_seq = loaded.updates[0].begin_seq - 1 if loaded.updates else head
        self.updates = head - self.covered_seq
        self.bytes = sum(len(logged.update) for logged in loaded.updates)
        self.snapshot_bytes = len(loaded.snapshot or b"")
        self._unfit_updates = 0

    @property
    def is_fit(self) -> bool:
        """Whether a snapshot may be tried: False for a while after one could not be made."""
        return self.updates > self._unfit_updates

    def grow(self, appends: Sequence[Append]) -> None:
        """Adds entries that became durable."""
        self.updates += len(appends)
        self.bytes += sum(len(append.update) for append in appends)

    def shrink(self, upto_seq: int, size: int, snapshot_bytes: int) -> None:
        """A snapshot was written: it covers `size` bytes of the tail, up to `upto_seq`."""
        self.updates -= upto_seq - self.covered_seq
        self.covered_seq = upto_seq
        self.bytes -= size
        self.snapshot_bytes = snapshot_bytes
        self._unfit_updates = 0

    def cannot_shrink(self, until: int) -> None:
        """No snapshot could be made: do not try again before `until` more updates."""
        self._unfit_updates = self.updates + until
