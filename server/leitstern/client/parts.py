"""An answer to the server's question that is larger than a message, in parts. Pure; for live_document.py.

Deletions are in no state vector, so every answer carries all of them: those of an old document may need many
messages. Structs are not cut here: a script writes in small edits, and after a break it sends what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from leitstern.live.contents import MAX_CLOCK
from leitstern.live.updates import read_update
from leitstern.live.wire import varuint

LARGEST = 896 << 10
"""Bytes of one update; the server's largest message is 1 MiB."""
RANGES = 16_000
"""Deleted ranges in one part: what takes the server long counts against our rate."""


def parts_of(update: bytes) -> list[bytes]:
    """Updates that say the same one after the other: structs, then deletions. One alone where it fits."""
    if len(update) <= LARGEST:
        return [update]
    read = read_update(update, MAX_CLOCK)
    structs = [update[: read.deletions_at] + b"\x00"] if read.sections else []
    return structs + list(_deletions(read.deletions))


def _deletions(deletions: dict[int, list[tuple[int, int]]]) -> Iterator[bytes]:
    for client, ranges in deletions.items():
        for at in range(0, len(ranges), RANGES):
            some = ranges[at : at + RANGES]
            head = b"\x00" + varuint(1) + varuint(client) + varuint(len(some))
            yield head + b"".join(varuint(clock) + varuint(length) for clock, length in some)
