"""Splits an answer to sync step 1 that is larger than a message. Pure; called by live_document.py.

A state vector does not cover deletions, so every answer contains all of them; those of an old document may
need many messages. Structs are not split, because a script writes small edits.
"""

from __future__ import annotations

from collections.abc import Iterator

from leitstern.live.gate.struct_decoder import MAX_CLOCK
from leitstern.live.gate.update_reader import read_update
from leitstern.live.wire.encoding import varuint

LARGEST = 896 << 10
"""Bytes of one update; the server's largest message is 1 MiB."""
RANGES = 16_000
"""Deleted ranges in one part. CPU time of the server counts against our rate."""


def parts_of(update: bytes) -> list[bytes]:
    """Updates that together have the same effect, in order: structs, then deletions. Only one if it fits."""
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
