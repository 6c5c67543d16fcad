"""The panel that opens the value log: what was confirmed in twelve months, what waits, firm beside light.

Pure: a view, the words on its entries and a day in, a `ValuePanel` out, worded in the reader's language.
Called by pages/panels.py; plan/value_log.py has the formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from leitstern.plan import value_log
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Side
from leitstern.plan.value_log import Split, Word
from leitstern.reports.chart_frame import FRAMES, ChartFrame, rectangle
from leitstern.reports.picture import Axis, Drawing, Label, Mark, Path, Picture, Table
from leitstern.wording import formats

SIDES: tuple[Side, ...] = ("customer", "supplier")


@dataclass(frozen=True, slots=True)
class SideTotal:
    """What one company confirmed: yearly and one-off amounts, which are never added."""

    side: Side
    name: str
    yearly: str
    one_off: str
    """Empty when there is none."""
    entries: int


@dataclass(frozen=True, slots=True)
class ValuePanel:
    totals: tuple[SideTotal, ...]
    confirmed: int
    disputed: int
    waiting: int
    picture: Picture | None
    """Firm and light benefit of the opportunities; None while there is no benefit."""


def value_panel(
    plan: PlanView,
    words: Mapping[str, Word],
    today: date,
    sides: Mapping[Side, str],
    t: Callable[..., str],
    locale: str,
) -> ValuePanel:
    money = partial(formats.short_money, currency=plan.header.currency, locale=locale)
    totals = {one.side: one for one in value_log.confirmed_totals(plan, words, today)}
    confirmed = sum(value_log.is_confirmed(one, words.get(one.id)) for one in plan.values)
    disputed = sum(value_log.is_disputed(one, words.get(one.id)) for one in plan.values)
    return ValuePanel(
        tuple(
            SideTotal(
                side,
                sides[side],
                money(totals[side].yearly),
                money(totals[side].one_off) if totals[side].one_off else "",
                totals[side].entries,
            )
            for side in SIDES
        ),
        confirmed,
        disputed,
        len(plan.values) - confirmed - disputed,
        _picture(plan, sides, t, money),
    )


def firm_sentence(plan: PlanView, t: Callable[..., str], locale: str) -> str:
    """How much of the joint yearly benefit is firm; empty while there is none."""
    money = partial(formats.short_money, currency=plan.header.currency, locale=locale)
    parts = [value_log.split(plan.opportunities, side) for side in SIDES]
    total = sum(one.total for one in parts)
    return t("value.firm_of", firm=money(sum(one.firm for one in parts)), total=money(total)) if total else ""


def _picture(
    plan: PlanView, sides: Mapping[Side, str], t: Callable[..., str], money: Callable[[float], str]
) -> Picture | None:
    parts = {side: value_log.split(plan.opportunities, side) for side in SIDES}
    if not any(one.firm or one.light for one in parts.values()):
        return None
    sentence = t(
        "value.split_sentence",
        firm=money(sum(one.firm for one in parts.values())),
        light=money(sum(one.light for one in parts.values())),
    )
    rows = tuple((sides[side], money(parts[side].firm), money(parts[side].light)) for side in SIDES)
    heads = (t("value.head_side"), t("value.firm"), t("value.light"))
    drawings = tuple(_bars(parts, sides, frame, t, money) for frame in FRAMES)
    return Picture("evidence", t("value.split"), sentence, drawings, Table(heads, rows))


LOOKS: Mapping[Side, tuple[str, str]] = {
    "customer": ("bar-customer", "bar-customer-light"),
    "supplier": ("bar-supplier", "bar-supplier-light"),
}
BAR, GAP = 2.0, 2.6
"""Height of a bar, and of the words above it, in lines of text."""


def _bars(
    parts: Mapping[Side, Split],
    sides: Mapping[Side, str],
    frame: ChartFrame,
    t: Callable[..., str],
    money: Callable[[float], str],
) -> Drawing:
    """A bar for each side: the firm part solid, the light part beside it. A loss counts as nothing here."""
    highest = max(max(one.firm, 0) + max(one.light, 0) for one in parts.values()) or 1.0
    x = Axis(0, highest, frame.plot.left, frame.plot.right)
    size, marks, y = frame.text, list[Mark](), 0.0
    for side in SIDES:
        one = parts[side]
        middle, end = x.at(max(one.firm, 0)), x.at(max(one.firm, 0) + max(one.light, 0))
        words = t("value.bar", side=sides[side], firm=money(one.firm), light=money(one.light))
        top, bottom = y + GAP * size, y + (GAP + BAR) * size
        marks.append(Label("title", frame.plot.left, top - size * 0.7, words))
        firm, light = LOOKS[side]
        marks.append(Path(light, rectangle(middle, top, end, bottom)))
        marks.append(Path(firm, rectangle(frame.plot.left, top, middle, bottom)))
        y = bottom
    return Drawing(frame.name, frame.width, y + size, tuple(marks))
