"""The charter: five sentences of both companies, the first one written by the customer."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def open_charter(plan: PlanPage) -> None:
    """It is folded, so that the plan opens with its growth map."""
    plan.page.locator(".charter > summary").click()
    expect(plan.page.locator(".charter__list")).to_be_visible()


def sentence(plan: PlanPage, name: str) -> Locator:
    return plan.page.locator(f'[data-sentence="{name}"]')


def write(plan: PlanPage, name: str, text: str) -> None:
    one = sentence(plan, name)
    one.locator("leitstern-shared-text").get_by_role("button").click()
    one.get_by_role("textbox").fill(text)
    one.get_by_role("textbox").press("Escape")
    expect(one.get_by_role("textbox")).to_have_count(0)


def test_both_companies_stand_by_the_same_text(member: PlanPage, guest: PlanPage):
    member.go_to("overview")
    guest.go_to("overview")
    for plan in (member, guest):
        open_charter(plan)
    expect(sentence(member, "future").locator("leitstern-shared-text")).to_have_count(0)
    write(guest, "future", "Marktführer bei gekühlten Backwaren.")
    theirs = sentence(member, "future")
    expect(theirs).to_contain_text("Marktführer bei gekühlten Backwaren.")
    expect(theirs.locator('[data-mark="customer"]')).to_contain_text("Written by Julia Brandt")
    changed = re.compile("Changed since Anna Berg.* agreed")
    expect(theirs.locator('[data-mark="supplier"]')).to_contain_text(changed)
    theirs.locator("[data-agree]").click()
    expect(sentence(guest, "future").locator('[data-mark="supplier"]')).to_contain_text("Agreed: Anna Berg")

    write(guest, "future", "Marktführer bei allen Backwaren.")
    expect(theirs.locator('[data-mark="supplier"]')).to_contain_text(changed)
    theirs.locator("[data-agree]").click()
    expect(theirs.locator('[data-mark="supplier"]')).to_contain_text("Agreed: Anna Berg")
    theirs.locator("[data-back]").click()
    expect(theirs.locator('[data-mark="supplier"]')).to_have_text(
        word("charter.open", side="Nordlicht Drives")
    )

    write(member, "contribution", "Antriebe, die halb so viel Strom brauchen.")
    expect(sentence(guest, "contribution").locator('[data-mark="supplier"]')).to_contain_text(
        "Written by Anna Berg"
    )
    member.page.reload()
    open_charter(member)
    expect(sentence(member, "contribution")).to_contain_text("halb so viel Strom")
