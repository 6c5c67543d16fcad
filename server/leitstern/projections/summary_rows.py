"""The rows of `plan_summary`: finds stale ones, writes one. Functions on a database session.

Derived from a plan's shared document by plan/summary.py; called by summary_projector.py and the command
`leitstern summaries`. Lists read the rows through access/plan_summaries.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from leitstern.plan.summary import VERSION, DueAction, PlanSummary, chapter_changes, read_evidence
from leitstern.plan.time_zone import latest_today, today_in
from leitstern.reports.growth_thumbnail import Thumbnail
from leitstern.store.tables import Account, Document, Plan, PlanSummaryRow, Update

LOOK_BACK = 200
"""Updates looked through for the last one that a person made; the server's own are few."""
SERVER = "server"


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """What a row is derived from."""

    plan_id: str
    document_id: str
    time_zone: str = ""


def every(session: Session) -> Sequence[SharedDocument]:
    """All plans, including archived ones."""
    return [SharedDocument(*found) for found in session.exec(_shared().order_by(col(Document.id)))]


def of_plan(session: Session, plan_id: str) -> SharedDocument | None:
    found = session.exec(_shared().where(Plan.id == plan_id)).first()
    return None if found is None else SharedDocument(*found)


def stale(session: Session, now: datetime) -> Sequence[SharedDocument]:
    """Plans whose row is missing, or older than the document, the plan's day or the formula."""
    row = PlanSummaryRow
    is_outdated = or_(
        col(row.plan_id).is_(None),
        col(row.seq) != col(Document.head_seq),
        col(row.version) != VERSION,
    )
    found = session.exec(
        _shared()
        .add_columns(is_outdated, col(row.stale_on))
        .outerjoin(row, col(row.plan_id) == col(Document.plan_id))
        .where(or_(is_outdated, col(row.stale_on) <= latest_today(now)))
        .order_by(col(Document.id))
    )
    return [
        SharedDocument(plan_id, document_id, time_zone)
        for plan_id, document_id, time_zone, outdated, stale_on in found
        if outdated or stale_on <= today_in(time_zone, now)
    ]


def _shared() -> Any:
    """Plan id, document id and time zone of every shared document."""
    return (
        select(Document.plan_id, Document.id, Account.time_zone)
        .join(Plan, col(Plan.id) == col(Document.plan_id))
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(Document.kind == "shared")
    )


def save(
    session: Session, about: SharedDocument, seq: int, summary: PlanSummary, growth: Thumbnail | None
) -> None:
    """Writes the row if it changed, unless one with a later seq and the same version exists."""
    row = session.get(PlanSummaryRow, about.plan_id)
    if row is not None and (row.seq > seq and row.version == VERSION):
        return
    changed_at, changed_by = _last_change(session, about.document_id)
    if row is not None and changed_at is None:  # the log no longer has that change
        changed_at, changed_by = row.changed_at, row.changed_by
    before = read_evidence(row.evidence) if row is not None else None
    changes = chapter_changes(before, summary.evidence, changed_at)
    summary = replace(summary, evidence=replace(summary.evidence, chapter_changes=changes))
    made = PlanSummaryRow(
        plan_id=about.plan_id,
        seq=seq,
        version=VERSION,
        changed_at=changed_at,
        changed_by=changed_by,
        **_columns(summary),
        growth=growth.to_json() if growth else "",
    )
    session.merge(made)


def _columns(summary: PlanSummary) -> dict[str, Any]:
    """The summary's fields as columns: a list becomes JSON."""
    actions = [_shallow(one) | {"due": one.due.isoformat()} for one in summary.due_actions]
    return _shallow(summary) | {
        "due_actions": json.dumps(actions, ensure_ascii=False),
        "evidence": json.dumps(asdict(summary.evidence)),
    }


def _shallow(values: PlanSummary | DueAction) -> dict[str, Any]:
    """Not `asdict`, which copies a thousand actions in depth while other writers wait."""
    return {one.name: getattr(values, one.name) for one in fields(values)}


def _last_change(session: Session, document_id: str) -> tuple[datetime | None, str]:
    """When a person last changed the document, and the participant's id."""
    newest = session.exec(
        select(Update.at, Update.participants)
        .where(Update.document_id == document_id)
        .order_by(col(Update.seq).desc())
        .limit(LOOK_BACK)
    )
    for at, participants in newest:
        people = [author[0] for author in json.loads(participants) if author[0] != SERVER]
        if people:
            return at, people[-1]
    return None, ""
