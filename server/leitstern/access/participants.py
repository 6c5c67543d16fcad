"""People in a plan: find or make a member's participant, list, change a role, remove.

Functions on a database session plus values. Whoever calls publishes on ACCESS_TOPIC after the commit and
keeps the plan's `record` document true (pages/attendance.py). Admitting guests is invitations.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from leitstern.access.accounts import find_plan
from leitstern.access.audit import note
from leitstern.access.policy import Role, Side, Standing
from leitstern.access.sessions import SignedIn, stored_form
from leitstern.errors import NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import Invitation, LoginSession, Member, Participant, SessionGrant


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

    def standing(self, *, is_archived: bool) -> Standing:
        """What the policy asks for, in a plan that is archived or not."""
        return Standing(self.id, self.plan_id, self.side, self.role, self.is_member, is_archived)


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant, and whether the row was made just now."""

    participant: ParticipantFacts
    is_new: bool


def find_seat(session: Session, who: SignedIn, plan_id: str) -> ParticipantFacts | None:
    """The participant that `who` already is in this plan, if any."""
    if who.member is not None:
        row = session.exec(_present(plan_id).where(Participant.member_id == who.member.id)).first()
        return facts_of(row) if row else None
    mine = [guest.participant_id for guest in who.guests if guest.plan_id == plan_id]
    row = session.get(Participant, mine[0]) if mine else None
    return facts_of(row) if row and row.removed_at is None else None


def has_lost_seat(session: Session, token: str | None, plan_id: str, now: datetime) -> bool:
    """Whether the browser with this cookie was in the plan as a guest, and was taken out of it."""
    lost = (
        select(Participant.id)
        .join(SessionGrant, col(SessionGrant.participant_id) == col(Participant.id))
        .join(LoginSession, col(LoginSession.id) == col(SessionGrant.session_id))
        .where(LoginSession.token_hash == stored_form(token))
        .where(col(LoginSession.ended_at).is_(None))
        .where(LoginSession.expires_at > now)
        .where(Participant.plan_id == plan_id)
        .where(col(Participant.removed_at).is_not(None))
    )
    return session.exec(lost.limit(1)).first() is not None


def take_seat(session: Session, who: SignedIn, plan_id: str, now: datetime) -> Seat:
    """The participant that `who` is in this plan; a member of its workspace gets one as supplier editor.

    Raises NotFound for everybody else, as for a plan that does not exist.
    """
    found = find_seat(session, who, plan_id)
    if found is not None:
        return Seat(found, False)
    plan = find_plan(session, plan_id)
    if who.member is None or who.member.workspace_id != plan.workspace_id:
        raise NotFound(plan_id)
    member = session.get(Member, who.member.id)
    if member is None or member.removed_at is not None:  # removed since `who` was resolved
        raise NotFound(plan_id)
    row = Participant(
        id=new_id("par"),
        plan_id=plan_id,
        side="supplier",
        role="editor",
        name=who.member.name,
        language=who.member.language,
        member_id=who.member.id,
        joined_at=now,
    )
    session.add(row)
    session.flush()
    note(session, "participant.joined", now, actor=who.member.id, plan_id=plan_id, subject=row.id)
    return Seat(facts_of(row), True)


def list_present(session: Session, plan_id: str) -> list[ParticipantFacts]:
    """Everyone admitted and not removed, in the order they came."""
    return [facts_of(row) for row in session.exec(_present(plan_id).order_by(col(Participant.joined_at)))]


def change_role(
    session: Session, plan_id: str, participant_id: str, role: Role, actor: str, now: datetime
) -> ParticipantFacts:
    """Makes a guest editor or viewer. Raises NotFound for a member: their right is the workspace's."""
    row = _guest(session, plan_id, participant_id)
    row.role = role
    note(session, "participant.role", now, actor=actor, plan_id=plan_id, subject=row.id, role=role)
    return facts_of(row)


def remove(
    session: Session, plan_id: str, participant_id: str, actor: str, now: datetime
) -> ParticipantFacts:
    """Takes a guest out, and ends the link that was theirs alone. Raises NotFound for a member."""
    row = _guest(session, plan_id, participant_id)
    row.removed_at = now
    invitation = session.get(Invitation, row.invitation_id or "")
    if invitation is not None and invitation.kind == "personal":
        invitation.revoked_at = invitation.revoked_at or now
    note(session, "participant.removed", now, actor=actor, plan_id=plan_id, subject=row.id)
    return facts_of(row)


def set_language(session: Session, participant_id: str, language: str) -> None:
    """Keeps the participant's language as they chose it."""
    row = session.get(Participant, participant_id)
    if row is not None:
        row.language = language


def facts_of(row: Participant) -> ParticipantFacts:
    """Plain values of a row, good after its transaction."""
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
    )


def _present(plan_id: str) -> SelectOfScalar[Participant]:
    return (
        select(Participant).where(Participant.plan_id == plan_id).where(col(Participant.removed_at).is_(None))
    )


def _guest(session: Session, plan_id: str, participant_id: str) -> Participant:
    row = session.get(Participant, participant_id)
    if row is None or row.plan_id != plan_id or row.member_id is not None or row.removed_at is not None:
        raise NotFound(participant_id)
    return row
