"""Sealed rows: what a person answered in a round that is still open. The only place that holds an answer.

A row is replaced until its round ends; then `erase` deletes the rows in the transaction that tallies them.
`pending` lists what the store has yet to overwrite, so that a process killed in between overwrites it at its
next start. Functions on a database session. Called by execution.py, service.py and workshop/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from leitstern.store.tables import SealedErasure, SealedRow


def put(session: Session, plan_id: str, round_id: str, owner: str, content: str, now: datetime) -> None:
    """Replaces what the owner sealed before in this round."""
    row = session.get(SealedRow, (plan_id, round_id, owner))
    if row is None:
        session.add(SealedRow(plan_id=plan_id, round_id=round_id, owner=owner, content=content, at=now))
    else:
        row.content, row.at = content, now
    session.flush()


def put_all(session: Session, plan_id: str, sealed: Mapping[tuple[str, str], str], now: datetime) -> None:
    """As `put`, for several: (round, owner) -> content."""
    rounds = {round_id for round_id, _ in sealed}
    wanted = select(SealedRow).where(SealedRow.plan_id == plan_id, col(SealedRow.round_id).in_(rounds))
    known = {(row.round_id, row.owner): row for row in session.exec(wanted)}
    for (round_id, owner), content in sealed.items():
        row = known.get((round_id, owner))
        if row is None:
            row = SealedRow(plan_id=plan_id, round_id=round_id, owner=owner, content="", at=now)
            session.add(row)
        row.content, row.at = content, now


def contents(session: Session, plan_id: str, round_ids: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Round -> owner -> what is sealed. Only for a decision that closes a round."""
    found: dict[str, dict[str, str]] = {}
    wanted = select(SealedRow.round_id, SealedRow.owner, SealedRow.content).where(
        SealedRow.plan_id == plan_id, col(SealedRow.round_id).in_(round_ids)
    )
    for round_id, owner, content in session.exec(wanted):
        found.setdefault(round_id, {})[owner] = content
    return found


def own(session: Session, plan_id: str, owners: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Round -> owner -> content, of these owners alone: what a person may see of their own."""
    found: dict[str, dict[str, str]] = {}
    wanted = select(SealedRow).where(SealedRow.plan_id == plan_id, col(SealedRow.owner).in_(owners))
    for row in session.exec(wanted):
        found.setdefault(row.round_id, {})[row.owner] = row.content
    return found


def erase(session: Session, plan_id: str, round_id: str) -> None:
    """Deletes the round's answers, and notes that their bytes must be overwritten."""
    which = (col(SealedRow.plan_id) == plan_id, col(SealedRow.round_id) == round_id)
    session.execute(delete(SealedRow).where(*which))
    session.merge(SealedErasure(plan_id=plan_id, round_id=round_id))
    session.flush()


def pending(session: Session) -> Sequence[tuple[str, str]]:
    """Plan and round of what was deleted and not overwritten so far."""
    return list(session.exec(select(SealedErasure.plan_id, SealedErasure.round_id)))


def overwritten(session: Session, done: Sequence[tuple[str, str]]) -> None:
    for plan_id, round_id in done:
        row = session.get(SealedErasure, (plan_id, round_id))
        if row is not None:
            session.delete(row)
