"""What lists of plans show besides the title: people, last change, what is due, a small growth map.

Two queries for the whole list; no document is opened (projections/ keeps the rows). Functions on a database
session; the caller has checked that the plans may be known. Called by pages/home.py and
pages/customer_accounts.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from leitstern.plan.summary import DueAction, Evidence, read_evidence
from leitstern.reports.growth_thumbnail import Thumbnail
from leitstern.store.tables import Participant, PlanSummaryRow


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in a plan. `visited_at`: when they last had it open, to about ten minutes."""

    name: str
    side: str
    visited_at: datetime
    id: str
    member_id: str | None


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """`changed_at` is None and `changed_by` (a name) empty while nobody has written in the plan."""

    people: tuple[Attendee, ...] = ()
    changed_at: datetime | None = None
    changed_by: str = ""
    changed_by_side: str = ""
    late_actions: int = 0
    due_actions: tuple[DueAction, ...] = ()
    currency: str = ""
    growth: Thumbnail | None = None

    def me(self, participant_ids: Collection[str], member_id: str | None) -> Attendee | None:
        """The one of these people who is the reader."""
        return next((one for one in self.people if _is(one, participant_ids, member_id)), None)

    def last_visitor(self, participant_ids: Collection[str], member_id: str | None) -> Attendee | None:
        """Who had the plan open last, besides the reader."""
        others = [one for one in self.people if not _is(one, participant_ids, member_id)]
        return max(others, key=lambda one: one.visited_at, default=None)


def _is(one: Attendee, participant_ids: Collection[str], member_id: str | None) -> bool:
    return one.id in participant_ids or (member_id is not None and one.member_id == member_id)


def plan_summaries(session: Session, plan_ids: Sequence[str]) -> Mapping[str, PlanSummary]:
    """The summary of each plan, by plan id."""
    people = _people(session, plan_ids)
    found = session.exec(
        select(PlanSummaryRow, Participant.name, Participant.side)
        .outerjoin(Participant, col(Participant.id) == col(PlanSummaryRow.changed_by))
        .where(col(PlanSummaryRow.plan_id).in_(plan_ids))
    )
    rows = {row.plan_id: (row, name or "", side or "") for row, name, side in found}
    return {id: _summary(tuple(people.get(id, ())), *rows.get(id, (None, "", ""))) for id in plan_ids}


def evidence_of(session: Session, plan_id: str) -> Evidence:
    """What the summary keeps of one plan; empty while it has not been derived yet."""
    wanted = select(PlanSummaryRow.evidence).where(PlanSummaryRow.plan_id == plan_id)
    return read_evidence(session.exec(wanted).first())


def _summary(
    people: tuple[Attendee, ...], row: PlanSummaryRow | None, changed_by: str, side: str
) -> PlanSummary:
    if row is None:
        return PlanSummary(people)
    return PlanSummary(
        people,
        row.changed_at,
        changed_by,
        side,
        row.late_actions,
        tuple(_due_action(raw) for raw in json.loads(row.due_actions)),
        row.currency,
        Thumbnail.from_json(row.growth) if row.growth else None,
    )


def _due_action(raw: dict[str, str]) -> DueAction:
    due = date.fromisoformat(raw["due"])
    return DueAction(raw["id"], raw["title"], due, raw["owner"], raw["side"], raw.get("participant", ""))


def _people(session: Session, plan_ids: Sequence[str]) -> dict[str, list[Attendee]]:
    """In order of joining; the customer's people first, because they matter most in a shared plan."""
    rows = session.exec(
        select(Participant)
        .where(col(Participant.plan_id).in_(plan_ids))
        .where(col(Participant.removed_at).is_(None))
        .order_by(col(Participant.side), col(Participant.joined_at))
    )
    people: dict[str, list[Attendee]] = {}
    for row in rows:
        people.setdefault(row.plan_id, []).append(
            Attendee(row.name, row.side, row.visited_at or row.joined_at, row.id, row.member_id)
        )
    return people
