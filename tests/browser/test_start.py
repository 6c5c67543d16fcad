"""A page that cannot start says so and what to do, and storage is optional in every form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

ROOT = Path(__file__).resolve().parents[2]
MISSING = {
    "Promise.withResolvers": "delete Promise.withResolvers",
    "Intl.ListFormat": "delete Intl.ListFormat",
    "Map.groupBy": "delete Map.groupBy",
    "popover": "delete HTMLElement.prototype.popover",
    "light-dark()": "CSS.supports = () => false",
}
STORAGE = {
    "a getter that throws": """for (const name of ["indexedDB", "localStorage", "sessionStorage", "caches"])
      Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError") } })""",
    "none": """for (const name of ["indexedDB", "caches"])
      Object.defineProperty(window, name, { value: undefined })""",
    "a database without its store": """{
      const open = indexedDB.open.bind(indexedDB);
      indexedDB.open = (name) => open(`${name}-empty`, 99);
    }""",
}


def opened(browser: Browser, server: DemoServer, script: str, **options: object) -> PlanPage:
    """A guest in the plan, in a browser in which `script` ran first."""
    person = open_person(browser, **options)
    person.context.add_init_script(script)
    join_as_guest(person, server.customer_link, "Renate Alt")
    return PlanPage(person, server.plan_url)


@pytest.mark.parametrize("feature", MISSING)
def test_an_old_browser_shows_which_browsers_are_supported(
    browser: Browser, server: DemoServer, feature: str
):
    plan = opened(browser, server, MISSING[feature])
    notice = plan.page.get_by_role("alert").filter(has_text=word("start.title"))
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(word("start.old"))
    expect(notice).to_contain_text(feature)
    plan.person.context.close()


def test_a_script_that_fails_is_reported_and_the_page_can_be_reloaded(browser: Browser, server: DemoServer):
    plan = opened(browser, server, "JSON.parse = () => { throw new Error('broken on the way') }")
    notice = plan.page.locator("#cannot-start")
    expect(notice).to_contain_text(word("start.failed"))
    expect(notice).to_contain_text("broken on the way")
    expect(notice.get_by_role("link", name=word("start.again"))).to_be_visible()
    plan.person.context.close()


def test_a_script_that_does_not_load_is_reported(browser: Browser, server: DemoServer):
    person = open_person(browser)
    person.context.route(re.compile(r"/assets/plan-page-.*\.js"), lambda route: route.abort())
    join_as_guest(person, server.customer_link, "Renate Alt")
    expect(person.page.locator("#cannot-start")).to_contain_text(word("start.failed"))
    person.context.close()


def test_without_scripts_the_page_says_that_it_needs_them(browser: Browser, server: DemoServer):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(server.customer_link)
    page.locator("main form").get_by_role("textbox").fill("Renate Ohne")
    page.locator("main form").get_by_role("button").click()
    page.locator("[data-ask=correct]").get_by_role("button", name=word("word.right")).first.click()
    expect(page.locator(".first__noted")).to_be_visible()
    page.locator(".first__leave a").click()
    notice = page.locator("noscript .notice")  # the text engine passes such elements by
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(word("start.no_script"))
    context.close()


@pytest.mark.parametrize("kind", STORAGE)
def test_the_plan_works_without_storage(browser: Browser, server: DemoServer, member: PlanPage, kind: str):
    plan = opened(browser, server, STORAGE[kind]).open()
    record = plan.add("opportunities", f"Ohne Speicher: {kind}")
    plan.expect_saved()
    expect(member.title(record)).to_contain_text("Ohne Speicher")
    expect(plan.page.locator("#cannot-start")).to_be_hidden()
    plan.person.context.close()


def test_a_page_that_starts_shows_no_message(person: OpenPerson, member: PlanPage):
    expect(member.page.locator("#cannot-start")).to_be_hidden()


def test_the_browsers_that_are_named_are_those_that_the_build_and_the_readme_name():
    target = re.findall(r'"(chrome|firefox|safari)([\d.]+)"', (ROOT / "web/vite.config.ts").read_text())
    assert len(target) == 3
    for locale in ("en", "de"):
        assert all(version in word("start.old", locale) for _, version in target)
    readme = (ROOT / "README.md").read_text()
    assert all(
        re.search(rf"{name}\D+{re.escape(version)}", readme, re.IGNORECASE) for name, version in target
    )
