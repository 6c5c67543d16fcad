"""Value log, growth figures, portfolio and KAM check in the browser, with both sides."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def _word_of(plan: PlanPage, record: str) -> Locator:
    return plan.card(record).locator("leitstern-value-word")


def test_the_company_that_gains_confirms_and_both_see_the_total(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("values")
    total = member.page.locator('[data-confirmed="customer"]')
    expect(total).to_contain_text("€0")
    waiting = _word_of(member, "val_stores")
    expect(waiting).to_contain_text(word("value.waits", company="Wendelin Foods"))
    expect(waiting.get_by_role("button")).to_have_count(0)
    _word_of(guest, "val_stores").get_by_role("button", name=word("value.confirm")).click()
    for plan in (member, guest):
        expect(_word_of(plan, "val_stores")).to_contain_text("Evidence level 5")
        expect(plan.page.locator('[data-confirmed="customer"]')).not_to_contain_text("€0")
    _word_of(guest, "val_stores").get_by_role("button", name=word("value.dispute")).click()
    reason = _word_of(guest, "val_stores").get_by_role("textbox")
    reason.fill("40 hours, not 60")
    reason.press("Enter")
    expect(_word_of(member, "val_stores")).to_contain_text("40 hours, not 60")
    expect(total).to_contain_text("€0")


def test_figures_are_typed_and_the_pictures_follow(member: PlanPage):
    member.go_to("figures")
    page = member.page
    expect(page.locator('[data-picture="wallet"] svg:visible')).to_have_count(1)
    expect(page.locator('[data-picture="figures"] svg:visible')).to_have_count(1)
    sentence = page.locator('[data-picture="wallet"] .picture__sentence')
    before = sentence.inner_text()
    row = member.card("fig_drives").get_by_role("row").filter(has_text=word("fields.figures.planned")).first
    cell = row.get_by_role("gridcell").or_(row.get_by_role("cell")).filter(has_text="12").first
    cell.click()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(sentence).not_to_have_text(before)
    expect(page.locator(".notice--warn")).to_contain_text(word("figures.conflict_title"))


def test_the_portfolio_and_the_check_by_keyboard(member: PlanPage):
    page = member.page
    page.goto(page.url.split("/plans/")[0] + "/portfolio")
    expect(page.locator('[data-picture="whale-curve"] svg:visible')).to_have_count(1)
    expect(page.locator('[data-picture="concentration"] svg:visible')).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Kranich Handel")).to_contain_text(word("portfolio.loss"))
    page.get_by_role("link", name=word("check.title")).first.press("Enter")
    item = page.locator('[data-statement="7"]')
    expect(item.get_by_role("link")).to_contain_text("complete")
    summary = item.get_by_text(word("check.overrule"))
    summary.focus()
    summary.press("Enter")
    item.get_by_role("radio", name="9").press("Space")
    reason = item.get_by_role("textbox", name=word("check.reason"))
    reason.fill("Two chapters are done on paper")
    reason.press("Enter")
    item = page.locator('[data-statement="7"]')
    expect(item).to_contain_text("assessed differently")
    expect(item).to_contain_text("Two chapters are done on paper")


def test_opportunities_are_compared_and_a_dot_opens_its_card(member: PlanPage):
    member.go_to("opportunities")
    page = member.page
    page.locator("[data-opportunity-view=compared]").click()
    picture = page.locator('[data-picture="win-win"]')
    dot = picture.locator('svg:visible a[href="#opportunities/opp_energy"]')
    expect(dot).to_have_count(1)
    dot.focus()
    dot.press("Enter")
    expect(member.card("opp_energy")).to_be_visible()
    expect(picture).to_have_count(0)
