"""Sets of Yjs ids as ranges of clocks by client: union, intersection, size. Pure.

Called by thinning.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from leitstern.live.wire.encoding import varuint

Ranges = Mapping[int, Sequence[tuple[int, int]]]
"""Client -> (clock, length)."""


class IdRanges:
    """Made once from any ranges, which may overlap."""

    def __init__(self, parts: Iterable[Ranges]) -> None:
        loose: dict[int, list[tuple[int, int]]] = {}
        for part in parts:
            for client, ranges in part.items():
                loose.setdefault(client, []).extend((clock, clock + length) for clock, length in ranges)
        self._ends: dict[int, list[tuple[int, int]]] = {
            client: _joined(ranges) for client, ranges in loose.items()
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdRanges) and self._ends == other._ends

    __hash__ = None  # type: ignore[assignment]  # compared, never a key

    def common(self, ranges: Ranges) -> dict[int, list[tuple[int, int]]]:
        """The parts of `ranges` that are in this set."""
        found = {
            client: [part for clock, length in wanted for part in self._within(client, clock, clock + length)]
            for client, wanted in ranges.items()
        }
        return {client: parts for client, parts in found.items() if parts}

    def has_all(self, ranges: Ranges) -> bool:
        return count(self.common(ranges)) == count(ranges)

    def _within(self, client: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
        mine = self._ends.get(client, [])
        for first, last in mine[max(0, bisect_right(mine, (begin, 1 << 63)) - 1) :]:
            if first >= end:
                return
            if last > begin:
                low = max(first, begin)
                yield low, min(last, end) - low


def count(ranges: Ranges) -> int:
    return sum(length for parts in ranges.values() for _, length in parts)


def deleting(ranges: Ranges) -> bytes:
    """An update that deletes these ids and inserts nothing."""
    parts = [b"\0", varuint(len(ranges))]
    for client, deleted in ranges.items():
        parts += [varuint(client), varuint(len(deleted))]
        parts += [varuint(number) for pair in deleted for number in pair]
    return b"".join(parts)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(ranges):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
