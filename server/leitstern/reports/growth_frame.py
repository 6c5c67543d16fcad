"""The frames of the growth map, and the scale that maps a day and an amount to a point.

Pure geometry. In a wide frame time runs to the right and benefit upwards; in an upright one (a phone) time
runs upwards and benefit to the right. Used by growth_drawing.py and growth_stars.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from leitstern.plan.generated import Opportunity, Side
from leitstern.plan.growth import Growth, Step, extent_of
from leitstern.reports.label_layout import Box
from leitstern.reports.picture import Member

Point = tuple[float, float]

HEADROOM = 1.08
"""Part of the frame above the highest amount, so that the highest star has room."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One screen proportion: its size, the box of the curve, and the sizes of marks."""

    name: str
    width: float
    height: float
    plot: Box
    text: float
    star: float
    """Radius of the largest star."""
    label_width: float
    most_stars: int
    is_upright: bool = False


WIDE = Frame("wide", 1500, 560, Box(1, 26, 1200, 516), 19, 22, 440, 12)
MEDIUM = Frame("medium", 820, 400, Box(1, 24, 612, 362), 13, 15, 290, 12)
TALL = Frame("tall", 340, 560, Box(48, 132, 206, 545), 13, 13, 150, 8, is_upright=True)


@dataclass(frozen=True, slots=True)
class Words:
    """Formats amounts, shares and names in the reader's language."""

    t: Callable[..., str]
    money: Callable[[float], str]
    percent: Callable[[float], str]
    sides: Mapping[Side, str]
    total_money: Callable[[float], str]
    """Formats the total and its parts by side, so that the parts shown add up."""
    members: dict[str, Member] = field(default_factory=dict, compare=False)
    """By opportunity, once they were needed: every drawing lists them again."""

    def title_of(self, one: Opportunity) -> str:
        return one.title.strip() or self.t("overview.untitled")

    def note_of(self, step: Step) -> str:
        if step.opportunity.probability is None:
            return self.yearly(step.total)
        share = self.percent(step.opportunity.probability)
        return self.t("growth.note_probable", amount=self.money(step.total), probability=share)

    def member_of(self, step: Step) -> Member:
        """The step as one of a cluster's."""
        one = step.opportunity
        if one.id not in self.members:
            title, note = self.title_of(one), self.note_of(step)
            self.members[one.id] = Member(f"#opportunities/{one.id}", title, note)
        return self.members[one.id]

    def yearly(self, amount: float) -> str:
        return self.t("growth.note", amount=self.money(amount))


class Scale:
    """Maps a day and an amount to a point of the frame."""

    def __init__(self, growth: Growth, frame: Frame) -> None:
        self._start, self._end = growth.span.start, growth.span.end
        self._days = max(growth.span.days, 1)
        self._plot, self._is_upright = frame.plot, frame.is_upright
        low, high = extent_of(growth)
        self._low = min(0.0, low)
        self._range = (high - self._low) * HEADROOM or 1.0

    def at(self, day: date, amount: float) -> Point:
        """The point of an amount on a day."""
        return self.point(self.days_to(day), amount)

    def days_to(self, day: date) -> int:
        return (day - self._start).days

    def point(self, days: float, amount: float) -> Point:
        """The point of an amount so many days after the start."""
        along, up = days / self._days, (amount - self._low) / self._range
        left, top, right, bottom = self._plot
        if self._is_upright:
            return round(left + up * (right - left), 1), round(bottom - along * (bottom - top), 1)
        return round(left + along * (right - left), 1), round(bottom - up * (bottom - top), 1)

    def is_within(self, day: date) -> bool:
        return self._start <= day <= self._end


def rounded(x: float, y: float) -> Point:
    """Rounded to a tenth of a unit, which is finer than any screen resolution."""
    return round(x, 1), round(y, 1)


def xy(point: Point) -> str:
    """A point as path data."""
    return f"{point[0]:g} {point[1]:g}"
