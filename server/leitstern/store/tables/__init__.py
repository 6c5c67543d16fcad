"""The tables of the database, as SQLModel rows. Importing this package registers them all."""

from leitstern.store.tables.access import (
    AuditEntry,
    Invitation,
    LoginSession,
    MemberLink,
    Participant,
    SessionGrant,
)
from leitstern.store.tables.check import CheckAnswer, CheckStep
from leitstern.store.tables.documents import ClientBinding, Document, Snapshot, Update
from leitstern.store.tables.ledger import LedgerEntry, RecordProjection
from leitstern.store.tables.portfolio import AccountFiguresRow, ImportColumn, KeyDecision
from leitstern.store.tables.rounds import DiscussionRow, IdeaPlacement, RoundRow, SealedErasure, SealedRow
from leitstern.store.tables.summaries import DocumentBinRow, PlanSummaryRow
from leitstern.store.tables.tabled import TabledItemRow
from leitstern.store.tables.words import ControllerLinkRow, GivenWordRow, UnderstandingScore
from leitstern.store.tables.workshop import SignatureRow, SignedVersionRow, WorkshopSessionRow
from leitstern.store.tables.workspace import Account, Member, Plan, Workspace

__all__ = [
    "Account",
    "AccountFiguresRow",
    "AuditEntry",
    "CheckAnswer",
    "CheckStep",
    "ClientBinding",
    "ControllerLinkRow",
    "DiscussionRow",
    "Document",
    "DocumentBinRow",
    "GivenWordRow",
    "IdeaPlacement",
    "ImportColumn",
    "Invitation",
    "KeyDecision",
    "LedgerEntry",
    "LoginSession",
    "Member",
    "MemberLink",
    "Participant",
    "Plan",
    "PlanSummaryRow",
    "RecordProjection",
    "RoundRow",
    "SealedErasure",
    "SealedRow",
    "SessionGrant",
    "SignatureRow",
    "SignedVersionRow",
    "Snapshot",
    "TabledItemRow",
    "UnderstandingScore",
    "Update",
    "WorkshopSessionRow",
    "Workspace",
]
