"""What is wrong with a form stands at its field; what a dialog has done is said above it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def test_a_short_password_is_told_below_its_field_until_it_is_mended(person: OpenPerson, server: DemoServer):
    anna = person()
    enter_as_member(anna, server.member_link)
    page = anna.page
    page.goto(f"{server.url}/profile")
    field = page.locator("input[name=password]")
    field.press_sequentially("kurz")
    for current in page.locator("form[action='/profile/password'] input[name=current]").all():
        current.fill("what it was")
    page.get_by_role("button", name=word("profile.change_password")).click()
    message = page.get_by_role("alert").filter(has_text=word("errors.password_short"))
    expect(message).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert (message.get_attribute("id") or "?") in (field.get_attribute("aria-describedby") or "")
    box, below = field.bounding_box(), message.bounding_box()
    assert box and below and below["y"] >= box["y"] + box["height"]
    field.press_sequentially("er geht es nicht")
    expect(message).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_guest_without_a_name_is_told_at_the_field(person: OpenPerson, server: DemoServer):
    page = person().page
    page.goto(server.customer_link)
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_have_text(word("errors.required"))
    expect(page.locator("input[name=name]")).to_be_focused()


def test_copied_is_said_above_a_dialog(member: PlanPage):
    member.person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = member.page
    page.get_by_role("link", name=word("plan.invite")).click()
    dialog = page.get_by_role("dialog", name=word("invitations.invite"))
    dialog.get_by_role("button", name=word("invitations.create")).click()
    dialog.get_by_role("button", name=word("invitations.copy")).click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text(word("base.copied"))
    is_on_top = toast.evaluate(
        """toast => { const { left, top, width, height } = toast.getBoundingClientRect();
          return toast.contains(document.elementFromPoint(left + width / 2, top + height / 2)); }"""
    )
    assert is_on_top
    page.keyboard.press("Escape")
    expect(page.locator("body > #toasts")).to_have_count(1)
