"""What strangers guess is limited by address and account, waits its turn, and is told without secrets."""

from __future__ import annotations

import asyncio
import logging

import pytest
from sqlmodel import select

from leitstern.access import passwords
from leitstern.access.rate_limiter import LOGIN_PER_ACCOUNT, UNKNOWN_LINKS_PER_ADDRESS
from leitstern.store.tables import AuditEntry
from tests.pages.people import PASSWORD, Browser, House

EMAIL = "anna@nordlicht.example"


@pytest.mark.parametrize("kind", ["join", "setup", "enter"])
async def test_trying_many_links_is_rate_limited_per_address(house: House, kind: str):
    path, mallory = await house.invite(), house.browser()
    for n in range(UNKNOWN_LINKS_PER_ADDRESS.tries):
        assert (await mallory.get(f"/{kind}/{n}" + "x" * 40)).status == 404
    assert (await mallory.get(f"/{kind}/one-more")).status == 429
    assert (await mallory.get(path)).status == 429
    assert (await Browser(house.app, "198.51.100.9").get(path)).status == 200
    house.clock.turn(minutes=6)
    assert (await mallory.get(path)).status == 200


async def test_unknown_cookies_are_rate_limited_and_answered_with_a_page(house: House):
    mallory = house.browser()
    answers = [
        await mallory.http.get("/accounts", headers={"cookie": f"leitstern=guess{n}"}) for n in range(301)
    ]
    assert [answer.status_code for answer in answers] == [303] * 300 + [429]
    assert "retry-after" in answers[-1].headers and "<h1" in answers[-1].text


async def test_guessing_from_many_addresses_is_limited_without_locking_the_member_out(house: House):
    home = Browser(house.app, "192.0.2.1")
    assert (await home.open_and_send("/login", email=EMAIL, password=PASSWORD)).status == 303
    statuses = []
    for n in range(LOGIN_PER_ACCOUNT.tries + 5):
        page = Browser(house.app, f"198.51.100.{n}")
        statuses.append((await page.open_and_send("/login", email=EMAIL, password=f"guess {n}")).status)
    assert statuses.count(422) == LOGIN_PER_ACCOUNT.tries - 1 and statuses[-6:] == [429] * 6
    again = Browser(house.app, "192.0.2.1")
    assert (await again.open_and_send("/login", email=EMAIL, password=PASSWORD)).status == 303


async def test_failed_sign_ins_are_logged_and_audited_without_the_input(house: House, caplog):
    caplog.set_level(logging.INFO, "leitstern.security")
    browser = house.browser()
    for email in (EMAIL, "secret-person@x.example"):
        assert (await browser.open_and_send("/login", email=email, password="Geheimwort 1")).status == 422
    await browser.get("/join/geheimer-link")
    told = "\n".join(record.getMessage() for record in caplog.records if record.name == "leitstern.security")
    assert f"sign-in failed for {house.member_id} from 203.0.113.7" in told
    assert "sign-in failed for nobody from 203.0.113.7" in told and "unknown link" in told
    for secret in ("Geheimwort", "secret-person", "geheimer-link", EMAIL):
        assert secret not in told
    trail = await house.services.database.read(lambda s: s.exec(select(AuditEntry)).all())
    assert [row.subject for row in trail if row.event == "sign_in.failed"] == [house.member_id]


async def test_many_sign_ins_from_one_address_do_not_delay_others(house: House, monkeypatch):
    """Sixty tries by one address delayed everybody by 14 seconds."""
    checked: list[str] = []

    def slow(stored: str, password: str) -> bool:
        checked.append(password)
        return False

    monkeypatch.setattr(passwords, "is_password", slow)
    queue = house.services.passwords
    tasks = [asyncio.create_task(queue.check("", f"m{n}", "mallory")) for n in range(9)]
    tasks.append(asyncio.create_task(queue.check("", "anna", "home")))
    await asyncio.gather(*tasks)
    assert checked.index("anna") <= passwords.AT_ONCE + 1


@pytest.mark.parametrize("password", ["aaaaaaaaaa", "Passwort2026!", "annaberg2027", "qwertzuiop1"])
async def test_a_weak_password_is_refused(house: House, password: str):
    anna = await house.member()
    values = {"current": PASSWORD, "password": password}
    answer = await anna.open_and_send("/profile", "/profile/password", **values)
    assert answer.status == 422 and "guess" in answer.text
