"""The portfolio's rows: accounts with their yearly figures, decisions and the state of their plans.

Functions on a database session, for members of the workspace alone; the caller has checked that. Reads rows
only and opens no document. Called by pages/portfolio.py, pages/account_figures.py, pages/kam_check.py and
demo/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from leitstern.access.audit import add_audit_entries, add_audit_entry
from leitstern.access.name_comparison import by_name
from leitstern.errors import NotFound
from leitstern.plan.ids import new_id
from leitstern.plan.portfolio import Figures
from leitstern.plan.summary import Evidence, read_evidence
from leitstern.store.tables import (
    Account,
    AccountFiguresRow,
    KeyDecision,
    Member,
    Plan,
    PlanSummaryRow,
    WorkshopSessionRow,
)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Figures of one account in one year, with their currency."""

    year: int
    currency: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Decided:
    """The latest decision on an account."""

    is_key: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanState:
    """What `plan_summary` says of one plan. `changed_at` is None while it is empty; a plan that was made with
    contents counts as changed then.
    """

    id: str
    account_id: str
    title: str
    changed_at: datetime | None
    late_actions: int
    gaps: int
    open_opportunities: int
    last_session: datetime | None = None
    next_session: datetime | None = None
    evidence: Evidence = field(default_factory=Evidence)
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class PortfolioAccount:
    id: str
    name: str
    industry: str
    figures: YearFigures | None
    decided: Decided | None
    plans: tuple[PlanState, ...]

    @property
    def latest_plan(self) -> PlanState | None:
        """The plan that was changed last."""
        return max(
            self.plans, key=lambda one: (one.changed_at is not None, str(one.changed_at)), default=None
        )


def years_with_figures(session: Session, workspace_id: str) -> list[int]:
    """The latest first."""
    found = session.exec(
        select(AccountFiguresRow.year)
        .join(Account, col(Account.id) == col(AccountFiguresRow.account_id))
        .where(col(Account.workspace_id) == workspace_id, *_is_present())
        .distinct()
        .order_by(col(AccountFiguresRow.year).desc())
    )
    return list(found)


def portfolio_accounts(
    session: Session, workspace_id: str, year: int, now: datetime
) -> list[PortfolioAccount]:
    """The workspace's accounts by name, neither archived nor deleted ones; five queries in all."""
    is_ours = (col(Account.workspace_id) == workspace_id, *_is_present())
    rows = session.exec(select(Account.id, Account.name, Account.industry).where(*is_ours)).all()
    figures = {
        row.account_id: _year(row)
        for row in session.exec(
            select(AccountFiguresRow)
            .join(Account, col(Account.id) == col(AccountFiguresRow.account_id))
            .where(col(AccountFiguresRow.year) == year, *is_ours)
        )
    }
    decisions = _decisions(session, is_ours)
    plans = _plans(session, is_ours, now)
    found = [
        PortfolioAccount(id, name, industry, figures.get(id), decisions.get(id), tuple(plans.get(id, ())))
        for id, name, industry in rows
    ]
    return sorted(found, key=lambda one: by_name(one.name))


def figures_of(session: Session, account_id: str) -> list[YearFigures]:
    """All years of one account, the latest first."""
    rows = session.exec(
        select(AccountFiguresRow)
        .where(AccountFiguresRow.account_id == account_id)
        .order_by(col(AccountFiguresRow.year).desc())
    )
    return [_year(row) for row in rows]


def decisions_on(session: Session, account_id: str) -> list[Decided]:
    """All decisions on one account, the latest first."""
    rows = session.exec(
        select(KeyDecision, Member.name)
        .join(Member, col(Member.id) == col(KeyDecision.member_id))
        .where(KeyDecision.account_id == account_id)
        .order_by(col(KeyDecision.at).desc(), col(KeyDecision.id).desc())
    )
    return [Decided(row.is_key, row.reason, name, row.at) for row, name in rows]


def account_ids_by_name(session: Session, workspace_id: str) -> Mapping[str, str]:
    """Ids of the present accounts by their name in lower case; the older one where two have one name."""
    rows = session.exec(
        select(Account.name, Account.id)
        .where(col(Account.workspace_id) == workspace_id, *_is_present())
        .order_by(col(Account.created_at).desc(), col(Account.id).desc())
    )
    return {name.strip().casefold(): id for name, id in rows}


def save_figures(
    session: Session, workspace_id: str, rows: Iterable[YearFigures], member_id: str, now: datetime
) -> None:
    """Adds or replaces figures; saving the same again changes nothing. Raises NotFound for another
    workspace's account.
    """
    wanted = list(rows)
    is_ours = col(Account.workspace_id) == workspace_id
    ours = set(session.exec(select(Account.id).where(is_ours)))
    known = {
        (row.account_id, row.year): row
        for row in session.exec(
            select(AccountFiguresRow)
            .join(Account, col(Account.id) == col(AccountFiguresRow.account_id))
            .where(is_ours, col(AccountFiguresRow.year).in_({one.year for one in wanted}))
        )
    }
    new: list[dict[str, Any]] = []
    noted: list[tuple[str, Mapping[str, str | int | bool]]] = []
    for one in wanted:
        account_id = one.figures.account_id
        if account_id not in ours:
            raise NotFound(account_id)
        row = known.get((account_id, one.year))
        if row is not None and _year(row) == one:
            continue
        values = asdict(one.figures) | {"year": one.year, "currency": one.currency}
        values |= {"member_id": member_id, "at": now}
        if row is None:
            new.append(values)
        else:
            session.merge(AccountFiguresRow(**values))
        noted.append((account_id, {"year": one.year}))
    session.flush()
    if new:
        session.execute(insert(AccountFiguresRow), new)
    add_audit_entries(session, "account.figures", now, noted, actor=member_id)


