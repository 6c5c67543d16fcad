"""An invitation counts as opened when a person sees it, and joining without cookies says what is wrong."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import invite, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word
from tests.patience import PATIENCE

COOKIES = "Object.defineProperty(Document.prototype, 'cookie', "
BLOCKED = {
    "off": "Object.defineProperty(navigator, 'cookieEnabled', { get: () => false })",
    "dropped": COOKIES + "{ get: () => '', set: () => {} })",
    "throwing": COOKIES + "{ get: () => { throw new DOMException('', 'SecurityError') } })",
}
"""How browsers without cookies behave."""
PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const pasted = { clipboardData: data, bubbles: true, cancelable: true };
  const isOurs = !field.dispatchEvent(new ClipboardEvent("paste", pasted));
  if (!isOurs) document.execCommand("insertText", false, text);
}"""


def test_a_mail_scanner_does_not_mark_an_invitation_as_opened_and_a_person_does(
    member: PlanPage, person: OpenPerson
):
    link = invite(member.page, member.url, "Mira Post")
    card = member.page.get_by_role("article", name="Mira Post")
    assert httpx.get(link, timeout=PATIENCE).status_code == 200
    member.page.reload()
    expect(card).not_to_contain_text(word("invitations.state.opened"))
    mira = person()
    with mira.page.expect_response(lambda answer: "/opened/" in answer.url) as told:
        mira.page.goto(link)
    assert told.value.status == 204
    member.page.reload()
    expect(card).to_contain_text(word("invitations.state.opened"))


@pytest.mark.parametrize("how", BLOCKED)
def test_without_cookies_every_first_page_says_so_before_anybody_types(
    browser: Browser, server: DemoServer, member: PlanPage, how: str
):
    link = invite(member.page, member.url, f"Ohne Kekse {how}")
    guest = open_person(browser)
    guest.context.add_init_script(BLOCKED[how])
    for first in (link, f"{server.url}/login", server.member_link, server.plan_url, f"{server.url}/nowhere"):
        guest.page.goto(first)
        expect(guest.page.get_by_role("alert").first).to_contain_text(word("base.cookies_title"))
    guest.context.close()


def test_with_cookies_nothing_is_said_and_none_is_left(member: PlanPage):
    member.page.goto(f"{member.url}/invitations")
    expect(member.page.get_by_text(word("base.cookies_title"))).to_be_hidden()
    assert "probe" not in member.page.evaluate("() => document.cookie")


def test_a_pasted_cell_adds_no_line_break_and_pasted_lines_keep_theirs(member: PlanPage):
    record = member.add("opportunities", "Tabelle")
    for copied, expected in (("One cell\r\n", "One cell"), ("two\r\nlines\r\n", "two\nlines\n")):
        member.value(record, "description").get_by_role("button").click()
        field = member.value(record, "description").get_by_role("textbox")
        field.fill("")
        field.evaluate(
            PASTE,
            copied,
        )
        expect(field).to_have_value(expected)
        field.press("Escape")


def test_a_pasted_cell_leaves_no_line_break_in_a_form_either(member: PlanPage, guest: PlanPage):
    record = member.add("claims", "Aus einer Tabelle")
    member.expect_saved()
    guest.go_to(f"claims/{record}")
    guest.card(record).locator('[data-word="wrong"]').click()
    field = guest.card(record).get_by_label(word("word.correct_text"))
    field.fill("")
    field.evaluate(PASTE, "One cell\r\n")
    expect(field).to_have_value("One cell")
