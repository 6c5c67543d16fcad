"""What the overview and the measures of a plan say: view models, computed from the plan's values and a day.

Pure: no request, no database, no document. Sentences are catalogue keys with their values; numbers stay
numbers, but for money in short form, which needs the locale. Called by derived.py; the formulas are
plan/measures.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.numbers import format_compact_currency

from leitstern.pages import formats
from leitstern.plan import measures
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Goal, Opportunity, Side
from leitstern.plan.measures import Benefit, Flag

TOP_OPPORTUNITIES = 5
STEPS_PER_SIDE = 5
STEPS_WITHIN = timedelta(days=90)
GAPS_SHOWN = 8
GOALS_SHOWN = 9
BEHIND = 0.15
"""How far progress may trail the time that has passed before a goal is called behind."""

SIDES: tuple[Side, ...] = ("customer", "supplier")
Translate = Callable[..., str]


@dataclass(frozen=True, slots=True)
class BenefitFigure:
    side: Side
    total: str
    weighted: str
    share: float
    """Of both sides' weighted benefit together, 0 to 1."""


@dataclass(frozen=True, slots=True)
class TopOpportunity:
    opportunity: Opportunity
    place: int
    priority: float
    strength: float
    """Priority as a share of the highest one, 0 to 1."""
    customer: str
    supplier: str


@dataclass(frozen=True, slots=True)
class GoalLine:
    goal: Goal
    owner: str
    progress: float | None
    bar: float
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Step:
    action: Action
    owner: str
    days_late: int


@dataclass(frozen=True, slots=True)
class Steps:
    """A side's late actions and those due soon, late ones first; `more` stand in the list of actions."""

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
    benefits: tuple[BenefitFigure, ...]
    top: tuple[TopOpportunity, ...]
    open_opportunities: int
    goals: tuple[GoalLine, ...]
    all_goals: int
    steps: tuple[Steps, ...]
    actions: int
    done: int
    late: int
    gaps: tuple[Gap, ...]
    more_gaps: int


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """One computed value: `value` plain, `text` in the participant's form."""

    of: str
    measure: str
    value: str
    text: str


def overview_of(
    plan: PlanView, today: date, sides: Mapping[Side, str], t: Translate, locale: str
) -> Overview:
    """Everything that the overview shows below the plan's title and purpose."""
    flags = [flag for flag in measures.flags(plan, today) if flag.code != "late"]
    alive = [action for action in plan.actions if action.status != "dropped"]
    return Overview(
        is_empty=not (plan.opportunities or plan.goals or plan.actions),
        benefits=_benefits(plan, locale),
        top=_top(plan, locale),
        open_opportunities=sum(measures.is_open(one) for one in plan.opportunities),
        goals=tuple(_goal(plan, goal, today) for goal in plan.goals[:GOALS_SHOWN]),
        all_goals=len(plan.goals),
        steps=tuple(_steps(plan, side, today) for side in SIDES),
        actions=len(alive),
        done=sum(action.status == "done" for action in alive),
        late=sum(measures.is_late(action, today) for action in alive),
        gaps=tuple(_gap(plan, flag, sides, t) for flag in flags[:GAPS_SHOWN]),
        more_gaps=max(0, len(flags) - GAPS_SHOWN),
    )


def _benefits(plan: PlanView, locale: str) -> tuple[BenefitFigure, ...]:
    found = {side: measures.benefit(plan.opportunities, side) for side in SIDES}
    both = sum(max(one.weighted, 0) for one in found.values())
    return tuple(_figure(side, one, both, plan.header.currency, locale) for side, one in found.items())


def _figure(side: Side, one: Benefit, both: float, currency: str, locale: str) -> BenefitFigure:
    share = max(one.weighted, 0) / both if both else 0.0
    return BenefitFigure(
        side, short_money(one.total, currency, locale), short_money(one.weighted, currency, locale), share
    )


