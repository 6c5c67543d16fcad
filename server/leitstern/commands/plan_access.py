"""Who is in a plan, by which link, and whether the plan is archived: the state that most plan commands need.

Pure. Only `fold` applies an event to the state; plan_access_rows.py loads and saves it, and verify.py folds a
whole ledger to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from leitstern.commands.command import Event, Json
from leitstern.plan.generated import Role, Side

OWN_EVENTS = ("plan.", "invitation.", "participant.")
"""Events of this state begin so; those of other subjects change nothing here."""


@dataclass(frozen=True, slots=True)
class ParticipantState:
    """Exactly one of `member_id` and `invitation_id` is set: how they joined."""

    id: str
    name: str
    side: Side
    role: Role
    language: str = field(compare=False)  # changed without a command
    member_id: str | None
    invitation_id: str | None
    joined_at: datetime
    removed_at: datetime | None = None

    @property
    def is_present(self) -> bool:
        return self.removed_at is None


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation."""

    id: str
    kind: str
    side: Side
    role: Role
    name: str
    language: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlanAccess:
    archived_at: datetime | None = None
    participants: Mapping[str, ParticipantState] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Names of the workspace's members by member id: rows of their own, which no event of a plan changes."""

    def present(self) -> list[ParticipantState]:
        return [p for p in self.participants.values() if p.is_present]


def fold(state: PlanAccess, events: Sequence[Event], at: datetime) -> PlanAccess:
    """The state after events that happened at `at`."""
    archived_at, participants, links = state.archived_at, dict(state.participants), dict(state.links)
    for event in events:
        data = event.data
        match event.kind:
            case kind if not kind.startswith(OWN_EVENTS):
                pass
            case "plan.archived":
                archived_at = at
            case "plan.restored":
                archived_at = None
            case "invitation.created":
                links[str(data["invitation"])] = _link(data, at)
            case "invitation.revoked":
                link = links[str(data["invitation"])]
                links[link.id] = replace(link, revoked_at=at)
            case "invitation.extended":
                link = links[str(data["invitation"])]
                links[link.id] = replace(link, expires_at=datetime.fromisoformat(str(data["expires_at"])))
            case "invitation.renewed":
                _renew(links, participants, data, at)
            case "participant.joined":
                participants[str(data["participant"])] = _participant(data, at)
            case _:
                participant = participants[str(data["participant"])]
                participants[participant.id] = _changed(participant, event, at)
    return PlanAccess(archived_at, participants, links, state.hosts)


def _renew(
    links: dict[str, Link], participants: dict[str, ParticipantState], data: Mapping[str, Json], at: datetime
) -> None:
    """Replaces the link by a new one and moves its present participants to the new one."""
    old = links[str(data["invitation"])]
    new = replace(old, id=str(data["renewed"]), created_by=str(data["member"]), created_at=at)
    links[old.id], links[new.id] = replace(old, revoked_at=at), new
    came_by_it = [p for p in participants.values() if p.invitation_id == old.id and p.is_present]
    for participant in came_by_it:
        participants[participant.id] = replace(participant, invitation_id=new.id)


def _changed(participant: ParticipantState, event: Event, at: datetime) -> ParticipantState:
    match event.kind:
        case "participant.renamed":
            return replace(participant, name=str(event.data["name"]))
        case "participant.role_changed":
            return replace(participant, role=cast(Role, event.data["role"]))
        case "participant.removed":
            return replace(participant, removed_at=at)
        case "participant.returned":
            return replace(participant, removed_at=None)
    raise ValueError(f"no such event: {event.kind}")


def joined(participant: ParticipantState) -> Event:
    """The event that adds the participant, at its `joined_at`."""
    data: dict[str, Json] = {
        "participant": participant.id,
        "name": participant.name,
        "side": participant.side,
        "role": participant.role,
        "language": participant.language,
    }
    if participant.member_id is not None:
        data["member"] = participant.member_id
    if participant.invitation_id is not None:
        data["invitation"] = participant.invitation_id
    return Event("participant.joined", data)


def created(link: Link) -> Event:
    """The event that adds the invitation, at its `created_at`."""
    return Event(
        "invitation.created",
        {
            "invitation": link.id,
            "kind": link.kind,
            "side": link.side,
            "role": link.role,
            "name": link.name,
            "language": link.language,
            "member": link.created_by,
            "expires_at": link.expires_at.isoformat(),
        },
    )


def revoked(invitation_id: str, guest_ids: Iterable[str], scope: str = "") -> list[Event]:
    """Ends the link and removes these guests."""
    return [
        Event("invitation.revoked", {"invitation": invitation_id}, scope),
        *(Event("participant.removed", {"participant": id}, scope) for id in guest_ids),
    ]


def renewed(invitation_id: str, new_id: str, member_id: str, scope: str = "") -> Event:
    """Replaces the invitation by `new_id`, whose maker is this member."""
    data: dict[str, Json] = {"invitation": invitation_id, "renewed": new_id, "member": member_id}
    return Event("invitation.renewed", data, scope)


def _participant(data: Mapping[str, Any], at: datetime) -> ParticipantState:
    return ParticipantState(
        id=data["participant"],
        name=data["name"],
        side=data["side"],
        role=data["role"],
        language=data["language"],
        member_id=data.get("member"),
        invitation_id=data.get("invitation"),
        joined_at=at,
    )


def _link(data: Mapping[str, Any], at: datetime) -> Link:
    return Link(
        id=data["invitation"],
        kind=data["kind"],
        side=data["side"],
        role=data["role"],
        name=data["name"],
        language=data["language"],
        created_by=data["member"],
        created_at=at,
        expires_at=datetime.fromisoformat(data["expires_at"]),
    )
