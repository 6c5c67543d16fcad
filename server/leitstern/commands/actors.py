"""Loads the actor's rights inside the transaction, so that a right that ended a moment ago no longer counts.

Called by execution.py.
"""

from __future__ import annotations

from sqlmodel import Session

from leitstern.access.participants import facts_of
from leitstern.commands.command import PlanActor, WorkspaceActor
from leitstern.store.tables import Member, Participant, Plan


def plan_actor(session: Session, plan_id: str, participant_id: str) -> PlanActor | None:
    """None for a person who is not in the plan, or no longer."""
    row, plan = session.get(Participant, participant_id), session.get(Plan, plan_id)
    if row is None or plan is None or row.plan_id != plan_id or row.removed_at is not None:
        return None
    standing = facts_of(row).standing(is_archived=plan.archived_at is not None)
    return PlanActor(standing, row.member_id)


def workspace_actor(session: Session, workspace_id: str, member_id: str) -> WorkspaceActor | None:
    """None for a person who is not a member of the workspace, or no longer."""
    row = session.get(Member, member_id)
    if row is None or row.workspace_id != workspace_id or row.removed_at is not None:
        return None
    return WorkspaceActor(row.id, row.role == "admin")
