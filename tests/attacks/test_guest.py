"""A guest with a valid link gets no further than their role: other documents, people, plans, names, time."""

from __future__ import annotations

import json
import re
import secrets
import time
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc, Map, Text
from websockets.exceptions import ConnectionClosed, InvalidStatus

from leitstern.client import Entry, enter
from leitstern.errors import LinkInvalid
from leitstern.live.wire.encoding import varuint
from tests.attacks.guest import (
    blank,
    command,
    done,
    http_of,
    join,
    protocol_client,
    refused_status,
    sign_in,
)
from tests.attacks.instance import Instance
from tests.wire.browser import Browser

CORPUS = Path(__file__).parents[1] / "corpus"
REVOKED_SECONDS = 2.0
SLACK_SECONDS = 3.0
"""For the network and a busy machine."""


@pytest.fixture
async def guest(instance: Instance) -> Entry:
    if not instance.group_link:
        pytest.skip("needs --group-link")
    return await join(instance)


@pytest.fixture
async def member(instance: Instance, guest: Entry) -> Entry:
    if not instance.member_link:
        pytest.skip("needs --member-link")
    return await sign_in(instance, guest.plan_id)


def other_side(guest: Entry) -> str:
    return "supplier" if guest.side == "customer" else "customer"


async def test_a_private_document_of_the_other_side_looks_like_one_that_does_not_exist(
    guest: Entry, member: Entry
):
    """WIRE-3"""
    private = member.documents[other_side(guest)]
    assert private not in guest.documents.values()
    assert await refused_status(member, private) == 101
    assert await refused_status(guest, private) == await refused_status(guest, "doc_nobody") == 404
    for document in (
        "doc_nobody",
        private.upper(),
        f"{private}%00",
        f"x/../{private}",
        f"{private}/",
    ):
        assert await refused_status(guest, document) in (403, 404), document
    assert await refused_status(guest, guest.documents["shared"], cookie="") == 401
    async with http_of(guest) as http:
        for path in ("measures", "overview", "news", "print"):
            page = await http.get(
                f"/plans/{guest.plan_id}/{path}?document={private}&kind={other_side(guest)}"
            )
            assert private not in page.text


async def test_pages_of_members_and_of_other_plans_are_closed(guest: Entry, member: Entry):
    async with http_of(member) as http:
        home = (await http.get("/accounts")).text
    plans = set(re.findall(r"/plans/([A-Za-z0-9_]+)", home)) - {guest.plan_id}
    accounts = set(re.findall(r"/accounts/([A-Za-z0-9_]+)", home))
    assert accounts
    closed = ["/accounts", "/members", "/profile", "/accounts/new", f"/plans/{guest.plan_id}/invitations"]
    closed += [f"/accounts/{account}" for account in accounts]
    for plan in [*plans, "pln_nobody"]:
        closed += [f"/plans/{plan}", f"/plans/{plan}/news", f"/plans/{plan}/measures", f"/plans/{plan}/print"]
    async with http_of(guest) as http:
        for path in closed:
            answer = await http.get(path)
            is_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/login")
            assert is_sign_in or answer.status_code in (403, 404), (path, answer.status_code)
        for plan in [*plans, "pln_nobody"]:
            answer = await http.post(
                f"/plans/{plan}/commands/participant.rename", json={"id": "x", "arguments": {"name": "Eve"}}
            )
            assert answer.status_code == 404, answer.text


async def test_commands_of_members_are_refused_and_change_nothing(guest: Entry):
    for kind, arguments in {
        "invitation.create": {"kind": "room"},
        "invitation.revoke": {"invitation_id": "inv_x"},
        "invitation.extend": {"invitation_id": "inv_x"},
        "participant.set_role": {"participant_id": guest.participant_id, "role": "editor"},
        "participant.remove": {"participant_id": guest.participant_id},
        "plan.archive": {},
    }.items():
        answer = await command(guest, kind, **arguments)
        assert answer.status_code in (403, 404, 422), (kind, answer.text)
        assert answer.json()["error"]["code"] in ("forbidden", "unknown_command", "invalid_arguments")
    for kind in (
        "member.remove",
        "account.delete",
        "../../login",
        "x" * 5000,
        "%00",
        "participant%2Erename/",
    ):
        assert (await command(guest, kind)).status_code in (403, 404, 405, 414, 422)


