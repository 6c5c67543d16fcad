"""`POST /plans/{id}/commands/{kind}`: permissions, refusals, and idempotent repeats."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from leitstern.commands import ledger
from leitstern.wording.catalogue import LOCALES
from tests.pages.people import ORIGIN, Browser, House


async def _send(
    browser: Browser, house: House, kind: str, arguments: Any = None, id: str = "once", **headers: str
) -> httpx.Response:
    body = {"id": id, "arguments": arguments or {}}
    sent = {"origin": ORIGIN} | headers
    return await browser.http.post(f"{house.plan_path}/commands/{kind}", json=body, headers=sent)


async def _member(house: House) -> Browser:
    """Anna's browser, who is a participant of the plan."""
    browser = await house.member()
    assert (await browser.get(house.plan_path)).status == 200
    return browser


async def _guest_id(house: House) -> str:
    return next(id for id, one in (await house.participants()).items() if not one["is_member"])


async def _entries(house: House) -> list[ledger.Entry]:
    plan_id = house.plan.plan_id
    found: list[ledger.Entry] = await house.services.database.read(lambda s: ledger.entries(s, plan_id))
    return found


def _error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_role_change_reaches_ledger_rows_record_and_socket(house: House):
    guest, member = await house.guest(), await _member(house)
    wanted = {"participant_id": await _guest_id(house), "role": "viewer", "link": "keep"}
    answer = await _send(member, house, "participant.set_role", wanted)
    assert answer.status_code == 200
    entry = (await _entries(house))[-1]
    assert answer.json() == {
        "id": "once",
        "kind": "participant.set_role",
        "seq": entry.seq,
        "at": house.clock().isoformat(),
        "events": [
            {
                "kind": "participant.role_changed",
                "data": {"participant": wanted["participant_id"], "role": "viewer"},
            }
        ],
    }
    assert '"role": "viewer"' in (await guest.get(house.plan_path)).text
    assert (await house.participants())[wanted["participant_id"]]["role"] == "viewer"
    expected = {"kind": "role_changed", "participant": wanted["participant_id"]}
    assert (await house.heard())[-1] == expected


async def test_a_repeat_gets_the_first_answer(house: House):
    await house.guest()
    member, guest_id = await _member(house), await _guest_id(house)
    wanted = {"participant_id": guest_id, "role": "viewer"}
    first = await _send(member, house, "participant.set_role", wanted, "tap")
    await _send(member, house, "participant.set_role", {**wanted, "role": "editor"}, "back")
    count = len(await _entries(house))
    again = await _send(member, house, "participant.set_role", wanted, "tap")
    assert again.json() == first.json()
    assert len(await _entries(house)) == count
    assert (await house.participants())[guest_id]["role"] == "editor"


