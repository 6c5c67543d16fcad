"""Makes one snapshot from the log and verifies it by reading it back. No I/O, no clock.

`make` replays a loaded document. It builds a second Doc from the result alone and compares state vector and
canonical JSON. Forged neighbours may read back in another order (docs/decisions/0030-the-gate.md); that order
counts, because everybody who opens the document reads it. Called by compaction.py for small documents and by
snapshot_process.py for large ones.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from leitstern.live.document.replica import Damaged, Replica, Roots
from leitstern.live.gate.update_reader import read_state_vector
from leitstern.store.interfaces import DocumentInfo, LoadedDocument


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole document as one Yjs update, with what proves that it reads back."""

    state: bytes
    vector: bytes
    digest: str


def make(loaded: LoadedDocument, roots: Roots) -> Snapshot | None:
    """None when the snapshot does not read back. Raises Damaged when the log cannot be applied."""
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
    """Content of a Doc built from the state alone; None when that fails or gives another state vector."""
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
    """Equal for equal letters and list members in any order."""
    if isinstance(data, str):
        return sorted(data)
    if isinstance(data, list):
        return sorted(canonical(unordered(member)) for member in data)
    if isinstance(data, dict):
        return {key: unordered(member) for key, member in data.items()}
    return data


def canonical(data: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest_of(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode(errors="surrogatepass")).hexdigest()
