"""Loads a workspace's members, accounts and participants, and saves a new state: only rows that differ are
written.

Functions on a database session. Called by service.py and verify.py inside their transactions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, select

from leitstern.access.access_events import AccessEvent
from leitstern.access.sessions import end_all
from leitstern.access.setup_links import end_links
from leitstern.commands.workspace_access import (
    AccountPlan,
    AccountState,
    MadeLink,
    MemberParticipant,
    MemberRole,
    MemberState,
    WorkspaceAccess,
)
from leitstern.store.tables import Account, Invitation, Member, Participant, Plan


def load(session: Session, workspace_id: str) -> WorkspaceAccess:
    members = session.exec(select(Member).where(Member.workspace_id == workspace_id)).all()
    participants = session.exec(
        select(Participant.id, Participant.plan_id, Participant.member_id, Participant.removed_at)
        .join(Member, col(Member.id) == col(Participant.member_id))
        .where(Member.workspace_id == workspace_id)
    )
    return WorkspaceAccess(
        {row.id: MemberState(row.id, cast(MemberRole, row.role), row.removed_at) for row in members},
        tuple(
            MemberParticipant(id, plan_id, member_id or "", at) for id, plan_id, member_id, at in participants
        ),
        _accounts(session, workspace_id),
        _plans(session, workspace_id),
        tuple(_links(session, workspace_id)),
    )


def _accounts(session: Session, workspace_id: str) -> dict[str, AccountState]:
    rows = session.exec(select(Account).where(Account.workspace_id == workspace_id))
    return {row.id: AccountState(row.id, row.name, row.archived_at, row.removed_at) for row in rows}


def _plans(session: Session, workspace_id: str) -> tuple[AccountPlan, ...]:
    rows = session.exec(
        select(Plan)
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(Account.workspace_id == workspace_id)
    ).all()
    found = session.exec(
        select(Participant.plan_id, Participant.id, Participant.removed_at).where(
            col(Participant.plan_id).in_([row.id for row in rows])
        )
    )
    participants: dict[str, dict[str, datetime | None]] = {}
    for plan_id, participant_id, removed_at in found:
        participants.setdefault(plan_id, {})[participant_id] = removed_at
    return tuple(
        AccountPlan(row.id, row.account_id, row.archived_at, participants.get(row.id, {})) for row in rows
    )


def _links(session: Session, workspace_id: str) -> Iterator[MadeLink]:
    """The links that are not revoked. An expired one is included, because it can be extended."""
    rows = session.exec(
        select(Invitation.id, Invitation.plan_id, Invitation.created_by)
        .join(Member, col(Member.id) == col(Invitation.created_by))
        .where(Member.workspace_id == workspace_id, col(Invitation.revoked_at).is_(None))
        .order_by(col(Invitation.created_at), col(Invitation.id))
    ).all()
    guests: dict[str, list[str]] = {}
    for guest_id, invitation_id in session.exec(
        select(Participant.id, Participant.invitation_id)
        .where(col(Participant.invitation_id).in_([row[0] for row in rows]))
        .where(col(Participant.removed_at).is_(None))
    ):
        guests.setdefault(invitation_id or "", []).append(guest_id)
    for invitation_id, plan_id, member_id in rows:
        yield MadeLink(invitation_id, plan_id, member_id, tuple(guests.get(invitation_id, ())))


def save(
    session: Session, before: WorkspaceAccess, after: WorkspaceAccess, now: datetime
) -> list[AccessEvent]:
    """Writes the rows that differ; returns the ended sessions of removed members."""
    for account in after.accounts.values():
        if account != before.accounts[account.id]:
            _save_account(session, account)
    ended: list[AccessEvent] = []
    for member in after.members.values():
        old = before.members[member.id]
        if member == old:
            continue
        row = session.get_one(Member, member.id)
        row.role, row.removed_at = member.role, member.removed_at
        if old.removed_at is None and member.removed_at is not None:
            end_links(session, member.id, now)
            ended += [AccessEvent("session_ended", id) for id in end_all(session, member.id, now)]
    return ended


def _save_account(session: Session, account: AccountState) -> None:
    row = session.get_one(Account, account.id)
    row.name, row.archived_at, row.removed_at = account.name, account.archived_at, account.removed_at