async def test_twenty_concurrent_repeats_are_one_command(house: House):
    member = await _member(house)
    wanted = {"kind": "room"}
    answers = await asyncio.gather(
        *(_send(member, house, "invitation.create", wanted, "tap") for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert [entry.kind for entry in await _entries(house)].count("invitation.create") == 1


async def test_a_command_without_effect_is_remembered_too(house: House):
    member = await _member(house)
    assert (await _send(member, house, "plan.restore", id="early")).json()["events"] == []
    await _send(member, house, "plan.archive", id="now")
    assert (await _send(member, house, "plan.restore", id="early")).json()["events"] == []
    assert "Archived" in (await member.get(house.plan_path)).text


@pytest.mark.parametrize(
    ("kind", "arguments"), [("invitation.create", {"kind": "personal", "name": "B"}), ("plan.archive", {})]
)
async def test_an_id_identifies_one_command(house: House, kind: str, arguments: Any):
    member = await _member(house)
    await _send(member, house, "invitation.create", {"kind": "room"}, "tap")
    assert _error(await _send(member, house, kind, arguments, "tap")) == (409, "command_id_reused")


async def test_an_id_belongs_to_its_sender(house: House):
    first, second = await house.guest(name="Claire"), await house.guest(await house.invite(), name="Dora")
    await _send(first, house, "participant.rename", {"name": "Eva"}, "tap")
    answer = await _send(second, house, "participant.rename", {"name": "Eva"}, "tap")
    assert _error(answer) == (409, "command_id_reused") and "Eva" not in answer.text


async def test_only_the_answer_contains_the_invitation_link_not_the_ledger(house: House):
    member = await _member(house)
    path = (await _send(member, house, "invitation.create", {"kind": "room"})).json()["path"]
    assert (await house.browser().get(path)).status == 200
    assert path.rsplit("/", 1)[1] not in str(await _entries(house))
    assert (await _send(member, house, "invitation.create", {"kind": "room"})).json()["path"] == path


@pytest.mark.parametrize("role", ["editor", "viewer"])
@pytest.mark.parametrize("side", ["customer", "supplier"])
@pytest.mark.parametrize(
    "kind", ["invitation.create", "invitation.revoke", "participant.remove", "participant.set_role"]
)
async def test_a_guest_cannot_manage_people(house: House, kind: str, side: str, role: str):
    guest = await house.guest(await house.invite(side=side, role=role))
    own = await _guest_id(house)
    arguments = {
        "invitation.create": {"kind": "room"},
        "invitation.revoke": {"invitation_id": "inv_x"},
        "participant.remove": {"participant_id": own},
        "participant.set_role": {"participant_id": own, "role": "editor"},
    }[kind]
    before = await _entries(house)
    assert _error(await _send(guest, house, kind, arguments)) == (403, "forbidden")
    assert await _entries(house) == before


async def test_people_rename_themselves_only(house: House):
    guest = await house.guest(await house.invite(role="viewer"), name="Claire")
    answer = await _send(guest, house, "participant.rename", {"name": "  Claire\u200b  Müller "})
    assert answer.json()["events"][0]["data"]["name"] == "Claire Müller"
    assert (await house.participants())[await _guest_id(house)]["name"] == "Claire Müller"
    for id in ("before the host opened the plan", "after"):
        taken = await _send(guest, house, "participant.rename", {"name": "ANNA BERG"}, id[:6])
        assert _error(taken) == (409, "name_taken") and taken.json()["error"]["fields"]["name"]
        await _member(house)


async def test_an_archived_plan_refuses_changes(house: House):
    guest, member = await house.guest(), await _member(house)
    await _send(member, house, "plan.archive", id="a")
    assert _error(await _send(guest, house, "participant.rename", {"name": "Eva"}))[1] == "plan_archived"
    assert (await _send(member, house, "plan.restore", id="b")).status_code == 200
    assert (await _send(guest, house, "participant.rename", {"name": "Eva"})).status_code == 200


async def test_a_foreign_plan_is_not_found(house: House):
    await house.guest()
    stranger_plan = house.plan
    await house.another_plan()
    stranger = await house.guest(await house.invite())
    house.plan = stranger_plan
    foreign = await _send(stranger, house, "plan.archive")
    missing = await stranger.http.post(
        "/plans/pln_unknown/commands/plan.archive", json={"id": "x"}, headers={"origin": ORIGIN}
    )
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)
    assert _error(foreign) == (404, "not_found")
    nobody = await _send(house.browser(), house, "plan.archive")
    assert _error(nobody) == (401, "not_signed_in")


async def test_a_removed_guest_gets_a_specific_error(house: House):
    guest, member = await house.guest(), await _member(house)
    await _send(member, house, "participant.remove", {"participant_id": await _guest_id(house)})
    assert _error(await _send(guest, house, "participant.rename", {"name": "Eva"})) == (403, "access_ended")


@pytest.mark.parametrize("kind", ["participant.fly", "member.remove", "%00", "constructor"])
async def test_an_unknown_kind_is_not_found(house: House, kind: str):
    answer = await _send(await _member(house), house, kind)
    assert _error(answer) == (404, "unknown_command")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "kind"),
        ({"kind": "group"}, "kind"),
        ({"kind": ["room"]}, "kind"),
        ({"kind": "personal"}, "name"),
        ({"kind": "personal", "name": " \u200b "}, "name"),
        ({"kind": "room", "name": "x" * 101}, "name"),
        ({"kind": "room", "name": "\ud800"}, "name"),
        ({"kind": "room", "days": 0}, "days"),
        ({"kind": "room", "days": 401}, "days"),
        ({"kind": "room", "days": True}, "days"),
        ({"kind": "room", "days": "7"}, "days"),
        ({"kind": "room", "side": "both"}, "side"),
        ({"kind": "room", "colour": "red"}, "colour"),
        ([], "arguments"),
        ("room", "arguments"),
    ],
)
async def test_an_invalid_argument_is_named(house: House, arguments: Any, field: str):
    member = await _member(house)
    before = await _entries(house)
    body = json.dumps({"id": "x", "arguments": arguments})
    headers = {"origin": ORIGIN, "content-type": "application/json"}
    path = f"{house.plan_path}/commands/invitation.create"
    answer = await member.http.post(path, content=body, headers=headers)
    assert _error(answer) == (422, "invalid_arguments")
    assert list(answer.json()["error"]["fields"]) == [field]
    assert await _entries(house) == before


