"""One snapshot: made from what the log says, and proved by reading it back. Pure; no I/O, no clock.

`make` replays a loaded document and asks a second Doc, built from nothing but the result, whether it says
the same: same state vector, same canonical JSON. Called by compaction.py for small documents and by
snapshotter.py, in a process of its own, for large ones.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from leitstern.live.replica import Damaged, Replica, Roots
from leitstern.live.updates import read_state_vector
from leitstern.store.interfaces import DocumentInfo, LoadedDocument


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole document as one Yjs update, and how to tell that it reads back."""

    state: bytes
    vector: bytes
    digest: str


def make(loaded: LoadedDocument, roots: Roots) -> Snapshot | None:
    """None when it does not read back. Raises Damaged when the log cannot be applied."""
    replica = Replica(loaded, roots)
    try:
        made = Snapshot(replica.encode(), replica.state_vector(), digest_of(replica.to_plain()))
    finally:
        replica.close()
    return made if is_faithful(made, roots) else None


def is_faithful(made: Snapshot, roots: Roots) -> bool:
    """Whether a Doc built from the state alone has this state vector and this content."""
    empty = DocumentInfo("", "", "", 1, 0, 0)
    try:
        replica = Replica(LoadedDocument(empty, made.state, [], {}), roots)
        try:
            same = read_state_vector(replica.state_vector()) == read_state_vector(made.vector)
            return same and digest_of(replica.to_plain()) == made.digest
        finally:
            replica.close()
    except Damaged:
        return False


def canonical(data: Any) -> str:
    """JSON that is the same for the same content: sorted keys, no spaces, letters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest_of(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode(errors="surrogatepass")).hexdigest()
