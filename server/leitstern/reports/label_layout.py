"""Places labels beside their points, so that no label overlaps another one, a point or an edge.

Pure geometry. A greedy search in the caller's order (most important first): each label takes the first free
one of its candidate places. A point without a free place gets no label; the picture's table names it. A grid
finds the boxes near a place, so that five hundred points are not compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor


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


CELLS = 24
"""Cells of the grid along the longer edge of a picture."""


class _Grid:
    """Boxes by the square cells that they reach into. A label crosses few cells of a picture.

    What lies outside the room, however far, stands in the cells around it.
    """

    def __init__(self, room: Box, boxes: Iterable[Box] = ()) -> None:
        self._room = room
        self._cell = max(room.right - room.left, room.bottom - room.top, 1.0) / CELLS
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for place in self._places(box):
            self._cells.setdefault(place, []).append(box)

    def meeting(self, box: Box) -> Iterator[Box]:
        """The boxes that overlap this one; one of several cells comes several times."""
        for place in self._places(box):
            for other in self._cells.get(place, ()):
                if other.meets(box):
                    yield other

    def _places(self, box: Box) -> Iterator[tuple[int, int]]:
        room = self._room
        columns = [self._at(edge, room.left, room.right) for edge in (box.left, box.right)]
        rows = [self._at(edge, room.top, room.bottom) for edge in (box.top, box.bottom)]
        for column in range(columns[0], columns[1] + 1):
            for row in range(rows[0], rows[1] + 1):
                yield column, row

    def _at(self, edge: float, low: float, high: float) -> int:
        return floor(min(max(edge, low - self._cell), high + self._cell) / self._cell)


class Labels:
    """The boxes that are taken so far. Labels must be inside `room`."""

    def __init__(self, room: Box, taken: Iterable[Box], lines: Iterable[Box] = ()) -> None:
        self._room = room
        self._taken = _Grid(room, taken)
        self._lines = _Grid(room, lines)

    def take(
        self, candidates: Iterable[Box], point: tuple[float, float], *, may_cross: bool = False
    ) -> Box | None:
        """Takes and returns the first free candidate; None when there is none.

        A label does not overlap lines either, unless it `may_cross` them. No taken box is between the label
        and its `point`, except at the point itself.
        """
        at = around(*point, 0.5)
        for box in candidates:
            if not self._room.holds(box) or any(self._taken.meeting(box)):
                continue
            if not may_cross and any(self._lines.meeting(box)):
                continue
            between = (other for dot in _between(box, point) for other in self._taken.meeting(dot))
            if all(other.meets(at) for other in between):
                self._taken.add(box)
                return box
        return None


def _between(box: Box, point: tuple[float, float]) -> Iterable[Box]:
    """Sample points on the straight line from the centre of `around` to the nearest edge of a label."""
    x, y = point
    to_x, to_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    for step in range(4, 10):
        share = step / 10
        yield around(x + (to_x - x) * share, y + (to_y - y) * share, 0.5)
