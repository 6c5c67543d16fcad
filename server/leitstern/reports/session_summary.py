"""What remains of a session for one reader: promises of both sides, open questions, grouped as they read it.

Pure: a plan view in, a view model out. Decisions, the sign-off and the next session come from the server's
records, not from here. Called by pages/session_summary.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Side
from leitstern.plan.measures import ENDED, days_late


@dataclass(frozen=True, slots=True)
class Promise:
    """An open action with its owner and date."""

    id: str
    title: str
    owner: str
    due: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    nobodys: tuple[Promise, ...]
    """Actions without an owner."""
    questions: tuple[OpenQuestion, ...]


def summary_of(plan: PlanView, side: Side, parked: Iterable[str], today: date) -> Summary:
    """`parked`: texts of parked topics that are not resolved."""
    sides = {person.id: person.side for person in plan.people}
    names = {person.id: person.name.strip() for person in plan.people}
    found: dict[str, list[Promise]] = {"ours": [], "theirs": [], "nobodys": []}
    for action in plan.actions:
        if action.status not in ENDED:
            owner_side = sides.get(action.owner or "")
            group = "nobodys" if owner_side is None else "ours" if owner_side == side else "theirs"
            found[group].append(_promise(action, names, today))
    questions = [OpenQuestion(f"claims/{c.id}", c.text.strip()) for c in plan.claims if c.standing == "open"]
    questions += [OpenQuestion("workshop", text) for text in parked]
    ours, theirs, nobodys = (tuple(sorted(group, key=_by_date)) for group in found.values())
    return Summary(ours, theirs, nobodys, tuple(questions))


def _promise(action: Action, names: dict[str, str], today: date) -> Promise:
    late = days_late(action, today)
    return Promise(action.id, action.title.strip(), names.get(action.owner or "", ""), action.due, late)


def _by_date(one: Promise) -> tuple[date, str]:
    return one.due or date.max, one.title
