"""Access that must stay revoked: removed people, ended sessions, odd addresses, blank names."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.requests import Request

from leitstern.access import sessions
from leitstern.http_support.client_address import address_of
from tests.pages.people import ORIGIN, Browser, House, Page

pytestmark = pytest.mark.slow


async def _remove(house: House, name: str) -> Page:
    """Anna removes the guest of that name from the plan."""
    member = await house.member()
    page = await member.get(f"{house.plan_path}/invitations")
    (path,) = re.findall(rf'href="([^"]+/remove)" aria-label="Remove: {name}"', page.text)
    return await member.open_and_send(path)


async def test_a_removed_guest_cannot_return_by_the_personal_link(house: House):
    path = await house.invite("personal", name="Claire Müller")
    guest = await house.guest(path)
    assert (await _remove(house, "Claire Müller")).status == 303
    assert (await guest.get(house.plan_path)).status == 403
    for browser in (guest, house.browser()):
        assert (await browser.get(path)).status == 404


async def test_a_group_link_refuses_only_the_removed_guest(house: House):
    path = await house.invite("room")
    guest, other = await house.guest(path, "Claire Müller"), await house.guest(path, "Ada")
    assert (await _remove(house, "Claire Müller")).status == 303
    for browser in (guest, house.browser()):
        assert (await browser.get(path)).status == 404
    assert (await other.get(house.plan_path)).status == 200


async def test_a_planted_cookie_gains_no_access_from_its_victims_join(house: House):
    mallory = await house.guest(await house.invite(), "Mallory")
    planted = mallory.http.cookies["leitstern"]
    victim = house.browser()
    victim.http.cookies.set("leitstern", planted, domain="testserver.local", path="/")
    secret = await house.invite("personal", name="Claire", side="supplier")
    assert (await victim.open_and_send(secret, name="Claire")).status == 303
    assert victim.http.cookies["leitstern"] != planted
    assert (await mallory.get(house.plan_path)).location.startswith("/login")
    assert [event["kind"] for event in await house.heard()] == ["session_replaced"]


async def test_a_guest_name_equal_to_a_host_or_the_other_side_is_refused(house: House):
    await house.guest(await house.invite(), "Claire Müller")
    link, browser = await house.invite(side="supplier"), house.browser()
    for name in ("Anna Berg", "anna  BERG", "Аnna Веrg", "Anna Bérg", "Claire Muller"):
        answer = await browser.open_and_send(link, name=name)
        assert answer.status == 422 and "has this name already" in answer.text, name
    assert not browser.is_signed_in


async def test_two_guests_with_one_name_are_distinguished(house: House):
    path = await house.invite()
    for _ in range(3):
        await house.guest(path, "Jan Ott")
    names = sorted(one["name"] for one in (await house.participants()).values())
    assert names == ["Anna Berg", "Jan Ott", "Jan Ott (2)", "Jan Ott (3)"]


async def test_a_personal_link_shows_on_how_many_devices_it_is_used(house: House):
    path = await house.invite("personal", name="Claire")
    for _ in range(3):
        assert (await house.browser().open_and_send(path, name="Claire")).status == 303
    page = await (await house.member()).get(f"{house.plan_path}/invitations")
    assert re.search(r"on 3\sdevices", page.text)


async def test_an_expired_link_shows_that_and_works_again_after_an_extension(house: House):
    path = await house.invite(days=2)
    guest = await house.guest(path)
    house.clock.turn(days=3)
    shown = await guest.get(house.plan_path)
    assert shown.status == 423 and "Your link has run out" in shown.text
    assert "clear-site-data" not in shown.response.headers
    assert (await guest.get(path)).status == 404
    member = await house.member()
    page = await member.get(f"{house.plan_path}/invitations")
    (action,) = [action for action in page.forms if action.endswith("/extend")]
    assert (await member.send(page, action)).status == 303
    assert (await guest.get(house.plan_path)).status == 200
    assert (await house.browser().get(path)).status == 200


@pytest.mark.parametrize("choice", ["revoke", "renew"])
async def test_links_of_a_leaving_member_end_or_get_a_new_owner(house: House, choice: str):
    """Regression: a member created a supplier link, was removed, and read the supplier's private document
    with it.
    """
    tom = await house.colleague("Tom Reuter")
    path = await house.invite(side="supplier", host=tom)
    guest = await house.guest(path, "Uta Falk")
    admin = await house.member()
    asked = await admin.get(f"/members/{tom}/remove")
    assert "Uta Falk" in asked.text and "Gemeinsam wachsen" in asked.text
    assert (await admin.send(asked, f"/members/{tom}/remove", links=choice)).status == 303
    assert (await house.browser().get(path)).status == 404
    assert (await guest.get(house.plan_path)).status == (403 if choice == "revoke" else 200)
    page = await admin.get(f"{house.plan_path}/invitations")
    assert ("/renew" in page.text) == (choice == "renew")


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


async def test_leaving_after_the_session_ended_still_clears_the_browser(house: House):
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


async def test_a_panel_redirects_to_sign_in_and_back_to_its_page(house: House):
    answer = await house.browser().get(
        f"{house.plan_path}/overview",
        **{"hx-request": "true", "hx-current-url": f"{ORIGIN}{house.plan_path}#goals"},
    )
    target = urlsplit(answer.response.headers["hx-redirect"])
    assert answer.status == 401 and target.path == "/login"
    assert parse_qs(target.query) == {"next": [house.plan_path]}


@pytest.mark.parametrize("path", ["/accounts/", "/login//", "/accounts%2F", "/static/%2e%2e/login"])
async def test_an_odd_path_is_not_found_and_not_redirected(house: House, path: str):
    answer = await house.browser().get(path, host="evil.example")
    assert answer.status == 404 and "location" not in answer.response.headers


async def test_a_link_token_is_never_sent_to_another_host(house: House):
    path = await house.invite()
    answer = await house.browser().get(path + "/", host="evil.example")
    assert answer.status == 200 and "location" not in answer.response.headers


@pytest.mark.parametrize(
    "name", ["\u3164", "\u2800\u2800", "\u115f\u1160", "\u0301\u0301", "\ufe0f", "\u034f"]
)
async def test_an_invisible_name_is_refused(house: House, name: str):
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
def test_limits_count_per_address_block(client: str, counted: str):
    assert address_of(Request({"type": "http", "client": (client, 5000), "headers": []})) == counted


def test_clients_without_an_address_share_one_limit():
    assert address_of(Request({"type": "http", "client": None, "headers": []})) == ""
