"""How the customer sees its supplier: score by the customer, classification, weighted scorecard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def test_only_the_customer_scores_and_both_sides_see_the_course(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("criteria")
    view = guest.page.locator("leitstern-understanding-score")
    expect(member.page.locator("leitstern-understanding-score form")).to_have_count(0)
    dots = member.page.locator(".understanding__dot")
    expect(dots.first).to_be_visible()
    before = dots.count()
    for score, why in (("6", "Sie kennen unsere Linien."), ("9", "Und jetzt den Markt.")):
        view.locator(f'input[value="{score}"]').check(force=True)
        view.get_by_label(word("understanding.why")).fill(why)
        view.get_by_role("button", name=word("understanding.send")).click()
        expect(member.page.locator(".understanding__score strong")).to_have_text(score)
    expect(member.page.locator(".understanding__list")).to_contain_text("Und jetzt den Markt.")
    expect(dots).to_have_count(before + 2)


def test_classification_and_weighted_mean_follow_on_the_other_side(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("criteria")
    member.page.locator('[data-class="strategic"]').click()
    expect(guest.page.locator('[data-class="strategic"]')).to_have_attribute("aria-pressed", "true")
    before = guest.page.locator(".scorecard__means li").last.text_content()
    cell = member.page.locator('tr[data-row="crt_delivery"] td[data-year]').nth(2)
    cell.focus()
    member.page.keyboard.type("1")
    member.page.keyboard.press("Enter")
    expect(guest.page.locator('tr[data-row="crt_delivery"] td[data-year]').nth(2)).to_contain_text("1")
    expect(guest.page.locator(".scorecard__means li").last).not_to_have_text(before or "")
