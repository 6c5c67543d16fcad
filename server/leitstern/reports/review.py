"""What a review meeting looks at, from the plan as it is now: value confirmed, changes since the sign-off,
goals that are behind, actions that are late or soon due.

Pure: views in, view models out. Decisions wanted are in `record`, which the browser reads itself. Called by
pages/review.py for the phases of a review (web/src/elements/review-panel.ts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Goal, Side
from leitstern.plan.goals import expected_progress, is_behind, is_measured, progress
from leitstern.plan.measures import ENDED, days_late
from leitstern.plan.value_log import Word, confirmed_totals
from leitstern.reports.news import Changed
from leitstern.wording import formats

CHANGES_SHOWN, GOALS_SHOWN, ACTIONS_SHOWN = 6, 6, 6
"""What people in a room read from a wall; the rest is counted."""
SOON = timedelta(days=30)
SIDES: tuple[Side, ...] = ("customer", "supplier")


@dataclass(frozen=True, slots=True)
class Confirmed:
    side: Side
    name: str
    yearly: str
    one_off: str
    entries: int


@dataclass(frozen=True, slots=True)
class SinceLast:
    confirmed: tuple[Confirmed, ...]
    changes: tuple[Changed, ...]
    more_changes: int


@dataclass(frozen=True, slots=True)
class GoalState:
    """`share` and `expected`: whole percents of the way; none if unknown, or for a goal to keep."""

    id: str
    title: str
    whose: str
    is_behind: bool
    share: int | None
    expected: int | None


@dataclass(frozen=True, slots=True)
class GoalsReview:
    goals: tuple[GoalState, ...]
    on_track: int
    behind: int
    unmeasured: int
    more: int


@dataclass(frozen=True, slots=True)
class DueAction:
    id: str
    title: str
    owner: str
    due: date
    days_late: int


@dataclass(frozen=True, slots=True)
class SideActions:
    side: Side
    late: tuple[DueAction, ...]
    soon: tuple[DueAction, ...]
    more: int


def since_last(
    plan: PlanView,
    words: Mapping[str, Word],
    changes: Sequence[Changed],
    today: date,
    sides: Mapping[Side, str],
    locale: str,
) -> SinceLast:
    """`changes`: since the newest sign-off of both sides (reports/signed_plan.py)."""
    money = partial(formats.short_money, currency=plan.header.currency, locale=locale)
    return SinceLast(
        tuple(
            Confirmed(
                one.side,
                sides[one.side],
                money(one.yearly),
                money(one.one_off) if one.one_off else "",
                one.entries,
            )
            for one in sorted(confirmed_totals(plan, words, today), key=lambda one: one.side)
        ),
        tuple(changes[:CHANGES_SHOWN]),
        max(0, len(changes) - CHANGES_SHOWN),
    )


def goals_review(plan: PlanView, today: date) -> GoalsReview:
    """Those that are behind come first; within both groups the order of the plan stays."""
    states = [_goal(one, today) for one in plan.goals]
    measured = [one for one, goal in zip(states, plan.goals, strict=True) if is_measured(goal)]
    behind = [one for one in measured if one.is_behind]
    on_track = [one for one in measured if not one.is_behind]
    shown = (*behind, *on_track)[:GOALS_SHOWN]
    return GoalsReview(
        shown,
        len(on_track),
        len(behind),
        len(states) - len(measured),
        len(measured) - len(shown),
    )


def actions_review(plan: PlanView, today: date) -> tuple[SideActions, ...]:
    """By side: what is late, the longest first, then what falls due within a month."""
    people = {person.id: person for person in plan.people}
    by_side: dict[str, list[DueAction]] = {side: [] for side in SIDES}
    for action in plan.actions:
        owner = people.get(action.owner or "")
        if owner is not None and action.due is not None and action.status not in ENDED:
            made = DueAction(
                action.id, action.title.strip(), owner.name.strip(), action.due, days_late(action, today)
            )
            by_side.setdefault(owner.side, []).append(made)
    return tuple(_side(side, by_side[side], today) for side in SIDES)


def _side(side: Side, actions: Iterable[DueAction], today: date) -> SideActions:
    in_order = sorted(actions, key=_by_date)
    late = [one for one in in_order if one.days_late]
    soon = [one for one in in_order if not one.days_late and one.due <= today + SOON]
    shown_late = late[:ACTIONS_SHOWN]
    shown_soon = soon[: ACTIONS_SHOWN - len(shown_late)]
    more = len(late) + len(soon) - len(shown_late) - len(shown_soon)
    return SideActions(side, tuple(shown_late), tuple(shown_soon), more)


def _by_date(one: DueAction) -> tuple[date, str]:
    return one.due, one.title


def _goal(goal: Goal, today: date) -> GoalState:
    return GoalState(
        goal.id,
        goal.title.strip(),
        goal.whose,
        is_behind(goal, today),
        _percent(progress(goal)),
        _percent(expected_progress(goal, today)),
    )


def _percent(share: float | None) -> int | None:
    return None if share is None else round(min(max(share, 0.0), 1.0) * 100)
