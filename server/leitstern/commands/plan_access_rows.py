"""Loads a plan's access state from its rows, and saves a new state: only rows that differ are written.

Functions on a database session. Called by service.py, joining.py and verify.py inside their transactions.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import cast

from sqlmodel import Session, select

from leitstern.access.access_events import AccessEvent
from leitstern.access.members import members_of_plan
from leitstern.access.tokens import Keyring, token_hash
from leitstern.commands.plan_access import Link, ParticipantState, PlanAccess
from leitstern.plan.generated import Role, Side
from leitstern.store.tables import Invitation, Participant, Plan


def load(session: Session, plan_id: str) -> PlanAccess:
    """Raises NoResultFound for an unknown plan: callers check that it exists."""
    plan = session.get_one(Plan, plan_id)
    participants = session.exec(select(Participant).where(Participant.plan_id == plan_id))
    links = session.exec(select(Invitation).where(Invitation.plan_id == plan_id))
    return PlanAccess(
        plan.archived_at,
        {row.id: _participant(row) for row in participants},
        {row.id: _link(row) for row in links},
        members_of_plan(session, plan_id),
    )


def save(
    session: Session, keys: Keyring, plan_id: str, before: PlanAccess, after: PlanAccess
) -> list[AccessEvent]:
    """Writes the rows that differ; returns an event for each participant whose rights changed."""
    session.get_one(Plan, plan_id).archived_at = after.archived_at
    for link in after.links.values():
        if link != before.links.get(link.id):
            _save_link(session, keys, plan_id, link)
    session.flush()  # a participant's row refers to the invitation's
    for participant in after.participants.values():
        if participant != before.participants.get(participant.id):
            _save_participant(session, plan_id, participant)
    return _changed_rights(before, after)


def _changed_rights(before: PlanAccess, after: PlanAccess) -> list[AccessEvent]:
    is_everybody = (before.archived_at is None) != (after.archived_at is None)
    events: list[AccessEvent] = []
    for participant in after.participants.values():
        old = before.participants.get(participant.id)
        if old is None or not old.is_present:
            continue
        if not participant.is_present:
            events.append(AccessEvent("participant_removed", participant.id))
        elif is_everybody or (participant.role, participant.name) != (old.role, old.name):
            events.append(AccessEvent("role_changed", participant.id))
    return events


def _save_link(session: Session, keys: Keyring, plan_id: str, link: Link) -> None:
    row = session.get(Invitation, link.id)
    if row is None:
        hashed = token_hash(keys.link_token("join", link.id))
        session.add(Invitation(plan_id=plan_id, token_hash=hashed, **asdict(link)))
    else:
        row.revoked_at, row.expires_at = link.revoked_at, link.expires_at


def _save_participant(session: Session, plan_id: str, participant: ParticipantState) -> None:
    row = session.get(Participant, participant.id)
    if row is None:
        session.add(Participant(plan_id=plan_id, **asdict(participant)))
    else:
        row.name, row.role, row.removed_at = participant.name, participant.role, participant.removed_at
        row.invitation_id = participant.invitation_id


def _participant(row: Participant) -> ParticipantState:
    return ParticipantState(
        row.id,
        row.name,
        cast(Side, row.side),
        cast(Role, row.role),
        row.language,
        row.member_id,
        row.invitation_id,
        row.joined_at,
        row.removed_at,
    )


def _link(row: Invitation) -> Link:
    return Link(
        row.id,
        row.kind,
        cast(Side, row.side),
        cast(Role, row.role),
        row.name,
        row.language,
        row.created_by,
        row.created_at,
        row.expires_at,
        row.revoked_at,
    )
