"""Collapsed cards are comparable: amounts are bars on one scale, and the list order agrees with the priority
badges.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

BARS = (
    """card => [...card.querySelectorAll('.scale__part')].map(part => Number(part.getAttribute('width')))"""
)
PLACES = (
    """list => [...list.querySelectorAll(':scope > [data-record] .rank')].map(rank => rank.textContent)"""
)


def test_bars_of_all_cards_share_one_scale(member: PlanPage):
    spares = member.card("opp_spares").evaluate(BARS)
    sensors = member.card("opp_monitoring").evaluate(BARS)
    assert max(spares[:2] + sensors[:2]) == 100
    assert spares[0] < sensors[0]


def test_the_list_is_sorted_by_priority_and_agrees_with_the_badges(member: PlanPage):
    expect(member.page.locator("[data-sort]").first).to_contain_text(word("sort.priority"))
    ranks = member.page.locator(".records--opportunities .rank")
    expect(ranks.first).to_have_text(re.compile(r"\d"))
    texts = member.page.locator(".records--opportunities").evaluate(PLACES)
    places = [int(text.split()[-1]) for text in texts if text[-1].isdigit()]
    assert places and places == sorted(places)
    member.by_hand()
    expect(member.page.locator(".records--opportunities .rank")).to_have_count(0)


def test_a_card_expands_in_place_by_keyboard(member: PlanPage):
    card = member.card("opp_spares")
    expect(card.locator('[data-field="effort"]')).to_be_hidden()
    opener = card.locator(".record__opener")
    opener.focus()
    member.page.keyboard.press("Enter")
    expect(card.locator('[data-field="effort"]')).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")


def test_the_priority_popup_shows_the_numbers_of_the_card(member: PlanPage):
    member.card("opp_spares").locator(".record__priority button").click()
    explanation = member.page.get_by_role("dialog", name=word("plan.priority"))
    expect(explanation).to_contain_text("90%")
    expect(explanation).to_contain_text("€230,000")
    member.page.keyboard.press("Escape")
    expect(explanation).to_have_count(0)


def test_nine_opportunities_fit_on_a_large_screen(person: OpenPerson, server: DemoServer):
    guest = person(size=(1920, 1080))
    join_as_guest(guest, server.customer_link, "Julia Brandt")
    plan = PlanPage(guest, server.plan_url).open("opportunities")
    plan.expect_settled()
    heights = plan.cards("opportunities").evaluate_all("cards => cards.map(card => card.offsetHeight + 8)")
    top = plan.cards("opportunities").first.evaluate("card => card.offsetTop")
    assert (1080 - top) / max(heights[:4]) >= 9


def test_a_phone_shows_every_field(person: OpenPerson, server: DemoServer):
    guest = person(size=(360, 740), is_phone=True)
    join_as_guest(guest, server.customer_link, "Julia Brandt")
    plan = PlanPage(guest, server.plan_url).open("opportunities")
    card = plan.cards("opportunities").first
    for field in ("benefit_customer", "stage", "effort", "probability", "sponsor_customer"):
        expect(card.locator(f'[data-field="{field}"]')).to_be_visible()


def test_a_bar_moves_while_an_amount_is_typed(member: PlanPage, guest: PlanPage):
    part = member.card("opp_takeback").locator(".benefits__side").first.locator(".scale__part")
    before = float(part.get_attribute("width") or 0)
    member.value("opp_takeback", "benefit_customer").get_by_role("button").click()
    field = member.value("opp_takeback", "benefit_customer").get_by_role("textbox")
    field.fill("700,000")
    expect(part).not_to_have_attribute("width", f"{before:g}")
    field.press("Escape")
    expect(part).to_have_attribute("width", f"{before:g}")
    expect(guest.value("opp_takeback", "benefit_customer")).to_contain_text("€60,000")


def test_the_growth_map_of_the_other_follows_a_committed_benefit(member: PlanPage, guest: PlanPage):
    guest.go_to("overview")
    growth = guest.page.locator("figure.picture").first
    expect(growth).to_be_visible()
    before = growth.text_content() or ""
    member.set_value("opp_platform", "benefit_customer", "9,380,000")
    expect(growth).not_to_have_text(before)


def test_a_goal_to_keep_is_held_or_missed_by_a_distance(member: PlanPage, guest: PlanPage):
    record = member.go_to("goals").add("goals", "Liefertreue")
    member.open_card(record)
    member.set_value(record, "target", "98")
    member.set_value(record, "current", "97.5")
    member.value(record, "aim").get_by_role("button").click()
    member.page.get_by_role("option", name=word("choices.aim.keep_above")).click()
    shown = guest.go_to("goals").card(record).locator(".goal-rest__kept")
    expect(shown).to_have_text(word("goal.broken", distance="0.5"))
    member.set_value(record, "current", "99")
    expect(shown).to_have_text(word("goal.held", distance="1"))