@pytest.mark.parametrize("id", [None, "", 7, "ä", "a b", "x" * 101, "\u0000"])
async def test_a_command_needs_a_valid_id(house: House, id: Any):
    answer = await _send(await _member(house), house, "plan.archive", id=id)
    assert _error(answer) == (422, "invalid_arguments") and "id" in answer.json()["error"]["fields"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 50_000, "application/json"),
        (b'{"id": "x"}', "text/plain"),
        (b"id=x", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_json_object_is_refused(house: House, content: bytes, kind: str):
    member = await _member(house)
    headers = {"origin": ORIGIN, "content-type": kind}
    answer = await member.http.post(
        f"{house.plan_path}/commands/plan.archive", content=content, headers=headers
    )
    assert _error(answer) == (400, "not_json")


async def test_foreign_origins_and_large_bodies_are_refused(house: House):
    member = await _member(house)
    before = await _entries(house)
    foreign = await _send(member, house, "plan.archive", origin="https://evil.example")
    assert foreign.status_code == 403
    large = await _send(member, house, "participant.rename", {"name": "x" * 70_000})
    assert large.status_code == 413
    assert await _entries(house) == before


@pytest.mark.slow
async def test_commands_are_rate_limited(house: House):
    member = await _member(house)
    answers = [await _send(member, house, "plan.restore", id=f"n{n}") for n in range(121)]
    assert [answer.status_code for answer in answers].count(200) == 120
    assert _error(answers[-1]) == (429, "too_many") and answers[-1].headers["retry-after"]


@pytest.mark.parametrize("locale", LOCALES)
async def test_refusals_are_in_the_readers_language(house: House, locale: str):
    guest = await house.guest()
    answer = await guest.http.post(
        f"{house.plan_path}/commands/plan.archive?lang={locale}", json={"id": "x"}, headers={"origin": ORIGIN}
    )
    said = {"en": "not allowed", "de": "dürfen Sie"}[locale]
    assert said in answer.json()["error"]["message"]


async def test_a_form_submitted_twice_is_one_command(house: House):
    member = await house.member()
    page = await member.get(f"{house.plan_path}/invitations")
    sent = [await member.send(page, f"{house.plan_path}/invitations", kind="room") for _ in range(2)]
    assert sent[0].location == sent[1].location
    assert [entry.kind for entry in await _entries(house)].count("invitation.create") == 1


async def test_a_refused_form_shows_a_page_with_the_reason(house: House):
    member = await house.member()
    page = await member.get("/members")
    values = {"form_token": page.forms["/members"]["form_token"]}
    answer = await member.post(f"/members/{house.member_id}/remove", values)
    assert answer.status == 409 and "ask another admin" in answer.text
