"""Statements about the customer, member and customer together: views, the customer's word, questions."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def word_of(plan: PlanPage, record: str) -> Locator:
    """The customer's word below a statement."""
    return plan.card(record).locator("leitstern-claim-word")


def answer(plan: PlanPage, record: str, key: str) -> None:
    word_of(plan, record).get_by_role("button", name=word(key, plan.locale)).click()


def rewrite(plan: PlanPage, record: str, text: str) -> None:
    field = plan.card(record).locator('[data-field="text"]')
    field.get_by_role("button").click()
    field.get_by_role("textbox").fill(text)
    field.get_by_role("textbox").press("Enter")
    plan.expect_saved()


def test_the_customer_confirms_and_both_sides_see_what_changed_since(member: PlanPage, guest: PlanPage):
    record = member.add("claims", "Wendelin kauft zentral ein.")
    member.expect_saved()
    guest.go_to(f"claims/{record}")
    waits = word("word.waits", customer="Wendelin Foods")
    expect(word_of(member, record)).to_contain_text(waits)
    expect(word_of(member, record).get_by_role("button")).to_have_count(0)
    answer(guest, record, "word.right")
    expect(word_of(member, record)).to_contain_text("Confirmed by Julia Brandt")
    expect(word_of(guest, record)).to_contain_text("Confirmed by Julia Brandt")

    rewrite(member, record, "Wendelin kauft dezentral ein.")
    expect(word_of(guest, record)).to_contain_text(re.compile(r"Changed since Julia Brandt.* confirmed it"))
    word_of(guest, record).locator("summary").click()
    expect(word_of(guest, record).locator("del")).to_have_text("zentral")
    expect(word_of(guest, record).locator("ins")).to_have_text("dezentral")

    answer(guest, record, "word.right")
    expect(word_of(member, record)).to_contain_text("Confirmed by Julia Brandt")
    answer(guest, record, "word.take_back")
    expect(word_of(member, record)).to_contain_text(waits)


def test_the_customer_says_what_is_not_right_by_a_sentence_or_by_correcting_the_text(
    member: PlanPage, guest: PlanPage
):
    record = member.add("claims", "Die Marge steigt.")
    member.expect_saved()
    guest.go_to(f"claims/{record}")
    answer(guest, record, "word.wrong")
    form = word_of(guest, record).locator("form")
    form.get_by_label(word("word.say_why")).fill("Nur bei Gekühltem.")
    form.get_by_role("button", name=word("word.send")).click()
    expect(word_of(member, record)).to_contain_text("Not right, says Julia Brandt")
    expect(word_of(member, record).locator("q")).to_have_text("Nur bei Gekühltem.")

    answer(guest, record, "word.wrong")
    form.get_by_label(word("word.correct_text")).fill("Die Marge bei Gekühltem steigt.")
    form.get_by_role("button", name=word("word.send")).click()
    expect(word_of(member, record)).to_contain_text("Corrected by Julia Brandt")
    expect(member.card(record).locator(".record__title h3")).to_contain_text(
        "Die Marge bei Gekühltem steigt."
    )
    word_of(member, record).locator("summary").click()
    expect(word_of(member, record).locator("ins")).to_have_text("bei Gekühltem")


def test_a_text_that_changes_under_the_form_is_shown_before_anybody_answers(
    member: PlanPage, guest: PlanPage
):
    record = member.add("claims", "Drei Werke.")
    member.expect_saved()
    guest.go_to(f"claims/{record}")
    answer(guest, record, "word.wrong")
    form = word_of(guest, record).locator("form")
    form.get_by_label(word("word.say_why")).fill("Es sind vier.")
    rewrite(member, record, "Vier Werke.")
    expect(guest.card(record).locator(".record__title h3")).to_contain_text("Vier Werke.")
    form.get_by_role("button", name=word("word.send")).click()
    expect(word_of(guest, record).get_by_role("alert")).to_contain_text(word("refusal.claim_changed"))
    expect(form.get_by_label(word("word.say_why"))).to_have_value("Es sind vier.")


