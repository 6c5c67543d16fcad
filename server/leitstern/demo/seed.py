"""Creates the demo workspace on the first start and finds it on later ones.

Rows are made by the functions of access/ and contents by `rooms.edit`, as for any other plan. The next start
completes an interrupted one: all rows come in one transaction, and a document is written only while its log
is empty. Called by cli/ through app.py's services, and by tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from pycrdt import Doc
from sqlmodel import Session, col, select

from leitstern.access import customer_accounts, invitations, members, setup_links
from leitstern.access.participants import list_present, mark_seen
from leitstern.access.tokens import Keyring
from leitstern.commands.execution import Submission, execute
from leitstern.commands.joining import join_member
from leitstern.demo import demo_data, demo_people, growth_writer, plan_writer, roadmap_writer
from leitstern.demo.content import Content
from leitstern.demo.content_de import GERMAN
from leitstern.demo.content_en import ENGLISH
from leitstern.demo.demo_sessions import seed_sessions, sign_first
from leitstern.demo.demo_words import seed_words
from leitstern.demo.portfolio_writer import write_portfolio
from leitstern.demo.roadmap_data import SESSION_DECISION
from leitstern.errors import Conflict, LinkInvalid
from leitstern.plan.generated import DocumentKind
from leitstern.plan.time_zone import today_in
from leitstern.store.interfaces import Database
from leitstern.store.tables import Member, Plan

Language = Literal["de", "en"]
CONTENTS: Mapping[Language, Content] = {"de": GERMAN, "en": ENGLISH}
LINK_DAYS = 365
TIME_ZONE = "Europe/Berlin"


class CommittedState(Protocol):
    @property
    def seq(self) -> int: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


class EditableRooms(Protocol):
    """The two methods that the demo needs of the room registry."""

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
    """The demo's plans and links. The paths are secret; prefix them with the server's origin."""

    workspace_id: str
    member_id: str
    plan: DemoPlan
    member_path: str = field(repr=False)
    session_id: str
    """The first plan's session of today."""
    further: tuple[DemoPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rows:
    workspace_id: str
    member_id: str
    plans: tuple[DemoPlan, ...]
    member_path: str
    session_id: str


async def seed(
    database: Database,
    rooms: EditableRooms,
    keys: Keyring,
    *,
    now: datetime,
    language: Language = "en",
    further_plans: int = 0,
    clock: Callable[[], datetime] | None = None,
) -> Demo:
    """Returns the demo workspace, and creates it if it does not exist. Raises Conflict when the data belong
    to a real workspace.

    `further_plans` more plans have rows and empty documents. The language is used on the first start only.
    `clock` tells when the documents are written, which is when the news begin.
    """
    content = CONTENTS[language]
    rows = await database.write(lambda session: _rows(session, keys, content, language, further_plans, now))
    first, second, *further = rows.plans
    if await _fill(rooms, content, language, first, second, today_in(TIME_ZONE, now)):
        ready = clock() if clock else now
        await database.write(lambda s: _begin_news(s, [first.plan_id, second.plan_id], ready))
    data = (await rooms.read(first.documents["shared"])).data
    await database.write(lambda s: sign_first(s, keys, first.plan_id, rows.member_id, data, language, now))
    return Demo(rows.workspace_id, rows.member_id, first, rows.member_path, rows.session_id, tuple(further))


async def _fill(
    rooms: EditableRooms,
    content: Content,
    language: Language,
    first: DemoPlan,
    second: DemoPlan,
    today: date,
) -> bool:
    """Writes the documents that are empty; whether there were any."""

    def write_shared(doc: Doc[Any]) -> None:
        plan_writer.write_shared(doc, content, today)
        growth_writer.write_growth(doc, language, today)
        roadmap_writer.write_roadmap(doc, language, today)

    def write_supplier(doc: Doc[Any]) -> None:
        plan_writer.write_private(doc, content, "supplier", today)
        roadmap_writer.write_drafts(doc, language)
        growth_writer.write_margins(doc, language, today)

    changes: dict[str, Callable[[Doc[Any]], None]] = {
        first.documents["shared"]: write_shared,
        first.documents["supplier"]: write_supplier,
        first.documents["customer"]: lambda doc: plan_writer.write_private(doc, content, "customer", today),
        second.documents["shared"]: lambda doc: plan_writer.write_second(doc, content, today),
    }
    empty = [one for one in changes if (await rooms.read(one)).seq == 0]
    for document_id in empty:
        await rooms.edit(document_id, "server", changes[document_id])
    return bool(empty)


def _begin_news(session: Session, plan_ids: Sequence[str], ready: datetime) -> None:
    """The demo's own making is no news for the people who are in it from the start."""
    for plan_id in plan_ids:
        for one in list_present(session, plan_id):
            mark_seen(session, one.id, ready)


def _rows(
    session: Session, keys: Keyring, content: Content, language: Language, further: int, now: datetime
) -> _Rows:
    member_id, workspace_id = _member(session, content, language, now)
    if not _plan_ids(session, member_id):
        _make_plans(session, content, workspace_id, member_id, language, now)
        first = _plan_ids(session, member_id)[0]
        values = growth_writer.value_texts(language, today_in(TIME_ZONE, now))
        seed_words(session, keys, first, member_id, content, values, language, now)
    # The two oldest are the demo's: people made theirs later.
    found = _plan_ids(session, member_id)[:2]
    found += _further(session, content, workspace_id, member_id, found[0], further, now)
    enter = setup_links.current_link(session, keys, "enter", member_id, now)
    return _Rows(
        workspace_id,
        member_id,
        tuple(
            DemoPlan(
                plan_id,
                customer_accounts.find_plan(session, plan_id).documents,
                _customer_path(session, keys, plan_id, member_id, language, now),
            )
            for plan_id in found
        ),
        setup_links.link_path(keys, "enter", enter),
        seed_sessions(session, keys, found[0], member_id, TIME_ZONE, now, SESSION_DECISION[language]),
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
    """Ids of `wanted` more plans of the first account; those of earlier starts are found by title."""
    account_id = customer_accounts.find_plan(session, first).account_id
    found = []
    for number in range(1, wanted + 1):
        titles = [one.further.format(number=number) for one in CONTENTS.values()]
        earlier = select(Plan.id).where(Plan.created_by == member_id).where(col(Plan.title).in_(titles))
        plan_id = session.exec(earlier).first()
        title = content.further.format(number=number)
        at = now + timedelta(seconds=1)
        found.append(
            plan_id
            or customer_accounts.create_plan(session, workspace_id, account_id, title, member_id, at).plan_id
        )
    return found


def _member(session: Session, content: Content, language: Language, now: datetime) -> tuple[str, str]:
    """(member id, workspace id) of the demo's key account manager."""
    row = session.exec(select(Member).where(Member.email == demo_data.MEMBER_EMAIL)).first()
    if row is not None:
        if row.removed_at is not None:
            raise Conflict("the demo's member was removed in this data folder")
        return row.id, row.workspace_id
    if members.has_members(session):
        raise Conflict("this data folder holds a workspace that is not the demo's")
    workspace_id = customer_accounts.create_workspace(session, content.workspace, now)
    return (
        members.add(
            session,
            workspace_id,
            name=demo_people.MEMBER_NAME,
            email=demo_data.MEMBER_EMAIL,
            now=now,
            role="admin",
            language=language,
        ),
        workspace_id,
    )


def _make_plans(
    session: Session, content: Content, workspace_id: str, member_id: str, language: Language, now: datetime
) -> None:
    """Creates the two accounts with a plan each, a microsecond apart for their order, and the portfolio."""
    made: list[str] = []
    second = content.second
    sketches = (
        (content.account, content.industry, content.location, content.title),
        (second.account, second.industry, second.location, second.title),
    )
    for index, (name, industry, location, title) in enumerate(sketches):
        account_id = customer_accounts.create_account(
            session,
            workspace_id,
            name,
            now,
            industry=industry,
            location=location,
            time_zone=TIME_ZONE,
            actor=member_id,
        )
        at = now + timedelta(microseconds=index)
        customer_accounts.create_plan(session, workspace_id, account_id, title, member_id, at)
        made.append(account_id)
    write_portfolio(session, workspace_id, member_id, (made[0], made[1]), language, TIME_ZONE, now)


def _customer_path(
    session: Session, keys: Keyring, plan_id: str, member_id: str, language: Language, now: datetime
) -> str:
    """A valid room link for the customer's side: that of an earlier start, or a new one."""
    for one in invitations.list_for_plan(session, plan_id, now):
        path = invitations.link_path(keys, one.id)
        is_ours = one.kind == "room" and one.side == "customer" and one.role == "editor"
        if is_ours and _works(session, path, now):
            return path
    host = join_member(session, member_id, plan_id, now)
    wanted = {"kind": "room", "language": language, "days": LINK_DAYS}
    invite = Submission("plan", plan_id, host.id, "invitation.create", wanted)
    answer = execute(session, keys, invite, now).answer
    return invitations.link_path(keys, str(answer.events[0].data["invitation"]))


def _works(session: Session, path: str, now: datetime) -> bool:
    """False for a link that was revoked, has expired, or was derived from another key."""
    try:
        invitations.welcome(session, path.rsplit("/", 1)[1], now)
    except LinkInvalid:
        return False
    return True
