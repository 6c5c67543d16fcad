"""Commands about accounts: rename, archive, delete, restore. Pure.

Every member may archive an account, which archives its plans. Only an admin may delete one: all participants
are removed from its plans at once, and the plans are erased after KEPT (erasure.py). Until then an admin can
restore everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leitstern.commands.command import Command, Decision, Event, Refusal, WorkspaceActor
from leitstern.commands.generated import ArchiveAccount, DeleteAccount, RenameAccount, RestoreAccount
from leitstern.commands.workspace_access import AccountState, WorkspaceAccess

KEPT = timedelta(days=30)
"""How long a deleted account can be brought back."""


def rename(
    state: WorkspaceAccess, command: Command[RenameAccount], actor: WorkspaceActor, now: datetime
) -> Decision:
    account, name = _present(state, command.arguments.account_id), command.arguments.name
    if isinstance(account, Refusal):
        return account
    return () if account.name == name else (_event("renamed", account, name=name),)


def archive(
    state: WorkspaceAccess, command: Command[ArchiveAccount], actor: WorkspaceActor, now: datetime
) -> Decision:
    """Makes the account's plans read-only for both sides."""
    account = _present(state, command.arguments.account_id)
    if isinstance(account, Refusal):
        return account
    if account.archived_at is not None:
        return ()
    plans = (plan for plan in state.plans_of(account.id) if plan.archived_at is None)
    return (_event("archived", account), *(Event("plan.archived", {}, plan.id) for plan in plans))


def delete(
    state: WorkspaceAccess, command: Command[DeleteAccount], actor: WorkspaceActor, now: datetime
) -> Decision:
    account = state.accounts.get(command.arguments.account_id)
    if account is None:
        return Refusal("account_not_found")
    if account.removed_at is not None:
        return ()
    return (_event("deleted", account), *_participant_events(state, account, None, "participant.removed"))


def restore(
    state: WorkspaceAccess, command: Command[RestoreAccount], actor: WorkspaceActor, now: datetime
) -> Decision:
    """Undoes a deletion, or an archiving. An account that was archived when it was deleted stays archived."""
    account = state.accounts.get(command.arguments.account_id)
    if account is None or (account.removed_at is not None and now - account.removed_at > KEPT):
        return Refusal("account_not_found")
    if account.removed_at is not None:
        if not actor.is_admin:
            return Refusal("forbidden")
        participants = _participant_events(state, account, account.removed_at, "participant.returned")
        return (_event("undeleted", account), *participants)
    if account.archived_at is None:
        return ()
    plans = (plan for plan in state.plans_of(account.id) if plan.archived_at == account.archived_at)
    return (_event("unarchived", account), *(Event("plan.restored", {}, plan.id) for plan in plans))


def _participant_events(
    state: WorkspaceAccess, account: AccountState, removed_at: datetime | None, kind: str
) -> Sequence[Event]:
    """One event for each participant of its plans who was removed at `removed_at`; None: who is present."""
    return [
        Event(kind, {"participant": participant}, plan.id)
        for plan in state.plans_of(account.id)
        for participant, at in plan.participants.items()
        if at == removed_at
    ]


def _present(state: WorkspaceAccess, account_id: str) -> AccountState | Refusal:
    account = state.accounts.get(account_id)
    return account if account and account.removed_at is None else Refusal("account_not_found")


def _event(what: str, account: AccountState, **data: str) -> Event:
    return Event(f"account.{what}", {"account": account.id, **data})
