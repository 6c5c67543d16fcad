"""Typing, focus and the timeline in every engine, as the browser tests have them in Chromium.

Carets, key events, focus after a re-render and clicks in scrolled boxes are where engines differ. The other
person uses Chromium.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from selenium.webdriver.common.keys import Keys

from tests.browser.plan_page import PlanPage
from tests.browser.test_focus import COVERED
from tests.browser.words import word
from tests.engines.tab import EngineTab

STEPS = 25
CARET = (
    "const { selectionStart, selectionEnd } = document.activeElement; return [selectionStart, selectionEnd]"
)
FOCUSED_RECORD = """const field = document.activeElement;
return field.matches("textarea, input") ? field.closest("[data-record]")?.dataset.record : null"""


def value(tab: EngineTab) -> Any:
    return tab.js("return document.activeElement.value")


def focused(tab: EngineTab) -> Any:
    return tab.js(FOCUSED_RECORD)


def test_a_caret_stays_at_its_words_while_the_other_person_writes(tab: EngineTab, chromium: PlanPage):
    record = tab.add("opportunities", "Lager Lyon")
    field = tab.edit_title(record)
    field.send_keys(Keys.HOME, *[Keys.ARROW_RIGHT] * 5)
    at_chromium = chromium.edit_title(record)
    at_chromium.press("Home")
    at_chromium.press_sequentially("Neues ")
    tab.wait(lambda: value(tab) == "Neues Lager Lyon")
    assert tab.js(CARET) == [11, 11]
    at_chromium.press("End")
    at_chromium.press_sequentially(" 🚀")
    tab.wait(lambda: value(tab) == "Neues Lager Lyon 🚀")
    assert tab.js(CARET) == [11, 11]
    field.send_keys(" in")
    expect(at_chromium).to_have_value("Neues Lager in Lyon 🚀")
    field.send_keys(Keys.SHIFT, Keys.END, Keys.NULL)
    at_chromium.press("Home")
    at_chromium.press_sequentially("!")
    tab.wait(lambda: value(tab) == "!Neues Lager in Lyon 🚀")
    assert tab.js(CARET) == [15, 23], "the selection moves with its words"
    field.send_keys(Keys.ESCAPE)
    at_chromium.press("Escape")


def test_undo_takes_back_own_words_alone(tab: EngineTab, chromium: PlanPage):
    record = tab.add("opportunities", "Werk")
    at_chromium = chromium.edit_title(record)
    at_chromium.press("Home")
    at_chromium.press_sequentially("Altes ")
    field = tab.edit_title(record)
    tab.wait(lambda: value(tab) == "Altes Werk")
    field.send_keys(Keys.END)
    tab.js(
        "document.execCommand('insertText', false, ' Süd')"
    )  # at once: keys far apart are steps of their own
    expect(at_chromium).to_have_value("Altes Werk Süd")
    tab.press(Keys.CONTROL, "z")
    expect(at_chromium).to_have_value("Altes Werk")
    tab.press(Keys.CONTROL, Keys.SHIFT, "z")
    expect(at_chromium).to_have_value("Altes Werk Süd")
    field.send_keys(Keys.ESCAPE)
    at_chromium.press("Escape")


def test_a_card_that_is_moved_keeps_its_editor_and_its_caret(tab: EngineTab, chromium: PlanPage):
    tab.go_to("goals")
    chromium.go_to("goals")
    tab.add("goals", "Unten")
    record = tab.add("goals", "Mitte")
    before = tab.order("goals")
    field = tab.edit_title(record)
    field.send_keys(Keys.HOME, "Die ")
    expect(chromium.title(record)).to_contain_text("Die Mitte")
    chromium.title(record).get_by_role("button").focus()
    chromium.page.keyboard.press("Alt+ArrowDown")
    tab.wait(lambda: tab.order("goals").index(record) == before.index(record) + 1)
    assert focused(tab) == record and tab.js(CARET) == [4, 4]
    tab.js("return document.activeElement").send_keys("neue ")
    expect(chromium.title(record)).to_contain_text("Die neue Mitte")
    tab.press(Keys.ESCAPE)
    chromium.go_to("opportunities")


def test_words_in_a_card_that_is_deleted_under_the_hand_come_back(tab: EngineTab, chromium: PlanPage):
    record = tab.add("opportunities", "Bleibt")
    tab.edit_title(record).send_keys(Keys.END, " hier")
    expect(chromium.title(record)).to_contain_text("Bleibt hier")
    chromium.card(record).locator(".card-menu").click()
    chromium.page.get_by_role("menuitem", name=word("plan.delete"), exact=True).click()
    expect(chromium.card(record)).to_have_count(0)
    tab.wait(lambda: word("bin.restore") in tab.js("return document.body.innerText"))
    assert focused(tab) == record
    tab.js("return document.activeElement").send_keys(" noch")
    tab.click_button(word("bin.restore"))
    expect(chromium.title(record)).to_contain_text("Bleibt hier noch")
    tab.press(Keys.ESCAPE)


def test_enter_in_a_new_title_begins_the_next_row(tab: EngineTab, chromium: PlanPage):
    tab.go_to("opportunities")
    tab.click("[data-section=opportunities] [data-add]")
    tab.one("textarea:focus").send_keys("Zeile eins")
    first = focused(tab)
    tab.js("return document.activeElement").send_keys(Keys.ENTER)
    tab.wait(lambda: focused(tab) not in (None, first))
    tab.js("return document.activeElement").send_keys("Zeile zwei")
    second = focused(tab)
    tab.press(Keys.ESCAPE)
    for record, title in ((first, "Zeile eins"), (second, "Zeile zwei")):
        expect(chromium.title(record)).to_contain_text(title)
    tab.expect_saved()


@pytest.mark.parametrize("section", ["opportunities", "timeline"])
def test_the_focus_is_visible_in_both_directions(tab: EngineTab, section: str):
    tab.go_to(section)
    tab.expect_saved()
    tab.wait(lambda: tab.all(f"[data-section={section}] button"))
    tab.js("document.querySelector(arguments[0]).focus()", f"[data-section={section}] button")
    seen = set()
    for keys in ((Keys.TAB,), (Keys.SHIFT, Keys.TAB)):
        for _ in range(STEPS):
            tab.press(*keys)
            tab.wait(lambda: not tab.js(f"return ({COVERED})()"))  # scrolling follows the focus
            seen.add(tab.js("return document.activeElement.outerHTML"))
    assert len(seen) > STEPS // 2, "the keys move the focus"


def bar(name: str) -> str:
    """Finds a bar by its name, which a short one does not show."""
    return f"""[...document.querySelectorAll("leitstern-timeline .bar__body")]
      .find(one => one.getAttribute("aria-label").includes("{name}"))"""


def test_the_keyboard_adds_to_the_timeline_after_a_bar_and_moves_it(tab: EngineTab, chromium: PlanPage):
    chromium.go_to("timeline")
    tab.go_to("timeline")
    tab.wait(lambda: tab.js(f"return {bar('Survey the ovens')} != null"))
    tab.js(f"{bar('Survey the ovens')}.focus()")
    tab.press(Keys.CONTROL, Keys.ENTER)
    added = f"Danach {tab.driver.capabilities['browserName']}"
    tab.one(".dates-popup textarea:focus").send_keys(added, Keys.ENTER)
    tab.wait(lambda: not tab.all(".dates-popup"))
    label = f"return {bar(added)}?.getAttribute('aria-label')"
    tab.wait(lambda: tab.js(label))
    before = tab.js(label)
    tab.js(f"{bar(added)}.focus()")
    tab.press(Keys.ARROW_RIGHT)
    tab.wait(lambda: tab.js(label) not in (None, before))
    expect(chromium.page.get_by_role("button", name=str(tab.js(label)), exact=True)).to_have_count(1)
    chromium.go_to("opportunities")


def test_a_place_of_the_timeline_that_is_left_without_a_name_stays_empty(tab: EngineTab):
    tab.go_to("timeline")
    tab.one("leitstern-timeline .bar__body")
    before = len(tab.all("leitstern-timeline-row"))
    lane = tab.one("leitstern-timeline-head .timeline-row__lane")
    tab.js("arguments[0].scrollIntoView({ block: 'center', inline: 'nearest' })", lane)
    tab.js(
        """const box = arguments[0].getBoundingClientRect();
        const shown = document.querySelector(".timeline__scroll").getBoundingClientRect();
        const at = { clientX: shown.left + shown.width * 0.7, clientY: box.top + box.height / 2 };
        document.elementFromPoint(at.clientX, at.clientY)
          .dispatchEvent(new MouseEvent("click", { bubbles: true, ...at }));""",
        lane,
    )
    tab.one(".dates-popup textarea:focus")
    assert len(tab.all("leitstern-timeline-row")) == before + 1
    tab.press(Keys.ESCAPE)
    tab.wait(lambda: len(tab.all("leitstern-timeline-row")) == before)


def test_a_milestone_leads_to_its_goal(tab: EngineTab):
    tab.go_to("timeline")
    tab.js("arguments[0].focus()", tab.one("leitstern-timeline a[href^='#goals/']"))
    tab.press(Keys.ENTER)
    tab.wait(lambda: "#goals/" in tab.driver.current_url)
    tab.wait(lambda: tab.js("return document.activeElement.closest('.records--goals') != null"))
