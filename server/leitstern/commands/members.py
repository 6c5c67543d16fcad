"""Commands about members of a workspace: remove, restore, change the role. For admins only. Pure.

Admins cannot apply these commands to themselves, so a workspace always keeps an admin.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.command import Command, Decision, Event, Refusal, WorkspaceActor
from leitstern.commands.generated import RemoveMember, RestoreMember, SetMemberRole
from leitstern.commands.plan_access import renewed, revoked
from leitstern.commands.workspace_access import MemberState, WorkspaceAccess


def remove(
    state: WorkspaceAccess, command: Command[RemoveMember], actor: WorkspaceActor, now: datetime
) -> Decision:
    """Removes the member from every plan. Their links end, or get another address and maker."""
    member = _colleague(state, command.arguments.member_id, actor)
    if isinstance(member, Refusal):
        return member
    if member.removed_at is not None:
        return ()
    participants = (p for p in state.participants_of(member.id) if p.removed_at is None)
    return (
        Event("member.removed", {"member": member.id}),
        *(Event("participant.removed", {"participant": p.participant_id}, p.plan_id) for p in participants),
        *_ended_links(state, command, actor),
    )


def _ended_links(
    state: WorkspaceAccess, command: Command[RemoveMember], actor: WorkspaceActor
) -> list[Event]:
    """The removed member may know their links, so each one ends, or gets another address and maker."""
    events: list[Event] = []
    for link in state.links_of(command.arguments.member_id):
        if command.arguments.links == "renew":
            new_id = command.new_id("inv", link.invitation_id)
            events.append(renewed(link.invitation_id, new_id, actor.id, link.plan_id))
        else:
            events += revoked(link.invitation_id, link.guest_ids, link.plan_id)
    return events


def restore(
    state: WorkspaceAccess, command: Command[RestoreMember], actor: WorkspaceActor, now: datetime
) -> Decision:
    """Restores the member's participants that ended when they left, and no others."""
    member = _colleague(state, command.arguments.member_id, actor)
    if isinstance(member, Refusal):
        return member
    if member.removed_at is None:
        return ()
    participants = (p for p in state.participants_of(member.id) if p.removed_at == member.removed_at)
    return (
        Event("member.restored", {"member": member.id}),
        *(Event("participant.returned", {"participant": p.participant_id}, p.plan_id) for p in participants),
    )


def set_role(
    state: WorkspaceAccess, command: Command[SetMemberRole], actor: WorkspaceActor, now: datetime
) -> Decision:
    member, role = _colleague(state, command.arguments.member_id, actor), command.arguments.role
    if isinstance(member, Refusal):
        return member
    if member.removed_at is not None:
        return Refusal("member_not_found")
    return () if member.role == role else (Event("member.role_changed", {"member": member.id, "role": role}),)


def _colleague(state: WorkspaceAccess, member_id: str, actor: WorkspaceActor) -> MemberState | Refusal:
    if member_id == actor.id:
        return Refusal("oneself")
    return state.members.get(member_id) or Refusal("member_not_found")
