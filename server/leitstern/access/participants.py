"""People in a plan: find or create a member's participant, list who is there.

Functions on a database session plus values. A member joins a plan through commands/joining.py, which also
writes the ledger. invitations.py admits guests; changes to a participant are commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from leitstern.access.customer_accounts import find_plan
from leitstern.access.link_validity import is_link_valid
from leitstern.access.policy import Standing
from leitstern.access.sessions import SignedIn, stored_form
from leitstern.errors import NotFound
from leitstern.plan.generated import Role, Side
from leitstern.plan.ids import new_id
from leitstern.store.tables import LoginSession, Member, Participant, SessionGrant

VISIT = timedelta(minutes=10)
"""Precision of "last here": at most one write in this time, not one per request."""


@dataclass(frozen=True, slots=True)
class ParticipantFacts:
    id: str
    plan_id: str
    name: str
    side: Side
    role: Role
    language: str
    is_member: bool
    invitation_id: str | None
    joined_at: datetime
    visited_at: datetime
    """When they last had the plan open, to VISIT; never before they joined."""

    def is_visit_old(self, now: datetime) -> bool:
        return now - self.visited_at > VISIT

    def standing(self, *, is_archived: bool) -> Standing:
        """What the policy needs to know of this participant."""
        return Standing(self.id, self.plan_id, self.side, self.role, self.is_member, is_archived)


@dataclass(frozen=True, slots=True)
class JoinResult:
    """A participant, and whether the row was made just now."""

    participant: ParticipantFacts
    is_new: bool


def find_participant(session: Session, who: SignedIn, plan_id: str) -> ParticipantFacts | None:
    """The participant of `who` in this plan, if there is one."""
    if who.member is not None:
        row = session.exec(_present(plan_id).where(Participant.member_id == who.member.id)).first()
        return facts_of(row) if row else None
    own_ids = [guest.participant_id for guest in who.guests if guest.plan_id == plan_id]
    row = session.get(Participant, own_ids[0]) if own_ids else None
    return facts_of(row) if row and row.removed_at is None else None


def why_access_ended(
    session: Session, token: str | None, plan_id: str, now: datetime
) -> Literal["removed", "paused"] | None:
    """Why a former guest's browser has no access any more: they were removed, or their link is not valid.

    None if the browser with this cookie never was a guest of the plan, or still is one.
    """
    rows = session.exec(
        select(Participant)
        .join(SessionGrant, col(SessionGrant.participant_id) == col(Participant.id))
        .join(LoginSession, col(LoginSession.id) == col(SessionGrant.session_id))
        .where(LoginSession.token_hash == stored_form(token))
        .where(col(LoginSession.ended_at).is_(None))
        .where(LoginSession.expires_at > now)
        .where(Participant.plan_id == plan_id)
    ).all()
    present = [row for row in rows if row.removed_at is None]
    if any(is_link_valid(session, row.invitation_id, now) for row in present):
        return None
    if present:
        return "paused"
    return "removed" if rows else None


def get_or_create_participant(session: Session, who: SignedIn, plan_id: str, now: datetime) -> JoinResult:
    """The participant of `who` in this plan; created, as a supplier editor, for a member of its workspace.

    Raises NotFound for everybody else, as for a plan that does not exist.
    """
    found = find_participant(session, who, plan_id)
    if found is not None:
        return JoinResult(found, False)
    if who.member is None:
        raise NotFound(plan_id)
    return get_or_create_for_member(session, who.member.id, plan_id, now)


def get_or_create_for_member(session: Session, member_id: str, plan_id: str, now: datetime) -> JoinResult:
    """The same for a member's id. Raises NotFound for one who was removed, or of another workspace."""
    plan, member = find_plan(session, plan_id), session.get(Member, member_id)
    if member is None or member.removed_at is not None or member.workspace_id != plan.workspace_id:
        raise NotFound(plan_id)
    row = session.exec(_present(plan_id).where(Participant.member_id == member_id)).first()
    if row is not None:
        return JoinResult(facts_of(row), False)
    row = Participant(
        id=new_id("par"),
        plan_id=plan_id,
        side="supplier",
        role="editor",
        name=member.name,
        language=member.language,
        member_id=member.id,
        joined_at=now,
    )
    session.add(row)
    session.flush()
    return JoinResult(facts_of(row), True)


def list_present(session: Session, plan_id: str) -> list[ParticipantFacts]:
    """Everyone admitted and not removed, in order of joining."""
    return [facts_of(row) for row in session.exec(_present(plan_id).order_by(col(Participant.joined_at)))]


def set_language(session: Session, participant_id: str, language: str) -> None:
    """Keeps the participant's language as they chose it."""
    row = session.get(Participant, participant_id)
    if row is not None:
        row.language = language


def facts_of(row: Participant) -> ParticipantFacts:
    """Plain values of a row, usable after its transaction."""
    return ParticipantFacts(
        row.id,
        row.plan_id,
        row.name,
        cast(Side, row.side),
        cast(Role, row.role),
        row.language,
        row.member_id is not None,
        row.invitation_id,
        row.joined_at,
        row.visited_at or row.joined_at,
    )


def _present(plan_id: str) -> SelectOfScalar[Participant]:
    return (
        select(Participant).where(Participant.plan_id == plan_id).where(col(Participant.removed_at).is_(None))
    )


def seen_until(session: Session, participant_id: str) -> datetime:
    """The time of the participant's last "all seen", or of joining if there is none."""
    row = session.get(Participant, participant_id)
    if row is None:
        raise NotFound(participant_id)
    return row.seen_at or row.joined_at


def mark_seen(session: Session, participant_id: str, now: datetime) -> None:
    """Stores that the participant has seen all changes until `now`."""
    row = session.get(Participant, participant_id)
    if row is None:
        raise NotFound(participant_id)
    row.seen_at = now


def mark_visit(session: Session, participant_id: str, now: datetime) -> None:
    row = session.get(Participant, participant_id)
    if row is not None:
        row.visited_at = now
