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

    What lies outside the room, however far, stands in the cells at its edges. Every label of a picture asks
    here several times: no call within the loops.
    """

    def __init__(self, room: Box, boxes: Iterable[Box] = ()) -> None:
        self._room = room
        self._cell = cell = max(room.right - room.left, room.bottom - room.top, 1.0) / CELLS
        self._across = int((room.right - room.left) / cell) + 1
        self._down = int((room.bottom - room.top) / cell) + 1
        self._cells: list[list[Box]] = [[] for _ in range(self._across * self._down)]
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for number in self._reached(box):
            self._cells[number].append(box)

    def meets(self, box: Box) -> bool:
        """Whether any box overlaps this one, which is within the room."""
        cells, cell, down, room = self._cells, self._cell, self._down, self._room
        left, top, right, bottom = box
        first, last = int((top - room[1]) / cell), int((bottom - room[1]) / cell) + 1
        for column in range(int((left - room[0]) / cell), int((right - room[0]) / cell) + 1):
            for number in range(column * down + first, column * down + last):
                for other in cells[number]:
                    if other[0] < right and left < other[2] and other[1] < bottom and top < other[3]:
                        return True
        return False

    def meeting(self, box: Box) -> list[Box]:
        """The boxes that overlap this one; one of several cells comes several times."""
        return [other for number in self._reached(box) for other in self._cells[number] if other.meets(box)]

    def _reached(self, box: Box) -> Iterable[int]:
        """The cells of a box that may lie outside the room."""
        across, down, room, cell = self._across - 1, self._down - 1, self._room, self._cell
        first = floor(min(max((box.left - room.left) / cell, 0), across))
        last = floor(min(max((box.right - room.left) / cell, 0), across))
        highest = floor(min(max((box.top - room.top) / cell, 0), down))
        lowest = floor(min(max((box.bottom - room.top) / cell, 0), down))
        for column in range(first, last + 1):
            yield from range(column * self._down + highest, column * self._down + lowest + 1)


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
