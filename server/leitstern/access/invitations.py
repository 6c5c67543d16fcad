"""Invitations: links that admit guests to one plan, for one side. Show, open and redeem them.

`personal` admits one named person and resumes them on any device; `room` admits many, each with a name of
their own. A link that is unknown or not valid raises LinkInvalid, one answer for all. Functions on a
database session plus values; called by pages/, demo/ and commands/. Only `redeem` admits, and only a POST
calls it. Creating and revoking are commands.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from leitstern.access.customer_accounts import find_plan
from leitstern.access.link_validity import link_facts
from leitstern.access.members import members_of_plan
from leitstern.access.name_comparison import by_name, is_same_name
from leitstern.access.participants import ParticipantFacts, facts_of
from leitstern.access.policy import may_come_by
from leitstern.access.sessions import SignedIn
from leitstern.access.tokens import Keyring, token_hash
from leitstern.errors import InvalidInput, LinkInvalid, NotFound, TooMany
from leitstern.plan.generated import Role, Side
from leitstern.plan.ids import new_id
from leitstern.store.tables import Account, Invitation, Member, Participant, Plan

Kind = Literal["personal", "room"]
State = Literal["created", "opened", "joined", "revoked", "expired", "orphaned"]
"""Orphaned: the member responsible for it was removed."""

ROOM_CAPACITY = 2_000
"""People whom one room link admits; more is a leaked link, not a workshop."""


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
class MadeLinkFacts:
    """A link that a member made, and the participants who joined by it."""

    plan_title: str
    account_name: str
    kind: Kind
    side: Side
    name: str
    guests: tuple[str, ...]


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
class Redemption:
    participant: ParticipantFacts
    is_new: bool
    is_renamed: bool = False
    """Whether a returning guest gave another name than before."""


def link_path(keys: Keyring, invitation_id: str) -> str:
    """The path of an invitation's link."""
    return f"/join/{keys.link_token('join', invitation_id)}"


def list_for_plan(session: Session, plan_id: str, now: datetime) -> list[InvitationFacts]:
    """The plan's invitations, newest first."""
    rows = session.exec(
        select(Invitation, Member)
        .join(Member, col(Member.id) == col(Invitation.created_by))
        .where(Invitation.plan_id == plan_id)
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id))
    ).all()
    joined = _joined_counts(session, plan_id)
    return [_facts(row, maker, joined.get(row.id, 0), now) for row, maker in rows]


def list_made_by(session: Session, member_id: str, now: datetime) -> list[MadeLinkFacts]:
    """The member's links that are not revoked: they end, or get another maker, when the member is removed."""
    rows = session.exec(
        select(Invitation, Plan, Account)
        .join(Plan, col(Plan.id) == col(Invitation.plan_id))
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(Invitation.created_by == member_id, col(Invitation.revoked_at).is_(None))
        .order_by(col(Plan.title), col(Invitation.created_at))
    ).all()
    return [_made(session, row, plan, account) for row, plan, account in rows]


def _made(session: Session, row: Invitation, plan: Plan, account: Account) -> MadeLinkFacts:
    guests = session.exec(_admitted_by(row.id)).all()
    names = tuple(sorted((guest.name for guest in guests), key=by_name))
    return MadeLinkFacts(
        plan.title, account.name, cast(Kind, row.kind), cast(Side, row.side), row.name, names
    )


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
    """Stores when the link was first opened; admits nobody."""
    row = session.get(Invitation, invitation_id)
    if row is not None and row.opened_at is None:
        row.opened_at = now


def redeem(
    session: Session, token: str, name: str, language: str, who: SignedIn | None, now: datetime
) -> Redemption:
    """Admits the holder of a link, or resumes them.

    Raises LinkInvalid, TooMany for an overfull link, InvalidInput for somebody else's name.
    """
    row = _open_row(session, token, now)
    known = _find_known(session, row, who)
    name = _free_name(session, row, name, known.id if known else "")
    if known is not None:
        is_renamed, known.name = known.name != name, name
        return Redemption(facts_of(known), False, is_renamed)
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
    return Redemption(facts_of(fresh), True)


def _free_name(session: Session, row: Invitation, name: str, participant_id: str) -> str:
    """The name, with a number if a participant of the same side already has it.

    Raises InvalidInput for the name of a host or of a participant of the other side, which would deceive.
    """
    others = session.exec(
        select(Participant.name, Participant.side, Participant.member_id)
        .where(Participant.plan_id == row.plan_id, Participant.id != participant_id)
        .where(col(Participant.removed_at).is_(None))
    ).all()
    hosts = members_of_plan(session, row.plan_id).values()
    foreign = [other for other, side, member_id in others if side != row.side or member_id is not None]
    if any(is_same_name(name, other) for other in (*hosts, *foreign)):
        raise InvalidInput({"name": "refusal.name_taken"})
    taken = [other for other, _, _ in others]
    free, number = name, 1
    while any(is_same_name(free, other) for other in taken):
        number += 1
        free = f"{name} ({number})"
    return free


def _open_row(session: Session, token: str, now: datetime) -> Invitation:
    row = session.exec(select(Invitation).where(Invitation.token_hash == token_hash(token))).first()
    if row is None or not may_come_by(link_facts(session, row), now):
        raise LinkInvalid("invitation")
    with contextlib.suppress(NotFound):
        find_plan(session, row.plan_id)
        return row
    raise LinkInvalid("the account was deleted")


def _find_known(session: Session, row: Invitation, who: SignedIn | None) -> Participant | None:
    """The participant to resume: a personal link's one, or this browser's own from a room link."""
    if row.kind == "personal":
        return session.exec(_admitted_by(row.id)).first()
    own_ids = [g.participant_id for g in who.guests if g.invitation_id == row.id] if who else []
    return session.exec(_admitted_by(row.id).where(col(Participant.id).in_(own_ids))).first()


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


def _facts(row: Invitation, maker: Member, joined: int, now: datetime) -> InvitationFacts:
    return InvitationFacts(
        row.id,
        row.plan_id,
        cast(Kind, row.kind),
        cast(Side, row.side),
        cast(Role, row.role),
        row.name,
        row.language,
        _state(row, maker, joined, now),
        maker.name,
        row.created_at,
        row.expires_at,
        joined,
    )


def _state(row: Invitation, maker: Member, joined: int, now: datetime) -> State:
    if row.revoked_at is not None:
        return "revoked"
    if maker.removed_at is not None:
        return "orphaned"
    if row.expires_at <= now:
        return "expired"
    if row.joined_at is not None or joined:
        return "joined"
    return "opened" if row.opened_at is not None else "created"
