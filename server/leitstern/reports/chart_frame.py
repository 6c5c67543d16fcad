"""What charts share: their frames for a phone, half a page and a whole page, and a linear scale.

Pure geometry. Used by the modules that draw a picture with axes (portfolio_pictures.py and others); the
growth map has frames of its own (growth_frame.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leitstern.reports.label_layout import Box
from leitstern.reports.picture import Axis

MOST_POINTS = 160
"""Points of a curve at most: more cannot be told apart."""


@dataclass(frozen=True, slots=True)
class ChartFrame:
    name: str
    width: float
    height: float
    plot: Box
    text: float
    """Size of the text, as picture.css sets it."""


TALL = ChartFrame("tall", 360, 270, Box(2, 34, 356, 240), 13)
MEDIUM = ChartFrame("medium", 820, 380, Box(2, 34, 812, 346), 13)
WIDE = ChartFrame("wide", 1500, 560, Box(2, 48, 1490, 512), 19)
FRAMES = (WIDE, MEDIUM, TALL)


def across(frame: ChartFrame, low: float, high: float) -> Axis:
    return Axis(low, high, frame.plot.left, frame.plot.right)


def upward(frame: ChartFrame, low: float, high: float) -> Axis:
    return Axis(low, high, frame.plot.bottom, frame.plot.top)


def line(points: Iterable[tuple[float, float]]) -> str:
    """Path data of a polyline."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def area(points: Sequence[tuple[float, float]], floor: float) -> str:
    """Path data of the area between a polyline and a horizontal floor."""
    return f"{line(points)}L{points[-1][0]:g} {floor:g}L{points[0][0]:g} {floor:g}Z"


def rectangle(left: float, top: float, right: float, bottom: float) -> str:
    return f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z"


def dot(x: float, y: float, radius: float) -> str:
    """Path data of a circle."""
    return f"M{x - radius:g} {y:g}{_round(radius)}"


@lru_cache(maxsize=1024)
def _round(radius: float) -> str:
    """The circle from its leftmost point on. Kept, because a picture has few sizes and many dots."""
    arc = f"a{radius:g} {radius:g} 0 1 0"
    return f"{arc} {2 * radius:g} 0{arc} {-2 * radius:g} 0Z"


def thinned(count: int, keep: Iterable[int] = ()) -> list[int]:
    """Indexes of at most about MOST_POINTS of `count` points, with the first, the last and those to keep."""
    step = max(1, count // MOST_POINTS)
    return sorted({*range(0, count, step), count - 1, *keep})
