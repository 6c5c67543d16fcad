"""Removes noise from a stretch of the log: text that was inserted and deleted again within one hour. Pure.

A document's log of an hour is thinned only if it is large, and only if at least half of it goes; entries of
people who wrote little in that hour stay as they are. Of the rest, deletions are brought forward to the
insertion: an entry then holds no text that died in the hour, and entries of which nothing is left are merged.
What stood at the end of the hour stays, and so do deletions of older text, and authors, times and seqs of all
other entries. Called by thinning_job.py, on hours that are at least a day past.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from leitstern.live.document.log_budget import ENTRY_BYTES
from leitstern.live.document.replica import EMPTY, Damaged, Replica, Roots, raising_damaged
from leitstern.live.gate.struct_decoder import GC
from leitstern.live.gate.update_reader import Update, read_state_vector, read_update
from leitstern.live.history.id_ranges import IdRanges, Ranges, count, deleting
from leitstern.store.interfaces import Author, EntryWeight, LoadedDocument, LoggedUpdate

WORTH_BYTES = 256 << 10
"""Smaller hours stay as they are: ordinary writing is never thinned."""
MOST_ENTRIES = 5000
MOST_BYTES = 16 << 20
"""Longer hours are thinned in several stretches."""
NOISY_BYTES = 32 << 10
"""Entries of people who wrote less in a stretch stay as they are."""
REWRITTEN_BYTES = 1024
"""A smaller entry of which something is left stays as it is."""
_ANY_SIZE = 1 << 31


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive entries of one hour."""

    after_seq: int
    upto_seq: int
    size: int

    @property
    def is_worth_it(self) -> bool:
        return self.size >= WORTH_BYTES


def stretches(entries: Sequence[EntryWeight], snapshots: Sequence[int]) -> Iterator[Stretch]:
    """The entries by hours. A stretch ends at a snapshot too, so that none is in the middle of an entry."""
    cuts = set(snapshots)
    begin: EntryWeight | None = None
    size = length = 0
    for at, entry in enumerate(entries):
        begin = begin or entry
        size, length = size + entry.size + ENTRY_BYTES, length + 1
        following = entries[at + 1] if at + 1 < len(entries) else None
        is_last = following is None or _hour(following) != _hour(entry)
        if is_last or entry.seq in cuts or length >= MOST_ENTRIES or size >= MOST_BYTES:
            yield Stretch(begin.begin_seq - 1, entry.seq, size)
            begin, size, length = None, 0, 0


def _hour(entry: EntryWeight) -> tuple[int, int]:
    return entry.at.toordinal(), entry.at.hour


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry, and what of its text dies within the stretch."""

    logged: LoggedUpdate
    dies: Ranges
    is_noise: bool
    """Whether nothing of it is left, and it deletes nothing that is older."""
    is_rewritten: bool
    """Whether something is left, and leaving out what dies is worth it."""


def thinned(
    before: LoadedDocument, entries: Sequence[LoggedUpdate], roots: Roots
) -> list[LoggedUpdate] | None:
    """The entries without their noise; None when there is too little. Raises Damaged, UpdateRefused."""
    rewritten = _rewrite(before, _read_all(entries), roots)
    if _weight(rewritten) * 2 > _weight(entries):
        return None
    if not _are_equal(before, entries, rewritten, roots):
        raise Damaged("thinning would change the document")
    return rewritten


def _read_all(entries: Sequence[LoggedUpdate]) -> list[_Read]:
    updates = [read_update(logged.update, _ANY_SIZE) for logged in entries]
    deleted = IdRanges(update.deletions for update in updates)
    inserted = IdRanges(_inserts(update, with_gone=True) for update in updates)
    noisy = _noisy(entries)
    return [
        _read(logged, update, deleted, inserted)
        if noisy.intersection(author.participant for author in logged.authors)
        else _Read(logged, {}, is_noise=False, is_rewritten=False)
        for logged, update in zip(entries, updates, strict=True)
    ]


def _noisy(entries: Sequence[LoggedUpdate]) -> set[str]:
    """The participants who wrote much."""
    sizes: Counter[str] = Counter()
    for logged in entries:
        for participant in {author.participant for author in logged.authors}:
            sizes[participant] += len(logged.update) + ENTRY_BYTES
    return {participant for participant, size in sizes.items() if size >= NOISY_BYTES}


def _read(logged: LoggedUpdate, update: Update, deleted: IdRanges, inserted: IdRanges) -> _Read:
    """`deleted`, `inserted`: by all entries of the stretch."""
    inserts = _inserts(update, with_gone=False)
    dies = deleted.common(inserts)
    is_noise = count(dies) == count(inserts) and inserted.has_all(update.deletions)
    is_large = len(logged.update) >= REWRITTEN_BYTES
    return _Read(logged, dies, is_noise, is_large and count(dies) * 2 >= count(inserts))


def _inserts(update: Update, *, with_gone: bool) -> Ranges:
    """The ids that an update inserts; with or without those that hold nothing already."""
    return {
        client: [(s.clock, s.length) for s in structs if with_gone or s.kind != GC]
        for client, structs in update.sections.items()
    }


def _rewrite(before: LoadedDocument, reads: Sequence[_Read], roots: Roots) -> list[LoggedUpdate]:
    replica = Replica(before, roots)
    found: list[LoggedUpdate] = []
    try:
        for is_noise, group in groupby(reads, lambda read: read.is_noise):
            members = list(group)
            if is_noise:
                found.append(_merged(members, _emitted(replica, members)))
            else:
                found += [_shorter(replica, read) for read in members]
    finally:
        replica.close()
    return found


def _shorter(replica: Replica, read: _Read) -> LoggedUpdate:
    if read.is_rewritten:
        return replace(read.logged, update=_emitted(replica, [read]))
    with raising_damaged():
        replica.doc.apply_update(read.logged.update)
    return read.logged


def _emitted(replica: Replica, reads: Sequence[_Read]) -> bytes:
    """What the document emits when entries and the deletion of what dies are one transaction."""
    emitted: list[bytes] = []
    with raising_damaged():
        subscription = replica.doc.observe(lambda event: emitted.append(event.update))
        with replica.doc.transaction():
            for read in reads:
                replica.doc.apply_update(read.logged.update)
                replica.doc.apply_update(deleting(read.dies))
        replica.doc.unobserve(subscription)
    return emitted[0] if emitted else EMPTY


def _merged(reads: Sequence[_Read], update: bytes) -> LoggedUpdate:
    first, last = reads[0].logged, reads[-1].logged
    authors: dict[str, Author] = {}
    for read in reads:
        authors.update((author.participant, author) for author in read.logged.authors)
    return replace(last, update=update, authors=list(authors.values()), first_seq=first.begin_seq)


def _weight(entries: Sequence[LoggedUpdate]) -> int:
    return sum(len(logged.update) + ENTRY_BYTES for logged in entries)


def _are_equal(
    before: LoadedDocument, one: Sequence[LoggedUpdate], other: Sequence[LoggedUpdate], roots: Roots
) -> bool:
    """Whether both ways lead to the same content, clocks and deletions."""
    return _end(before, one, roots) == _end(before, other, roots)


def _end(before: LoadedDocument, entries: Sequence[LoggedUpdate], roots: Roots) -> tuple[object, ...]:
    replica = Replica(replace(before, updates=[*before.updates, *entries]), roots)
    try:
        deletions = read_update(replica.encode(), _ANY_SIZE).deletions
        clocks = read_state_vector(replica.state_vector())
        return replica.to_plain(), clocks, IdRanges([deletions])
    finally:
        replica.close()
