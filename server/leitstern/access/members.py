"""Members of a workspace: add, find, list, their password and language.

Functions on a database session plus values; passwords arrive hashed (passwords.py). The links that let them
in are member_links.py, who leaves is departures.py. Called by pages/, demo/ and cli/.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from leitstern.access.audit import note
from leitstern.access.names import by_name
from leitstern.errors import InvalidInput, NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import Member, Workspace


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as the list of members shows them."""

    id: str
    name: str
    email: str
    role: str
    is_set_up: bool
    removed_at: datetime | None


def has_members(session: Session) -> bool:
    """Whether this server has been set up."""
    return session.exec(select(Member.id).limit(1)).first() is not None


def add(
    session: Session,
    workspace_id: str,
    *,
    name: str,
    email: str,
    now: datetime,
    role: str = "member",
    language: str = "en",
    actor: str = "server",
) -> str:
    """A new member without a password; returns the id. Raises InvalidInput when the address is taken."""
    known = session.exec(select(Member).where(Member.email == email)).first()
    if known is not None:
        taken = "errors.email_taken" if known.removed_at is None else "errors.email_removed"
        raise InvalidInput({"email": taken})
    row = Member(
        id=new_id("mem"),
        workspace_id=workspace_id,
        email=email,
        name=name,
        role=role,
        language=language,
        created_at=now,
    )
    session.add(row)
    session.flush()
    note(session, "member.added", now, actor=actor, subject=row.id)
    return row.id


def find_by_email(session: Session, email: str) -> tuple[str, str] | None:
    """(member id, password hash) of an address in lower case; None if it is nobody's, or of one who left."""
    wanted = select(Member).where(Member.email == email).where(col(Member.removed_at).is_(None))
    row = session.exec(wanted).first()
    return (row.id, row.password_hash) if row else None


def password_hash(session: Session, member_id: str) -> str:
    """The stored hash; NotFound for an unknown member."""
    return _member(session, member_id).password_hash


def set_password(session: Session, member_id: str, hashed: str, now: datetime) -> None:
    """Stores a new hash."""
    _member(session, member_id).password_hash = hashed
    note(session, "member.password", now, actor=member_id, subject=member_id)


def set_language(session: Session, member_id: str, language: str) -> None:
    _member(session, member_id).language = language


def list_members(session: Session, workspace_id: str) -> list[MemberLine]:
    """The workspace's members by name, those who left among them."""
    rows = session.exec(select(Member).where(Member.workspace_id == workspace_id)).all()
    lines = [MemberLine(r.id, r.name, r.email, r.role, bool(r.password_hash), r.removed_at) for r in rows]
    return sorted(lines, key=lambda line: by_name(line.name))


def only_workspace(session: Session) -> str | None:
    """The id of the first workspace, or None on an empty server."""
    row = session.exec(select(Workspace).order_by(col(Workspace.created_at))).first()
    return row.id if row else None


def _member(session: Session, member_id: str) -> Member:
    row = session.get(Member, member_id)
    if row is None:
        raise NotFound(member_id)
    return row
