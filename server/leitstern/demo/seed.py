"""Makes the demo workspace on first start and finds it again on every later one.

Rows go through the services of access/, contents through `rooms.edit`, so that a demo is made exactly as
people make a plan. A start that was cut short is finished by the next: rows come in one transaction, and a
document is written while its log is empty. Called by cli/ through app.py's services, and by tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from pycrdt import Doc
from sqlmodel import Session, col, select

from leitstern.access import accounts, invitations, member_links, members
from leitstern.access.policy import DocumentKind
from leitstern.access.tokens import Keyring
from leitstern.demo import story, writing
from leitstern.demo.content import Content
from leitstern.demo.content_de import GERMAN
from leitstern.demo.content_en import ENGLISH
from leitstern.errors import Conflict, LinkInvalid
from leitstern.store.interfaces import Database
from leitstern.store.tables import Member, Plan

Language = Literal["de", "en"]
CONTENTS: Mapping[Language, Content] = {"de": GERMAN, "en": ENGLISH}
LINK_DAYS = 365


class CommittedState(Protocol):
    @property
    def seq(self) -> int: ...


class EditableRooms(Protocol):
    """The two things that the demo needs of `live.rooms.Rooms`."""

    async def read(self, document_id: str) -> CommittedState: ...

    async def edit(self, document_id: str, author: str, change: Callable[[Doc[Any]], None]) -> int: ...


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """One plan with a room link for the customer's side (a path, and a secret)."""

    plan_id: str
    documents: Mapping[DocumentKind, str]
    customer_path: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Demo:
    """What there is to show. The paths are secret links: put the server's origin before them."""

    workspace_id: str
    member_id: str
    plan: DemoPlan
    member_path: str = field(repr=False)
    further: tuple[DemoPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rows:
    workspace_id: str
    member_id: str
    plans: tuple[DemoPlan, ...]
    member_path: str


async def seed(
    database: Database,
    rooms: EditableRooms,
    keys: Keyring,
    *,
    now: datetime,
    language: Language = "en",
    further_plans: int = 0,
) -> Demo:
    """The demo workspace, made if it is not there. Raises Conflict when the data belong to a real workspace.

    `further_plans` more plans exist in SQL alone, their documents empty. The language counts on first start
    only.
    """
    content = CONTENTS[language]
    rows = await database.write(lambda session: _rows(session, keys, content, language, further_plans, now))
    first, second, *further = rows.plans
    await _fill(rooms, content, first, second, now.date())
    return Demo(rows.workspace_id, rows.member_id, first, rows.member_path, tuple(further))


async def _fill(
    rooms: EditableRooms, content: Content, first: DemoPlan, second: DemoPlan, today: date
) -> None:
    changes: dict[str, Callable[[Doc[Any]], None]] = {
        first.documents["shared"]: lambda doc: writing.write_shared(doc, content, today),
        first.documents["supplier"]: lambda doc: writing.write_private(doc, content, "supplier"),
        first.documents["customer"]: lambda doc: writing.write_private(doc, content, "customer"),
        second.documents["shared"]: lambda doc: writing.write_second(doc, content, today),
    }
    for document_id, change in changes.items():
        if (await rooms.read(document_id)).seq == 0:
            await rooms.edit(document_id, "server", change)


def _rows(
    session: Session, keys: Keyring, content: Content, language: Language, further: int, now: datetime
) -> _Rows:
    member_id, workspace_id = _member(session, content, language, now)
    if not _plan_ids(session, member_id):
        _make_plans(session, content, workspace_id, member_id, now)
    # The two oldest are ours: whatever people made came later.
    found = _plan_ids(session, member_id)[:2]
    found += _further(session, content, workspace_id, member_id, found[0], further, now)
    enter = member_links.current_link(session, keys, "enter", member_id, now)
    return _Rows(
        workspace_id,
        member_id,
        tuple(
            DemoPlan(
                plan_id,
                accounts.find_plan(session, plan_id).documents,
                _customer_path(session, keys, plan_id, member_id, language, now),
            )
            for plan_id in found
        ),
        member_links.link_path(keys, "enter", enter),
    )


def _plan_ids(session: Session, member_id: str) -> list[str]:
    """The member's plans, oldest first."""
    rows = select(Plan.id).where(Plan.created_by == member_id).order_by(col(Plan.created_at), col(Plan.id))
    return list(session.exec(rows))


def _further(
    session: Session,
    content: Content,
    workspace_id: str,
    member_id: str,
    first: str,
    wanted: int,
    now: datetime,
) -> list[str]:
    """Ids of `wanted` more plans of the first account, those of earlier starts first; told by their
    titles.
    """
    account_id = accounts.find_plan(session, first).account_id
    found = []
    for number in range(1, wanted + 1):
        titles = [one.further.format(number=number) for one in CONTENTS.values()]
        earlier = select(Plan.id).where(Plan.created_by == member_id).where(col(Plan.title).in_(titles))
        plan_id = session.exec(earlier).first()
        title = content.further.format(number=number)
        at = now + timedelta(seconds=1)
        found.append(
            plan_id or accounts.create_plan(session, workspace_id, account_id, title, member_id, at).plan_id
        )
    return found


def _member(session: Session, content: Content, language: Language, now: datetime) -> tuple[str, str]:
    """(member id, workspace id) of the demo's key account manager."""
    row = session.exec(select(Member).where(Member.email == story.MEMBER_EMAIL)).first()
    if row is not None:
        if row.removed_at is not None:
            raise Conflict("the demo's member was removed in this data folder")
        return row.id, row.workspace_id
    if members.has_members(session):
        raise Conflict("this data folder holds a workspace that is not the demo's")
    workspace_id = accounts.create_workspace(session, content.workspace, now)
    return (
        members.add(
            session,
            workspace_id,
            name=story.MEMBER_NAME,
            email=story.MEMBER_EMAIL,
            now=now,
            role="admin",
            language=language,
        ),
        workspace_id,
    )


def _make_plans(session: Session, content: Content, workspace_id: str, member_id: str, now: datetime) -> None:
    """The two accounts with a plan each; a microsecond apart, so that the first stays the first."""
    second = content.second
    sketches = (
        (content.account, content.industry, content.location, content.title),
        (second.account, second.industry, second.location, second.title),
    )
    for index, (name, industry, location, title) in enumerate(sketches):
        account_id = accounts.create_account(
            session, workspace_id, name, now, industry=industry, location=location, actor=member_id
        )
        at = now + timedelta(microseconds=index)
        accounts.create_plan(session, workspace_id, account_id, title, member_id, at)


def _customer_path(
    session: Session, keys: Keyring, plan_id: str, member_id: str, language: Language, now: datetime
) -> str:
    """A room link for the customer's side that works now: the one of an earlier start, or a new one."""
    for one in invitations.list_for_plan(session, plan_id, now):
        path = invitations.link_path(keys, one.id)
        is_ours = one.kind == "room" and one.side == "customer" and one.role == "editor"
        if is_ours and _works(session, path, now):
            return path
    wanted = invitations.NewInvitation("room", "customer", "editor", "", language, LINK_DAYS)
    return invitations.link_path(keys, invitations.create(session, keys, plan_id, wanted, member_id, now))


def _works(session: Session, path: str, now: datetime) -> bool:
    """False for a link that was revoked, has expired, or was derived from another key."""
    try:
        invitations.welcome(session, path.rsplit("/", 1)[1], now)
    except LinkInvalid:
        return False
    return True
