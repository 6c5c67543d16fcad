"""Accounts and their plans: create, list, find, archive. A plan is born with its four documents.

Functions on a database session plus values. Everything is asked for within one workspace: another workspace's
account or plan is NotFound, like one that does not exist. Called by pages/, demo/ and cli/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from leitstern.access.audit import note
from leitstern.access.names import by_name
from leitstern.access.policy import DOCUMENT_KINDS, DocumentKind
from leitstern.errors import NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import Account, Document, Plan, Workspace


@dataclass(frozen=True, slots=True)
class PlanIds:
    plan_id: str
    documents: Mapping[DocumentKind, str]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan as a list shows it."""

    id: str
    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AccountFacts:
    id: str
    name: str
    industry: str
    location: str
    plans: tuple[PlanLine, ...]
    archived: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with the companies' names and all document ids: never hand `documents` to a browser whole."""

    id: str
    title: str
    account_id: str
    account_name: str
    workspace_id: str
    workspace_name: str
    documents: Mapping[DocumentKind, str]
    is_archived: bool


def create_workspace(session: Session, name: str, now: datetime) -> str:
    """A new workspace; returns its id."""
    row = Workspace(id=new_id("wsp"), name=name, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def create_account(
    session: Session,
    workspace_id: str,
    name: str,
    now: datetime,
    *,
    industry: str = "",
    location: str = "",
    actor: str = "server",
) -> str:
    """A new account; returns its id."""
    row = Account(
        id=new_id("acc"),
        workspace_id=workspace_id,
        name=name,
        industry=industry,
        location=location,
        created_at=now,
    )
    session.add(row)
    session.flush()
    note(session, "account.created", now, actor=actor, subject=row.id)
    return row.id


def create_plan(
    session: Session, workspace_id: str, account_id: str, title: str, member_id: str, now: datetime
) -> PlanIds:
    """A new plan of an account with its four documents, all empty."""
    _account(session, workspace_id, account_id)
    plan = Plan(id=new_id("pln"), account_id=account_id, title=title, created_by=member_id, created_at=now)
    session.add(plan)
    session.flush()
    documents = {kind: new_id("doc") for kind in DOCUMENT_KINDS}
    session.add_all(Document(id=documents[kind], plan_id=plan.id, kind=kind) for kind in DOCUMENT_KINDS)
    session.flush()
    note(session, "plan.created", now, actor=member_id, plan_id=plan.id, subject=plan.id)
    return PlanIds(plan.id, documents)


def list_accounts(session: Session, workspace_id: str) -> list[AccountFacts]:
    """The workspace's accounts by name, each with its plans."""
    rows = session.exec(select(Account).where(Account.workspace_id == workspace_id)).all()
    plans = _plans_by_account(session, [row.id for row in rows])
    return sorted((_facts(row, plans) for row in rows), key=lambda account: by_name(account.name))


def find_account(session: Session, workspace_id: str, account_id: str) -> AccountFacts:
    """Raises NotFound for an unknown account and for another workspace's."""
    row = _account(session, workspace_id, account_id)
    return _facts(row, _plans_by_account(session, [row.id]))


def find_plan(session: Session, plan_id: str) -> PlanFacts:
    """Raises NotFound. Whether the asker may know of the plan is the caller's question."""
    found = session.exec(
        select(Plan, Account, Workspace)
        .join(Account, col(Account.id) == col(Plan.account_id))
        .join(Workspace, col(Workspace.id) == col(Account.workspace_id))
        .where(Plan.id == plan_id)
    ).first()
    if found is None:
        raise NotFound(plan_id)
    plan, account, workspace = found
    rows = session.exec(select(Document.kind, Document.id).where(Document.plan_id == plan_id)).all()
    ids = dict(rows)
    documents = {kind: ids[kind] for kind in DOCUMENT_KINDS if kind in ids}
    return PlanFacts(
        plan.id,
        plan.title,
        account.id,
        account.name,
        workspace.id,
        workspace.name,
        documents,
        plan.archived_at is not None,
    )


def archive_plan(session: Session, plan_id: str, actor: str, now: datetime) -> None:
    """Puts a plan away: listed apart, for reading. Once more changes nothing. Raises NotFound.

    Whether `actor` may is the caller's question, here and in `restore_plan`.
    """
    row = _plan(session, plan_id)
    if row.archived_at is None:
        row.archived_at = now
        note(session, "plan.archived", now, actor=actor, plan_id=plan_id, subject=plan_id)


def restore_plan(session: Session, plan_id: str, actor: str, now: datetime) -> None:
    """Takes a plan out again: everybody may do what they could before. Raises NotFound."""
    row = _plan(session, plan_id)
    if row.archived_at is not None:
        row.archived_at = None
        note(session, "plan.restored", now, actor=actor, plan_id=plan_id, subject=plan_id)


def retitle(session: Session, plan_id: str, title: str) -> None:
    """Keeps the lists' title true to the one in the document, which people edit."""
    row = session.get(Plan, plan_id)
    if row is not None:
        row.title = title


def _account(session: Session, workspace_id: str, account_id: str) -> Account:
    row = session.get(Account, account_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound(account_id)
    return row


def _plan(session: Session, plan_id: str) -> Plan:
    row = session.get(Plan, plan_id)
    if row is None:
        raise NotFound(plan_id)
    return row


def _plans_by_account(session: Session, account_ids: list[str]) -> dict[str, list[Plan]]:
    """Newest first, archived ones among them."""
    rows = session.exec(
        select(Plan).where(col(Plan.account_id).in_(account_ids)).order_by(col(Plan.created_at).desc())
    )
    plans: dict[str, list[Plan]] = {}
    for row in rows:
        plans.setdefault(row.account_id, []).append(row)
    return plans


def _facts(row: Account, plans: Mapping[str, list[Plan]]) -> AccountFacts:
    mine = plans.get(row.id, [])
    current = _lines(plan for plan in mine if plan.archived_at is None)
    archived = _lines(plan for plan in mine if plan.archived_at is not None)
    return AccountFacts(row.id, row.name, row.industry, row.location, current, archived)


def _lines(plans: Iterable[Plan]) -> tuple[PlanLine, ...]:
    return tuple(PlanLine(plan.id, plan.title, plan.created_at) for plan in plans)
