"""The audit trail of everything that is not a command: set-up links, passwords, new members, accounts, plans.

Commands are in the ledger instead (commands/ledger.py). Entries hold no contents, tokens or addresses. The
services of this folder add them in their own transaction, so an entry exists exactly when its event happened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from leitstern.store.tables import AuditEntry


def add_audit_entry(
    session: Session,
    event: str,
    now: datetime,
    *,
    actor: str = "server",
    plan_id: str | None = None,
    subject: str = "",
    **detail: str | int | bool,
) -> None:
    """Adds an entry, such as `add_audit_entry(session, "invitation.revoked", now, actor=member_id)`."""
    session.add(
        AuditEntry(
            at=now,
            event=event,
            actor=actor,
            plan_id=plan_id,
            subject=subject,
            detail=json.dumps(detail, sort_keys=True),
        )
    )


def add_audit_entries(
    session: Session,
    event: str,
    now: datetime,
    about: Sequence[tuple[str, Mapping[str, str | int | bool]]],
    *,
    actor: str,
) -> None:
    """As many entries as `about` has (subject, detail), in one statement."""
    rows = [
        {"at": now, "event": event, "actor": actor, "subject": subject, "detail": json.dumps(detail)}
        for subject, detail in about
    ]
    if rows:
        session.execute(insert(AuditEntry), rows)
