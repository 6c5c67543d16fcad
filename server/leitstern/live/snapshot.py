"""One snapshot: made from what the log says, and proved by reading it back. Pure; no I/O, no clock.

`make` replays a loaded document and asks a second Doc, built from nothing but the result, whether it says
the same: same state vector, same canonical JSON. Where somebody forged neighbours, words may stand in another
order there (docs/decisions/0030-the-gate.md): everybody who opens the document reads that one, so it counts.
Called by compaction.py for small documents and by snapshotter.py, in a process of its own, for large ones.
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
        state, vector, plain = replica.encode(), replica.state_vector(), replica.to_plain()
    finally:
        replica.close()
    read = read_back(state, vector, roots)
    if read is None or (read != plain and unordered(read) != unordered(plain)):
        return None
    return Snapshot(state, vector, digest_of(read))


def read_back(state: bytes, vector: bytes, roots: Roots) -> dict[str, Any] | None:
    """What a Doc built from the state alone holds; None when it cannot be, or has another state vector."""
    empty = DocumentInfo("", "", "", 1, 0, 0)
    try:
        replica = Replica(LoadedDocument(empty, state, [], {}), roots)
        try:
            same = read_state_vector(replica.state_vector()) == read_state_vector(vector)
            return replica.to_plain() if same else None
        finally:
            replica.close()
    except Damaged:
        return None


def unordered(data: Any) -> Any:
    """The same for the same letters and members in whatever order."""
    if isinstance(data, str):
        return sorted(data)
    if isinstance(data, list):
        return sorted(canonical(unordered(member)) for member in data)
    if isinstance(data, dict):
        return {key: unordered(member) for key, member in data.items()}
    return data


def canonical(data: Any) -> str:
    """JSON that is the same for the same content: sorted keys, no spaces, letters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest_of(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode(errors="surrogatepass")).hexdigest()
