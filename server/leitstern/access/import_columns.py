"""What a workspace's members said that the columns of their files are, and which sheet they read: remembered
for the next import.

Functions on a database session. Called by pages/portfolio_import.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, select

from leitstern.store.tables import ImportColumn

_SHEET = "#sheet"
"""No head of a column is compared as this."""
MOST = 200
"""Heads of one workspace. Beyond that nothing more is remembered."""


def remembered(session: Session, workspace_id: str) -> dict[str, str]:
    """Compared head -> the column of ours; empty: none."""
    rows = session.exec(select(ImportColumn).where(ImportColumn.workspace_id == workspace_id))
    return {row.head: row.name for row in rows if row.head != _SHEET}


def remembered_sheet(session: Session, workspace_id: str) -> str:
    row = session.get(ImportColumn, (workspace_id, _SHEET))
    return row.name if row is not None else ""


def remember_sheet(session: Session, workspace_id: str, name: str) -> None:
    session.merge(ImportColumn(workspace_id=workspace_id, head=_SHEET, name=name))
    session.flush()


def remember(session: Session, workspace_id: str, chosen: Mapping[str, str]) -> None:
    known = remembered(session, workspace_id)
    for head, name in chosen.items():
        if known.get(head) != name and (head in known or len(known) < MOST):
            session.merge(ImportColumn(workspace_id=workspace_id, head=head, name=name))
            known[head] = name
    session.flush()
