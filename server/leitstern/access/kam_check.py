"""The KAM check's rows: answers over time, next steps, and the customer's own score.

Functions on a database session, for members of the workspace alone; the caller has checked that. Opens no
document. Called by pages/kam_check.py and pages/portfolio.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from leitstern.access.audit import add_audit_entry
from leitstern.errors import NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import (
    Account,
    CheckAnswer,
    CheckStep,
    GivenWordRow,
    Member,
    Plan,
    UnderstandingScore,
)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer; `value` as it was answered (store/tables/check.py explains `kind`)."""

    statement: int
    kind: str
    value: float | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    statement: int
    title: str
    owner: str
    due: date | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Understood:
    """The customer's own latest score of our understanding."""

    score: int
    at: datetime


def answers_of(session: Session, workspace_id: str, account_id: str | None) -> list[Given]:
    """All answers on the company, or on one account, the latest first."""
    rows = session.exec(
        select(CheckAnswer, Member.name)
        .join(Member, col(Member.id) == col(CheckAnswer.member_id))
        .where(CheckAnswer.workspace_id == workspace_id, col(CheckAnswer.account_id) == account_id)
        .order_by(col(CheckAnswer.at).desc(), col(CheckAnswer.id).desc())
    )
    return [Given(row.statement, row.kind, row.value, row.reason, name, row.at) for row, name in rows]


def account_answers(session: Session, workspace_id: str) -> Mapping[str, list[Given]]:
    """The answers on all accounts, the latest first, by account; for lists of accounts."""
    rows = session.exec(
        select(CheckAnswer)
        .where(CheckAnswer.workspace_id == workspace_id, col(CheckAnswer.account_id).is_not(None))
        .order_by(col(CheckAnswer.at).desc(), col(CheckAnswer.id).desc())
    )
    found: dict[str, list[Given]] = {}
    for row in rows:
        given = Given(row.statement, row.kind, row.value, row.reason, "", row.at)
        found.setdefault(row.account_id or "", []).append(given)
    return found


def add_answers(
    session: Session,
    workspace_id: str,
    account_id: str | None,
    given: Sequence[tuple[int, str, float | None, str]],
    member_id: str,
    now: datetime,
) -> None:
    """Adds (statement, kind, value, reason); earlier answers stay."""
    for statement, kind, value, reason in given:
        session.add(
            CheckAnswer(
                id=new_id("chk"),
                workspace_id=workspace_id,
                account_id=account_id,
                statement=statement,
                kind=kind,
                value=value,
                reason=reason,
                member_id=member_id,
                at=now,
            )
        )
    add_audit_entry(session, "check.answered", now, actor=member_id, subject=account_id or workspace_id)


def steps_of(session: Session, workspace_id: str, account_id: str | None) -> list[Step]:
    """Open steps first, by date."""
    rows = session.exec(
        select(CheckStep, Member.name)
        .join(Member, col(Member.id) == col(CheckStep.owner_id))
        .where(CheckStep.workspace_id == workspace_id, col(CheckStep.account_id) == account_id)
        .order_by(col(CheckStep.done_at), col(CheckStep.due), col(CheckStep.id))
    )
    return [Step(row.id, row.statement, row.title, name, row.due, row.done_at) for row, name in rows]


def add_step(
    session: Session,
    workspace_id: str,
    account_id: str | None,
    statement: int,
    title: str,
    due: date | None,
    member_id: str,
    now: datetime,
) -> None:
    session.add(
        CheckStep(
            id=new_id("stp"),
            workspace_id=workspace_id,
            account_id=account_id,
            statement=statement,
            title=title,
            owner_id=member_id,
            due=due,
            at=now,
        )
    )


def finish_step(session: Session, workspace_id: str, step_id: str, now: datetime) -> CheckStep:
    """Ticks a step off, or opens it again. Raises NotFound."""
    row = session.get(CheckStep, step_id)
    if row is None or row.workspace_id != workspace_id:
        raise NotFound(step_id)
    row.done_at = None if row.done_at else now
    session.add(row)
    return row


def understood(session: Session, workspace_id: str) -> Mapping[str, Understood]:
    """The customer's latest score, by plan of the workspace."""
    rows = session.exec(
        select(UnderstandingScore)
        .join(Plan, col(Plan.id) == col(UnderstandingScore.plan_id))
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(Account.workspace_id == workspace_id)
        .order_by(col(UnderstandingScore.at), col(UnderstandingScore.id))
    )
    return {row.plan_id: Understood(row.score, row.at) for row in rows}


def confirmed_hashes(session: Session, workspace_id: str) -> Mapping[str, frozenset[tuple[str, str]]]:
    """(entry, hash of its text) of every confirmed benefit, by plan of the workspace."""
    rows = session.exec(
        select(GivenWordRow)
        .join(Plan, col(Plan.id) == col(GivenWordRow.plan_id))
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(Account.workspace_id == workspace_id, GivenWordRow.verdict == "confirmed")
        .where(col(GivenWordRow.target).startswith("val_", autoescape=True))
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row.plan_id, set()).add((row.target, sha256(row.text.encode()).hexdigest()))
    return {plan_id: frozenset(words) for plan_id, words in found.items()}
