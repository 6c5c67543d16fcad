"""A customer executive on a phone: three asks before any other interface, then the lasting page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, invite
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

SMALLEST_TARGET = 44


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_sixty_seconds_of_an_executive_and_what_remains(
    person: OpenPerson, server: DemoServer, member: PlanPage
):
    opportunity = member.add("opportunities", "Kürzere Rüstzeiten")
    member.set_value(opportunity, "benefit_customer", "9900000")
    action = member.add("actions", "Pilotwerk benennen")
    link = invite(member.page, member.url, "Ute Sommer")
    ute = person(size=PHONE, is_phone=True)
    page = ute.page
    page.goto(link)
    page.locator("main form").get_by_role("button").tap()
    expect(page.get_by_role("heading", name=word("plan.welcome_correct"))).to_be_visible()
    assert page.locator("nav.rail, [data-mount]").count() == 0, "no other interface comes first"
    buttons = page.locator("[data-ask] .first__taps button")
    assert (
        fits(page)
        and min(box["height"] for one in buttons.all() if (box := one.bounding_box())) >= SMALLEST_TARGET
    )

    statement = page.locator("[data-claim]").first
    claim = statement.get_attribute("data-claim") or ""
    statement.get_by_role("button", name=word("word.right")).tap()
    expect(page.locator(".first__noted")).to_be_visible()
    page.locator(f'[data-opportunity="{opportunity}"] button').tap()
    expect(page.locator(f'[data-opportunity="{opportunity}"] button')).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator(f'[data-action="{action}"] button').tap()
    expect(page.locator(f'[data-action="{action}"] form[action$="give-back"]')).to_be_visible()
    page.locator("[data-next] button").tap()
    expect(page.locator("[data-next] button")).to_have_attribute("aria-pressed", "true")
    page.locator(".first__leave a").tap()
    plan = PlanPage(ute, server.plan_url)
    plan.expect_saved()
    page.goto(f"{server.plan_url}/first")
    page.wait_for_url(server.plan_url)

    member.open("opportunities")
    expect(member.card(opportunity).locator("[data-chosen]")).to_have_attribute("data-chosen", "1")
    member.go_to("claims")
    expect(member.card(claim)).to_contain_text("Ute Sommer")
    member.go_to("actions")
    expect(member.card(action)).to_contain_text("Ute Sommer")

    lasting = made_link(page, server)
    phone = person(size=PHONE, is_phone=True)
    phone.page.goto(lasting)
    mine = phone.page.locator(f'[data-side=ours] [data-promise="{action}"]')
    assert fits(phone.page) and not phone.context.cookies()
    mine.get_by_role("button", name=word("promises.help")).tap()
    expect(mine).to_contain_text(word("promises.needs_help"))
    mine.get_by_role("button", name=word("promises.done")).tap()
    expect(mine).to_have_count(0)
    phone.page.locator(".first__noted").get_by_role("button").tap()
    expect(mine).to_be_visible()
    assert not phone.context.cookies()
    expect(member.card(action)).to_contain_text(word("choices.status.blocked"))

    page.get_by_role("button", name=word("promises.end"), exact=True).tap()
    expect(page.get_by_role("button", name=word("promises.make"))).to_be_visible()
    refused = phone.page.goto(lasting)
    assert refused and refused.status == 404


def made_link(page: Page, server: DemoServer) -> str:
    page.goto(f"{server.plan_url}/sessions/{server.announced['session_id']}/summary")
    page.get_by_role("button", name=word("promises.make")).tap()
    return page.locator("#side-link").input_value()
