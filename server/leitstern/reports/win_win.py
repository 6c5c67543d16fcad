"""The win-win portfolio: opportunities by what they bring the customer and the supplier, as a picture.

Pure: a view and words in, a `Picture` out. Each dot is a link to its card; its size is the probability, its
core the firm part of both benefits, and effort is said in words. Below zero on an axis one side loses: that
part is shaded and named. The drawing carries its scale, by which web/src/elements/win-win.ts moves dots.
Called by pages/panels.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import sqrt
from typing import NamedTuple

from leitstern.plan.document import PlanView
from leitstern.plan.generated import EVIDENCE_LEVEL_VALUES, SIDE_VALUES, Opportunity, Side
from leitstern.plan.value_log import is_firm
from leitstern.reports.chart_frame import FRAMES, ChartFrame, dot, rectangle
from leitstern.reports.label_layout import Box, Labels, around
from leitstern.reports.picture import Anchor, Axis, Drawing, Label, Link, Mark, Path, Picture, Table
from leitstern.reports.text_width import shortened, text_width
from leitstern.wording import formats

Translate = Callable[..., str]
Money = Callable[[float], str]

ROOM = 1.12
"""How far an axis goes beyond its largest amount."""
LOSS = 0.09
"""Share of the longer part of an axis that is at least shown below zero."""
LARGEST_DOT, SMALLEST_DOT = 1.0, 0.4
"""Radius in lines of text, for a probability of one and of zero."""
LABEL_LINES = {"wide": 24, "medium": 22, "tall": 13}
"""Widest label of each frame, in lines of text."""


def compared(plan: PlanView) -> list[Opportunity]:
    """The opportunities that can be placed: pursued, with both benefits known."""
    return [
        one
        for one in plan.opportunities
        if one.stage != "dropped" and one.benefit_customer is not None and one.benefit_supplier is not None
    ]


def unplaced(plan: PlanView) -> list[Opportunity]:
    """Pursued opportunities that lack a benefit: they wait below the picture."""
    placed = {one.id for one in compared(plan)}
    return [one for one in plan.opportunities if one.stage != "dropped" and one.id not in placed]


def win_win_picture(plan: PlanView, sides: Mapping[Side, str], t: Translate, locale: str) -> Picture | None:
    """None while no opportunity has both benefits."""
    found = compared(plan)
    if not found:
        return None
    money = partial(formats.short_money, currency=plan.header.currency, locale=locale)
    both = sum(_customer(one) > 0 and _supplier(one) > 0 for one in found)
    rows = tuple(
        (
            _title(one, t),
            money(_customer(one)),
            money(_supplier(one)),
            formats.percent(one.probability, locale) if one.probability is not None else "–",
            t("win_win.days", count=round(one.effort)) if one.effort else "–",
            _levels(one, sides, t),
        )
        for one in found
    )
    heads = (
        t("kinds.opportunities.one"),
        t("win_win.for", side=sides["customer"]),
        t("win_win.for", side=sides["supplier"]),
        t("fields.probability"),
        t("fields.effort"),
        t("fields.evidence_level"),
    )
    # The largest benefit first, so that it gets its label.
    ordered = sorted(found, key=lambda one: (-(_customer(one) + _supplier(one)), one.id))
    dots = [_dot(one, t, money) for one in ordered]
    drawings = tuple(_draw(dots, sides, frame, t) for frame in FRAMES)
    sentence = t("win_win.sentence", count=both, all=len(found))
    return Picture("win-win", t("win_win.title"), sentence, drawings, Table(heads, rows))


class _Dot(NamedTuple):
    """What an opportunity's dot is in every frame."""

    href: str
    title: str
    name: str
    customer: float
    supplier: float
    size: float
    """Radius in lines of text."""
    core: float
    """The firm part's radius as a share of the dot's: by area, as the probability."""

    @property
    def is_lost(self) -> bool:
        return self.customer <= 0 or self.supplier <= 0


def _dot(one: Opportunity, t: Translate, money: Money) -> _Dot:
    title, customer, supplier = _title(one, t), _customer(one), _supplier(one)
    name = t("win_win.dot", title=title, customer=money(customer), supplier=money(supplier))
    share, href = sqrt(firm_share(one)), f"#opportunities/{one.id}"
    return _Dot(href, title, name, customer, supplier, _size(one), share)


def firm_share(one: Opportunity) -> float:
    """What both sides gain from evidence level 3 on / what both gain; a loss is no gain. 0 without a gain."""
    gains = {"customer": max(0.0, _customer(one)), "supplier": max(0.0, _supplier(one))}
    whole = sum(gains.values())
    return sum(gains[side] for side in SIDE_VALUES if is_firm(one, side)) / whole if whole else 0.0


