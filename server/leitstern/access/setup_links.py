"""The links that let members in: set-up (once, sets the password) and enter (the demo's).

Functions on a database session plus values. An unknown, expired, used or revoked link raises LinkInvalid, one
answer for all. Called by pages/, demo/ and cli/.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlmodel import Session, col, select

from leitstern.access.audit import add_audit_entry
from leitstern.access.customer_accounts import create_workspace
from leitstern.access.members import add, has_members, set_password
from leitstern.access.tokens import Keyring, token_hash
from leitstern.errors import LinkInvalid
from leitstern.plan.ids import new_id
from leitstern.store.tables import Member, MemberLink, Workspace

LinkKind = Literal["setup", "enter"]

_DAYS = {"setup": 7, "enter": 365}


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whom a member link is for; all empty for the first member of an empty server."""

    link_id: str
    member_id: str | None
    name: str
    email: str
    workspace_name: str


def link_path(keys: Keyring, kind: LinkKind, link_id: str) -> str:
    """The path of a member link."""
    return f"/{kind}/{keys.link_token(kind, link_id)}"


def make_link(
    session: Session,
    keys: Keyring,
    kind: LinkKind,
    member_id: str | None,
    now: datetime,
    *,
    actor: str = "server",
) -> str:
    """Creates a link, for the first member when `member_id` is None. Ends earlier ones of the same kind."""
    for earlier in _open_links(session, kind, member_id):
        earlier.revoked_at = now
    link_id = new_id("lnk")
    session.add(
        MemberLink(
            id=link_id,
            kind=kind,
            member_id=member_id,
            token_hash=token_hash(keys.link_token(kind, link_id)),
            created_at=now,
            expires_at=now + timedelta(days=_DAYS[kind]),
        )
    )
    session.flush()
    add_audit_entry(session, "member.link", now, actor=actor, subject=member_id or "", kind=kind)
    return link_id


def current_link(
    session: Session,
    keys: Keyring,
    kind: LinkKind,
    member_id: str | None,
    now: datetime,
    *,
    actor: str = "server",
) -> str:
    """The id of the link to print: the open one with a new expiry, or a new one."""
    for row in _open_links(session, kind, member_id):
        is_ours = row.token_hash == token_hash(keys.link_token(kind, row.id))
        if is_ours and row.expires_at > now:
            row.expires_at = now + timedelta(days=_DAYS[kind])
            return row.id
    return make_link(session, keys, kind, member_id, now, actor=actor)


def end_links(session: Session, member_id: str, now: datetime) -> None:
    """Ends every link of a member."""
    for kind in get_args(LinkKind):
        for row in _open_links(session, kind, member_id):
            row.revoked_at = now


def open_setup_link(session: Session, member_id: str, now: datetime) -> str | None:
    """The id of a member's working set-up link, if there is one."""
    return next((row.id for row in _open_links(session, "setup", member_id) if row.expires_at > now), None)


def holder(session: Session, kind: LinkKind, token: str, now: datetime) -> LinkHolder:
    """Whom a link is for, without using it. Raises LinkInvalid."""
    row = _link_row(session, kind, token, now)
    member = session.get(Member, row.member_id) if row.member_id else None
    workspace = session.get(Workspace, member.workspace_id) if member else None
    return LinkHolder(
        row.id,
        row.member_id,
        member.name if member else "",
        member.email if member else "",
        workspace.name if workspace else "",
    )


def use_enter_link(session: Session, token: str, now: datetime) -> str:
    """The member whom an enter link signs in. Raises LinkInvalid."""
    row = _link_row(session, "enter", token, now)
    if row.member_id is None:
        raise LinkInvalid("enter")
    row.used_at = now
    return row.member_id


def use_setup_link(session: Session, token: str, hashed: str, now: datetime) -> str:
    """Sets the member's password and uses the link up. Returns the member's id."""
    row = _link_row(session, "setup", token, now)
    if row.member_id is None:
        raise LinkInvalid("setup")
    row.used_at = now
    set_password(session, row.member_id, hashed, now)
    return row.member_id


def use_first_link(
    session: Session,
    token: str,
    *,
    workspace_name: str,
    name: str,
    email: str,
    hashed: str,
    language: str,
    now: datetime,
) -> str:
    """Makes the workspace and its first member, an admin, by the one-time link of an empty server."""
    row = _link_row(session, "setup", token, now)
    if row.member_id is not None or has_members(session):
        raise LinkInvalid("setup")
    workspace_id = create_workspace(session, workspace_name, now)
    member_id = add(session, workspace_id, name=name, email=email, now=now, role="admin", language=language)
    set_password(session, member_id, hashed, now)
    row.used_at = now
    return member_id


def _link_row(session: Session, kind: LinkKind, token: str, now: datetime) -> MemberLink:
    row = session.exec(select(MemberLink).where(MemberLink.token_hash == token_hash(token))).first()
    is_spent = row is not None and kind == "setup" and row.used_at is not None
    if row is None or row.kind != kind or is_spent or row.revoked_at is not None or row.expires_at <= now:
        raise LinkInvalid(kind)
    return row


def _open_links(session: Session, kind: LinkKind, member_id: str | None) -> list[MemberLink]:
    rows = session.exec(
        select(MemberLink)
        .where(MemberLink.kind == kind)
        .where(MemberLink.member_id == member_id)
        .where(col(MemberLink.revoked_at).is_(None))
        .order_by(col(MemberLink.created_at).desc())
    )
    return [row for row in rows if kind == "enter" or row.used_at is None]
