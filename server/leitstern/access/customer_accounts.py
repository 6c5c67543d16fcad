"""Accounts (customer companies) and their plans: create, list, find. A new plan gets its four documents.

Functions on a database session plus values. Each looks within one workspace: an account or plan of another
one raises NotFound, like one that does not exist. Called by pages/, commands/, demo/ and cli/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert
from sqlmodel import Session, col, select

from leitstern.access.audit import add_audit_entries, add_audit_entry
from leitstern.access.name_comparison import by_name
from leitstern.errors import NotFound
from leitstern.plan.generated import DOCUMENT_KIND_VALUES, SHAPE_VERSION, DocumentKind
from leitstern.plan.ids import new_id
from leitstern.store.tables import Account, Document, Participant, Plan, PlanSummaryRow, Workspace

_Titled = tuple[Plan, str]
"""Selects a plan with its title: the one in its document, or the one it was created with."""


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
    time_zone: str
    plans: tuple[PlanLine, ...]
    archived: tuple[PlanLine, ...]
    archived_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountContents:
    """What deleting an account would delete: its plans, the people in them, and since when they exist."""

    plans: tuple[PlanLine, ...]
    people: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with the companies' names and all document ids: never send all of `documents` to a browser."""

    id: str
    title: str
    account_id: str
    account_name: str
    workspace_id: str
    workspace_name: str
    documents: Mapping[DocumentKind, str]
    is_archived: bool
    time_zone: str
    """IANA name, or empty; see plan/time_zone.py."""


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
    time_zone: str = "",
    actor: str = "server",
) -> str:
    """A new account; returns its id."""
    row = Account(
        id=new_id("acc"),
        workspace_id=workspace_id,
        name=name,
        industry=industry,
        location=location,
        time_zone=time_zone,
        created_at=now,
    )
    session.add(row)
    session.flush()
    add_audit_entry(session, "account.created", now, actor=actor, subject=row.id)
    return row.id


def create_accounts(
    session: Session, workspace_id: str, names: Sequence[str], now: datetime, actor: str
) -> Mapping[str, str]:
    """New accounts that have a name alone; returns their ids by name. Thousands in a moment."""
    ids = {name: new_id("acc") for name in names}
    same = {"workspace_id": workspace_id, "created_at": now, "industry": "", "location": "", "time_zone": ""}
    if ids:
        session.execute(insert(Account), [{"id": id, "name": name, **same} for name, id in ids.items()])
    add_audit_entries(session, "account.created", now, [(id, {}) for id in ids.values()], actor=actor)
    return ids


def create_plan(
    session: Session, workspace_id: str, account_id: str, title: str, member_id: str, now: datetime
) -> PlanIds:
    """A new plan of an account with its four documents, all empty."""
    _account(session, workspace_id, account_id)
    plan = Plan(id=new_id("pln"), account_id=account_id, title=title, created_by=member_id, created_at=now)
    session.add(plan)
    session.flush()
    documents = {kind: new_id("doc") for kind in DOCUMENT_KIND_VALUES}
    session.add_all(
        Document(id=documents[kind], plan_id=plan.id, kind=kind, shape=SHAPE_VERSION)
        for kind in DOCUMENT_KIND_VALUES
    )
    session.flush()
    add_audit_entry(session, "plan.created", now, actor=member_id, plan_id=plan.id, subject=plan.id)
    return PlanIds(plan.id, documents)


def set_time_zone(
    session: Session, workspace_id: str, account_id: str, time_zone: str, actor: str, now: datetime
) -> None:
    """Sets the time zone by which the account's plans count days. Raises NotFound."""
    row = _account(session, workspace_id, account_id)
    if row.time_zone != time_zone:
        row.time_zone = time_zone
        add_audit_entry(
            session, "account.time_zone", now, actor=actor, subject=account_id, time_zone=time_zone
        )


def take_time_zone(session: Session, workspace_id: str, account_id: str, time_zone: str) -> None:
    """Sets the time zone of the person who makes a plan, if the account has none yet. Raises NotFound."""
    row = _account(session, workspace_id, account_id)
    row.time_zone = row.time_zone or time_zone


def list_accounts(session: Session, workspace_id: str) -> list[AccountFacts]:
    """The workspace's accounts by name, each with its plans; neither archived nor deleted ones."""
    is_present = col(Account.archived_at).is_(None), col(Account.removed_at).is_(None)
    return _listed(session, *is_present, Account.workspace_id == workspace_id)


