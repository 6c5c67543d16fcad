"""Joining a plan, with an entry in its ledger: a guest by a link, a member by opening the plan.

Joining is not a command: the person is no participant yet, and the link or the sign-in decides (access/).
Functions on a database session; the caller marks the plan on the projector after the commit.
`admit_to_document` does both for a WebSocket.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from leitstern.access import invitations, participants
from leitstern.access.admission import Admission, NotInPlan, admit
from leitstern.access.invitations import Redemption
from leitstern.access.participants import JoinResult, ParticipantFacts
from leitstern.access.sessions import SignedIn
from leitstern.commands import ledger, plan_access
from leitstern.commands.command import Event
from leitstern.commands.projector import Projector
from leitstern.plan.ids import new_id
from leitstern.store.interfaces import Database


def redeem(
    session: Session, token: str, name: str, language: str, who: SignedIn | None, now: datetime
) -> Redemption:
    """Admits a guest, or resumes an earlier one, perhaps with another name (access.invitations.redeem)."""
    admitted = invitations.redeem(session, token, name, language, who, now)
    if admitted.is_new:
        _enter(session, admitted.participant, joined(admitted.participant), now)
    elif admitted.is_renamed:
        guest = admitted.participant
        data = {"participant": guest.id, "name": guest.name}
        _enter(session, guest, Event("participant.renamed", data), now)
    return admitted


def join_plan(session: Session, who: SignedIn, plan_id: str, now: datetime) -> JoinResult:
    """Makes the person's participant on their first visit, or finds it (access.participants)."""
    admitted = participants.get_or_create_participant(session, who, plan_id, now)
    if admitted.is_new:
        member_id = who.member.id if who.member else None
        _enter(session, admitted.participant, joined(admitted.participant, member_id), now)
    return admitted


def join_member(session: Session, member_id: str, plan_id: str, now: datetime) -> ParticipantFacts:
    """As `join_plan`, for a member who need not be signed in."""
    admitted = participants.get_or_create_for_member(session, member_id, plan_id, now)
    if admitted.is_new:
        _enter(session, admitted.participant, joined(admitted.participant, member_id), now)
    return admitted.participant


async def admit_to_document(
    database: Database, projector: Projector, now: datetime, cookie: str | None, document_id: str
) -> Admission:
    """As access.admission.admit. A member who opens a document before the plan's page joins the plan first.

    Raises NotSignedIn, NotFound.
    """
    try:
        return await admit(database, now, cookie, document_id)
    except NotInPlan as asked:
        who, plan_id = asked.who, asked.plan_id
    await database.write(lambda session: join_plan(session, who, plan_id, now))
    projector.mark(plan_id)
    return await admit(database, now, cookie, document_id)


def joined(facts: ParticipantFacts, member_id: str | None = None) -> Event:
    return plan_access.joined(
        plan_access.ParticipantState(
            id=facts.id,
            name=facts.name,
            side=facts.side,
            role=facts.role,
            language=facts.language,
            member_id=member_id,
            invitation_id=facts.invitation_id,
            joined_at=facts.joined_at,
        )
    )


def _enter(session: Session, participant: ParticipantFacts, event: Event, now: datetime) -> None:
    kind = "participant.join" if event.kind == "participant.joined" else "participant.rename"
    draft = ledger.Draft(new_id("cmd"), kind, participant.id)
    ledger.append(session, participant.plan_id, draft, [event], now)
