"""Members who leave, come back, or get another role. An admin's acts, and never upon oneself.

Whoever acts is an admin and stays one, so that a workspace always has one. A member who left keeps the row:
plans, invitations and the history name it. Functions on a database session plus values; called by pages/,
which publishes what ended after the commit and keeps the plans' records true.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, select

from leitstern.access.audit import note
from leitstern.access.member_links import end_links
from leitstern.access.participants import ParticipantFacts, facts_of
from leitstern.access.sessions import end_all
from leitstern.errors import Conflict, Forbidden, NotFound
from leitstern.store.tables import Member, Participant

MemberRole = Literal["admin", "member"]


@dataclass(frozen=True, slots=True)
class Departure:
    """What ended with a member: sessions by id, and their seats in plans."""

    sessions: tuple[str, ...]
    seats: tuple[ParticipantFacts, ...]


def remove(session: Session, admin_id: str, member_id: str, now: datetime) -> Departure:
    """Takes a member out of the workspace and of every plan; ends their sessions and links.

    Raises NotFound, Conflict for oneself, and Forbidden when `admin_id` is no admin any more.
    """
    row = _colleague(session, admin_id, member_id)
    row.removed_at = now
    seats = [seat for seat in _seats(session, member_id) if seat.removed_at is None]
    for seat in seats:
        seat.removed_at = now
    end_links(session, member_id, now)
    note(session, "member.removed", now, actor=admin_id, subject=member_id)
    return Departure(tuple(end_all(session, member_id, now)), tuple(facts_of(seat) for seat in seats))


def restore(session: Session, admin_id: str, member_id: str, now: datetime) -> tuple[ParticipantFacts, ...]:
    """Lets a member in again, with the password and the seats of before; returns the seats.

    Raises NotFound, also for one who has not left, and Forbidden when `admin_id` is no admin any more.
    """
    row = _colleague(session, admin_id, member_id, is_removed=True)
    seats = [seat for seat in _seats(session, member_id) if seat.removed_at == row.removed_at]
    for seat in seats:
        seat.removed_at = None
    row.removed_at = None
    note(session, "member.restored", now, actor=admin_id, subject=member_id)
    return tuple(facts_of(seat) for seat in seats)


def change_role(session: Session, admin_id: str, member_id: str, role: MemberRole, now: datetime) -> None:
    """Makes a colleague admin or member. Raises as `remove` does."""
    row = _colleague(session, admin_id, member_id)
    row.role = role
    note(session, "member.role", now, actor=admin_id, subject=member_id, role=role)


def _colleague(session: Session, admin_id: str, member_id: str, *, is_removed: bool = False) -> Member:
    """The member to act upon, asked in the same transaction: two admins may remove each other at once."""
    admin, row = session.get(Member, admin_id), session.get(Member, member_id)
    if admin is None or admin.role != "admin" or admin.removed_at is not None:
        raise Forbidden("admins only")
    if row is None or row.workspace_id != admin.workspace_id or (row.removed_at is not None) != is_removed:
        raise NotFound(member_id)
    if row.id == admin.id:
        raise Conflict("oneself")
    return row


def _seats(session: Session, member_id: str) -> list[Participant]:
    return list(session.exec(select(Participant).where(Participant.member_id == member_id)))
