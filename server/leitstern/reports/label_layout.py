"""Places labels beside their points, so that no label overlaps another one, a point or an edge.

Pure geometry. A greedy search in the caller's order (most important first): each label takes the first free
one of its candidate places. A point without a free place gets no label; the picture's table names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def around(x: float, y: float, radius: float) -> Box:
    """The square around a point."""
    return Box(x - radius, y - radius, x + radius, y + radius)


class Labels:
    """The boxes that are taken so far. Labels must be inside `room`."""

    def __init__(self, room: Box, taken: Iterable[Box], lines: Iterable[Box] = ()) -> None:
        self._room = room
        self._taken = list(taken)
        self._lines = list(lines)

    def take(
        self, candidates: Iterable[Box], point: tuple[float, float], *, may_cross: bool = False
    ) -> Box | None:
        """Takes and returns the first free candidate; None when there is none.

        A label does not overlap lines either, unless it `may_cross` them. No taken box is between the label
        and its `point`, except at the point itself.
        """
        hurdles = self._taken if may_cross else [*self._taken, *self._lines]
        others = [other for other in self._taken if not other.meets(around(*point, 0.5))]
        for box in candidates:
            if not self._room.holds(box) or any(box.meets(other) for other in hurdles):
                continue
            if not any(other.meets(dot) for dot in _between(box, point) for other in others):
                self._taken.append(box)
                return box
        return None


def _between(box: Box, point: tuple[float, float]) -> Iterable[Box]:
    """Sample points on the straight line from the centre of `around` to the nearest edge of a label."""
    x, y = point
    to_x, to_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    for step in range(4, 10):
        share = step / 10
        yield around(x + (to_x - x) * share, y + (to_y - y) * share, 0.5)
