"""Members of a workspace: add, find, list, their password and language.

Functions on a database session plus values; passwords arrive hashed (passwords.py). Their sign-up
links are in setup_links.py; removing a member is a command. Called by pages/, demo/ and cli/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from leitstern.access.audit import add_audit_entry
from leitstern.access.name_comparison import by_name
from leitstern.errors import InvalidInput, NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import Account, Member, Participant, Plan, Workspace


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
    add_audit_entry(session, "member.added", now, actor=actor, subject=row.id)
    return row.id


def find_by_email(session: Session, email: str) -> tuple[str, str] | None:
    """(member id, password hash) of an address in lower case; None if nobody present has it."""
    wanted = select(Member).where(Member.email == email).where(col(Member.removed_at).is_(None))
    row = session.exec(wanted).first()
    return (row.id, row.password_hash) if row else None


def password_hash(session: Session, member_id: str) -> str:
    """The stored hash; NotFound for an unknown member."""
    return _member(session, member_id).password_hash


def set_password(session: Session, member_id: str, hashed: str, now: datetime) -> None:
    """Stores a new hash."""
    _member(session, member_id).password_hash = hashed
    add_audit_entry(session, "member.password", now, actor=member_id, subject=member_id)


def members_of_plan(session: Session, plan_id: str) -> Mapping[str, str]:
    """Names by id of the members of the plan's workspace, whether they opened it or not."""
    rows = session.exec(
        select(Member.id, Member.name)
        .join(Account, col(Account.workspace_id) == col(Member.workspace_id))
        .join(Plan, col(Plan.account_id) == col(Account.id))
        .where(Plan.id == plan_id, col(Member.removed_at).is_(None))
    )
    return dict(rows.all())


def set_profile(
    session: Session, member_id: str, *, name: str, email: str, time_zone: str, now: datetime
) -> None:
    """Sets what members enter about themselves. Raises InvalidInput when another member has the address."""
    row = _member(session, member_id)
    known = session.exec(select(Member.id).where(Member.email == email)).first()
    if known not in (None, member_id):
        raise InvalidInput({"email": "errors.email_taken"})
    if (row.name, row.email, row.time_zone) != (name, email, time_zone):
        row.name, row.email, row.time_zone = name, email, time_zone
        add_audit_entry(session, "member.profile", now, actor=member_id, subject=member_id)


def participants_of(session: Session, member_id: str) -> list[tuple[str, str]]:
    """(plan id, participant id) of every plan that the member is in."""
    found = session.exec(
        select(Participant.plan_id, Participant.id)
        .where(Participant.member_id == member_id)
        .where(col(Participant.removed_at).is_(None))
    )
    return [(plan_id, participant_id) for plan_id, participant_id in found]


def set_language(session: Session, member_id: str, language: str) -> None:
    _member(session, member_id).language = language


def list_members(session: Session, workspace_id: str) -> list[MemberLine]:
    """The workspace's members by name, including those who left."""
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
