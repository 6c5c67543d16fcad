"""Whether a cookie admits to a document; every refusal is either "not signed in" or "not found"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlmodel import select

from leitstern.access import admission, customer_accounts, members, participants, sessions
from leitstern.access.admission import Admission
from leitstern.access.invitations import welcome
from leitstern.access.policy import NEWCOMER_TIME
from leitstern.access.tokens import Keyring
from leitstern.commands import joining, ledger
from leitstern.commands.execution import Submission, execute
from leitstern.commands.projector import Projector
from leitstern.errors import AccessEnded, AccessPaused, LinkInvalid, NotFound, NotSignedIn
from leitstern.live.node.rooms import Rooms
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import AuditEntry, Member
from tests.invitations import invitation

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
LIFE = sessions.SessionLife(timedelta(days=30), timedelta(days=90))
KEYS = Keyring(b"secret")


@dataclass
class Place:
    """A workspace with one plan, and cookies for its visitors."""

    store: SqliteStore
    member_id: str
    plan: customer_accounts.PlanIds

    async def member(self) -> str:
        return (
            await self._write(lambda s: sessions.open_session(s, NOW, LIFE, member_id=self.member_id))
        ).token

    async def guest(self, side: str = "customer", role: str = "editor") -> tuple[str, str, str]:
        """(cookie, invitation id, participant id)"""

        def work(s: Any) -> tuple[str, str, str]:
            id = invitation(s, KEYS, self.plan.plan_id, self.member_id, NOW, side=side, role=role)
            token = KEYS.link_token("join", id)
            joined = joining.redeem(s, token, "Claire", "en", None, NOW).participant
            opened = sessions.open_session(s, NOW, LIFE)
            sessions.grant(s, opened.id, joined.id)
            return opened.token, id, joined.id

        return await self._write(work)

    async def admit(self, cookie: str | None, kind: str, at: datetime = NOW) -> Admission:
        document_id = self.plan.documents.get(kind, kind)  # type: ignore[call-overload]
        projector = Projector(self.store.database, cast(Rooms, None))  # marks rooms, not running
        return await joining.admit_to_document(self.store.database, projector, at, cookie, document_id)

    async def command(self, kind: str, **arguments: object) -> None:
        """Runs a command as Anna, the plan's member."""

        def work(s: Any) -> None:
            host = joining.join_member(s, self.member_id, self.plan.plan_id, NOW)
            execute(s, KEYS, Submission("plan", self.plan.plan_id, host.id, kind, arguments), NOW)

        await self._write(work)

    async def touch(self, session_id: str, at: datetime) -> None:
        await self._write(lambda s: sessions.touch(s, session_id, at, LIFE))

    async def vouch(self, invitation_id: str) -> None:
        """Another member of the workspace takes over the link."""

        def work(s: Any) -> None:
            workspace = customer_accounts.find_plan(s, self.plan.plan_id).workspace_id
            ben = members.add(s, workspace, name="Ben", email="ben@x.example", now=NOW)
            host = joining.join_member(s, ben, self.plan.plan_id, NOW)
            arguments = {"invitation_id": invitation_id}
            execute(
                s, KEYS, Submission("plan", self.plan.plan_id, host.id, "invitation.renew", arguments), NOW
            )

        await self._write(work)

    async def _write(self, work: Any) -> Any:
        return await self.store.database.write(work)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    store = open_sqlite(tmp_path / "leitstern.db")

    def work(s: Any) -> tuple[str, customer_accounts.PlanIds]:
        workspace = customer_accounts.create_workspace(s, "Nordlicht", NOW)
        member = members.add(s, workspace, name="Anna", email="anna@x.example", now=NOW)
        account = customer_accounts.create_account(s, workspace, "Halbmond", NOW)
        return member, customer_accounts.create_plan(s, workspace, account, "Plan", member, NOW)

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
async def test_without_a_valid_cookie_no_document_opens(place: Place, cookie: str | None):
    for document in ("shared", "doc_unknown"):
        with pytest.raises(NotSignedIn):
            await place.admit(cookie, document)


async def test_a_member_who_opens_the_socket_directly_joins_the_plan_once(place: Place):
    cookie = await place.member()
    first = await place.admit(cookie, "shared")
    assert (first.side, first.role, first.may_write) == ("supplier", "editor", True)
    second = await place.admit(cookie, "supplier")
    assert second.participant_id == first.participant_id
    present = await place.store.database.read(lambda s: participants.list_present(s, place.plan.plan_id))
    assert [one.name for one in present] == ["Anna"]


async def test_a_member_of_another_workspace_is_not_admitted(place: Place):
    def work(s: Any) -> str:
        workspace = customer_accounts.create_workspace(s, "Fremd", NOW)
        member = members.add(s, workspace, name="Eve", email="eve@x.example", now=NOW)
        return sessions.open_session(s, NOW, LIFE, member_id=member).token

    cookie = await place.store.database.write(work)
    for kind in ("shared", "record", "supplier", "customer"):
        with pytest.raises(NotFound):
            await place.admit(cookie, kind)


async def test_revocation_removal_sign_out_and_expiry_end_access(place: Place):
    database = place.store.database
    revoked, link, _ = await place.guest()
    await place.command("invitation.revoke", invitation_id=link)
    removed, _, participant = await place.guest()
    await place.command("participant.remove", participant_id=participant)
    ended, _, _ = await place.guest()
    session = (await place.admit(ended, "shared")).session_id
    await database.write(lambda s: sessions.end(s, session, NOW))
    late, _, _ = await place.guest()
    for cookie, at, error in (
        (revoked, NOW, AccessEnded),
        (removed, NOW, AccessEnded),
        (ended, NOW, NotSignedIn),
        (late, NOW + timedelta(days=31), NotSignedIn),
    ):
        with pytest.raises(error):
            await place.admit(cookie, "shared", at)


