"""How much of a document's log comes after its newest snapshot: what a load has to replay. Counts only.

pipeline.py counts what becomes durable, compaction.py asks whether a snapshot is due and tells when one was
written or could not be.
"""

from __future__ import annotations

from collections.abc import Sequence

from leitstern.store.interfaces import Append, LoadedDocument


class Tail:
    """Updates and bytes behind `covered_seq`, the last seq that a snapshot holds."""

    def __init__(self, loaded: LoadedDocument) -> None:
        self.covered_seq = loaded.info.head_seq - len(loaded.updates)
        self.updates = len(loaded.updates)
        self.bytes = sum(len(logged.update) for logged in loaded.updates)
        self.snapshot_bytes = len(loaded.snapshot or b"")
        self._unfit_updates = 0

    @property
    def is_fit(self) -> bool:
        """False while a tail of this length is known not to become a snapshot."""
        return self.updates > self._unfit_updates

    def grow(self, appends: Sequence[Append]) -> None:
        """These are durable now."""
        self.updates += len(appends)
        self.bytes += sum(len(append.update) for append in appends)

    def shrink(self, upto_seq: int, size: int, snapshot_bytes: int) -> None:
        """A snapshot of so many bytes covers the tail up to a seq, which is `size` bytes of it."""
        self.updates -= upto_seq - self.covered_seq
        self.covered_seq = upto_seq
        self.bytes -= size
        self.snapshot_bytes = snapshot_bytes
        self._unfit_updates = 0

    def cannot_shrink(self, until: int) -> None:
        """No snapshot now, and none before `until` more updates came."""
        self._unfit_updates = self.updates + until
