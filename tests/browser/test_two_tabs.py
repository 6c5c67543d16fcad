"""Two tabs of one person: both continue offline, and then both hold every word once.

The tabs share one local copy. A killed tab disappears from the presence.
"""

from __future__ import annotations

import contextlib

from playwright.sync_api import Error, expect

from tests.browser.plan_page import PlanPage


def test_offline_edits_in_two_tabs_are_neither_lost_nor_doubled(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Mitte")
    other = guest.second_tab()
    for tab in (guest, other):
        expect(tab.title(record)).to_contain_text("Mitte")
        tab.wait_for_offline_shell()
    guest.person.context.set_offline(True)
    for tab, key, words in ((guest, "Home", "eins "), (other, "End", " zwei")):
        tab.page.bring_to_front()
        field = tab.edit_title(record)
        field.press(key)
        field.press_sequentially(words)
        tab.expect_waiting()

    other.page.reload()
    expect(other.title(record)).to_contain_text("Mitte zwei")
    guest.person.context.set_offline(False)
    for tab in (guest, other):
        tab.page.bring_to_front()
        tab.expect_saved()
        shown = tab.title(record).get_by_role("textbox")
        if shown.count():
            expect(shown).to_have_value("eins Mitte zwei")
        else:
            expect(tab.title(record)).to_contain_text("eins Mitte zwei")
    expect(member.title(record)).to_contain_text("eins Mitte zwei")


def test_a_killed_tab_leaves_the_presence(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Abgestürzt")
    guest.edit_title(record)
    mark = member.title(record).get_by_title("Julia Brandt")
    expect(mark).to_be_visible()
    with contextlib.suppress(Error):  # The killed tab cannot answer.
        guest.page.goto("chrome://crash", timeout=5_000)
    expect(mark).to_have_count(0)
