"""Invitations: ways into one plan for one side. Create, show, open, redeem, revoke.

`personal` admits one named person and resumes them on any device; `room` admits many, each with a name of
their own. An unknown, expired or revoked link raises LinkInvalid, one answer for all three. Functions on a
database session plus values; called by pages/ and demo/. Only `redeem` admits, and only a POST calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from leitstern.access.accounts import find_plan
from leitstern.access.audit import note
from leitstern.access.participants import ParticipantFacts, facts_of
from leitstern.access.policy import Role, Side
from leitstern.access.sessions import SignedIn
from leitstern.access.tokens import Keyring, token_hash
from leitstern.errors import LinkInvalid, NotFound, TooMany
from leitstern.plan.ids import new_id
from leitstern.store.tables import Invitation, Member, Participant

Kind = Literal["personal", "room"]
State = Literal["created", "opened", "joined", "revoked", "expired"]

ROOM_CAPACITY = 2_000
"""People whom one room link admits; more is a leaked link, not a workshop."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    kind: Kind
    side: Side
    role: Role
    name: str
    language: str
    days: int


@dataclass(frozen=True, slots=True)
class InvitationFacts:
    """An invitation as its plan's members see it."""

    id: str
    plan_id: str
    kind: Kind
    side: Side
    role: Role
    name: str
    language: str
    state: State
    created_by: str
    created_at: datetime
    expires_at: datetime
    joined: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the holder of a working link is shown before joining."""

    invitation_id: str
    kind: Kind
    side: Side
    role: Role
    name: str
    language: str
    plan_id: str
    record_id: str
    plan_title: str
    account_name: str
    workspace_name: str
    host_name: str
    is_opened: bool


@dataclass(frozen=True, slots=True)
class Admitted:
    participant: ParticipantFacts
    is_new: bool


def link_path(keys: Keyring, invitation_id: str) -> str:
    """The path of an invitation's link."""
    return f"/join/{keys.link_token('join', invitation_id)}"


def create(
    session: Session, keys: Keyring, plan_id: str, wanted: NewInvitation, member_id: str, now: datetime
) -> str:
    """A new invitation; returns its id."""
    invitation_id = new_id("inv")
    session.add(
        Invitation(
            id=invitation_id,
            plan_id=plan_id,
            kind=wanted.kind,
            side=wanted.side,
            role=wanted.role,
            name=wanted.name,
            language=wanted.language,
            token_hash=token_hash(keys.link_token("join", invitation_id)),
            created_by=member_id,
            created_at=now,
            expires_at=now + timedelta(days=wanted.days),
        )
    )
    session.flush()
    note(session, "invitation.created", now, actor=member_id, plan_id=plan_id, subject=invitation_id)
    return invitation_id


def list_for_plan(session: Session, plan_id: str, now: datetime) -> list[InvitationFacts]:
    """The plan's invitations, newest first."""
    rows = session.exec(
        select(Invitation, Member.name)
        .join(Member, col(Member.id) == col(Invitation.created_by))
        .where(Invitation.plan_id == plan_id)
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id))
    ).all()
    joined = _joined_counts(session, plan_id)
    return [_facts(row, host, joined.get(row.id, 0), now) for row, host in rows]


def find_for_plan(session: Session, plan_id: str, invitation_id: str, now: datetime) -> InvitationFacts:
    """One invitation of this plan; NotFound for any other."""
    for facts in list_for_plan(session, plan_id, now):
        if facts.id == invitation_id:
            return facts
    raise NotFound(invitation_id)


def welcome(session: Session, token: str, now: datetime) -> Welcome:
    """What to show for a link. Changes nothing. Raises LinkInvalid."""
    row = _open_row(session, token, now)
    plan = find_plan(session, row.plan_id)
    host = session.get(Member, row.created_by)
    return Welcome(
        row.id,
        cast(Kind, row.kind),
        cast(Side, row.side),
        "viewer" if plan.is_archived else cast(Role, row.role),
        row.name,
        row.language,
        plan.id,
        plan.documents["record"],
        plan.title,
        plan.account_name,
        plan.workspace_name,
        host.name if host else "",
        row.opened_at is not None,
    )


