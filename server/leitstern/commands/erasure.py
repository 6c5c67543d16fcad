"""Erases the plans of accounts that were deleted more than 30 days ago: documents, log, people, ledgers.

The account's row and the workspace's ledger stay: they show that it was deleted, and by whom. Deleting the
account removed all participants from its plans, so nobody has them open. Started and stopped by app.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from leitstern.commands.accounts import KEPT
from leitstern.commands.subjects import SUBJECTS
from leitstern.errors import LeitsternError
from leitstern.store.interfaces import Database
from leitstern.store.tables import (
    Account,
    AccountFiguresRow,
    AssessmentAgesRow,
    CheckAnswer,
    CheckStep,
    ClientBinding,
    Document,
    DocumentBinRow,
    GivenWordRow,
    Invitation,
    KeyDecision,
    LedgerEntry,
    Participant,
    Plan,
    PlanSummaryRow,
    RecordProjection,
    SecondLookRow,
    SessionGrant,
    Snapshot,
    UnderstandingScore,
    Update,
)

_log = logging.getLogger(__name__)

FIRST_SECONDS = 600.0
DAY_SECONDS = 24 * 3600.0


class ErasureJob:
    """Runs once a day between `start` and `close`; `run_once` is one run."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="erasure")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                await self.run_once()
            except LeitsternError as error:
                _log.warning("deleted accounts are not erased today: %s", error)
            await asyncio.sleep(DAY_SECONDS)

    async def run_once(self) -> int:
        """Erases every plan that is due, one transaction each; returns how many. Raises StoreUnavailable."""
        before = self._now() - KEPT
        plans = await self._database.read(lambda session: _due(session, before))
        for plan_id in plans:
            await self._database.write(partial(erase_plan, plan_id=plan_id))
            _log.info("plan %s of a deleted account is erased", plan_id)
        await self._database.write(partial(forget_portfolio, before=before))
        return len(plans)


def _due(session: Session, before: datetime) -> Sequence[str]:
    found = session.exec(
        select(Plan.id)
        .join(Account, col(Account.id) == col(Plan.account_id))
        .where(col(Account.removed_at) < before)
        .order_by(col(Plan.id))
    )
    return list(found)


def erase_plan(session: Session, plan_id: str) -> None:
    """Deletes everything that belongs to one plan, referring rows before the rows that they refer to."""
    documents = list(session.exec(select(Document.id).where(Document.plan_id == plan_id)))
    people = list(session.exec(select(Participant.id).where(Participant.plan_id == plan_id)))
    for table in (Update, Snapshot, ClientBinding, DocumentBinRow, AssessmentAgesRow):
        _delete(session, table, col(table.document_id).in_(documents))
    _delete(session, SessionGrant, col(SessionGrant.participant_id).in_(people))
    _delete(session, LedgerEntry, col(LedgerEntry.scope) == plan_id)
    tables: tuple[Any, ...] = (
        *(table for subject in SUBJECTS.values() for table in subject.tables),
        GivenWordRow,
        SecondLookRow,
        UnderstandingScore,
        RecordProjection,
        PlanSummaryRow,
        Document,
        Participant,
        Invitation,
    )
    for own in tables:
        _delete(session, own, col(own.plan_id) == plan_id)
    _delete(session, Plan, col(Plan.id) == plan_id)


def forget_portfolio(session: Session, before: datetime) -> None:
    """Deletes figures, decisions and check of accounts that were deleted before that moment."""
    gone = select(Account.id).where(col(Account.removed_at) < before)
    for table in (AccountFiguresRow, KeyDecision, CheckAnswer, CheckStep):
        _delete(session, table, col(table.account_id).in_(gone))


def _delete(session: Session, table: type[SQLModel], which: Any) -> None:
    session.execute(delete(table).where(which))
