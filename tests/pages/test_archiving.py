"""Archived plans: listed separately, readable by both sides, read-only until they are restored."""

from __future__ import annotations

import pytest

from leitstern.access.admission import Admission, admit
from leitstern.plan.generated import DocumentKind, Side
from tests.pages.people import Browser, House


async def _put(house: House, what: str) -> int:
    member = await house.member()
    page = await member.get(f"/accounts/{house.account_id}")
    return (await member.send(page, f"{house.plan_path}/{what}")).status


async def _admission(house: House, browser: Browser, kind: DocumentKind = "shared") -> Admission:
    cookie = browser.http.cookies["leitstern"]
    return await admit(house.services.database, house.clock(), cookie, house.plan.documents[kind])


async def test_an_archived_plan_is_read_only_for_both_sides(house: House):
    guest, member = await house.guest(), await house.member()
    await member.get(house.plan_path)
    assert await _put(house, "archive") == 303
    theirs: dict[Side, Browser] = {"customer": guest, "supplier": member}
    for side, browser in theirs.items():
        page = await browser.get(house.plan_path)
        assert page.status == 200 and '"role": "viewer"' in page.text and "Archived" in page.text
        assert not (await _admission(house, browser)).may_write
        assert not (await _admission(house, browser, side)).may_write
    assert await _put(house, "restore") == 303
    for side, browser in theirs.items():
        assert '"role": "editor"' in (await browser.get(house.plan_path)).text
        assert (await _admission(house, browser)).may_write
        assert (await _admission(house, browser, side)).may_write


async def test_connected_people_are_notified(house: House):
    await house.guest()
    await (await house.member()).get(house.plan_path)
    for what in ("archive", "restore"):
        before = len(await house.heard())
        assert await _put(house, what) == 303
        assert [event["kind"] for event in (await house.heard())[before:]] == ["role_changed"] * 2


async def test_it_is_listed_separately_and_its_links_still_work(house: House):
    path = await house.invite()
    assert await _put(house, "archive") == 303
    member = await house.member()
    assert "Gemeinsam wachsen" not in (await member.get("/accounts")).text
    page = await member.get(f"/accounts/{house.account_id}")
    assert page.text.index('id="archived"') < page.text.index("Gemeinsam wachsen")
    assert "With this link you read it, live." in (await house.browser().get(path)).text
    guest = await house.guest(path)
    assert not (await _admission(house, guest)).may_write
    assert (await member.get(f"{house.plan_path}/invitations")).status == 200


@pytest.mark.parametrize("what", ["archive", "restore"])
async def test_guests_cannot_archive_or_restore(house: House, what: str):
    sides: tuple[Side, ...] = ("supplier", "customer")
    for side in sides:
        guest = await house.guest(await house.invite(side=side), f"Claire {side}")
        token = (await guest.get(house.plan_path)).forms["/preferences"]["form_token"]
        assert (await guest.post(f"{house.plan_path}/{what}", {"form_token": token})).status == 404
    assert (await house.browser().post(f"{house.plan_path}/{what}", {})).status == 401