def _top(plan: PlanView, locale: str) -> tuple[TopOpportunity, ...]:
    places = measures.positions(plan.opportunities)
    ranked = [one for one in plan.opportunities if one.id in places]
    ranked.sort(key=lambda one: places[one.id])
    values = [(one, measures.priority(one) or 0.0) for one in ranked[:TOP_OPPORTUNITIES]]
    highest = max((value for _, value in values), default=0.0)
    return tuple(
        TopOpportunity(
            one,
            places[one.id],
            value,
            max(value, 0.0) / highest if highest > 0 else 0.0,
            short_money(one.benefit_customer or 0.0, plan.header.currency, locale),
            short_money(one.benefit_supplier or 0.0, plan.header.currency, locale),
        )
        for one, value in values
    )


def _goal(plan: PlanView, goal: Goal, today: date) -> GoalLine:
    progress = measures.progress(goal)
    expected = measures.expected_progress(goal, today)
    is_behind = progress is not None and expected is not None and progress < expected - BEHIND
    return GoalLine(goal, _name(plan, goal.owner), progress, min(max(progress or 0.0, 0.0), 1.0), is_behind)


def _steps(plan: PlanView, side: Side, today: date) -> Steps:
    """What a side has to do now: its actions that are late or due within the next weeks, by date."""
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
    """What a flag says, in the participant's language."""
    side = sides[flag.side] if flag.side else ""
    if flag.days is not None:
        return t(f"flag.{flag.code}", count=flag.days)
    return t(f"flag.{flag.code}", side=side, goals=len(plan.goals))


def _title(plan: PlanView, flag: Flag) -> str:
    records: Iterable[Opportunity | Goal | Action] = (*plan.opportunities, *plan.goals, *plan.actions)
    return next((one.title.strip() for one in records if one.id == flag.record), "")


def _name(plan: PlanView, person_id: str | None) -> str:
    return next((person.name.strip() for person in plan.people if person.id == person_id), "")


def short_money(amount: float, currency: str, locale: str) -> str:
    """An amount as executives say it: 2.8 M, but 640,000: German has no short form of thousands."""
    if abs(amount) < 1_000_000:
        return formats.money(amount, currency, locale)
    return format_compact_currency(amount, currency, locale=locale, fraction_digits=1)


def measures_of(
    plan: PlanView,
    today: date,
    sides: Mapping[Side, str],
    t: Translate,
    number: Callable[..., str],
    percent: Callable[[float], str],
) -> list[MeasureValue]:
    """Every computed value of every record, for the browser's signals."""
    found: list[MeasureValue] = []
    places = measures.positions(plan.opportunities)
    for one in plan.opportunities:
        value = measures.priority(one)
        if value is not None:
            found.append(
                MeasureValue(one.id, "priority", _plain(value), number(value, digits=_digits(value)))
            )
        if one.id in places:
            found.append(MeasureValue(one.id, "rank", str(places[one.id]), number(places[one.id])))
    for goal in plan.goals:
        progress = measures.progress(goal)
        if progress is not None:
            found.append(MeasureValue(goal.id, "progress", _plain(progress), percent(progress)))
    return found + _late_values(plan, today, t) + _flag_values(plan, today, sides, t)


def _late_values(plan: PlanView, today: date, t: Translate) -> list[MeasureValue]:
    """Hundreds of actions share few numbers of days: each sentence is made once."""
    late = {one.id: days for one in plan.actions if (days := measures.days_late(one, today))}
    said = {days: t("flag.late", count=days) for days in set(late.values())}
    return [MeasureValue(of, "late", str(days), said[days]) for of, days in late.items()]


def _flag_values(plan: PlanView, today: date, sides: Mapping[Side, str], t: Translate) -> list[MeasureValue]:
    """One value per record that has flags: their codes, and their sentences a line each. Late has its own."""
    by_record: dict[str, list[Flag]] = {}
    for flag in measures.flags(plan, today):
        if flag.code != "late":
            by_record.setdefault(flag.record or "plan", []).append(flag)
    return [
        MeasureValue(
            record,
            "flags",
            " ".join(flag.code for flag in flags),
            "\n".join(sentence(plan, flag, sides, t) for flag in flags),
        )
        for record, flags in by_record.items()
    ]


def _plain(value: float) -> str:
    """As a browser's Number() reads it; 7600, not 7600.0."""
    return f"{value:.12g}"


def _digits(value: float) -> int:
    """Decimals that still tell something: none for large priorities, one below a hundred."""
    return 0 if abs(value) >= 100 else 1
