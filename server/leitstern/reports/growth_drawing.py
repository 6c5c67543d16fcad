"""The marks of the growth map for one frame: areas, curve, labelled stars, today, the north star.

Pure geometry over plan/growth.py and growth_frame.py; growth_stars.py makes the stars. Called by
growth_map.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from leitstern.plan.generated import Side
from leitstern.plan.growth import (
    Growth,
    Reached,
    Step,
    bends,
    curve_of,
    firm_steps,
    reached_on,
    realised_steps,
)
from leitstern.reports.growth_frame import Frame, Point, Scale, Words, rounded, xy
from leitstern.reports.growth_stars import gathered, labelled, star_path
from leitstern.reports.label_layout import Box
from leitstern.reports.picture import Anchor, Drawing, Label, Mark, Path
from leitstern.reports.text_width import shortened, text_width

MOST_BENDS = 100
"""Curves have at most so many pieces: beyond that a piece is narrower than its own line."""
Level = Callable[[date], tuple[float, float]]
"""A day -> an amount and its growth per day."""
Known = tuple[int, float, float]
"""Days from the start, with the level there."""
DAY = timedelta(days=1)
DAYS_APART = 12
"""How finely the curve is followed where labels have to stay clear of it."""


def draw(growth: Growth, today: date, frame: Frame, words: Words) -> Drawing:
    """All marks of the map in this frame, the lowest layer first."""
    scale = Scale(growth, frame)
    stars = gathered(growth, scale, frame)
    marks: list[Mark] = [*_years(growth, scale, frame), *_areas(growth, scale)]
    marks += _curves(growth, today, scale)
    marks += _today(today, scale, frame, words)
    taken = _today_box(today, scale, frame, words)
    marks += labelled(stars, frame, words, taken, _along_curve(growth, scale))
    marks += _north_star(growth, scale, frame, words)
    return Drawing(frame.name, frame.width, frame.height, tuple(marks))


# Curves -------------------------------------------------------------------------------------------


def _areas(growth: Growth, scale: Scale) -> Iterator[Path]:
    """Stacks gains upwards from the base line and losses downwards, so one side's loss hides no gain of the
    other. The firm part of each layer lies on it, from the layer's base up.
    """
    if not growth.steps:
        return
    yield Path("area-customer", _area(growth, scale, _nothing, _customer(growth.steps)))
    yield Path("area-supplier", _area(growth, scale, _below_supplier(growth), _above_supplier(growth)))
    firm = firm_steps(growth.steps)
    if any(step.customer for step in firm):
        yield Path("firm-customer", _area(growth, scale, _nothing, _customer(firm)))
    if any(step.supplier for step in firm):
        yield Path(
            "firm-supplier", _area(growth, scale, _below_supplier(growth), _firm_supplier(growth, firm))
        )


def _curves(growth: Growth, today: date, scale: Scale) -> Iterator[Path]:
    if not growth.steps:
        return
    days = _drawn(bends(growth.steps, growth.span))
    yield Path("expected", _line(days, scale, _total(growth.steps, expected=True)))
    yield Path("curve", _line(days, scale, _total(growth.steps)))
    realised = realised_steps(growth.steps)
    past = [day for day in _drawn(bends(realised, growth.span)) if day < today]
    if realised and past and scale.is_within(today):
        yield Path("firm", _line([*past, today], scale, _total(realised)))


def _area(growth: Growth, scale: Scale, low: Level, high: Level) -> str:
    days = _drawn(bends(growth.steps, growth.span))
    back = _line(days[::-1], scale, low).replace("M", "L", 1)
    return f"{_line(days, scale, high)}{back}Z"


def _drawn(days: Sequence[date]) -> Sequence[date]:
    """The bends that are drawn: all of them, or evenly some where there are more than a screen can show."""
    if len(days) <= MOST_BENDS:
        return days
    step = len(days) / MOST_BENDS
    return [*(days[int(number * step)] for number in range(MOST_BENDS)), days[-1]]


def _line(days: Sequence[date], scale: Scale, level: Level) -> str:
    """An exact Bezier curve: between two bends the amount is a cubic polynomial of time."""
    known = [(scale.days_to(day), *level(day)) for day in days]
    parts = [f"M{xy(scale.point(*known[0][:2]))}"]
    for at, (one, other) in enumerate(pairwise(known), 2):
        is_flat = _is_flat(one, other)
        if is_flat and at < len(known) and _is_flat(other, known[at]):
            continue  # the straight line goes on
        parts.append(f"L{xy(scale.point(*other[:2]))}" if is_flat else _segment(one, other, scale))
    return "".join(parts)


def _is_flat(one: Known, other: Known) -> bool:
    return one[1] == other[1] and one[2] == other[2] == 0


def _segment(one: Known, other: Known, scale: Scale) -> str:
    (start, first, growing), (end, last, slowing) = one, other
    third = (end - start) / 3
    leaving_x, leaving_y = scale.point(start + third, first + growing * third)
    coming_x, coming_y = scale.point(end - third, last - slowing * third)
    x, y = scale.point(end, last)
    return f"C{leaving_x:g} {leaving_y:g} {coming_x:g} {coming_y:g} {x:g} {y:g}"


def _nothing(_day: date) -> tuple[float, float]:
    return 0.0, 0.0


def _total(steps: Sequence[Step], *, expected: bool = False) -> Level:
    at = curve_of(steps, expected=expected).at

    def level(day: date) -> tuple[float, float]:
        reached, rate = at(day)
        return reached.total, rate.total

    return level


def _customer(steps: Sequence[Step]) -> Level:
    at = curve_of(steps).at

    def level(day: date) -> tuple[float, float]:
        reached, rate = at(day)
        return reached.customer, rate.customer

    return level


def _below_supplier(growth: Growth) -> Level:
    at = curve_of(growth.steps).at
    return lambda day: _base(*at(day))


def _above_supplier(growth: Growth) -> Level:
    return _firm_supplier(growth, growth.steps)


def _firm_supplier(growth: Growth, firm: Sequence[Step]) -> Level:
    at, firm_at = curve_of(growth.steps).at, curve_of(firm).at

    def level(day: date) -> tuple[float, float]:
        (base, base_rate), (reached, rate) = _base(*at(day)), firm_at(day)
        return base + reached.supplier, base_rate + rate.supplier

    return level


def _base(reached: Reached, rate: Reached) -> tuple[float, float]:
    """The base of the supplier's layer: the customer's layer where both have the same sign, else zero."""
    is_same_sign = (reached.customer >= 0) == (reached.supplier >= 0)
    return (reached.customer, rate.customer) if is_same_sign else (0.0, 0.0)


# Time ---------------------------------------------------------------------------------------------


def _years(growth: Growth, scale: Scale, frame: Frame) -> Iterator[Mark]:
    for year in range(growth.span.start.year, growth.span.end.year + 1):
        day = max(date(year, 1, 1), growth.span.start)
        x, y = scale.at(day, 0)
        box = frame.plot
        if frame.is_upright:
            if year > growth.span.start.year:
                yield Path("year", f"M{xy((box.left, y))}H{box.right:g}")
            yield Label("year", box.left - 10, y - 4, str(year), "end")
        else:
            if year > growth.span.start.year:
                yield Path("year", f"M{xy((x, box.top))}V{box.bottom:g}")
            yield Label("year", x + 6, box.bottom + frame.text * 1.5, str(year))


def _today(today: date, scale: Scale, frame: Frame, words: Words) -> Iterator[Mark]:
    if not scale.is_within(today):
        return
    x, y = scale.at(today, 0)
    box = frame.plot
    text = words.t("growth.today")
    if frame.is_upright:
        yield Path("today", f"M{xy((box.left - 6, y))}H{frame.width - 6:g}")
        yield Label("today", frame.width - 6, y - 5, text, "end")
    else:
        yield Path("today", f"M{xy((x, box.top))}V{box.bottom:g}")
        yield Label("today", x + 7, box.top + frame.text * 0.8, text)


def _today_box(today: date, scale: Scale, frame: Frame, words: Words) -> tuple[Box, ...]:
    """The box of the word "today", kept free of labels."""
    if not scale.is_within(today):
        return ()
    x, y = scale.at(today, 0)
    width = text_width(words.t("growth.today"), frame.text) + 10
    if frame.is_upright:
        return (Box(frame.width - width - 6, y - frame.text - 5, frame.width, y + 3),)
    return (Box(x, frame.plot.top, x + width, frame.plot.top + frame.text * 1.2),)


def _along_curve(growth: Growth, scale: Scale) -> list[Box]:
    """Narrow boxes along the curve, for labels to stay clear of."""
    days, at = range(0, growth.span.days, DAYS_APART), curve_of(growth.steps).at
    points = [scale.point(offset, at(growth.span.start + DAY * offset)[0].total) for offset in days]
    return [_around(one, other) for one, other in pairwise(points)]


def _around(one: Point, other: Point) -> Box:
    (x0, y0), (x1, y1) = one, other
    return Box(min(x0, x1) - 2, min(y0, y1) - 2, max(x0, x1) + 2, max(y0, y1) + 2)


# The north star -----------------------------------------------------------------------------------


def _north_star(growth: Growth, scale: Scale, frame: Frame, words: Words) -> Iterator[Mark]:
    if not growth.steps:
        return
    final = reached_on(growth.steps, growth.span.end)
    x, y = _north_place(frame)
    end = scale.at(growth.span.end, final.total)
    if not frame.is_upright:  # the words of the north star are between them
        yield Path("to-north", f"M{xy(end)}L{xy((x, y + frame.star * 1.5))}")
    yield Path("north", star_path(x, y, frame.star * 1.5))
    column = x + (frame.star * 2.2 if frame.is_upright else 0)
    top = y + (-frame.text * 0.4 if frame.is_upright else frame.star * 1.5 + frame.text * 2.4)
    anchor: Anchor = "start" if frame.is_upright else "middle"
    yield Label("total", *rounded(column, top), words.total_money(final.total), anchor)
    yield Label("note", *rounded(column, top + frame.text * 1.4), words.t("growth.together"), anchor)
    amounts: tuple[tuple[str, Side, float], ...] = (
        ("for-customer", "customer", final.customer),
        ("for-supplier", "supplier", final.supplier),
    )
    place = top + frame.text * 3.0
    for look, side, amount in amounts:
        for text in _side_lines(words.total_money(amount), words.sides[side], column, frame, words):
            yield Label(look, *rounded(column, place), text, anchor)
            place += frame.text * 1.4


def _side_lines(amount: str, side: str, column: float, frame: Frame, words: Words) -> tuple[str, ...]:
    """Amount and company in one line, or in two where one has no room for both."""
    room = frame.width - column - 4 if frame.is_upright else 2 * (frame.width - column) - 8
    line = words.t("growth.for_side", amount=amount, side=side)
    if text_width(line, frame.text) <= room:
        return (line,)
    return amount, shortened(side, frame.text, room)


def _north_place(frame: Frame) -> Point:
    if frame.is_upright:
        return frame.plot.left + frame.star * 1.2, frame.star * 1.5 + frame.text * 0.6
    return (frame.plot.right + frame.width) / 2 + 6, frame.plot.top + frame.star * 1.5