def list_archived(session: Session, workspace_id: str) -> list[AccountFacts]:
    is_archived = col(Account.archived_at).is_not(None), col(Account.removed_at).is_(None)
    return _listed(session, *is_archived, Account.workspace_id == workspace_id)


def list_deleted(session: Session, workspace_id: str, after: datetime) -> list[AccountFacts]:
    """The accounts that were deleted after that moment."""
    return _listed(session, col(Account.removed_at) > after, Account.workspace_id == workspace_id)


def contents_of(session: Session, account: AccountFacts) -> AccountContents:
    plans = (*account.plans, *account.archived)
    names = session.exec(
        select(Participant.name)
        .where(col(Participant.plan_id).in_([plan.id for plan in plans]))
        .where(col(Participant.removed_at).is_(None))
    )
    people = tuple(sorted(set(names), key=by_name))
    since = min((plan.created_at for plan in plans), default=session.get_one(Account, account.id).created_at)
    return AccountContents(plans, people, since)


def _listed(session: Session, *conditions: ColumnElement[bool] | bool) -> list[AccountFacts]:
    rows = session.exec(select(Account).where(*conditions)).all()
    plans = _plans_by_account(session, [row.id for row in rows])
    return sorted((_facts(row, plans) for row in rows), key=lambda account: by_name(account.name))


def find_account(session: Session, workspace_id: str, account_id: str) -> AccountFacts:
    """Raises NotFound for an unknown or deleted account and for another workspace's."""
    row = _account(session, workspace_id, account_id)
    return _facts(row, _plans_by_account(session, [row.id]))


def find_plan(session: Session, plan_id: str) -> PlanFacts:
    """Raises NotFound, also for a plan of a deleted account. The caller checks whether it may be known."""
    found = session.exec(
        select(Plan, Account, Workspace, PlanSummaryRow.title)
        .join(Account, col(Account.id) == col(Plan.account_id))
        .join(Workspace, col(Workspace.id) == col(Account.workspace_id))
        .outerjoin(PlanSummaryRow, col(PlanSummaryRow.plan_id) == col(Plan.id))
        .where(Plan.id == plan_id)
        .where(col(Account.removed_at).is_(None))
    ).first()
    if found is None:
        raise NotFound(plan_id)
    plan, account, workspace, title = found
    rows = session.exec(select(Document.kind, Document.id).where(Document.plan_id == plan_id)).all()
    ids = dict(rows)
    documents = {kind: ids[kind] for kind in DOCUMENT_KIND_VALUES if kind in ids}
    return PlanFacts(
        plan.id,
        title or plan.title,
        account.id,
        account.name,
        workspace.id,
        workspace.name,
        documents,
        plan.archived_at is not None,
        account.time_zone,
    )


def _account(session: Session, workspace_id: str, account_id: str) -> Account:
    row = session.get(Account, account_id)
    if row is None or row.workspace_id != workspace_id or row.removed_at is not None:
        raise NotFound(account_id)
    return row


def _plans_by_account(session: Session, account_ids: list[str]) -> dict[str, list[_Titled]]:
    """Plans by account id, newest first, archived ones included, each with its present title."""
    rows = session.exec(
        select(Plan, PlanSummaryRow.title)
        .outerjoin(PlanSummaryRow, col(PlanSummaryRow.plan_id) == col(Plan.id))
        .where(col(Plan.account_id).in_(account_ids))
        .order_by(col(Plan.created_at).desc())
    )
    plans: dict[str, list[_Titled]] = {}
    for plan, title in rows:
        plans.setdefault(plan.account_id, []).append((plan, title or plan.title))
    return plans


def _facts(row: Account, plans: Mapping[str, list[_Titled]]) -> AccountFacts:
    own_plans = plans.get(row.id, [])
    current = _lines((plan, title) for plan, title in own_plans if plan.archived_at is None)
    archived = _lines((plan, title) for plan, title in own_plans if plan.archived_at is not None)
    about = (row.id, row.name, row.industry, row.location, row.time_zone)
    return AccountFacts(*about, current, archived, row.archived_at, row.removed_at)


def _lines(plans: Iterable[_Titled]) -> tuple[PlanLine, ...]:
    return tuple(PlanLine(plan.id, title, plan.created_at) for plan, title in plans)
