"""Unsaved changes: another tab sends them, clock changes do not delay them, and leaving asks first."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word

SET_THE_CLOCK = "jump => { const now = Date.now.bind(Date); Date.now = () => now() + jump }"

# Runs after every pending write to the local copies, in the order of the browser's queue.
UNTIL_STORED = """
async () => {
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("leitstern:")) continue;
    const database = await new Promise((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    const last = database.transaction("updates", "readwrite");
    await new Promise((resolve) => { last.oncomplete = resolve; last.objectStore("updates").count(); });
    database.close();
  }
}
"""


def test_the_remaining_tab_sends_changes_of_a_closed_tab(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Zwei Fenster")
    expect(guest.title(record)).to_contain_text("Zwei Fenster")
    second = guest.second_tab()
    guest.person.context.set_offline(True)
    second.edit_title(record).press_sequentially(" und ein Satz")
    second.expect_waiting()
    second.page.evaluate(UNTIL_STORED)
    second.page.close()
    guest.person.context.set_offline(False)
    expect(member.title(record)).to_contain_text("Zwei Fenster und ein Satz")
    expect(guest.title(record)).to_contain_text("Zwei Fenster und ein Satz")
    guest.expect_saved()


def test_setting_the_clock_back_does_not_delay_changes(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Uhr")
    field = guest.edit_title(record)
    field.press_sequentially(" vor")
    guest.expect_saved()
    guest.page.evaluate(SET_THE_CLOCK, -600_000)
    field.press_sequentially(" und zurück")
    expect(member.title(record)).to_contain_text("Uhr vor und zurück")
    guest.expect_saved()


def test_leaving_with_unsaved_changes_asks_first(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Bleibt")
    expect(guest.title(record)).to_contain_text("Bleibt")
    guest.person.context.set_offline(True)
    guest.edit_title(record).press_sequentially(" hier")
    guest.expect_waiting()
    _leave(guest.page)
    question = guest.page.get_by_role("dialog", name=word("base.leave_unsaved"))
    expect(question).to_be_visible()
    question.get_by_role("button", name=word("base.cancel")).click()
    guest.person.context.set_offline(False)
    guest.expect_saved()
    expect(member.title(record)).to_contain_text("Bleibt hier")


def test_a_value_that_is_too_large_is_reported(member: PlanPage):
    record = member.add("opportunities", "Lang")
    field = member.edit_title(record)
    member.person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    member.page.evaluate("words => navigator.clipboard.writeText(words)", "x" * 400)
    field.press("ControlOrMeta+v")
    expect(field).to_have_value("Lang" + "x" * 296)
    expect(member.page.locator(".toast")).to_have_text(word("plan.cut_off", limit="300"))


def _leave(page: Page) -> None:
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name=word("base.leave")).click()
