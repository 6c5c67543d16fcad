"""Cells of a spreadsheet pasted into the white space: shown first, all or nothing, one step of undo."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.plan_page import PlanPage
from tests.browser.test_accessibility import violations
from tests.browser.test_importing import copy, dialog, finish
from tests.browser.test_rounds import fits
from tests.browser.words import word

SHOTS = os.environ.get("ROUND_SHOTS", "")
"""A folder; then screens are kept as pictures, to be looked at."""

GRID = "\tGetriebemotoren\tKühlhauben\r\nWerk Auen\t1.250.000\t80.500,50\r\nWerk Tann\t-\t35.000\r\n"
LIST = (
    "<table><tr><td>Unit</td><td>Offering</td><td>Year</td><td>Spend</td><td>Potential</td>"
    "<td>Who has it</td><td>Contract end</td></tr>"
    "<tr><td>Werk Auen</td><td>Getriebemotoren</td><td>2026</td><td>1,400,000</td><td>200,000.50</td>"
    "<td>competitor</td><td>2031-03-31</td></tr>"
    "<tr><td>Werk Tann</td><td>Getriebemotoren</td><td>2026</td><td>lots</td><td></td>"
    "<td>Nordlicht Drives</td><td></td></tr></table>"
)


def cell(plan: PlanPage, unit: str, offering: str) -> Locator:
    return plan.page.locator(f'[data-unit="{unit}"] [data-offering="{offering}"]')


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_a_grid_in_german_is_pasted_for_both_and_one_undo_takes_it_back(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("white_spaces")
    page = member.page
    here = page.locator("[data-picture=white-space] [data-offering]").first
    here.focus()
    copy(member, "no cells at all")
    page.keyboard.press("Control+v")
    expect(page.locator("#toasts")).to_contain_text(word("white_space.import.no_table"))
    copy(member, GRID)
    here.focus()
    page.keyboard.press("Control+v")
    expect(dialog(member)).to_contain_text("Kühlhauben")
    note = dialog(member).locator(".import__note")
    expect(note.first).to_have_text(word("white_space.import.new_units", names="Werk Auen and Werk Tann"))
    expect(note.last).to_contain_text("Getriebemotoren and Kühlhauben")
    dialog(member).get_by_label(word("white_space.import.year")).fill("2026")
    shot(page, "white-space-import")
    assert violations(page) == []
    finish(member, 3).click()
    for plan in (member, guest):
        expect(cell(plan, "Werk Auen", "Getriebemotoren")).to_contain_text("€1.3M")
        expect(cell(plan, "Werk Tann", "Kühlhauben")).to_contain_text("€35,000")
        expect(cell(plan, "Werk Tann", "Getriebemotoren")).to_contain_text(word("white_space.nothing"))
    page.locator("#toasts").get_by_role("button", name=word("plan.undo")).click()
    for plan in (member, guest):
        expect(cell(plan, "Werk Auen", "Getriebemotoren")).to_have_count(0)
        expect(plan.page.locator('[data-unit="Werk Tann"]')).to_have_count(0)


def test_a_list_in_english_changes_what_is_there_and_a_wrong_cell_holds_all_back(
    member: PlanPage, guest: PlanPage
):
    for plan in (member, guest):
        plan.go_to("white_spaces")
    page = member.page
    page.locator("leitstern-white-space-section [data-import]").click()
    copy(member, GRID)
    dialog(member).get_by_label(word("import.paste_here")).focus()
    page.keyboard.press("Control+v")
    dialog(member).get_by_label(word("white_space.import.year")).fill("2026")
    finish(member, 3).click()
    expect(cell(guest, "Werk Auen", "Getriebemotoren")).to_contain_text("€1.3M")

    copy(member, "ignored", LIST)
    cell(member, "Werk Auen", "Getriebemotoren").focus()
    page.keyboard.press("Control+v")
    preview = dialog(member)
    expect(preview.locator(".import__note")).to_contain_text("1 field that is filled in already")
    expect(preview.get_by_label(word("white_space.import.year"))).to_have_count(0)
    wrong = preview.locator("[aria-invalid=true]")
    expect(wrong).to_have_value("lots")
    finish(member, 2).press("Enter")
    expect(wrong).to_be_focused()
    expect(cell(guest, "Werk Tann", "Getriebemotoren")).to_contain_text(word("white_space.nothing"))
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    shot(page, "white-space-import-phone")
    page.set_viewport_size({"width": 1280, "height": 800})
    wrong.fill("90,000")
    wrong.press("Tab")
    finish(member, 2).click()
    expect(preview).to_have_count(0)
    theirs = cell(guest, "Werk Auen", "Getriebemotoren")
    expect(theirs).to_contain_text("€1.4M")
    expect(theirs).to_contain_text(word("choices.holder.others"))
    expect(cell(guest, "Werk Tann", "Getriebemotoren")).to_contain_text("Nordlicht Drives")


def test_bare_numbers_begin_at_the_focused_cell_and_one_too_many_is_named(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("white_spaces")
    page = member.page
    for axis, name in (("unit", "Werk Ried"), ("offering", "Bremsen")):
        page.locator(f"[data-add-axis={axis}] input").fill(name)
        page.keyboard.press("Enter")
    last = cell(member, "Werk Ried", "Bremsen")
    copy(member, "1,5\t2,5")
    last.focus()
    page.keyboard.press("Control+v")
    named = dialog(member).locator("[aria-invalid=true]")
    expect(named).to_have_attribute("aria-label", f"{word('fields.white_spaces.offering')}, 3")
    expect(dialog(member)).to_contain_text(word("white_space.import.no_offering"))
    named.fill("Kupplungen")
    named.press("Tab")
    finish(member, 2).click()
    expect(cell(guest, "Werk Ried", "Bremsen")).to_contain_text("€2")
    expect(cell(guest, "Werk Ried", "Kupplungen")).to_contain_text("€3")


def test_a_column_is_as_wide_as_the_longest_word_of_its_head(member: PlanPage):
    member.go_to("white_spaces")
    page = member.page
    for name in ("Zustandsüberwachung im Werk", "Frequenzumrichter", "Instandhaltungsvereinbarung"):
        page.locator("[data-add-axis=offering] input").fill(name)
        page.keyboard.press("Enter")
    names = page.locator("leitstern-white-space-grid thead .white-space__name")
    for width in (1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        expect(names.last).to_have_text("Instandhaltungsvereinbarung")
        assert names.evaluate_all(BROKEN) == []
        assert fits(page)


BROKEN = """names => names.flatMap(name => {
  const probe = name.cloneNode(true);
  probe.style.cssText = "position: absolute; width: min-content; hyphens: manual; overflow-wrap: normal";
  name.after(probe);
  const widest = probe.getBoundingClientRect().width;
  probe.remove();
  return name.getBoundingClientRect().width < widest - 1 ? [name.textContent] : [];
})"""
"""Heads that are narrower than one of their words. No hyphens: browsers without a dictionary have none."""
