"""May this cookie open this document? Every way that ends in no looks alike: not signed in, or not found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from leitstern.access import accounts, admission, invitations, members, participants, sessions
from leitstern.access.admission import Admission, admit
from leitstern.access.tokens import Keyring
from leitstern.errors import NotFound, NotSignedIn
from leitstern.store.sqlite import SqliteStore, open_sqlite

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
KEYS = Keyring(b"secret")


@dataclass
class Place:
    """A workspace with one plan, and cookies for whoever comes."""

    store: SqliteStore
    member_id: str
    plan: accounts.PlanIds

    async def member(self) -> str:
        return (
            await self._write(lambda s: sessions.open_session(s, NOW, 30, member_id=self.member_id))
        ).token

    async def guest(self, side: str = "customer", role: str = "editor") -> tuple[str, str, str]:
        """(cookie, invitation id, participant id)"""
        wanted = invitations.NewInvitation("room", side, role, "", "en", 30)  # type: ignore[arg-type]

        def work(s: Any) -> tuple[str, str, str]:
            id = invitations.create(s, KEYS, self.plan.plan_id, wanted, self.member_id, NOW)
            token = KEYS.link_token("join", id)
            joined = invitations.redeem(s, token, "Claire", "en", None, NOW).participant
            opened = sessions.open_session(s, NOW, 30)
            sessions.grant(s, opened.id, joined.id)
            return opened.token, id, joined.id

        return await self._write(work)

    async def admit(self, cookie: str | None, kind: str, at: datetime = NOW) -> Admission:
        document_id = self.plan.documents.get(kind, kind)  # type: ignore[call-overload]
        return await admit(self.store.database, at, cookie, document_id)

    async def _write(self, work: Any) -> Any:
        return await self.store.database.write(work)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    store = open_sqlite(tmp_path / "leitstern.db")

    def work(s: Any) -> tuple[str, accounts.PlanIds]:
        workspace = accounts.create_workspace(s, "Nordlicht", NOW)
        member = members.add(s, workspace, name="Anna", email="anna@x.example", now=NOW)
        account = accounts.create_account(s, workspace, "Halbmond", NOW)
        return member, accounts.create_plan(s, workspace, account, "Plan", member, NOW)

    member_id, plan = await store.database.write(work)
    yield Place(store, member_id, plan)
    await store.close()


@pytest.mark.parametrize("side", ["supplier", "customer"])
@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_a_guest_opens_what_the_side_may_see_and_nothing_else(place: Place, side: str, role: str):
    cookie, _, _ = await place.guest(side, role)
    for kind in ("shared", "record", side):
        admitted = await place.admit(cookie, kind)
        assert (admitted.kind, admitted.side, admitted.role) == (kind, side, role)
        assert admitted.may_write == (role == "editor" and kind != "record")
    other = "customer" if side == "supplier" else "supplier"
    with pytest.raises(NotFound) as hidden:
        await place.admit(cookie, other)
    with pytest.raises(NotFound) as unknown:
        await place.admit(cookie, "doc_unknown")
    assert type(hidden.value) is type(unknown.value)


@pytest.mark.parametrize("cookie", [None, "", "x", "x" * 43, "x" * 10_000, "\ud800"])
async def test_no_cookie_no_document(place: Place, cookie: str | None):
    for document in ("shared", "doc_unknown"):
        with pytest.raises(NotSignedIn):
            await place.admit(cookie, document)


async def test_a_member_who_comes_straight_to_the_wire_gets_one_seat(place: Place):
    cookie = await place.member()
    first = await place.admit(cookie, "shared")
    assert first.newcomer is not None and (first.side, first.role, first.may_write) == (
        "supplier",
        "editor",
        True,
    )
    second = await place.admit(cookie, "supplier")
    assert second.newcomer is None and second.participant_id == first.participant_id
    present = await place.store.database.read(lambda s: participants.list_present(s, place.plan.plan_id))
    assert [one.name for one in present] == ["Anna"]


async def test_a_member_of_another_workspace_finds_nothing(place: Place):
    def work(s: Any) -> str:
        workspace = accounts.create_workspace(s, "Fremd", NOW)
        member = members.add(s, workspace, name="Eve", email="eve@x.example", now=NOW)
        return sessions.open_session(s, NOW, 30, member_id=member).token

    cookie = await place.store.database.write(work)
    for kind in ("shared", "record", "supplier", "customer"):
        with pytest.raises(NotFound):
            await place.admit(cookie, kind)


async def test_revoking_removing_ending_and_time_all_close_the_door(place: Place):
    database, plan_id = place.store.database, place.plan.plan_id
    revoked, invitation, _ = await place.guest()
    await database.write(lambda s: invitations.revoke(s, plan_id, invitation, place.member_id, NOW))
    removed, _, participant = await place.guest()
    await database.write(lambda s: participants.remove(s, plan_id, participant, place.member_id, NOW))
    ended, _, _ = await place.guest()
    session = (await place.admit(ended, "shared")).session_id
    await database.write(lambda s: sessions.end(s, session, NOW))
    late, _, _ = await place.guest()
    for cookie, at in ((revoked, NOW), (removed, NOW), (ended, NOW), (late, NOW + timedelta(days=31))):
        with pytest.raises(NotSignedIn):
            await place.admit(cookie, "shared", at)


@pytest.mark.parametrize("side", ["supplier", "customer"])
@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_the_short_way_says_what_the_long_way_says(place: Place, side: str, role: str):
    """One statement for guests who have a seat; members, and whoever is refused, are left to the long way."""
    cookie, _, participant = await place.guest(side, role)
    database, documents = place.store.database, place.plan.documents
    for kind in ("shared", "record", side):
        document = documents[kind]  # type: ignore[index]
        asking = partial(admission._admit_seated_guest, now=NOW, cookie=cookie, document_id=document)
        short = await database.read(asking)
        assert short is not None and short == await admission._admit_anybody(database, NOW, cookie, document)
    member = await place.member()
    session = (await place.admit(member, "shared")).session_id
    await database.write(lambda s: sessions.grant(s, session, participant))
    assert (await place.admit(member, "shared")).participant_id != participant


async def test_a_guest_of_two_plans_has_a_seat_in_each(place: Place):
    cookie, _, here = await place.guest("customer", "viewer")
    session = (await place.admit(cookie, "shared")).session_id

    def work(s: Any) -> tuple[str, str]:
        plan = accounts.find_plan(s, place.plan.plan_id)
        other = accounts.create_plan(s, plan.workspace_id, plan.account_id, "Zwei", place.member_id, NOW)
        wanted = invitations.NewInvitation("room", "supplier", "editor", "", "en", 30)
        id = invitations.create(s, KEYS, other.plan_id, wanted, place.member_id, NOW)
        joined = invitations.redeem(s, KEYS.link_token("join", id), "Claire", "en", None, NOW).participant
        sessions.grant(s, session, joined.id)
        return other.documents["shared"], joined.id

    document, there = await place.store.database.write(work)
    first, second = await place.admit(cookie, "shared"), await place.admit(cookie, document)
    assert (first.participant_id, first.may_write) == (here, False)
    assert (second.participant_id, second.may_write) == (there, True)


async def test_a_changed_role_is_seen_at_the_next_question(place: Place):
    cookie, _, participant = await place.guest()
    await place.store.database.write(
        lambda s: participants.change_role(s, place.plan.plan_id, participant, "viewer", place.member_id, NOW)
    )
    assert not (await place.admit(cookie, "shared")).may_write


async def test_the_trail_tells_what_happened_without_names_or_tokens(place: Place):
    from sqlmodel import select

    from leitstern.store.tables import AuditEntry

    cookie, invitation, _ = await place.guest()
    await place.store.database.write(
        lambda s: invitations.revoke(s, place.plan.plan_id, invitation, place.member_id, NOW)
    )
    rows = await place.store.database.read(lambda s: [row.model_dump() for row in s.exec(select(AuditEntry))])
    events = [row["event"] for row in rows]
    assert events[-3:] == ["invitation.created", "participant.joined", "invitation.revoked"]
    text = str(rows)
    for secret in (cookie, KEYS.link_token("join", invitation), "Claire", "anna@x.example"):
        assert secret not in text
