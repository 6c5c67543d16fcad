"""The audit trail: what happened, who did it, when; without contents, tokens or addresses.

One function, called by the services of this folder inside their own transaction, so that an event stands in
the trail exactly when it happened.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import Session

from leitstern.store.tables import AuditEntry


def note(
    session: Session,
    event: str,
    now: datetime,
    *,
    actor: str = "server",
    plan_id: str | None = None,
    subject: str = "",
    **detail: str | int | bool,
) -> None:
    """Adds an entry, such as `note(session, "invitation.revoked", now, actor=member_id)`."""
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
