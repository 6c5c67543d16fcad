"""Places labels beside their points, so that no label overlaps another one, a point or an edge.

Pure geometry. A greedy search in the caller's order (most important first): each label takes the first free
one of its candidate places. A point without a free place gets no label; the picture's table names it. A grid
finds the boxes near a place, so that five hundred points are not compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import floor
from typing import NamedTuple


class Box(NamedTuple):
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

    What lies outside the room, however far, stands in the cells around it. Every label of a picture asks here
    several times: no call within the loops.
    """

    def __init__(self, room: Box, boxes: Iterable[Box] = ()) -> None:
        self._cell = cell = max(room.right - room.left, room.bottom - room.top, 1.0) / CELLS
        self._left, self._right = room.left - cell, room.right + cell
        self._top, self._bottom = room.top - cell, room.bottom + cell
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        columns, rows = self._reach(box)
        for column in columns:
            for row in rows:
                self._cells.setdefault((column, row), []).append(box)

    def meets(self, box: Box) -> bool:
        """Whether any box overlaps this one."""
        columns, rows = self._reach(box)
        cells, (left, top, right, bottom) = self._cells, box
        for column in columns:
            for row in rows:
                for other in cells.get((column, row), ()):
                    if other[0] < right and left < other[2] and other[1] < bottom and top < other[3]:
                        return True
        return False

    def meeting(self, box: Box) -> list[Box]:
        """The boxes that overlap this one; one of several cells comes several times."""
        columns, rows = self._reach(box)
        near = [other for column in columns for row in rows for other in self._cells.get((column, row), ())]
        return [other for other in near if other.meets(box)]

    def _reach(self, box: Box) -> tuple[range, range]:
        """The columns and rows of its cells."""
        left, top, right, bottom = box
        cell, first, last, highest, lowest = self._cell, self._left, self._right, self._top, self._bottom
        return (
            range(floor(min(max(left, first), last) / cell), floor(min(max(right, first), last) / cell) + 1),
            range(
                floor(min(max(top, highest), lowest) / cell),
                floor(min(max(bottom, highest), lowest) / cell) + 1,
            ),
        )


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
            if not self._room.holds(box) or self._taken.meets(box):
                continue
            if not may_cross and self._lines.meets(box):
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
