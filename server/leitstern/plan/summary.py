"""The summary of one plan, which lists show without opening its documents.

Pure: a view and a day in, values out. Stored as `plan_summary` by the summary projector, which derives a row
again when the document changed, on the day `stale_on`, and when VERSION was raised. Raise VERSION with every
change of a field's meaning. measures.py has the formulas.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from hashlib import sha256

from leitstern.plan import measures, rag, readiness, roadmap, value_log
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Person, ValueEntry

VERSION = 6

MOST_VALUES = 100
DUE_ACTIONS = 200
"""Actions kept by name at most, those that are due first; value log entries at most."""
TITLE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class DueAction:
    """An unfinished action with a due date and a responsible person. `participant` is who that person is, if
    somebody said "that is me"; others are identified by name.
    """

    id: str
    title: str
    due: date
    owner: str
    side: str
    participant: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the KAM check and the portfolio ask of a plan; stored as JSON, so that a new question needs no
    column. Every value has a default, for rows of older versions.
    """

    years: int = 0
    horizon_start: int | None = None
    horizon_end: int | None = None
    completeness: float = 0.0
    people: int = 0
    people_with_role: int = 0
    """People of the customer's side."""
    rag: str = ""
    values: tuple[tuple[str, str, float], ...] = ()
    """Of each value log entry: its id, the hash of its text, what it delivered in twelve months."""
    chapters: tuple[tuple[str, str], ...] = ()
    """Chapter and the hash of its content."""
    chapter_changes: tuple[tuple[str, str], ...] = ()
    """Chapter and the moment of its last change, ISO 8601; empty where nobody knows. The projector sets it:
    it compares with the row before."""
    running_projects: int = 0
    explained_projects: int = 0
    """Running joint projects, and those of them that state their strategic importance."""


def read_evidence(text: str | None) -> Evidence:
    """The stored JSON; fields that this version does not know are left out."""
    if text is None or text == "{}":
        return Evidence()
    raw = json.loads(text)
    raw["values"] = tuple((str(id), str(hash), float(amount)) for id, hash, amount in raw.get("values", ()))
    for name in ("chapters", "chapter_changes"):
        raw[name] = tuple((str(chapter), str(value)) for chapter, value in raw.get(name, ()))
    return Evidence(**{name: value for name, value in raw.items() if name in _EVIDENCE})


def chapter_changes(
    before: Evidence | None, now: Evidence, changed_at: datetime | None
) -> tuple[tuple[str, str], ...]:
    """When each chapter was last changed: a chapter whose hash is the same keeps its moment. `before` is the
    row until now, None for a new plan. A row of an older version knows no hashes, so nobody knows the moment.
    """
    moment = changed_at.isoformat(timespec="seconds") if changed_at is not None else ""
    if before is None:
        return tuple((chapter, moment) for chapter, _ in now.chapters)
    known, moments = dict(before.chapters), dict(before.chapter_changes)
    return tuple(
        (chapter, moments.get(chapter, "") if known.get(chapter, hash) == hash else moment)
        for chapter, hash in now.chapters
    )


_EVIDENCE = frozenset(one.name for one in fields(Evidence))


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """Amounts are in plan currency per year, of all opportunities that are not dropped. `gaps` counts the
    open gaps.

    `title` is a single line, and empty while the plan has no title.
    """

    title: str
    currency: str
    people: int
    opportunities: int
    open_opportunities: int
    goals: int
    actions: int
    open_actions: int
    late_actions: int
    gaps: int
    benefit_customer: float
    benefit_customer_weighted: float
    benefit_supplier: float
    benefit_supplier_weighted: float
    due_actions: tuple[DueAction, ...]
    """In the order of their dates."""
    stale_on: date | None
    """The first day on which the same document has another summary."""
    evidence: Evidence = field(default_factory=Evidence)


def summary_of(plan: PlanView, today: date) -> PlanSummary:
    customer = measures.benefit(plan.opportunities, "customer")
    supplier = measures.benefit(plan.opportunities, "supplier")
    alive = [action for action in plan.actions if action.status != "dropped"]
    gaps = [flag for flag in measures.flags(plan, today) if flag.code != "late"]
    return PlanSummary(
        title=" ".join(plan.title.split()),
        currency=plan.header.currency,
        people=len(plan.people),
        opportunities=len(plan.opportunities),
        open_opportunities=sum(measures.is_open(one) for one in plan.opportunities),
        goals=len(plan.goals),
        actions=len(alive),
        open_actions=sum(action.status != "done" for action in alive),
        late_actions=sum(measures.is_late(action, today) for action in alive),
        gaps=len(gaps),
        benefit_customer=customer.total,
        benefit_customer_weighted=customer.weighted,
        benefit_supplier=supplier.total,
        benefit_supplier_weighted=supplier.weighted,
        due_actions=_due_actions(plan),
        stale_on=_stale_on(plan, today),
        evidence=_evidence(plan, today),
    )


def _delivered(one: ValueEntry, today: date) -> tuple[str, str, float]:
    """Rounded to a day's worth of digits; the amount is that of the day on which the row was derived."""
    text = value_log.text_of(one)
    return one.id, sha256(text.encode()).hexdigest(), round(value_log.delivered(one, today) or 0.0, 2)


def _evidence(plan: PlanView, today: date) -> Evidence:
    customers = [one for one in plan.people if one.side == "customer"]
    projects = roadmap.explained(plan)
    return Evidence(
        years=readiness.years_of(plan),
        horizon_start=plan.header.horizon_start,
        horizon_end=plan.header.horizon_end,
        completeness=readiness.completeness(readiness.points(plan, today)),
        people=len(customers),
        people_with_role=sum(one.decision_role is not None for one in customers),
        rag=rag.rag_of_actions(plan.actions, today) or "",
        values=tuple(_delivered(one, today) for one in plan.values[:MOST_VALUES]),
        chapters=tuple(sorted(readiness.fingerprints(plan).items())),
        running_projects=projects.running,
        explained_projects=projects.explained,
    )


def _due_actions(plan: PlanView) -> tuple[DueAction, ...]:
    people = {person.id: person for person in plan.people}
    found = [
        _due_action(one, one.due, people[one.owner])
        for one in plan.actions
        if one.due is not None and one.owner in people and one.status not in measures.ENDED
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.id))[:DUE_ACTIONS])


def _due_action(one: Action, due: date, owner: Person) -> DueAction:
    title = _in_one_line(one.title)
    return DueAction(one.id, title, due, owner.name, owner.side, owner.participant or "")


def _in_one_line(text: str) -> str:
    return " ".join(text.split())[:TITLE_LENGTH]


def _stale_on(plan: PlanView, today: date) -> date | None:
    """The next day on which an unfinished action becomes late, or so late that the plan is off plan."""
    days = [
        action.due + timedelta(days=after)
        for action in plan.actions
        if action.due is not None and action.status not in measures.ENDED
        for after in (1, rag.DAYS_UNTIL_RED + 1)
    ]
    return min((day for day in days if day > today), default=None)
