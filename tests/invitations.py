"""Creates an invitation as a member does, inside the test's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from leitstern.access.tokens import Keyring
from leitstern.commands.execution import Submission, execute
from leitstern.commands.joining import join_member


def invitation(
    session: Session, keys: Keyring, plan_id: str, member_id: str, now: datetime, **wanted: object
) -> str:
    """The id of a new invitation; a group link for customer editors unless `wanted` differs."""
    host = join_member(session, member_id, plan_id, now)
    submission = Submission("plan", plan_id, host.id, "invitation.create", {"kind": "room", **wanted})
    return str(execute(session, keys, submission, now).answer.events[0].data["invitation"])
