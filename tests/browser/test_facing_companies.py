"""People stand by company with what each answers for; a goal's bar explains itself."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

COLUMNS = """cards => cards.map(card => [card.dataset.side, Math.round(card.getBoundingClientRect().left)])"""


def test_two_companies_face_each_other_with_what_they_answer_for(member: PlanPage, guest: PlanPage):
    member.go_to("people")
    expect(member.cards("people").first).to_be_visible()
    places = {tuple(place) for place in member.cards("people").evaluate_all(COLUMNS)}
    assert len(places) == 2 and len({left for _, left in places}) == 2
    heading = member.page.get_by_role("region", name=member.boot()["sides"]["customer"])
    expect(heading).to_contain_text(word("choices.decision_role.advises"))
    guest.go_to("people")
    expect(guest.card("per_hartmann")).to_be_visible()
    guest.open_card("per_hartmann")
    role = guest.card("per_hartmann").locator('[data-field="decision_role"]')
    role.get_by_role("button").click()
    guest.page.keyboard.press("ArrowDown")
    guest.page.get_by_role("option", name=word("choices.decision_role.advises")).click()
    expect(heading).not_to_contain_text(word("choices.decision_role.advises"))


def test_a_count_leads_to_the_filtered_list(member: PlanPage):
    member.go_to("people")
    link = member.card("per_kaya").get_by_role("link", name=word("kinds.actions.other"))
    count = int((link.text_content() or "").strip().split()[0])
    link.click()
    expect(member.cards("actions")).to_have_count(count)
    expect(member.page.locator(".records--actions")).to_contain_text("Miriam Kaya")


def test_the_companies_are_stacked_on_a_phone(person: OpenPerson, server: DemoServer):
    julia = person(size=PHONE, is_phone=True)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url).open("people")
    expect(plan.cards("people").first).to_be_visible()
    sides = [side for side, _ in plan.cards("people").evaluate_all(COLUMNS)]
    assert sides == sorted(sides)
    assert plan.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_bar_of_a_goal_explains_itself_on_focus_and_tap(member: PlanPage):
    member.go_to("goals")
    bar = member.card("goal_downtime").locator(".goal-bar")
    legend = member.page.get_by_role("tooltip")
    expect(bar).to_have_accessible_name(re.compile(word("plan.expected_label")))  # the server said it
    bar.focus()
    for words in ("1,240", "1,010", "620", word("plan.expected_label")):
        expect(legend).to_contain_text(words)
    label = bar.get_attribute("aria-label") or ""
    assert word("plan.expected_label") in label and "37%" in label
    member.page.keyboard.press("Escape")
    expect(legend).to_have_count(0)
    bar.click()
    expect(legend).to_be_visible()
