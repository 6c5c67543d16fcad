"""The core workflow in every engine: join, edit with Chromium, reorder, undo, go offline, leave.

One person uses the engine under test, the other Chromium; each sees the other's changes.
"""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import expect
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.keys import Keys

from tests.browser.plan_page import PlanPage
from tests.browser.words import word
from tests.engines.tab import EngineTab
from tests.injections.dead_network import DeadNetwork


def test_two_engines_edit_one_title(tab: EngineTab, chromium: PlanPage):
    record = tab.add("opportunities", "Gemeinsam ä")
    expect(chromium.title(record)).to_contain_text("Gemeinsam ä")
    field = tab.edit_title(record)
    field.send_keys(Keys.END, " und")
    at_chromium = chromium.edit_title(record)
    at_chromium.press("Home")
    at_chromium.press_sequentially("Wirklich ")
    field.send_keys(" gern")
    tab.wait(lambda: field.get_property("value") == "Wirklich Gemeinsam ä und gern")
    expect(at_chromium).to_have_value("Wirklich Gemeinsam ä und gern")
    field.send_keys(Keys.ENTER)
    at_chromium.press("Enter")
    tab.expect_saved()


def test_a_card_is_moved_by_keyboard(tab: EngineTab, chromium: PlanPage):
    chromium.go_to("goals")
    record = tab.add("goals", "Wandert")
    before = tab.order("goals")
    tab.edit_title(record).send_keys(Keys.ENTER)
    tab.press(Keys.ALT, Keys.ARROW_DOWN)
    place = before.index(record) + 1
    tab.wait(lambda: tab.order("goals").index(record) == place)
    chromium.expect_place("goals", record, place)
    chromium.go_to("opportunities")


def test_undo_restores_a_deleted_card(tab: EngineTab, chromium: PlanPage):
    record = tab.add("opportunities", "Kurz weg")
    tab.choose_in_menu(record, word("plan.delete"))
    expect(chromium.card(record)).to_have_count(0)
    tab.click_button(word("plan.undo"))
    expect(chromium.title(record)).to_contain_text("Kurz weg")
    tab.expect_text(record, "Kurz weg")


def test_numbers_and_dates_are_parsed_and_shown(tab: EngineTab, chromium: PlanPage):
    record = tab.add("opportunities", "Zahlen")
    tab.set_value(record, "benefit_customer", "1,234,567.5")
    expect(chromium.value(record, "benefit_customer")).to_contain_text("1,234,568")
    tab.expect_text(record, "1,234,568")
    goal = tab.add("goals", "Termin")
    chromium.go_to("goals")
    tab.set_value(goal, "target_date", "31 Dec 2028")
    expect(chromium.value(goal, "target_date")).to_contain_text("2028")
    chromium.go_to("opportunities")


def test_a_bar_is_moved_on_the_timeline(tab: EngineTab, chromium: PlanPage):
    record = tab.add("actions", "Pilotlinie")
    tab.go_to("timeline")
    row = f'leitstern-timeline [data-record="{record}"]'
    tab.click(f"{row} .bar-none")
    bar = tab.one(f"{row} .bar__body")
    tab.js("arguments[0].scrollIntoView({ block: 'center', inline: 'center' })", bar)
    before = bar.get_attribute("aria-label")

    def is_moved() -> bool:
        """Drags again where the row moved to its place by date meanwhile and the pointer missed it."""
        tab.drag(tab.one(f"{row} .bar__body"), 60, 0)
        return bool(tab.one(f"{row} .bar__body").get_attribute("aria-label") != before)

    tab.wait(is_moved)
    chromium.go_to("timeline")
    after = tab.one(f"{row} .bar__body").get_attribute("aria-label")
    expect(chromium.card(record).locator(".bar__body")).to_have_attribute("aria-label", after or "")
    chromium.go_to("opportunities")
    selected = tab.js("return getSelection().toString()")
    assert selected == "", "dragging selects no text"


def test_cards_outside_the_viewport_are_rendered(tab: EngineTab):
    tab.go_to("opportunities")
    tab.wait(lambda: not tab.all("[data-asleep]"))


def test_edits_on_a_dead_network_survive_a_reload_and_are_sent(
    tab: EngineTab, chromium: PlanPage, network: DeadNetwork
):
    record = tab.add("opportunities", "Zug")
    expect(chromium.title(record)).to_contain_text("Zug")
    tab.wait(lambda: tab.js("return navigator.serviceWorker?.controller != null"))
    network.cut()
    tab.edit_title(record).send_keys(Keys.END, " ohne Netz", Keys.ENTER)
    tab.expect_waiting()
    tab.reload()
    tab.expect_text(record, "Zug ohne Netz")
    network.mend()
    tab.js("dispatchEvent(new Event('online'))")  # as the operating system reports it
    tab.expect_saved()
    expect(chromium.title(record)).to_contain_text("Zug ohne Netz")


def test_signing_out_clears_local_data(tab: EngineTab, network: DeadNetwork):
    tab.open("opportunities")
    tab.click("details.menu summary")
    tab.click_button(word("base.leave"))
    tab.wait(lambda: "/plans/" not in tab.driver.current_url)
    assert tab.js("return indexedDB.databases().then((all) => all.length)") == 0
    network.cut()
    with suppress(WebDriverException):  # Firefox logs this when
        tab.driver.get(tab.plan_url)
    shown = tab.driver.page_source
    network.mend()
    assert "leitstern-saved-line" not in shown, "no kept page outlives the access"
