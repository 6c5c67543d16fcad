"""Builds a document from a log that may be damaged: skips and reports what the CRDT library cannot apply.

`salvaged` makes the Replica that people open. Entries without a checksum pass our own reader first, because
some bytes crash the library and with it the process. A document that lost changes, by damage or by a restore,
accepts them again from browsers that still have them. Called by document.py, history/ and cli/checking.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from leitstern.clock import utc_now
from leitstern.errors import UpdateRefused
from leitstern.live.document.replica import Damaged, Replica, Roots
from leitstern.live.gate.update_reader import read_state_vector, read_update
from leitstern.store.interfaces import DamagedEntry, LoadedDocument, LoggedUpdate

RECOVERY = timedelta(days=14)
"""How long after a restore or repair browsers may bring back other people's changes. During that time an
answer to step 1 may contain structs under other people's client ids; the log names the sending connection."""

_ANY_SIZE = 1 << 31


def salvaged(loaded: LoadedDocument, roots: Roots) -> tuple[Replica, LoadedDocument]:
    """The document, and which log entries it contains. Raises Damaged when the snapshot cannot be read."""
    read = _without(loaded, [entry.seq for entry in loaded.updates if not _is_update(entry)])
    try:
        replica = Replica(read, roots)
    except Damaged:
        read = _without(read, _culprits(read, roots))
        replica = Replica(read, roots)
    replica.recovers = bool(read.damaged) or _is_recent(read.info.recovers_since)
    if replica.recovers:
        replica.held_back = _held_back(replica, read)
    return replica, read


def without_snapshot(loaded: LoadedDocument) -> LoadedDocument:
    """For a document without a readable snapshot: applies all readable updates."""
    lost = DamagedEntry(loaded.info.snapshot_seq, "update", is_snapshot=True)
    return replace(loaded, snapshot=None, damaged=[*loaded.damaged, lost])


def _is_recent(moment: datetime | None) -> bool:
    return moment is not None and utc_now() - moment < RECOVERY


def _held_back(replica: Replica, loaded: LoadedDocument) -> dict[int, int]:
    """Clocks of readable changes that build on lost ones: the library keeps them pending."""
    known = read_state_vector(replica.state_vector())
    held: dict[int, int] = {}
    for entry in loaded.updates:
        try:
            sections = read_update(entry.update, _ANY_SIZE).sections
        except UpdateRefused:
            continue
        for client, structs in sections.items():
            clock = structs[-1].clock + structs[-1].length
            if clock > max(known.get(client, 0), held.get(client, 0)):
                held[client] = clock
    return held


def _is_update(entry: LoggedUpdate) -> bool:
    """Checks only the encoding: the content may come from a version with other kinds."""
    if entry.is_checked:
        return True
    try:
        read_update(entry.update, _ANY_SIZE)
    except UpdateRefused as refusal:
        return refusal.code != "shape"
    return True


def _culprits(loaded: LoadedDocument, roots: Roots) -> Sequence[int]:
    """Entries that the library cannot apply. Each may leave the Doc half changed, so it is rebuilt."""
    culprits: list[int] = []
    good: list[LoggedUpdate] = []
    replica = Replica(replace(loaded, updates=[]), roots)
    for entry in loaded.updates:
        try:
            replica.replay(entry.update, {})
            good.append(entry)
        except Damaged:
            culprits.append(entry.seq)
            replica.close()
            replica = Replica(replace(loaded, updates=good), roots)
    replica.close()
    return culprits


def _without(loaded: LoadedDocument, seqs: Sequence[int]) -> LoadedDocument:
    if not seqs:
        return loaded
    return replace(
        loaded,
        updates=[entry for entry in loaded.updates if entry.seq not in seqs],
        damaged=[*loaded.damaged, *(DamagedEntry(seq, "update") for seq in seqs)],
    )
