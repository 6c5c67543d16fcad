"""What a workspace has switched on. Functions on a database session; admins change it (pages/members.py)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from leitstern.access.audit import add_audit_entry
from leitstern.store.tables import Account, Plan, Workspace


def shows_history(session: Session, workspace_id: str) -> bool:
    """Whether people may look back through the history of a whole plan; off at first."""
    row = session.get(Workspace, workspace_id)
    return row is not None and row.shows_history


def plan_shows_history(session: Session, plan_id: str) -> bool:
    """The same for the workspace of a plan."""
    wanted = select(Account.workspace_id).join(Plan).where(Plan.id == plan_id)
    workspace_id = session.exec(wanted).first()
    return workspace_id is not None and shows_history(session, workspace_id)


def set_shows_history(session: Session, workspace_id: str, is_on: bool, actor: str, now: datetime) -> None:
    row = session.get_one(Workspace, workspace_id)
    if row.shows_history != is_on:
        row.shows_history = is_on
        add_audit_entry(session, "workspace.history", now, actor=actor, is_on=is_on)


def wants_second_look(session: Session, workspace_id: str) -> bool:
    """Whether what names a listed competitor with a number needs a second person before it is shared."""
    row = session.get(Workspace, workspace_id)
    return row is not None and row.second_look


def set_second_look_wanted(
    session: Session, workspace_id: str, is_wanted: bool, actor: str, now: datetime
) -> None:
    row = session.get_one(Workspace, workspace_id)
    if row.second_look != is_wanted:
        row.second_look = is_wanted
        add_audit_entry(session, "workspace.second_look", now, actor=actor, is_on=is_wanted)
