"""The first load does not shift: the server renders the first screen before the scripts run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import Person, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.sections import SECTIONS
from tests.browser.server import DemoServer

LIMIT = 0.1
"""Cumulative layout shift that counts as good (web.dev/cls)."""

WATCH = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""

WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def slowed(person: Person) -> Page:
    """The page on a machine four times slower, which counts its layout shift."""
    person.page.add_init_script(f"({WATCH})()")
    devtools = person.context.new_cdp_session(person.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return person.page


def shift_of(page: Page, address: str) -> float:
    """Opens the address anew and waits until it is quiet."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if "/plans/" in address and page.locator("script#boot").count():
        expect(page.locator("html[data-ready]")).to_be_attached()
        expect(page.locator("[data-section]:not([hidden]) [data-placeholder]")).to_have_count(0)
    page.evaluate("() => new Promise(done => requestIdleCallback(done, { timeout: 3000 }))")
    shift: float = page.evaluate("() => window.shift")
    return shift


def assert_calm(page: Page, addresses: list[str]) -> None:
    found = {address: shift_of(page, address) for address in addresses}
    assert {address: shift for address, shift in found.items() if shift >= LIMIT} == {}


@WIDTHS
def test_no_page_of_a_member_shifts_on_a_slow_machine(person: OpenPerson, server: DemoServer, width: int):
    anna = person(size=(width, 780), is_new=True)
    enter_as_member(anna, server.member_link)
    page = anna.page
    page.goto(f"{server.url}/accounts")
    account = page.locator("main h2 a").first.get_attribute("href") or ""
    paths = ["/", "/accounts", account, "/members", "/profile"]
    plan = [f"{server.plan_url}#{section}" for section in SECTIONS]
    addresses = [*(f"{server.url}{path}" for path in paths), f"{server.plan_url}/invitations", *plan]
    assert_calm(slowed(anna), addresses)


@WIDTHS
def test_no_page_of_a_guest_shifts_on_a_slow_machine(person: OpenPerson, server: DemoServer, width: int):
    guest = person(size=(width, 780), is_new=True)
    join_as_guest(guest, server.customer_link, "Julia Brandt")
    plan = [f"{server.plan_url}#{section}" for section in SECTIONS]
    assert_calm(slowed(guest), [f"{server.url}/", f"{server.plan_url}/print", *plan])


@WIDTHS
def test_no_page_of_a_stranger_shifts_on_a_slow_machine(person: OpenPerson, server: DemoServer, width: int):
    page = slowed(person(size=(width, 780), is_new=True))
    assert_calm(
        page, [f"{server.url}/login", server.customer_link, server.member_link, f"{server.url}/nowhere"]
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_a_guests_first_screen_does_not_shift_on_a_slow_machine(
    person: OpenPerson, server: DemoServer, width: int
):
    guest = person(size=(width, 780), is_new=True)
    join_as_guest(guest, server.customer_link, "Julia Brandt", leaves=False)
    guest.page.add_init_script(f"({WATCH})()")
    devtools = guest.context.new_cdp_session(guest.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    plan = PlanPage(guest, server.plan_url)
    guest.page.goto(server.plan_url)
    plan.expect_saved()
    expect(guest.page.locator("[data-welcome]")).to_be_visible()
    expect(guest.page.locator("leitstern-plan-header button").first).to_be_attached()
    assert guest.page.evaluate("() => window.shift") < LIMIT


def test_a_dismissed_welcome_does_not_return(person: OpenPerson, server: DemoServer):
    guest = person()
    join_as_guest(guest, server.customer_link, "Julia Brandt", leaves=False)
    guest.page.goto(server.plan_url)
    guest.page.locator("[data-dismiss-welcome]").click()
    expect(guest.page.locator("[data-welcome]")).to_have_count(0)
    guest.page.reload()
    expect(guest.page.locator(".plan-head h1")).to_be_visible()
    expect(guest.page.locator("[data-welcome]")).to_have_count(0)


def test_the_plan_shows_its_header_and_map_without_scripts(
    browser: Browser, person: OpenPerson, server: DemoServer
):
    guest = person()
    join_as_guest(guest, server.customer_link, "Julia Brandt")
    reader = browser.new_context(java_script_enabled=False, storage_state=guest.context.storage_state())
    page = reader.new_page()
    page.goto(server.plan_url)
    expect(page.locator("[data-picture=growth-map]").first).to_be_visible()
    expect(page.locator(".plan-head__purpose")).to_be_visible()
    reader.close()


def test_the_overview_is_there_before_the_islands_and_elsewhere_only_when_it_is_looked_at(
    browser: Browser, person: OpenPerson, server: DemoServer
):
    guest = person(is_new=True)
    join_as_guest(guest, server.customer_link, "Julia Brandt")
    page, growth_map = guest.page, guest.page.locator("[data-picture=growth-map]")
    page.route("**/overview", lambda route: route.abort())
    page.goto("about:blank")
    plan = PlanPage(guest, server.plan_url).open("goals")
    expect(growth_map).to_have_count(0)
    plan.go_to("overview")
    expect(growth_map.first).to_be_visible()
    # A service worker would answer from its cache, where no route is asked.
    without = browser.new_context(storage_state=guest.context.storage_state(), service_workers="block")
    page = without.new_page()
    page.route("**/assets/plan-page-*", lambda route: route.abort())
    page.goto(server.plan_url)
    expect(page.locator("[data-picture=growth-map]").first).to_be_visible()
    assert page.locator("html[data-ready]").count() == 0
    without.close()
