"""The tables of the database, as SQLModel rows. Importing this package registers them all.

A new table is added to its module and to both lists here; its columns come by a revision in
store/migrations/versions.
"""

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
from leitstern.store.tables.summaries import AssessmentAgesRow, DocumentBinRow, PlanSummaryRow
from leitstern.store.tables.tabled import SecondLookRow, TabledItemRow
from leitstern.store.tables.words import ControllerLinkRow, GivenWordRow, UnderstandingScore
from leitstern.store.tables.workshop import (
    OpportunityChoiceRow,
    SidePageRow,
    SignatureRow,
    SignedVersionRow,
    WorkshopSessionRow,
)
from leitstern.store.tables.workspace import Account, Member, Plan, Workspace

__all__ = [
    "Account",
    "AccountFiguresRow",
    "AssessmentAgesRow",
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
    "OpportunityChoiceRow",
    "Participant",
    "Plan",
    "PlanSummaryRow",
    "RecordProjection",
    "RoundRow",
    "SealedErasure",
    "SealedRow",
    "SecondLookRow",
    "SessionGrant",
    "SidePageRow",
    "SignatureRow",
    "SignedVersionRow",
    "Snapshot",
    "TabledItemRow",
    "UnderstandingScore",
    "Update",
    "WorkshopSessionRow",
    "Workspace",
]