COMMAND_BODIES = {
    "no json": b"{",
    "an array": b"[1]",
    "deep arrays": b'{"id":"a","arguments":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "deep objects": b'{"id":"a","arguments":' + b'{"a":' * 9000 + b"1" + b"}" * 9000 + b"}",
    "a huge integer": b'{"id":"a","arguments":{"name":' + b"9" * 60_000 + b"}}",
    "a huge exponent": b'{"id":"a","arguments":{"name":1e999999}}',
    "not a number": b'{"id":"a","arguments":{"name":NaN}}',
    "half a surrogate": b'{"id":"a","arguments":{"name":"\\ud800"}}',
    "no utf-8": b'{"id":"a","arguments":{"name":"\xff\xfe"}}',
    "no id": b'{"arguments":{"name":"Eve"}}',
    "a number as id": b'{"id":7,"arguments":{"name":"Eve"}}',
    "a strange id": b'{"id":"a b\\n","arguments":{"name":"Eve"}}',
    "a prototype": b'{"id":"a","arguments":{"__proto__":{"role":"editor"}}}',
    "more arguments": b'{"id":"a","arguments":{"name":"Eve","role":"editor","plan_id":"x"}}',
    "a name of marks": b'{"id":"a","arguments":{"name":"\xe2\x80\x8b\xe2\x80\xae"}}',
    "a long name": b'{"id":"a","arguments":{"name":"' + b"x" * 60_000 + b'"}}',
}


@pytest.mark.parametrize("name", COMMAND_BODIES)
async def test_a_malformed_command_is_refused_in_words(guest: Entry, name: str):
    path = f"/plans/{guest.plan_id}/commands/participant.rename"
    async with http_of(guest) as http:
        began = time.monotonic()
        answer = await http.post(
            path, content=COMMAND_BODIES[name], headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in (400, 413, 422), (answer.status_code, answer.text[:200])
        assert "Traceback" not in answer.text and answer.json()["error"]["message"]
        assert time.monotonic() - began < SLACK_SECONDS
        as_form = await http.post(path, content=b'{"id":"a"}', headers={"Content-Type": "text/plain"})
        assert as_form.status_code == 400


async def test_another_websites_page_can_neither_command_nor_connect(guest: Entry):
    host = guest.origin.split("://", 1)[1]
    for origin in (
        "null",
        "https://evil.example",
        f"{guest.origin}.evil.example",
        f"ftp://{host}",
        guest.origin + "/",
    ):
        async with http_of(guest, origin) as http:
            answer = await http.post(f"/plans/{guest.plan_id}/commands/participant.rename", json={"id": "x"})
            assert answer.status_code == 403, origin
        assert await refused_status(guest, guest.documents["shared"], origin=origin) == 403, origin
    async with http_of(guest) as http:
        answer = await http.post(
            f"/plans/{guest.plan_id}/commands/participant.rename",
            json={"id": "x"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 403


async def test_nobody_gets_in_by_a_name(guest: Entry, member: Entry, instance: Instance):
    """A host's name is refused in any spelling, and marks of direction are taken out of any name."""
    first, _, rest = member.name.partition(" ")
    looks = {"a": "а", "o": "о", "e": "е"}
    for spelling in (
        member.name.upper(),
        f" {first}\u200b {rest} ",
        f"\u202e{member.name}",
        f"{first}\u00a0{rest}",
        "".join(looks.get(letter, letter) for letter in member.name),
        f"{member.name}.",
    ):
        answer = await command(guest, "participant.rename", name=spelling)
        assert answer.status_code == 409, (spelling, answer.text)
    named = await done(guest, "participant.rename", name="\u202eEve\u2066 \u200e" + secrets.token_hex(3))
    assert not re.search(
        "[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", json.dumps(named, ensure_ascii=False)
    )


async def test_hostile_updates_change_nothing_and_hurt_nobody(guest: Entry, instance: Instance):
    """GATE-1 to GATE-8: every input of the corpus that is an update, against the real document."""
    async with protocol_client(guest) as watcher:
        before = watcher.doc.get_update()
        inputs = [
            one
            for one in json.loads((CORPUS / "index.json").read_text())["inputs"]
            if one["kind"] == "update"
        ]
        for one in inputs:
            async with protocol_client(guest) as mallory:
                n = await mallory.send_update((CORPUS / one["file"]).read_bytes())
                await mallory.wait(partial(is_answered, mallory, n))
            assert instance.answer_seconds() < SLACK_SECONDS, one["file"]
        n = await watcher.send_update(b"\0\0")
        await watcher.saved(n)
        assert watcher.closed is None and watcher.doc.get_update() == before


async def test_nobody_writes_with_the_client_id_of_another(guest: Entry, instance: Instance):
    """GATE-3, PRES-6"""
    async with protocol_client(guest) as anna, protocol_client(await join(instance)) as mallory:
        await anna.present(anna.doc.client_id, 1, {"at": {"section": "goals"}})
        await mallory.wait(lambda: anna.doc.client_id in mallory.people)
        stamped = mallory.people[anna.doc.client_id]["user"]
        assert (stamped["id"], stamped["name"]) == (guest.participant_id, guest.name)
        forged: Doc[Any] = Doc(client_id=anna.doc.client_id)
        forged.apply_update(mallory.doc.get_update())
        updates: list[bytes] = []
        forged.observe(lambda event: updates.append(event.update))
        forged.get("title", type=Text).insert(0, "forged")
        n = await mallory.send_update(updates[0])
        await mallory.wait(lambda: (n, "client_id") in mallory.rejected)
        await mallory.present(anna.doc.client_id, 9, {"user": {"name": "The Boss"}})
        await mallory.present(mallory.doc.client_id, 1, {"user": {"name": "The Boss", "side": "supplier"}})
        await anna.wait(lambda: mallory.doc.client_id in anna.people)
        assert all(person["user"]["name"] != "The Boss" for person in anna.people.values())


async def test_a_viewer_writes_nothing(member: Entry, instance: Instance):
    """REJ-2: neither by updates nor by answers to the server's questions."""
    made = await done(
        member,
        "invitation.create",
        kind="personal",
        name=f"Vera {secrets.token_hex(3)}",
        side="customer",
        role="viewer",
    )
    viewer = await enter(f"{instance.url}{made['path']}", name=f"Vera {secrets.token_hex(3)}")
    assert viewer.role == "viewer"
    async with protocol_client(viewer) as vera, protocol_client(member) as anna:
        n = await vera.edit(lambda doc: doc.get("title", type=Text).insert(0, "x"))
        await vera.wait(lambda: (n, "read_only") in vera.rejected)
        n = await vera.edit(
            lambda doc: doc.get("people", type=Map).__setitem__("per_x", Map({"name": Text("x")}))
        )
        await vera.wait(lambda: (n, "read_only") in vera.rejected)
        await anna.saved(await anna.send_update(b"\0\0"))
        assert "per_x" not in anna.doc.get("people", type=Map)
        record = await vera_writes_record(viewer)
        assert record in ("read_only", 404)


async def vera_writes_record(viewer: Entry) -> str | int:
    """Nobody but the server writes `record`."""
    async with protocol_client(viewer, "record", doc=blank("record")) as peer:
        n = await peer.edit(
            lambda doc: doc.get("participants", type=Map).__setitem__("par_x", Map({"name": "x"}))
        )
        await peer.wait(lambda: peer.rejected)
        assert peer.rejected[0][0] == n
        return peer.rejected[0][1]


async def test_removing_a_guest_ends_everything_at_once(member: Entry, instance: Instance):
    """RIGHT-1: the open connection, the cookie, the link, commands."""
    made = await done(
        member,
        "invitation.create",
        kind="personal",
        name=f"Gus {secrets.token_hex(3)}",
        side="customer",
        role="editor",
    )
    link = f"{instance.url}{made['path']}"
    gus = await enter(link, name=f"Gus {secrets.token_hex(3)}")
    async with protocol_client(gus) as socket, protocol_client(gus, "record", doc=blank("record")) as second:
        began = time.monotonic()
        await done(member, "participant.remove", participant_id=gus.participant_id)
        for one in (socket, second):
            await one.wait(partial(is_closed, one))
            assert one.closed == 4403
        assert time.monotonic() - began < REVOKED_SECONDS + SLACK_SECONDS
    assert await refused_status(gus, gus.documents["shared"]) in (401, 403, 404)
    async with http_of(gus) as http:
        page = await http.get(f"/plans/{gus.plan_id}")
        assert page.status_code in (303, 403, 404, 410) and gus.documents["shared"] not in page.text
    assert (await command(gus, "participant.rename", name="Back")).status_code in (401, 403, 404)
    with pytest.raises(LinkInvalid):
        await enter(link, name="Back")


def is_closed(browser: Browser) -> bool:
    return browser.closed is not None


def is_answered(browser: Browser, n: int) -> bool:
    """Acknowledged, refused, asked for what it builds on, or closed."""
    return browser.acked >= n or bool(browser.rejected) or browser.step1s > 1 or is_closed(browser)


async def test_redeeming_ends_the_session_that_was_there_before(guest: Entry, instance: Instance):
    """A cookie that somebody planted opens nothing of what its owner joins afterwards."""
    async with httpx.AsyncClient(base_url=instance.url, headers={"Origin": instance.url}) as http:
        http.headers["Cookie"] = guest.cookie
        path = instance.group_link.removeprefix(instance.url)
        shown = await http.get(path)
        token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
        assert token is not None
        answer = await http.post(path, data={"form_token": token[1], "name": f"Otto {secrets.token_hex(3)}"})
        assert answer.status_code == 303
        fresh = answer.headers.get_list("set-cookie")
        assert any(guest.cookie.split("=", 1)[0] in one for one in fresh), "a new session"
        assert all(guest.cookie.split("=", 1)[1] not in one for one in fresh)
    assert await refused_status(guest, guest.documents["shared"]) == 401


async def test_a_tossed_cookie_signs_nobody_in(guest: Entry):
    """Cookies of a parent domain or another path come beside ours: junk before or after it opens nothing."""
    name, value = guest.cookie.split("=", 1)
    for cookie in (
        f"{name}={value[:-1]}x",
        f"{name}=",
        f'{name}="{value}x"',
        f"{name}={'x' * 4000}",
        f"{name.upper()}x={value}",
    ):
        assert await refused_status(guest, guest.documents["shared"], cookie=cookie) == 401, cookie[:40]


async def test_a_flood_of_messages_ends_that_connection_alone(guest: Entry, instance: Instance):
    """FLOW-1"""
    async with protocol_client(await join(instance)) as other, protocol_client(guest) as mallory:
        with_nothing = b"\x00\x02\x02\x00\x00"
        with suppress(ConnectionClosed):
            for _ in range(3000):
                await mallory.socket.send(with_nothing)
        await mallory.wait(lambda: mallory.closed is not None)
        assert mallory.closed == 1013
        await other.saved(await other.send_update(b"\0\0"))
        assert other.closed is None
    assert instance.answer_seconds() < SLACK_SECONDS


async def test_deletions_without_end_hold_nobody_up(guest: Entry, instance: Instance):
    """FLOW-5: paid for before they are processed, by ranges."""
    ranges = 60_000
    hostile = b"\0\1" + varuint(7) + varuint(ranges) + b"".join(varuint(2 * n) + b"\1" for n in range(ranges))
    async with protocol_client(await join(instance)) as other, protocol_client(guest) as mallory:
        with suppress(ConnectionClosed):
            for _ in range(60):
                await mallory.send_update(hostile)
        began = time.monotonic()
        await other.saved(await other.send_update(b"\0\0"))
        assert time.monotonic() - began < SLACK_SECONDS
        await mallory.wait(lambda: mallory.closed is not None)


async def test_a_participant_opens_only_so_many_connections(guest: Entry):
    """WIRE-3"""
    opened = 0
    async with AsyncExitStack() as held:
        with pytest.raises(InvalidStatus) as refused:
            while opened < 40:
                await held.enter_async_context(protocol_client(guest))
                opened += 1
    assert (opened, refused.value.response.status_code) == (24, 429)