def delete_figures(
    session: Session, workspace_id: str, account_id: str, year: int, member_id: str, now: datetime
) -> None:
    _own_account(session, workspace_id, account_id)
    row = session.get(AccountFiguresRow, (account_id, year))
    if row is not None:
        session.delete(row)
        add_audit_entry(
            session, "account.figures_deleted", now, actor=member_id, subject=account_id, year=year
        )


def decide_key(
    session: Session,
    workspace_id: str,
    account_id: str,
    *,
    is_key: bool,
    reason: str,
    member_id: str,
    now: datetime,
) -> None:
    """Adds a decision; earlier ones stay. Raises NotFound."""
    _own_account(session, workspace_id, account_id)
    session.add(
        KeyDecision(
            id=new_id("key"),
            account_id=account_id,
            is_key=is_key,
            reason=reason,
            member_id=member_id,
            at=now,
        )
    )
    add_audit_entry(session, "account.key", now, actor=member_id, subject=account_id, is_key=is_key)


def _own_account(session: Session, workspace_id: str, account_id: str) -> None:
    row = session.get(Account, account_id)
    if row is None or row.workspace_id != workspace_id or row.removed_at is not None:
        raise NotFound(account_id)


def _is_present() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Account.archived_at).is_(None), col(Account.removed_at).is_(None)


def _year(row: AccountFiguresRow) -> YearFigures:
    return YearFigures(
        row.year,
        row.currency,
        Figures(
            row.account_id,
            row.gross_revenue,
            row.deductions,
            row.cost_of_goods,
            row.cost_to_serve,
            row.potential,
        ),
    )


def _decisions(session: Session, is_ours: Sequence[ColumnElement[bool]]) -> Mapping[str, Decided]:
    rows = session.exec(
        select(KeyDecision, Member.name)
        .join(Account, col(Account.id) == col(KeyDecision.account_id))
        .join(Member, col(Member.id) == col(KeyDecision.member_id))
        .where(*is_ours)
        .order_by(col(KeyDecision.at), col(KeyDecision.id))
    )
    return {row.account_id: Decided(row.is_key, row.reason, name, row.at) for row, name in rows}


def _plans(
    session: Session, is_ours: Sequence[ColumnElement[bool]], now: datetime
) -> Mapping[str, list[PlanState]]:
    rows = session.execute(
        columns(
            col(Plan.id),
            col(Plan.account_id),
            col(Plan.title),
            col(Plan.created_at),
            col(PlanSummaryRow.title),
            col(PlanSummaryRow.changed_at),
            col(PlanSummaryRow.late_actions),
            col(PlanSummaryRow.gaps),
            col(PlanSummaryRow.open_opportunities),
            col(PlanSummaryRow.evidence),
            col(PlanSummaryRow.currency),
        )
        .join(Account, col(Account.id) == col(Plan.account_id))
        .outerjoin(PlanSummaryRow, col(PlanSummaryRow.plan_id) == col(Plan.id))
        .where(col(Plan.archived_at).is_(None), *is_ours)
        .order_by(col(Plan.created_at), col(Plan.id))
    )
    plans: dict[str, list[PlanState]] = {}
    met, planned = _sessions(session, is_ours, now)
    for (
        id,
        account_id,
        first_title,
        made_at,
        title,
        changed_at,
        late,
        gaps,
        opportunities,
        evidence,
        currency,
    ) in rows:
        state = PlanState(
            id,
            account_id,
            title or first_title,
            changed_at or (made_at if opportunities else None),
            late or 0,
            gaps or 0,
            opportunities or 0,
            met.get(id),
            planned.get(id),
            read_evidence(evidence),
            currency or "EUR",
        )
        plans.setdefault(account_id, []).append(state)
    return plans


def _sessions(
    session: Session, is_ours: Sequence[ColumnElement[bool]], now: datetime
) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """The last joint session that has begun, and the next one, by plan."""
    rows = session.exec(
        select(WorkshopSessionRow.plan_id, WorkshopSessionRow.starts_at, WorkshopSessionRow.status)
        .join(Plan, col(Plan.id) == col(WorkshopSessionRow.plan_id))
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(*is_ours)
        .order_by(col(WorkshopSessionRow.starts_at))
    ).all()
    met = {
        plan_id: at for plan_id, at, status in rows if at <= now and status in ("running", "paused", "ended")
    }
    planned = {plan_id: at for plan_id, at, status in reversed(rows) if at > now and status == "prepared"}
    return met, planned
