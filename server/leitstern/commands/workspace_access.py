"""The members and accounts of a workspace: the state that commands about them need.

Pure. A removed member stays in the state with the time, because plans, invitations and the history refer to
them. A deleted account stays too; its plans are erased 30 days later (erasure.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, cast

from leitstern.commands.command import Event

MemberRole = Literal["admin", "member"]


@dataclass(frozen=True, slots=True)
class MemberState:
    id: str
    role: MemberRole
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemberParticipant:
    """A member's participant in one plan."""

    participant_id: str
    plan_id: str
    member_id: str
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountState:
    """`archived_at`, `removed_at`: since when it is archived, or deleted."""

    id: str
    name: str
    archived_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A plan of an account. `participants`: id -> when they were removed; None while present."""

    id: str
    account_id: str
    archived_at: datetime | None = None
    participants: Mapping[str, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that is not revoked, the member who made it, and the present guests who joined by it."""

    invitation_id: str
    plan_id: str
    member_id: str
    guest_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WorkspaceAccess:
    members: Mapping[str, MemberState] = field(default_factory=dict)
    participants: Sequence[MemberParticipant] = ()
    """Read by `decide` only: `fold` leaves it as it is, because participants belong to their plan's state."""
    accounts: Mapping[str, AccountState] = field(default_factory=dict)
    plans: Sequence[AccountPlan] = ()
    """Read by `decide` only, as `participants`."""
    links: Sequence[MadeLink] = ()
    """Read by `decide` only, as `participants`."""

    def plans_of(self, account_id: str) -> list[AccountPlan]:
        return [plan for plan in self.plans if plan.account_id == account_id]

    def links_of(self, member_id: str) -> list[MadeLink]:
        return [link for link in self.links if link.member_id == member_id]

    def participants_of(self, member_id: str) -> list[MemberParticipant]:
        return [participant for participant in self.participants if participant.member_id == member_id]


def fold(state: WorkspaceAccess, events: Sequence[Event], at: datetime) -> WorkspaceAccess:
    """The state after events that happened at `at`. Raises KeyError for an unknown member or account."""
    members, accounts = dict(state.members), dict(state.accounts)
    for event in events:
        if event.kind.startswith("account."):
            account = accounts[str(event.data["account"])]
            accounts[account.id] = _changed_account(account, event, at)
        else:
            member = members[str(event.data["member"])]
            members[member.id] = _changed_member(member, event, at)
    return replace(state, members=members, accounts=accounts)


def _changed_member(member: MemberState, event: Event, at: datetime) -> MemberState:
    match event.kind:
        case "member.removed":
            return replace(member, removed_at=at)
        case "member.restored":
            return replace(member, removed_at=None)
        case "member.role_changed":
            return replace(member, role=cast(MemberRole, event.data["role"]))
    raise ValueError(f"no such event: {event.kind}")


def _changed_account(account: AccountState, event: Event, at: datetime) -> AccountState:
    match event.kind:
        case "account.renamed":
            return replace(account, name=str(event.data["name"]))
        case "account.archived":
            return replace(account, archived_at=at)
        case "account.unarchived":
            return replace(account, archived_at=None)
        case "account.deleted":
            return replace(account, removed_at=at)
        case "account.undeleted":
            return replace(account, removed_at=None)
    raise ValueError(f"no such event: {event.kind}")