async def test_a_guest_loses_access_when_the_link_expires_and_regains_it_after_an_extension(place: Place):
    cookie, link, participant = await place.guest()
    admitted = await place.admit(cookie, "shared")
    assert admitted.ends_at == NOW + timedelta(days=30)
    before, after = admitted.ends_at - timedelta(seconds=1), admitted.ends_at
    await place.touch(admitted.session_id, before)
    assert (await place.admit(cookie, "shared", before)).participant_id == participant
    with pytest.raises(AccessPaused):
        await place.admit(cookie, "shared", after)
    await place.command("invitation.extend", invitation_id=link, days=60)
    assert (await place.admit(cookie, "shared", after)).participant_id == participant


async def test_a_link_ends_with_the_right_of_the_member_who_made_it(place: Place):
    """Also for rows older than this rule: the links were not ended when the member left."""
    cookie, link, participant = await place.guest()

    def leave(s: Any) -> None:
        s.get_one(Member, place.member_id).removed_at = NOW

    await place.store.database.write(leave)
    with pytest.raises(AccessPaused):
        await place.admit(cookie, "shared")
    with pytest.raises(LinkInvalid):
        await place.store.database.read(lambda s: welcome(s, KEYS.link_token("join", link), NOW))
    await place.vouch(link)
    assert (await place.admit(cookie, "shared")).participant_id == participant


async def test_a_session_expires_however_often_it_is_used(place: Place):
    cookie, at = await place.member(), NOW
    admitted = await place.admit(cookie, "shared")
    while at < NOW + timedelta(days=89):
        at += timedelta(days=1)
        await place.touch(admitted.session_id, at)
    assert (await place.admit(cookie, "shared", at)).ends_at == NOW + LIFE.longest
    with pytest.raises(NotSignedIn):
        await place.admit(cookie, "shared", NOW + LIFE.longest)


async def test_only_new_guests_of_a_group_link_share_its_budget(place: Place):
    cookie, link, _ = await place.guest()
    assert (await place.admit(cookie, "shared")).newcomers_link == link
    assert (await place.admit(cookie, "shared", NOW + NEWCOMER_TIME)).newcomers_link == ""
    assert (await place.admit(await place.member(), "shared")).newcomers_link == ""


@pytest.mark.parametrize("side", ["supplier", "customer"])
@pytest.mark.parametrize("role", ["editor", "viewer"])
async def test_the_fast_path_equals_the_full_path(place: Place, side: str, role: str):
    """One SQL statement for guests; members and refused visitors take the full path."""
    cookie, _, participant = await place.guest(side, role)
    database, documents = place.store.database, place.plan.documents
    for kind in ("shared", "record", side):
        document = documents[kind]  # type: ignore[index]
        asking = partial(admission._admit_guest, now=NOW, cookie=cookie, document_id=document)
        short = await database.read(asking)
        assert short is not None and short == await admission._admit_anybody(database, NOW, cookie, document)
    member = await place.member()
    session = (await place.admit(member, "shared")).session_id
    await database.write(lambda s: sessions.grant(s, session, participant))
    assert (await place.admit(member, "shared")).participant_id != participant


async def test_a_guest_of_two_plans_is_a_participant_of_each(place: Place):
    cookie, _, here = await place.guest("customer", "viewer")
    session = (await place.admit(cookie, "shared")).session_id

    def work(s: Any) -> tuple[str, str]:
        plan = customer_accounts.find_plan(s, place.plan.plan_id)
        other = customer_accounts.create_plan(
            s, plan.workspace_id, plan.account_id, "Zwei", place.member_id, NOW
        )
        id = invitation(s, KEYS, other.plan_id, place.member_id, NOW, side="supplier")
        joined = joining.redeem(s, KEYS.link_token("join", id), "Claire", "en", None, NOW).participant
        sessions.grant(s, session, joined.id)
        return other.documents["shared"], joined.id

    document, there = await place.store.database.write(work)
    first, second = await place.admit(cookie, "shared"), await place.admit(cookie, document)
    assert (first.participant_id, first.may_write) == (here, False)
    assert (second.participant_id, second.may_write) == (there, True)


async def test_a_changed_role_applies_to_the_next_admission(place: Place):
    cookie, _, participant = await place.guest()
    await place.command("participant.set_role", participant_id=participant, role="viewer")
    assert not (await place.admit(cookie, "shared")).may_write


async def test_ledger_and_audit_trail_contain_no_tokens_or_addresses(place: Place):
    cookie, link, _ = await place.guest()
    await place.command("invitation.revoke", invitation_id=link)

    def told(s: Any) -> tuple[list[str], str]:
        found = ledger.entries(s, place.plan.plan_id)
        trail = [row.model_dump() for row in s.exec(select(AuditEntry))]
        return [event.kind for entry in found for event in entry.events], f"{found} {trail}"

    events, text = await place.store.database.read(told)
    assert events == [
        "participant.joined",
        "invitation.created",
        "participant.joined",
        "invitation.revoked",
        "participant.removed",
    ]
    for secret in (cookie, KEYS.link_token("join", link), "anna@x.example"):
        assert secret not in text