def _levels(one: Opportunity, sides: Mapping[Side, str], t: Translate) -> str:
    levels = {"customer": one.evidence_level_customer, "supplier": one.evidence_level_supplier}
    return ", ".join(
        f"{sides[side]}: {t(f'choices.evidence_level.{levels[side]}')}"
        for side in SIDE_VALUES
        if levels[side] in EVIDENCE_LEVEL_VALUES
    )


def _draw(found: Sequence[_Dot], sides: Mapping[Side, str], frame: ChartFrame, t: Translate) -> Drawing:
    size = frame.text
    height = frame.height * 1.25
    plot = Box(frame.plot.left + size, size * 2.2, frame.plot.right - size, height - size * 2.6)
    x = _axis([one.customer for one in found], plot.left, plot.right)
    y = _axis([one.supplier for one in found], plot.bottom, plot.top)
    zero_x, zero_y = x.at(0), y.at(0)
    marks: list[Mark] = []
    marks.append(Path("area-lost", rectangle(plot.left, plot.top, zero_x, plot.bottom)))
    marks.append(Path("area-lost", rectangle(zero_x, zero_y, plot.right, plot.bottom)))
    across = f"M{plot.left:g} {zero_y:g}H{plot.right:g}"
    marks.append(Path("axis", f"{across}M{zero_x:g} {plot.top:g}V{plot.bottom:g}"))
    below = height - size * 0.8
    for_customer = t("win_win.axis", side=sides["customer"])
    marks.append(Label("for-customer", plot.right, below, f"{for_customer} →", "end"))
    for_supplier = t("win_win.axis", side=sides["supplier"])
    marks.append(Label("for-supplier", plot.left, size * 1.2, f"↑ {for_supplier}"))
    loses = t("win_win.loses")
    if text_width(loses + for_customer, size) + 4 * size > plot.right - plot.left:
        below, height = below + size * 1.5, height + size * 1.5  # On a phone each has a line of its own.
    marks.append(Label("lost-words", plot.left, round(below, 1), loses))
    marks += _dots(found, frame, plot, x, y)
    return Drawing(frame.name, frame.width, round(height, 1), tuple(marks), (x, y))


def _dots(found: Sequence[_Dot], frame: ChartFrame, plot: Box, x: Axis, y: Axis) -> Iterator[Mark]:
    size = frame.text
    points = [(x.at(one.customer), y.at(one.supplier), round(one.size * size, 1)) for one in found]
    room = Box(plot.left, 0, frame.width, plot.bottom + size * 0.7)
    labels = Labels(room, [around(*point) for point in points])
    for one, (px, py, radius) in zip(found, points, strict=True):
        look, firm_look = ("dot-lost", "dot-lost-firm") if one.is_lost else ("dot-joint", "dot-joint-firm")
        parts: list[Path | Label] = [Path(look, dot(px, py, radius))]
        core = round(radius * one.core, 1)
        if core:
            parts.append(Path(firm_look, dot(px, py, core)))
        parts += _title_beside(one.title, (px, py, radius), frame, labels)
        yield Link("dot", one.href, one.name, tuple(parts))


def _title_beside(
    title: str, point: tuple[float, float, float], frame: ChartFrame, labels: Labels
) -> tuple[Label, ...]:
    """At the first free place around the dot; nothing where none is free."""
    (px, py, radius), size = point, frame.text
    text = shortened(title, size, LABEL_LINES[frame.name] * size)
    width = text_width(text, size)
    places: tuple[tuple[float, float, Anchor], ...] = (
        (px + radius + size * 0.4, py + size * 0.35, "start"),
        (px - radius - size * 0.4, py + size * 0.35, "end"),
        (px, py - radius - size * 0.5, "middle"),
        (px, py + radius + size * 1.2, "middle"),
    )
    for x, y, anchor in places:
        if labels.take((_box(x, y, anchor, width, size),), (px, py)) is not None:
            return (Label("title", round(x, 1), round(y, 1), text, anchor),)
    return ()


def _box(x: float, y: float, anchor: Anchor, width: float, size: float) -> Box:
    left = x if anchor == "start" else x - width if anchor == "end" else x - width / 2
    return Box(left, y - size, left + width, y + size * 0.25)


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    """Always with some room below zero: where one side loses is named, and a dot can be moved there."""
    high = max(0.0, *values) * ROOM
    low = min(0.0, *values) * ROOM
    widest = max(high, -low) or 1.0
    return Axis(min(low, -LOSS * widest), high or widest, start, end)


def _size(one: Opportunity) -> float:
    """The area of a dot grows with the probability; an unknown one gives the smallest dot."""
    share = sqrt(one.probability or 0.0)
    return (SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * share) * 0.8


def _customer(one: Opportunity) -> float:
    return one.benefit_customer or 0.0


def _supplier(one: Opportunity) -> float:
    return one.benefit_supplier or 0.0


def _title(one: Opportunity, t: Translate) -> str:
    return one.title.strip() or t("overview.untitled")
