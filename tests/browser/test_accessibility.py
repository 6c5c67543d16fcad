"""axe reports no WCAG 2.2 A or AA violation on any page: both languages, both themes, member and guest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPerson
from tests.browser.open_states import delete_one, opened_states
from tests.browser.people import PHONE, Person, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.sections import SECTIONS
from tests.browser.server import DemoServer

AXE = (Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js").read_text(
    encoding="utf-8"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(locale, theme) for locale in ("en", "de") for theme in ("light", "dark")]
SCREENS = [("en", "light", False), ("de", "dark", False), ("en", "dark", True), ("de", "light", True)]
"""Every two of language, theme and phone or desktop together."""


def violations(page: Page, without: tuple[str, ...] = ()) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {
        "runOnly": RULES,
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],  # of what is right, axe need not say where it is
    }
    found: list[dict[str, Any]] = page.evaluate(
        "async options => (await axe.run(options)).violations", options
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


def _faulty(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {where: faults for where, faults in found.items() if faults}


def _choose(person: Person, server: DemoServer, locale: str, theme: str) -> None:
    chosen = {"leitstern_locale": locale, "leitstern_theme": theme}
    person.context.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in chosen.items()]
    )


def _members_pages(server: DemoServer, account: str) -> Iterator[str]:
    yield from ("/", "/accounts", account, "/members", "/profile", "/nowhere")
    yield from ("/portfolio", "/check")
    plan = server.plan_url.removeprefix(server.url)
    yield from (f"{plan}/print", f"{plan}/invitations")


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_public_pages(person: OpenPerson, server: DemoServer, locale: str, theme: str):
    stranger = person(theme=theme)
    _choose(stranger, server, locale, theme)
    found = {}
    for path in (
        server.customer_link,
        server.member_link,
        f"{server.url}/login",
        f"{server.url}/join/unknown",
    ):
        stranger.page.goto(path)
        found[path] = violations(stranger.page)
    assert _faulty(found) == {}


@pytest.mark.parametrize(("locale", "theme", "is_phone"), SCREENS)
def test_members_pages(person: OpenPerson, server: DemoServer, locale: str, theme: str, is_phone: bool):
    size = {"size": PHONE} if is_phone else {}
    anna = person(theme=theme, is_phone=is_phone, **size)
    enter_as_member(anna, server.member_link)
    _choose(anna, server, locale, theme)
    page = anna.page
    page.goto(server.plan_url)
    account = PlanPage(anna, server.plan_url).boot()["urls"]["account"]
    found = {}
    for path in _members_pages(server, account):
        page.goto(server.url + path)
        found[path] = violations(page)
        if path.endswith("/invitations"):
            for name in ("projector", "revoke"):
                page.goto(server.url + path)
                page.locator(f'a[href$="/{name}"]').first.click()
                page.wait_for_url(f"**/{name}")
                found[name] = violations(page)
    assert _faulty(found) == {}


@pytest.mark.parametrize(("locale", "theme", "is_phone"), SCREENS)
def test_every_section_of_the_plan(
    person: OpenPerson, server: DemoServer, locale: str, theme: str, is_phone: bool
):
    size = {"size": PHONE} if is_phone else {}
    julia = person(theme=theme, is_phone=is_phone, **size)
    _choose(julia, server, locale, theme)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url, locale=locale)
    plan.expect_saved()
    found = {}
    for section in SECTIONS:
        plan.go_to(section)
        plan.expect_settled()
        found[section] = violations(julia.page)
    assert _faulty(found) == {}


@pytest.mark.parametrize(("locale", "theme", "is_phone"), SCREENS)
def test_everything_that_opens_over_the_plan(
    person: OpenPerson, server: DemoServer, locale: str, theme: str, is_phone: bool
):
    size = {"size": PHONE} if is_phone else {}
    anna = person(theme=theme, is_phone=is_phone, **size)
    enter_as_member(anna, server.member_link)
    _choose(anna, server, locale, theme)
    plan = PlanPage(anna, server.plan_url, locale=locale).open("opportunities")
    # What floats covers parts of the targets below it; test_touch.py measures the targets.
    found = {name: violations(anna.page, without=("target-size",)) for name, _ in opened_states(plan)}
    delete_one(plan)
    found["bin"] = violations(anna.page, without=("target-size",))
    assert _faulty(found) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_forms_that_were_refused(person: OpenPerson, server: DemoServer, theme: str):
    anna = person(theme=theme, size=PHONE, is_phone=True)
    _choose(anna, server, "en", theme)
    found = {}
    for name, path in (("join", server.customer_link), ("sign-in", f"{server.url}/login")):
        anna.page.goto(path)
        anna.page.locator("main form").get_by_role("button").first.click()
        anna.page.locator(".field__error").first.wait_for()
        found[name] = violations(anna.page)
    assert _faulty(found) == {}
