"""The view model of a plan's overview, computed from the plan's values and a day.

Pure: no request, no database, no document. Sentences are catalogue keys with values. Numbers stay numbers,
except money in short form, which needs the locale. Called by pages/derived.py; plan/measures.py has the
formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from leitstern.plan import measures
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Goal, Opportunity, Side
from leitstern.plan.measures import Flag
from leitstern.wording import formats

TOP_OPPORTUNITIES = 5
STEPS_PER_SIDE = 5
STEPS_WITHIN = timedelta(days=90)
GAPS_SHOWN = 8

SIDES: tuple[Side, ...] = ("customer", "supplier")
Translate = Callable[..., str]


@dataclass(frozen=True, slots=True)
class TopOpportunity:
    opportunity: Opportunity
    place: int
    priority: str
    strength: float
    """Priority as a share of the highest one, 0 to 1."""
    customer: str
    supplier: str


@dataclass(frozen=True, slots=True)
class Step:
    action: Action
    owner: str
    days_late: int


@dataclass(frozen=True, slots=True)
class Steps:
    """A side's late actions and those due soon, late ones first. `more` counts those not shown."""

    side: Side
    shown: tuple[Step, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Gap:
    """`place` is the fragment of the record's section, such as `opportunities/opp_1`; empty for the plan."""

    sentence: str
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Overview:
    is_empty: bool
    top: tuple[TopOpportunity, ...]
    open_opportunities: int
    steps: tuple[Steps, ...]
    actions: int
    done: int
    late: int
    gaps: tuple[Gap, ...]
    more_gaps: int


def overview_of(
    plan: PlanView, today: date, sides: Mapping[Side, str], t: Translate, locale: str
) -> Overview:
    """Everything that the overview shows below the plan's title and purpose."""
    flags = [flag for flag in measures.flags(plan, today) if flag.code != "late"]
    alive = [action for action in plan.actions if action.status != "dropped"]
    return Overview(
        is_empty=not (plan.opportunities or plan.goals or plan.actions),
        top=_top(plan, t, locale),
        open_opportunities=sum(measures.is_open(one) for one in plan.opportunities),
        steps=tuple(_steps(plan, side, today) for side in SIDES),
        actions=len(alive),
        done=sum(action.status == "done" for action in alive),
        late=sum(measures.is_late(action, today) for action in alive),
        gaps=tuple(_gap(plan, flag, sides, t) for flag in flags[:GAPS_SHOWN]),
        more_gaps=max(0, len(flags) - GAPS_SHOWN),
    )


def _top(plan: PlanView, t: Translate, locale: str) -> tuple[TopOpportunity, ...]:
    places = measures.positions(plan.opportunities)
    ranked = [one for one in plan.opportunities if one.id in places]
    ranked.sort(key=lambda one: places[one.id])
    values = [(one, measures.priority(one) or 0.0) for one in ranked[:TOP_OPPORTUNITIES]]
    highest = max((value for _, value in values), default=0.0)
    return tuple(
        TopOpportunity(
            one,
            places[one.id],
            priority_text(value, plan.header.currency, t, locale),
            max(value, 0.0) / highest if highest > 0 else 0.0,
            formats.short_money(one.benefit_customer or 0.0, plan.header.currency, locale),
            formats.short_money(one.benefit_supplier or 0.0, plan.header.currency, locale),
        )
        for one, value in values
    )


def priority_text(value: float, currency: str, t: Translate, locale: str) -> str:
    """`€7,600 per person-day`."""
    return t("overview.priority_value", amount=formats.rate(value, currency, locale))


def _steps(plan: PlanView, side: Side, today: date) -> Steps:
    """A side's actions that are late or due within the next weeks, by date."""
    owners = {person.id for person in plan.people if person.side == side}
    due = [
        action
        for action in plan.actions
        if action.owner in owners
        and action.due is not None
        and action.status not in measures.ENDED
        and action.due <= today + STEPS_WITHIN
    ]
    due.sort(key=lambda action: action.due or today)
    steps = [Step(one, _name(plan, one.owner), measures.days_late(one, today)) for one in due]
    return Steps(side, tuple(steps[:STEPS_PER_SIDE]), max(0, len(steps) - STEPS_PER_SIDE))


def _gap(plan: PlanView, flag: Flag, sides: Mapping[Side, str], t: Translate) -> Gap:
    place = f"{flag.root}/{flag.record}" if flag.record else ""
    return Gap(sentence(plan, flag, sides, t), _title(plan, flag), place)


def sentence(plan: PlanView, flag: Flag, sides: Mapping[Side, str], t: Translate) -> str:
    """The sentence of a flag, in the participant's language."""
    side = sides[flag.side] if flag.side else ""
    if flag.days is not None:
        return t(f"flag.{flag.code}", count=flag.days)
    return t(f"flag.{flag.code}", side=side, count=len(plan.goals))


def _title(plan: PlanView, flag: Flag) -> str:
    records: Iterable[Opportunity | Goal | Action] = (*plan.opportunities, *plan.goals, *plan.actions)
    return next((one.title.strip() for one in records if one.id == flag.record), "")


def _name(plan: PlanView, person_id: str | None) -> str:
    return next((person.name.strip() for person in plan.people if person.id == person_id), "")
