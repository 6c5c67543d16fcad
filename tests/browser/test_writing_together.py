"""Both sides edit one plan at the same time without disturbing each other's input."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import any_word, word


def _type_in_turns(mine: Locator, my_words: str, theirs: Locator, their_words: str) -> None:
    for index in range(max(len(my_words), len(their_words))):
        if index < len(my_words):
            mine.press_sequentially(my_words[index])
        if index < len(their_words):
            theirs.press_sequentially(their_words[index])


def _is_subsequence(words: str, text: str) -> bool:
    rest = iter(text)
    return all(character in rest for character in words)


def test_words_typed_at_both_ends_of_a_title_merge(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Wartung")
    at_member, at_guest = member.edit_title(record), guest.edit_title(record)
    at_guest.press("Home")
    _type_in_turns(at_member, " für alle Öfen", at_guest, "Vorausschauende ")
    for field in (at_member, at_guest):
        expect(field).to_have_value("Vorausschauende Wartung für alle Öfen")


def test_words_typed_at_one_position_converge_without_loss(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "=")
    at_member, at_guest = member.edit_title(record), guest.edit_title(record)
    _type_in_turns(at_member, "abcdefghij", at_guest, "0123456789")
    for field in (at_member, at_guest):
        expect(field).to_have_value(re.compile("^.{21}$"))
    text = at_member.input_value()
    assert text == at_guest.input_value()
    assert _is_subsequence("abcdefghij", text) and _is_subsequence("0123456789", text)


def test_a_reader_sees_words_as_they_are_typed(member: PlanPage, guest: PlanPage):
    record = member.add("goals", "Ausfall")
    guest.go_to("goals")
    field = member.go_to("goals").edit_title(record)
    field.press_sequentially("zeit halbieren 🚀")
    expect(guest.title(record)).to_contain_text("Ausfallzeit halbieren 🚀")


@pytest.mark.parametrize("key", ["Alt+ArrowUp", "Alt+ArrowDown"])
def test_moving_a_card_by_keyboard_does_not_interrupt_its_editor(member: PlanPage, guest: PlanPage, key: str):
    guest.go_to("goals")
    for title in ("Unten", "Mitte", "Oben"):
        record = member.add("goals", title)
        if title == "Mitte":
            moved = record
    field = guest.edit_title(moved)
    before = member.order("goals")
    member.title(moved).get_by_role("button").focus()
    for index, character in enumerate(" bleibt offen"):
        field.press_sequentially(character)
        if index == 5:
            member.page.keyboard.press(key)
    step = -1 if key.endswith("Up") else 1
    place = before.index(moved)
    before[place], before[place + step] = before[place + step], before[place]
    for page in (member, guest):
        page.expect_order("goals", before)
    assert guest.is_focused(moved)
    expect(field).to_have_value("Mitte bleibt offen")


def test_dragging_a_card_does_not_interrupt_its_editor(member: PlanPage, guest: PlanPage):
    guest.go_to("goals")
    lower = member.add("goals", "Gezogen")
    upper = member.add("goals", "Darüber")
    field = guest.edit_title(lower)
    field.press_sequentially(" und")
    for record in (lower, upper):  # server-computed flags take room
        expect(member.card(record).locator(".flags")).to_be_visible()
    member.drag(lower, before=upper)
    field.press_sequentially(" geschrieben")
    for page in (member, guest):
        page.expect_order_of("goals", [lower, upper])
    assert guest.is_focused(lower)
    expect(field).to_have_value("Gezogen und geschrieben")
    expect(member.title(lower)).to_contain_text("Gezogen und geschrieben")


def test_undo_reverts_only_own_words(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Lager")
    at_guest = guest.edit_title(record)
    at_guest.press("Home")
    at_guest.press_sequentially("Gemeinsames ")
    at_member = member.edit_title(record)
    expect(at_member).to_have_value("Gemeinsames Lager")
    at_member.press("End")
    at_member.press_sequentially(" in Lyon")
    expect(at_guest).to_have_value("Gemeinsames Lager in Lyon")
    at_member.press("ControlOrMeta+z")
    for field in (at_member, at_guest):
        expect(field).to_have_value("Gemeinsames Lager")
    at_member.press("ControlOrMeta+Shift+z")
    expect(at_guest).to_have_value("Gemeinsames Lager in Lyon")


def test_a_restored_card_keeps_the_other_persons_edits(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Kurz")
    guest.edit_title(record).press_sequentially(" und gut")
    expect(member.title(record)).to_contain_text("Kurz und gut")
    guest.page.keyboard.press("Escape")  # a card that somebody writes in stays with them
    member.card(record).get_by_role("button", name=word("plan.menu_of", name="Kurz und gut")).click()
    member.page.get_by_role("menuitem", name=word("plan.delete")).click()
    expect(guest.card(record)).to_have_count(0)
    member.page.get_by_role("button", name=word("plan.undo")).last.click()
    expect(guest.title(record)).to_contain_text("Kurz und gut")


def test_presence_shows_people_and_their_fields(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Zusammen")
    guest.edit_title(record)
    expect(member.title(record).get_by_title("Julia Brandt")).to_be_visible()
    expect(member.title(record).locator(".caret")).to_be_visible()
    for plan in (member, guest):
        here = plan.page.locator("leitstern-presence-bar").get_by_role("button")
        expect(here).to_contain_text(word("plan.others_here.one"))


def test_a_person_who_leaves_is_no_longer_shown(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Allein")
    guest.edit_title(record)
    mark = member.title(record).get_by_title("Julia Brandt")
    expect(mark).to_be_visible()
    guest.page.close()
    expect(mark).to_have_count(0)


def test_two_tabs_of_one_person_are_one_person(member: PlanPage, guest: PlanPage):
    here = member.page.locator("leitstern-presence-bar").get_by_role("button")
    record = member.order("opportunities")[0]
    guest.second_tab().edit_title(record)
    expect(member.title(record).get_by_title("Julia Brandt")).to_be_visible()
    here.click()
    rows = (
        member.page.locator(".person-row")
        .filter(has_text="Julia Brandt")
        .filter(has_text=any_word("participants.here_at"))
    )
    expect(rows).to_have_count(1)


def test_a_caret_name_is_fully_visible_at_the_end_of_a_long_line(member: PlanPage, guest: PlanPage):
    words = "Eine Zeile, die fast bis an den rechten Rand der Karte reicht und noch ein wenig weiter"
    record = member.add("opportunities", words)
    member.edit_title(record)
    name = guest.card(record).locator(".caret__name")
    expect(name).to_be_visible()
    guest.page.wait_for_function(
        """id => {
          const card = document.querySelector(`[data-record="${id}"]`);
          const name = card.querySelector(".caret__name");
          return name && name.getBoundingClientRect().right <= card.getBoundingClientRect().right;
        }""",
        arg=record,
    )