def test_a_guest_answers_from_the_first_screen_with_one_tap(person: OpenPerson, server: DemoServer):
    petra = person(size=PHONE)
    join_as_guest(petra, server.customer_link, "Petra Weber")
    plan = PlanPage(petra, server.plan_url).open("overview")
    first = petra.page.locator("[data-waiting]").first
    record = first.get_attribute("data-waiting")
    assert record
    first.get_by_role("button").click()
    expect(petra.page.locator(f'[data-waiting="{record}"]')).to_have_count(0)
    plan.go_to(f"claims/{record}")
    expect(word_of(plan, record)).to_contain_text("Confirmed by Petra Weber")
    plan.go_to("overview")
    petra.page.locator("[data-waiting]").first.get_by_role("link", name=word("word.wrong")).click()
    expect(petra.page.locator("leitstern-claims-section")).to_be_visible()


def test_a_members_first_screen_asks_for_no_word(member: PlanPage):
    member.go_to("overview")
    expect(member.page.locator("#news-panel")).to_be_visible()
    expect(member.page.locator("[data-waiting]")).to_have_count(0)


def test_an_open_question_is_counted_and_becomes_an_action_in_one_step(member: PlanPage, guest: PlanPage):
    mark = guest.page.locator("[data-open-questions]")
    before = int((mark.text_content() or "").rstrip("?"))
    member.go_to("claims")
    member.page.locator('[data-claims-view="questions"]').click()
    member.page.get_by_role("button", name=word("kinds.claims.add")).first.click()
    field = member.page.locator("textarea:focus")
    field.press_sequentially("Wer entscheidet über Osterau?")
    record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
    field.press("Enter")
    expect(mark).to_have_text(f"{before + 1}?")
    member.card(record).locator("[data-to-action]").click()
    action = member.page.locator(
        ".records--actions > [data-record]", has_text="Wer entscheidet über Osterau?"
    )
    expect(action).to_be_visible()
    member.page.keyboard.press("Escape")
    member.go_to(f"claims/{record}")
    expect(member.card(record).locator(".claim-word .chip--link")).to_contain_text("Osterau")
    expect(member.card(record).locator("[data-to-action]")).to_have_count(0)


def test_the_same_statements_are_seen_by_topic_as_chain_and_as_swot(member: PlanPage):
    member.go_to("claims")
    section = member.page.locator("leitstern-claims-section")
    expect(section.locator(".claims-topic")).not_to_have_count(0)
    section.locator('[data-claims-view="chain"]').click()
    below = section.locator(".chain__next .chain__claim", has_text="technicians").first
    expect(below).to_contain_text("Fewer unplanned stops")
    below.get_by_role("link").first.click()
    card = section.locator('.records--claims > [data-record="clm_few_technicians"]')
    expect(card).to_be_in_viewport()
    section.locator('[data-claims-view="swot"]').click()
    expect(section.locator(".swot__field--threat a")).not_to_have_count(0)
    section.locator('[data-claims-view="unconfirmed"]').click()
    expect(section.locator('[data-group="unconfirmed"] [data-record]')).not_to_have_count(0)


def test_a_draft_of_a_statement_never_reaches_the_other_side(member: PlanPage, guest: PlanPage):
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word("kinds.claims.add")).click()
    field = member.page.locator("textarea:focus")
    field.press_sequentially("Kanarienvogel Preisgrenze")
    field.press("Enter")
    expect(room).to_contain_text(word("plan.saved"))
    bodies = guest.collect_bodies()
    guest.go_to("claims")
    record = member.add("claims", "Für alle sichtbar")
    expect(guest.card(record)).to_contain_text("Für alle sichtbar")
    arrived = b"\n".join([*guest.person.received, *bodies(), guest.page.content().encode()])
    assert "Für alle sichtbar".encode() in arrived and b"Kanarienvogel" not in arrived
