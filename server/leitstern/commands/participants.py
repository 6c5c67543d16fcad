"""Commands about people in a plan: rename oneself, change a guest's role, remove a guest.

Pure: `decide(state, command, actor, now) -> events | refusal`. A member's rights come from the workspace, so
these commands neither demote nor remove a member.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.access.name_comparison import is_same_name
from leitstern.commands.command import Command, Decision, Event, PlanActor, Refusal
from leitstern.commands.generated import RemoveParticipant, RenameParticipant, SetParticipantRole
from leitstern.commands.plan_access import ParticipantState, PlanAccess, renewed


def rename(
    state: PlanAccess, command: Command[RenameParticipant], actor: PlanActor, now: datetime
) -> Decision:
    """Refuses the name of another present participant, and of a member who has not opened the plan yet."""
    name = command.arguments.name
    taken = [p.name for p in state.present() if p.id != actor.id]
    taken += [host for member_id, host in state.hosts.items() if member_id != actor.member_id]
    if any(is_same_name(other, name) for other in taken):
        return Refusal("name_taken", {"name": "refusal.name_taken"})
    if state.participants[actor.id].name == name:
        return ()
    return (Event("participant.renamed", {"participant": actor.id, "name": name}),)


def set_role(
    state: PlanAccess, command: Command[SetParticipantRole], actor: PlanActor, now: datetime
) -> Decision:
    guest, role = _guest(state, command.arguments.participant_id), command.arguments.role
    if isinstance(guest, Refusal):
        return guest
    if not guest.is_present:
        return Refusal("participant_not_found")
    if guest.role == role:
        return ()
    changed = Event("participant.role_changed", {"participant": guest.id, "role": role})
    link = state.links.get(guest.invitation_id or "")
    is_wider = link is not None and role == "viewer" and link.role == "editor"
    return [changed, *(_renewed_link(state, guest, command, actor) if is_wider else [])]


def remove(
    state: PlanAccess, command: Command[RemoveParticipant], actor: PlanActor, now: datetime
) -> Decision:
    """Removes a guest, and their way back in: a personal link ends, a group link gets another address."""
    guest = _guest(state, command.arguments.participant_id)
    if isinstance(guest, Refusal):
        return guest
    if not guest.is_present:
        return ()
    events = [Event("participant.removed", {"participant": guest.id})]
    link = state.links.get(guest.invitation_id or "")
    if link is not None and link.kind == "personal" and link.revoked_at is None:
        events.append(Event("invitation.revoked", {"invitation": link.id}))
    return [*events, *_renewed_link(state, guest, command, actor)]


def _renewed_link(
    state: PlanAccess,
    guest: ParticipantState,
    command: Command[SetParticipantRole] | Command[RemoveParticipant],
    actor: PlanActor,
) -> list[Event]:
    """Renews the group link by which the guest joined, unless it is kept. Other guests keep access."""
    link = state.links.get(guest.invitation_id or "")
    if command.arguments.link == "keep" or actor.member_id is None:
        return []
    if link is None or link.kind != "room" or link.revoked_at is not None:
        return []
    return [renewed(link.id, command.new_id("inv"), actor.member_id)]


def _guest(state: PlanAccess, participant_id: str) -> ParticipantState | Refusal:
    participant = state.participants.get(participant_id)
    if participant is None:
        return Refusal("participant_not_found")
    return participant if participant.member_id is None else Refusal("participant_is_member")
