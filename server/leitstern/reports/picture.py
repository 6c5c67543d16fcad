"""The type of a picture: marks in a coordinate space, a title, a sentence that describes it, and a table.

Pure values. One module per kind of picture makes them from a view (growth_map.py). templates/pictures.html
draws them as inline SVG with classes only, so style sheets decide light, dark and print. Coordinates grow to
the right and downwards, in units of `width`, `height`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area. `look` is the last part of its class, such as `area-customer`."""

    look: str
    d: str
    shape: Literal["path"] = "path"


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text; `y` is its baseline."""

    look: str
    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    shape: Literal["label"] = "label"


@dataclass(frozen=True, slots=True)
class Link:
    """Marks that form one link to a place in the plan. `name` is its accessible name."""

    look: str
    href: str
    name: str
    marks: tuple[Path | Label, ...]
    members: tuple[Member, ...] = ()
    """Of a cluster: what it opens."""
    shape: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of a cluster."""

    href: str
    title: str
    note: str


Mark = Path | Label | Link


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps values from `low` to `high` to positions from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return round(self.start + (value - self.low) / span * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The marks for one screen proportion: wide, medium or tall."""

    name: str
    width: float
    height: float
    marks: tuple[Mark, ...]
    scale: tuple[Axis, Axis] | None = None
    """Across and upwards, where marks may be moved in the browser."""


@dataclass(frozen=True, slots=True)
class Table:
    """The picture's numbers as a table. The first cell of each row is its header."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` is the value of `data-picture`; every drawing shows the same."""

    kind: str
    title: str
    sentence: str
    drawings: tuple[Drawing, ...]
    table: Table = field(default_factory=lambda: Table((), ()))
