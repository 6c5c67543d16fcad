"""The growth map: a picture of the yearly benefit that both companies reach together over the plan's period.

Pure: a plan view, a day and words in, a `GrowthMap` out. plan/growth.py has the curve and its formulas;
growth_drawing.py makes the marks for one screen proportion. Besides the picture, the result lists the
opportunities that cannot be placed yet (the shelf) and the progress of the goals (the ribbon below). Called
by the pages that show a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from leitstern.plan import goals
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Goal, Opportunity, Side
from leitstern.plan.growth import Growth, Step, firm_steps, growth_of, reached_on
from leitstern.reports.growth_drawing import draw
from leitstern.reports.growth_frame import MEDIUM, TALL, WIDE, Words
from leitstern.reports.picture import Picture, Table
from leitstern.wording import formats
from leitstern.wording.formats import decimals_that_add_up, short_money

Translate = Callable[..., str]

GOALS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """An opportunity that is not on the map yet, with a sentence that says why."""

    opportunity: Opportunity
    sentence: str


@dataclass(frozen=True, slots=True)
class GoalMark:
    """A goal's bar: shares of the way from baseline to target, limited to 0 to 1; None when unknown."""

    goal: Goal
    progress: float | None
    expected: float | None
    text: str
    is_behind: bool


@dataclass(frozen=True, slots=True)
class SideTotal:
    side: Side
    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class GrowthMap:
    picture: Picture
    is_empty: bool
    total: str
    sides: tuple[SideTotal, ...]
    firm: str
    """How much of the total is firm, as a sentence."""
    expected: str
    """The total with each opportunity multiplied by its probability; empty when it says nothing new."""
    shelf: tuple[ShelfEntry, ...]
    goals: tuple[GoalMark, ...]
    more_goals: int


def growth_map(
    plan: PlanView, today: date, sides: Mapping[Side, str], t: Translate, locale: str
) -> GrowthMap:
    """The map of a plan as of `today`; `sides` are the companies' names, `t` the reader's language."""
    growth = growth_of(plan, today)
    money = partial(short_money, currency=plan.header.currency, locale=locale)
    final = reached_on(growth.steps, growth.span.end)
    expected = reached_on(growth.steps, growth.span.end, expected=True)
    total_money = partial(money, decimals=decimals_that_add_up((final.customer, final.supplier)))
    totals = (
        SideTotal("customer", sides["customer"], total_money(final.customer)),
        SideTotal("supplier", sides["supplier"], total_money(final.supplier)),
    )
    firm = reached_on(firm_steps(growth.steps), growth.span.end)
    words = Words(t, money, partial(formats.percent, locale=locale), sides, total_money)
    sentence = t(
        "growth.sentence" if growth.steps else "growth.sentence_empty",
        year=str(growth.span.end.year),
        total=total_money(final.total),
        customer=sides["customer"],
        customer_amount=totals[0].amount,
        supplier=sides["supplier"],
        supplier_amount=totals[1].amount,
    )
    drawings = tuple(draw(growth, today, frame, words) for frame in (WIDE, MEDIUM, TALL))
    return GrowthMap(
        picture=Picture("growth-map", t("growth.title"), sentence, drawings, _table(growth, words, locale)),
        is_empty=not growth.steps,
        total=total_money(final.total),
        sides=totals,
        firm=t("value.firm_of", firm=money(firm.total), total=total_money(final.total)),
        expected=total_money(expected.total) if expected.total != final.total else "",
        shelf=tuple(
            ShelfEntry(one.opportunity, t(f"growth.shelf.{one.reason}", year=str(growth.span.end.year)))
            for one in growth.unplaced
        ),
        goals=tuple(_goal(goal, today, t, locale) for goal in plan.goals[:GOALS_SHOWN]),
        more_goals=max(0, len(plan.goals) - GOALS_SHOWN),
    )


def _table(growth: Growth, words: Words, locale: str) -> Table:
    heads = (
        words.t("growth.head_opportunity"),
        words.t("growth.head_day"),
        words.t("growth.head_for", side=words.sides["customer"]),
        words.t("growth.head_for", side=words.sides["supplier"]),
        words.t("growth.head_probability"),
    )
    return Table(heads, tuple(_row(step, words, locale) for step in growth.steps))


def _row(step: Step, words: Words, locale: str) -> tuple[str, ...]:
    one = step.opportunity
    return (
        words.title_of(one),
        formats.day(step.on, locale),
        words.money(step.customer) if one.benefit_customer is not None else "–",
        words.money(step.supplier) if one.benefit_supplier is not None else "–",
        words.percent(one.probability) if one.probability is not None else "–",
    )


def _goal(goal: Goal, today: date, t: Translate, locale: str) -> GoalMark:
    progress = goals.progress(goal)
    expected = goals.expected_progress(goal, today)
    is_behind = goals.is_behind(goal, today)
    text = formats.percent(progress, locale) if progress is not None else "–"
    kept = goals.margin(goal)
    if kept is not None:
        progress, text = float(not is_behind), t("goal.broken_short" if is_behind else "goal.held_short")
    return GoalMark(goal, _limited(progress), _limited(expected), text, is_behind)


def _limited(share: float | None) -> float | None:
    return None if share is None else min(max(share, 0.0), 1.0)
