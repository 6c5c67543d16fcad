"""The tables of the database, as SQLModel rows. Importing this package registers them all."""

from leitstern.store.tables.access import (
    AuditEntry,
    Invitation,
    LoginSession,
    MemberLink,
    Participant,
    SessionGrant,
)
from leitstern.store.tables.documents import ClientBinding, Document, Snapshot, Update
from leitstern.store.tables.workspace import Account, Member, Plan, Workspace

__all__ = [
    "Account",
    "AuditEntry",
    "ClientBinding",
    "Document",
    "Invitation",
    "LoginSession",
    "Member",
    "MemberLink",
    "Participant",
    "Plan",
    "SessionGrant",
    "Snapshot",
    "Update",
    "Workspace",
]
