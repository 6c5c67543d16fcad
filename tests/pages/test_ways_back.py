"""What must not lead back in, or elsewhere: removed people, ended sessions, odd addresses, blank names."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.requests import Request

from leitstern.access import sessions
from leitstern.pages.visitors import address_of
from tests.pages.people import ORIGIN, Browser, House, Page


async def _remove(house: House, name: str) -> Page:
    """Anna takes the guest of that name out of the plan."""
    member = await house.member()
    page = await member.get(f"{house.plan_path}/invitations")
    row = page.text[page.text.index(f"</span>{name}</span></th>") :]
    action = row[row.index("/plans/", row.index("/role")) :].split('"')[0]
    return await member.send(page, action)


async def test_whoever_was_taken_out_does_not_come_back_by_the_personal_link(house: House):
    path = await house.invite("personal", name="Claire Müller")
    guest = await house.guest(path)
    assert (await _remove(house, "Claire Müller")).status == 303
    assert (await guest.get(house.plan_path)).status == 403
    for browser in (guest, house.browser()):
        assert (await browser.get(path)).status == 404


async def test_a_room_link_still_works_for_the_others(house: House):
    path = await house.invite("room")
    await house.guest(path, "Claire Müller")
    assert (await _remove(house, "Claire Müller")).status == 303
    assert (await house.browser().open_and_send(path, name="Ada")).status == 303


async def test_two_devices_that_redeem_a_personal_link_at_once_are_one_person(house: House):
    path = await house.invite("personal", name="Claire")
    devices = [house.browser() for _ in range(4)]
    pages = [await device.get(path) for device in devices]
    answers = await asyncio.gather(
        *(device.send(page, path, name="Claire") for device, page in zip(devices, pages, strict=True))
    )
    assert [answer.status for answer in answers] == [303] * 4
    seen = {_me(await device.get(house.plan_path)) for device in devices}
    assert len(seen) == 1


def _me(page: Page) -> str:
    return page.text.split('"participant_id": "')[1].split('"')[0]


async def test_leaving_after_the_sign_in_has_ended_still_clears_the_browser(house: House):
    member = await house.member()
    page = await member.get("/accounts")
    now, member_id = house.clock(), house.member_id
    await house.write(lambda session: sessions.end_all(session, member_id, now))
    answer = await member.send(page, "/logout")
    assert answer.status == 303 and answer.location == "/login"
    assert answer.response.headers["clear-site-data"] == '"storage"' and not member.is_signed_in


async def test_the_cookie_outlives_the_session_so_that_use_can_prolong_it(house: House):
    answer = await house.browser().open_and_send(await house.invite(), name="Claire")
    assert f"Max-Age={400 * 86_400}" in answer.response.headers["set-cookie"]


async def test_a_panel_leads_to_the_sign_in_and_back_to_its_page(house: House):
    answer = await house.browser().get(
        f"{house.plan_path}/overview",
        **{"hx-request": "true", "hx-current-url": f"{ORIGIN}{house.plan_path}#goals"},
    )
    target = urlsplit(answer.response.headers["hx-redirect"])
    assert answer.status == 401 and target.path == "/login"
    assert parse_qs(target.query) == {"next": [house.plan_path]}


@pytest.mark.parametrize("path", ["/accounts/", "/login//", "/accounts%2F", "/static/%2e%2e/login"])
async def test_an_odd_path_is_no_page_and_is_sent_nowhere(house: House, path: str):
    answer = await house.browser().get(path, host="evil.example")
    assert answer.status == 404 and "location" not in answer.response.headers


async def test_a_links_token_never_goes_to_another_host(house: House):
    path = await house.invite()
    answer = await house.browser().get(path + "/", host="evil.example")
    assert answer.status == 404 and "location" not in answer.response.headers


@pytest.mark.parametrize(
    "name", ["\u3164", "\u2800\u2800", "\u115f\u1160", "\u0301\u0301", "\ufe0f", "\u034f"]
)
async def test_a_name_that_nobody_would_see_is_none(house: House, name: str):
    answer = await Browser(house.app).open_and_send(await house.invite(), name=name)
    assert answer.status == 422 and not answer.response.headers.get("set-cookie")


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::3", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7"),
        ("a socket", "a socket"),
    ],
)
def test_limits_count_by_what_one_holder_has(client: str, counted: str):
    assert address_of(Request({"type": "http", "client": (client, 5000), "headers": []})) == counted


def test_without_an_address_all_are_counted_together():
    assert address_of(Request({"type": "http", "client": None, "headers": []})) == ""
