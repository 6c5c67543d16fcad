"""The stars of the growth map and their labels: one star per opportunity; close ones form a cluster.

Pure geometry over growth_frame.py; label_layout.py places the labels. Called by growth_drawing.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import NamedTuple

from leitstern.plan.growth import Growth, Step, heights_of
from leitstern.reports.growth_frame import Frame, Point, Scale, Words, rounded, xy
from leitstern.reports.label_layout import Box, Labels, around
from leitstern.reports.picture import Anchor, Label, Link, Path
from leitstern.reports.text_width import shortened, text_width, wrapped

FIRM_STAGES = ("agreed", "running", "realised")


class Star(NamedTuple):
    """A point on the curve: one opportunity, or a cluster of several that are too close together."""

    steps: tuple[Step, ...]
    total: float
    x: float
    y: float
    radius: float

    @property
    def is_firm(self) -> bool:
        return all(step.opportunity.stage in FIRM_STAGES for step in self.steps)


def gathered(growth: Growth, scale: Scale, frame: Frame) -> list[Star]:
    """One star per step. Stars that overlap, or are more than the frame can hold, are clustered."""
    if not growth.steps:
        return []
    most = max(abs(step.total) for step in growth.steps) or 1.0
    stars = [
        Star((step,), step.total, *scale.at(step.on, height), _radius(step.total, most, frame))
        for step, height in zip(growth.steps, heights_of(growth.steps), strict=True)
    ]
    while (at := _closest(stars, frame)) is not None:
        one, other = stars[at], stars[at + 1]
        merged, total = one.steps + other.steps, one.total + other.total
        # A cluster is where its last star is.
        stars[at : at + 2] = [Star(merged, total, other.x, other.y, _radius(total, most, frame))]
    return stars


def _radius(total: float, most: float, frame: Frame) -> float:
    size = sqrt(min(abs(total) / most, 1.0))
    return round(frame.star * (0.5 + 0.5 * size), 1)


def _closest(stars: Sequence[Star], frame: Frame) -> int | None:
    """Index of the first of the two neighbours to merge next, or None when no merge is needed."""
    pairs = range(len(stars) - 1)
    for at in pairs:
        one, other = stars[at], stars[at + 1]
        reach = (one.radius + other.radius) * 0.5
        if abs(one.x - other.x) < reach and abs(one.y - other.y) < reach:
            return at
    if len(stars) <= frame.most_stars:
        return None
    return min(pairs, key=lambda at: abs(stars[at + 1].x - stars[at].x) + abs(stars[at + 1].y - stars[at].y))


def labelled(
    stars: Sequence[Star], frame: Frame, words: Words, taken: Sequence[Box], lines: Sequence[Box]
) -> list[Link]:
    """Places the labels of the largest stars first; returns the stars in the order of time."""
    right = frame.width - 4 if frame.is_upright else frame.plot.right + 8
    room = Box(frame.plot.left, 2, right, frame.plot.bottom)
    points = [around(star.x, star.y, star.radius) for star in stars]
    labels = Labels(room, [*taken, *points], lines)
    largest_first = sorted(range(len(stars)), key=lambda at: -stars[at].total)
    links = {at: _link(stars[at], frame, words, labels) for at in largest_first}
    return [links[at] for at in range(len(stars))]


def _link(star: Star, frame: Frame, words: Words, labels: Labels) -> Link:
    title, note = _said(star, words)
    look = "star" if star.is_firm else "star-hollow"
    marks: list[Path | Label] = [Path(look, star_path(star.x, star.y, star.radius))]
    marks += _label(star, title, words.money(star.total) if frame.is_upright else note, frame, labels)
    single = star.steps[0].opportunity if len(star.steps) == 1 else None
    href = f"#opportunities/{single.id}" if single else "#opportunities"
    members = () if single else tuple(map(words.member_of, star.steps))
    return Link("star" if single else "cluster", href, f"{title}, {note}", tuple(marks), members)


def _label(star: Star, title: str, note: str, frame: Frame, labels: Labels) -> Iterator[Path | Label]:
    """Tries a place beside the star, then fewer words, then places farther away, then across the curve."""
    tries = [(_near, share, False) for share in (1.0, 0.75, 0.5)]
    tries += [(_far, 1.0, False), (_far, 0.6, False), (_near, 0.6, True)]
    for places, share, may_cross in tries:
        lines = _lines(title, frame, frame.label_width * share)
        candidates = places(star, frame, _size(lines, note, frame))
        box = labels.take(candidates, (star.x, star.y), may_cross=may_cross)
        if box is not None:
            yield from _text(box, star, lines, note, frame)
            return


def _said(star: Star, words: Words) -> tuple[str, str]:
    if len(star.steps) == 1:
        return words.title_of(star.steps[0].opportunity), words.note_of(star.steps[0])
    return words.t("growth.cluster", count=len(star.steps)), words.yearly(star.total)


def _lines(title: str, frame: Frame, width: float) -> tuple[str, ...]:
    if frame.is_upright:
        return wrapped(title, frame.text, width, 2)
    return (shortened(title, frame.text, width),)


def _size(lines: Sequence[str], note: str, frame: Frame) -> Point:
    widest = max(text_width(line, frame.text) for line in lines)
    width = max(widest, text_width(note, frame.text * 0.9))
    return width, (len(lines) + 1) * frame.text * 1.25


def _near(star: Star, frame: Frame, size: Point) -> Iterator[Box]:
    """Places beside the star, best first: above the curve, where the area is empty."""
    width, height = size
    gap = star.radius + frame.text * 0.35
    if frame.is_upright:
        for left in (star.x + gap, star.x - gap - width):
            for dy in _steps_away(height, 2):
                yield _beside(left, star.y + dy, width, height)
        return
    for dy in (0.0, -height * 0.5, -height):
        yield _beside(star.x - gap - width, star.y + dy, width, height)
    yield _beside(star.x - width / 2, star.y - gap - height / 2, width, height)
    for dy in (height * 0.6, height, -height * 0.6):
        yield _beside(star.x + gap, star.y + dy, width, height)
    for share in (0.5, 0.9):
        yield _beside(star.x - width * share, star.y + gap + height / 2, width, height)


def _far(star: Star, frame: Frame, size: Point) -> Iterator[Box]:
    """Places that need a leader line: up to the left, then down to the right. None on a phone."""
    if frame.is_upright:
        return
    width, height = size
    gap = star.radius + frame.text * 0.35
    for rows in range(2, 8):
        away = rows * height * 0.75
        yield _beside(star.x - width, star.y - away, width, height)
        yield _beside(star.x + gap, star.y + away, width, height)


def _steps_away(height: float, count: int) -> Iterator[float]:
    yield 0.0
    for step in range(1, count + 1):
        yield step * height * 0.5
        yield -step * height * 0.5


def _beside(left: float, middle: float, width: float, height: float) -> Box:
    return Box(left, middle - height / 2, left + width, middle + height / 2)


def _text(box: Box, star: Star, lines: Sequence[str], note: str, frame: Frame) -> Iterator[Path | Label]:
    """Aligns the text to the edge of its box next to the star; a distant label gets a leader line."""
    is_left = box.left + box.right < 2 * star.x - 1
    x = box.right if is_left else box.left
    anchor: Anchor = "end" if is_left else "start"
    if _distance(box, star) > frame.text * 1.4:
        yield Path("leader", _leader(box, star))
    y = box.top + frame.text
    for line in lines:
        yield Label("title", *rounded(x, y), line, anchor)
        y += frame.text * 1.25
    yield Label("note", *rounded(x, y - frame.text * 0.05), note, anchor)


def _distance(box: Box, star: Star) -> float:
    dx = max(box.left - star.x, star.x - box.right, 0.0)
    dy = max(box.top - star.y, star.y - box.bottom, 0.0)
    return max(dx, dy) - star.radius


def _leader(box: Box, star: Star) -> str:
    x = min(max(star.x, box.left), box.right)
    y = box.bottom if box.bottom < star.y else box.top
    return f"M{xy(rounded(x, y))}L{xy((star.x, star.y))}"


def star_path(x: float, y: float, radius: float) -> str:
    """The four-pointed star of the product."""
    waist = radius * 0.18
    return (
        f"M{x:g} {_short(y - radius)}Q{_short(x + waist)} {_short(y - waist)} {_short(x + radius)} {y:g}"
        f"Q{_short(x + waist)} {_short(y + waist)} {x:g} {_short(y + radius)}"
        f"Q{_short(x - waist)} {_short(y + waist)} {_short(x - radius)} {y:g}"
        f"Q{_short(x - waist)} {_short(y - waist)} {x:g} {_short(y - radius)}Z"
    )


def _short(value: float) -> str:
    return f"{round(value, 1):g}"
