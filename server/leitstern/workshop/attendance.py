"""Who may do what in a session: shared checks of the decisions of this package.

Pure. Every function returns a refusal, or None when the actor may go on. Called by preparing.py,
session.py and the other subjects of the workshop.
"""

from __future__ import annotations

from leitstern.access.policy import Standing
from leitstern.commands.command import PlanActor, Refusal
from leitstern.workshop.session_state import Sessions, WorkshopSession, role_of


def may_take_part(who: Standing, plan_id: str) -> bool:
    """Everybody in the plan; what an observer may not do is refused by the decision, with its reason."""
    return who.plan_id == plan_id


def session_of(state: Sessions, session_id: str) -> WorkshopSession | Refusal:
    session = state.sessions.get(session_id)
    if session is None or session.status == "cancelled":
        return Refusal("session_not_found")
    return session


def is_facilitator(session: WorkshopSession, actor: PlanActor) -> bool:
    role = role_of(session, actor.id, is_editor=actor.standing.role == "editor")
    return role == "facilitator"


def need_facilitator(session: WorkshopSession, actor: PlanActor) -> Refusal | None:
    return None if is_facilitator(session, actor) else Refusal("not_facilitator")


def need_live(session: WorkshopSession) -> Refusal | None:
    return None if session.is_live else Refusal("session_not_running")


def need_pen(session: WorkshopSession, actor: PlanActor) -> Refusal | None:
    """Observers see, and have no vote and no pen."""
    role = role_of(session, actor.id, is_editor=actor.standing.role == "editor")
    return Refusal("observers_only_watch") if role == "observer" else None