def mark_opened(session: Session, invitation_id: str, now: datetime) -> None:
    """Notes that somebody looked at the link for the first time; admits nobody."""
    row = session.get(Invitation, invitation_id)
    if row is not None and row.opened_at is None:
        row.opened_at = now


def redeem(
    session: Session, token: str, name: str, language: str, who: SignedIn | None, now: datetime
) -> Admitted:
    """Admits the holder of a link, or resumes them. Raises LinkInvalid, and TooMany for an overfull link."""
    row = _open_row(session, token, now)
    known = _known(session, row, who)
    if known is not None:
        known.name = name
        return Admitted(facts_of(known), False)
    if row.kind == "room" and _joined_counts(session, row.plan_id).get(row.id, 0) >= ROOM_CAPACITY:
        raise TooMany("room link")
    fresh = Participant(
        id=new_id("par"),
        plan_id=row.plan_id,
        side=row.side,
        role=row.role,
        name=name,
        language=language,
        invitation_id=row.id,
        joined_at=now,
    )
    session.add(fresh)
    row.opened_at = row.opened_at or now
    row.joined_at = row.joined_at or now
    session.flush()
    note(session, "participant.joined", now, actor=fresh.id, plan_id=row.plan_id, subject=row.id)
    return Admitted(facts_of(fresh), True)


def revoke(
    session: Session, plan_id: str, invitation_id: str, actor: str, now: datetime
) -> list[ParticipantFacts]:
    """Ends the link and the right of everyone it admitted; returns those removed, none a second time."""
    row = session.get(Invitation, invitation_id)
    if row is None or row.plan_id != plan_id:
        raise NotFound(invitation_id)
    if row.revoked_at is not None:
        return []
    row.revoked_at = now
    note(session, "invitation.revoked", now, actor=actor, plan_id=plan_id, subject=row.id)
    removed = list(session.exec(_admitted_by(row.id)))
    for participant in removed:
        participant.removed_at = now
    return [facts_of(participant) for participant in removed]


def _open_row(session: Session, token: str, now: datetime) -> Invitation:
    row = session.exec(select(Invitation).where(Invitation.token_hash == token_hash(token))).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise LinkInvalid("invitation")
    return row


def _known(session: Session, row: Invitation, who: SignedIn | None) -> Participant | None:
    """The participant to resume: a personal link's one, or this browser's own from a room link."""
    if row.kind == "personal":
        return session.exec(_admitted_by(row.id)).first()
    mine = [g.participant_id for g in who.guests if g.invitation_id == row.id] if who else []
    return session.exec(_admitted_by(row.id).where(col(Participant.id).in_(mine))).first()


def _admitted_by(invitation_id: str) -> SelectOfScalar[Participant]:
    return (
        select(Participant)
        .where(Participant.invitation_id == invitation_id)
        .where(col(Participant.removed_at).is_(None))
    )


def _joined_counts(session: Session, plan_id: str) -> dict[str, int]:
    rows = session.exec(
        select(Participant.invitation_id, func.count())
        .where(Participant.plan_id == plan_id)
        .group_by(col(Participant.invitation_id))
    )
    return {invitation_id: count for invitation_id, count in rows if invitation_id}


def _facts(row: Invitation, host: str, joined: int, now: datetime) -> InvitationFacts:
    return InvitationFacts(
        row.id,
        row.plan_id,
        cast(Kind, row.kind),
        cast(Side, row.side),
        cast(Role, row.role),
        row.name,
        row.language,
        _state(row, now),
        host,
        row.created_at,
        row.expires_at,
        joined,
    )


def _state(row: Invitation, now: datetime) -> State:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= now:
        return "expired"
    if row.joined_at is not None:
        return "joined"
    return "opened" if row.opened_at is not None else "created"
