"""Removing members: they lose all access at once, can be reinstated, and one admin always remains."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from leitstern.access import members, setup_links
from leitstern.access.participants import get_or_create_participant
from leitstern.access.passwords import hash_password
from leitstern.access.sessions import resolve
from leitstern.errors import NotFound
from tests.pages.people import PASSWORD, Browser, House

pytestmark = pytest.mark.slow


async def _colleague(house: House, name: str = "Tom Reuter", role: str = "member") -> str:
    """The id of another member of Anna's workspace, with a password."""
    now, hashed, email = (
        house.clock(),
        hash_password(PASSWORD),
        f"{name.split()[0].lower()}@nordlicht.example",
    )

    def work(session: Any) -> str:
        id = members.add(session, house.workspace_id, name=name, email=email, now=now, role=role)
        members.set_password(session, id, hashed, now)
        return id

    return str(await house.write(work))


async def _sign_in(house: House, email: str) -> Browser:
    browser = house.browser()
    await browser.open_and_send("/login", email=email, password=PASSWORD)
    return browser


async def _act(house: House, what: str, member_id: str, **values: str) -> int:
    """Anna presses a button in the list of members; removing asks on a separate page."""
    page, action = "/members", f"/members/{member_id}/{what}"
    return (
        await (await house.member()).open_and_send(action if what == "remove" else page, action, **values)
    ).status


async def test_a_removed_member_loses_all_access_at_once(house: House):
    tom = await _colleague(house)
    browser = await _sign_in(house, "tom@nordlicht.example")
    assert (await browser.get(house.plan_path)).status == 200
    assert await _act(house, "remove", tom) == 303
    assert [event["kind"] for event in await house.heard()] == ["session_ended", "participant_removed"]
    for path in ("/accounts", house.plan_path):
        assert (await browser.get(path)).location.startswith("/login")
    assert not (await _sign_in(house, "tom@nordlicht.example")).is_signed_in
    record = await house.participants()
    assert {entry["name"]: entry["removed"] for entry in record.values()}["Tom Reuter"] is True
    assert "Tom Reuter" not in (await (await house.member()).get("/accounts")).text


@pytest.mark.parametrize("kind", ["setup", "enter"])
async def test_links_of_a_removed_member_are_invalid(house: House, kind: setup_links.LinkKind):
    tom, now, keys = await _colleague(house), house.clock(), house.services.keys
    link = await house.write(lambda session: setup_links.make_link(session, keys, kind, tom, now))
    path = setup_links.link_path(keys, kind, link)
    assert (await house.browser().get(path)).status == 200
    assert await _act(house, "remove", tom) == 303
    assert (await house.browser().get(path)).status == 404
    page = await (await house.member()).get("/members")
    assert f"/members/{tom}/link" not in page.forms
    token = page.forms["/members"]["form_token"]
    answer = await (await house.member()).post(f"/members/{tom}/link", {"form_token": token})
    assert answer.status in (403, 404)


async def test_a_member_removed_during_a_join_does_not_join(house: House):
    tom = await _colleague(house)
    token = (await _sign_in(house, "tom@nordlicht.example")).http.cookies["leitstern"]
    now, plan_id = house.clock(), house.plan.plan_id
    who = await house.services.database.read(lambda session: resolve(session, token, now))
    assert who is not None and await _act(house, "remove", tom) == 303
    with pytest.raises(NotFound):
        await house.write(lambda session: get_or_create_participant(session, who, plan_id, now))


async def test_a_reinstated_member_has_the_same_access_as_before(house: House):
    tom = await _colleague(house)
    before = (await (await _sign_in(house, "tom@nordlicht.example")).get(house.plan_path)).text
    participant_id = before.split('"participant_id": "')[1].split('"')[0]
    assert await _act(house, "remove", tom) == 303
    assert await _act(house, "restore", tom) == 303
    after = await (await _sign_in(house, "tom@nordlicht.example")).get(house.plan_path)
    assert after.status == 200 and participant_id in after.text
    record = await house.participants()
    assert record[participant_id]["removed"] is False


async def test_adding_the_address_of_a_removed_member_names_the_member(house: House):
    tom = await _colleague(house)
    assert await _act(house, "remove", tom) == 303
    page = await (await house.member()).open_and_send("/members", name="Tom", email="tom@nordlicht.example")
    assert page.status == 422 and "was removed" in page.text


async def test_a_role_change_applies_to_the_next_page(house: House):
    tom = await _colleague(house)
    browser = await _sign_in(house, "tom@nordlicht.example")
    assert f"/members/{tom}/link" not in (await browser.get("/members")).forms
    assert await _act(house, "role", tom) == 303
    page = await browser.get("/members")
    assert f"/members/{house.member_id}/remove" in page.text and f"/members/{tom}/remove" not in page.text
    asked = await browser.get(f"/members/{house.member_id}/remove")
    assert await _act(house, "role", tom) == 303
    assert (await browser.send(asked, f"/members/{house.member_id}/remove")).status == 403


@pytest.mark.parametrize("what", ["remove", "role"])
async def test_nobody_removes_or_demotes_themselves(house: House, what: str):
    anna = await house.member()
    page = await anna.get("/members")
    assert f"/members/{house.member_id}/{what}" not in page.forms
    values = {"form_token": page.forms["/members"]["form_token"], "role": "member"}
    assert (await anna.post(f"/members/{house.member_id}/{what}", values)).status == 409
    assert (await anna.get("/members")).forms["/members"]


async def test_one_admin_remains_when_two_remove_each_other_at_once(house: House):
    tom = await _colleague(house, role="admin")
    browsers = [await house.member(), await _sign_in(house, "tom@nordlicht.example")]
    paths = [f"/members/{tom}/remove", f"/members/{house.member_id}/remove"]
    pages = [await browser.get(path) for browser, path in zip(browsers, paths, strict=True)]
    answers = await asyncio.gather(
        *(browser.send(page, path) for browser, page, path in zip(browsers, pages, paths, strict=True))
    )
    assert sorted(answer.status for answer in answers)[0] == 303
    assert [(await browser.get("/members")).status for browser in browsers].count(200) == 1


async def test_only_an_admin_of_the_same_workspace_is_allowed(house: House):
    tom = await _colleague(house)
    now = house.clock()

    def elsewhere(session: Any) -> str:
        from leitstern.access.customer_accounts import create_workspace

        other = create_workspace(session, "Anderswo", now)
        return members.add(session, other, name="Eve", email="eve@anderswo.example", now=now, role="admin")

    eve = await house.write(elsewhere)
    anna, member = await house.member(), await _sign_in(house, "tom@nordlicht.example")
    guest = await house.guest()
    for browser, target, status in ((anna, eve, 404), (anna, "mem_x", 404), (member, house.member_id, 403)):
        token = (await browser.get("/profile")).forms["/preferences"]["form_token"]
        for what in ("remove", "restore", "role"):
            values = {"form_token": token, "role": "member"}
            assert (await browser.post(f"/members/{target}/{what}", values)).status == status, what
    assert (await guest.post(f"/members/{tom}/remove", {})).status == 403
