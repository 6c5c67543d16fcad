"""Inviting without leaving the plan, and the link of one card."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word


@pytest.mark.parametrize("is_phone", [False, True])
def test_one_field_makes_a_link_that_lets_somebody_in(server: DemoServer, person: OpenPerson, is_phone: bool):
    anna = person(size=PHONE, is_phone=True) if is_phone else person()
    enter_as_member(anna, server.member_link)
    plan = PlanPage(anna, server.plan_url).open()
    page = plan.page
    page.get_by_role("link", name=word("plan.invite")).click()
    dialog = page.get_by_role("dialog", name=word("invitations.invite"))
    field = dialog.get_by_role("textbox", name=word("invitations.whom"))
    expect(field).to_be_focused()
    field.fill(f"Nora Feld {is_phone}")
    field.press("Enter")
    link = dialog.locator("#invite-link")
    expect(link).to_be_visible()
    expect(dialog.get_by_alt_text(word("projector.alt"))).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    guest = person()
    join_as_guest(guest, link.input_value(), f"Nora Feld {is_phone}")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.url.startswith(server.plan_url), "the plan is still there"


def test_without_a_name_it_is_a_group_link_and_a_person_of_the_plan_is_one_tap(member: PlanPage):
    page = member.page
    page.get_by_role("link", name=word("plan.invite")).click()
    dialog = page.get_by_role("dialog", name=word("invitations.invite"))
    dialog.get_by_role("button", name=word("invitations.create")).click()
    expect(dialog.locator(".invite__made")).to_contain_text(word("invitations.kinds.room"))
    offered = dialog.locator(".invite__offered button").first
    name = (offered.text_content() or "").strip()[2:]
    offered.click()
    expect(dialog.locator(".invite__made")).to_contain_text(name)
    expect(dialog.locator(".invite__offered")).not_to_contain_text(name)


def test_the_link_of_a_card_opens_it(member: PlanPage):
    page = member.page
    member.person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    record = member.order("opportunities")[1]
    member.card(record).locator("button.card-menu").first.click()
    page.get_by_role("menuitem", name=word("plan.copy_link")).click()
    expect(page.locator("#toasts")).to_contain_text(word("base.copied"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{member.url}#opportunities/{record}"
