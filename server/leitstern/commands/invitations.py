"""Commands about links into a plan: create, revoke, extend and renew one. Pure.

The link itself is a secret: access/invitations.py derives it from the invitation's id, and no event holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from leitstern.access.invitations import link_path
from leitstern.access.tokens import Keyring
from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import CreateInvitation, ExtendInvitation, RenewInvitation, RevokeInvitation
from leitstern.commands.plan_access import Link, PlanAccess, created, renewed, revoked

_MAKING = ("invitation.created", "invitation.renewed")


def create(
    state: PlanAccess, command: Command[CreateInvitation], actor: PlanActor, now: datetime
) -> Decision:
    wanted = command.arguments
    if actor.member_id is None:
        return Refusal("forbidden")
    link = Link(
        id=command.new_id("inv"),
        kind=wanted.kind,
        side=wanted.side,
        role=wanted.role,
        name=wanted.name,
        language=wanted.language,
        created_by=actor.member_id,
        created_at=now,
        expires_at=now + timedelta(days=wanted.days),
    )
    return (created(link),)


def revoke(
    state: PlanAccess, command: Command[RevokeInvitation], actor: PlanActor, now: datetime
) -> Decision:
    """Ends the link and removes every guest whom it admitted."""
    link = state.links.get(command.arguments.invitation_id)
    if link is None:
        return Refusal("invitation_not_found")
    if link.revoked_at is not None:
        return ()
    return revoked(link.id, [p.id for p in state.present() if p.invitation_id == link.id])


def extend(
    state: PlanAccess, command: Command[ExtendInvitation], actor: PlanActor, now: datetime
) -> Decision:
    """Sets a new expiry. If the link had expired, the guests who joined by it have access again."""
    link = state.links.get(command.arguments.invitation_id)
    if link is None or link.revoked_at is not None:
        return Refusal("invitation_not_found")
    until = now + timedelta(days=command.arguments.days)
    if until == link.expires_at:
        return ()
    return (Event("invitation.extended", {"invitation": link.id, "expires_at": until.isoformat()}),)


def renew(state: PlanAccess, command: Command[RenewInvitation], actor: PlanActor, now: datetime) -> Decision:
    """Gives the link another address. Guests who have joined keep access; the old address admits nobody."""
    link = state.links.get(command.arguments.invitation_id)
    if actor.member_id is None:
        return Refusal("forbidden")
    if link is None or link.revoked_at is not None:
        return Refusal("invitation_not_found")
    return (renewed(link.id, command.new_id("inv"), actor.member_id),)


def reveal(keys: Keyring, events: Sequence[Event]) -> Mapping[str, str]:
    """The path of the created link."""
    made = next((event.data for event in events if event.kind in _MAKING), None)
    return {} if made is None else {"path": link_path(keys, str(made.get("renewed") or made["invitation"]))}
