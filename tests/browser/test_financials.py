"""The grid of figures by year: keys, paste from a spreadsheet, undo as one step, both sides at once."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage

PASTE = """([cell, type, text]) => {
  const data = new DataTransfer();
  data.setData(type, text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def cell(plan: PlanPage, row: str, column: int) -> Locator:
    return plan.page.locator(f'tr[data-row="{row}"] td[data-year]').nth(column)


def paste(plan: PlanPage, at: Locator, text: str, type: str = "text/plain") -> None:
    at.focus()
    handle = at.element_handle()
    plan.page.evaluate(PASTE, [handle, type, text])


def test_keys_move_and_write_and_the_other_side_sees_growth_and_margin(member: PlanPage, guest: PlanPage):
    guest.go_to("financials")
    member.go_to("financials")
    cell(member, "revenue", 0).focus()
    member.page.keyboard.press("ArrowRight")
    expect(cell(member, "revenue", 1)).to_be_focused()
    member.page.keyboard.type("900")
    member.page.keyboard.press("Enter")
    expect(cell(member, "ebit", 1)).to_be_focused()
    member.page.keyboard.type("45")
    member.page.keyboard.press("Tab")
    expect(cell(member, "ebit", 2)).to_be_focused()
    expect(cell(guest, "revenue", 1)).to_contain_text("900")
    expect(cell(guest, "ebit", 1)).to_contain_text("5.0%")
    expect(cell(guest, "revenue", 1)).to_contain_text("+10.8%")

    member.page.keyboard.press("ArrowLeft")
    member.page.keyboard.press("Enter")
    expect(member.page.locator(".year-grid__input")).to_have_value("45")
    member.page.locator(".year-grid__input").fill("x")
    member.page.keyboard.press("Enter")
    expect(member.page.locator(".financials [role=alert]")).to_be_visible()
    expect(member.page.locator(".year-grid__input")).to_have_value("x")
    member.page.keyboard.press("Escape")
    expect(cell(member, "ebit", 1)).to_contain_text("45")


def test_a_german_block_is_pasted_and_undone_as_one_step(member: PlanPage, guest: PlanPage):
    guest.go_to("financials")
    member.go_to("financials")
    before = cell(member, "investment", 0).locator(".year-grid__value").text_content()
    paste(member, cell(member, "investment", 0), "1.111,5\t2.222,5\r\n3,5\t\r\n")
    expect(cell(guest, "investment", 0)).to_contain_text("1,111.5")
    expect(cell(guest, "investment", 1)).to_contain_text("2,222.5")
    expect(cell(guest, "volume", 0)).to_contain_text("3.5")
    expect(cell(guest, "volume", 1)).to_contain_text("22.4")
    member.page.keyboard.press("Control+z")
    expect(cell(guest, "investment", 0).locator(".year-grid__value")).to_have_text(before or "")
    expect(cell(guest, "volume", 0)).to_contain_text("21.5")


def test_a_block_with_a_wrong_cell_writes_nothing_and_says_which(member: PlanPage):
    member.go_to("financials")
    before = cell(member, "revenue", 2).locator(".year-grid__value").text_content()
    paste(member, cell(member, "revenue", 2), "1\tkaputt\n2\t3\n")
    expect(member.page.locator(".financials [role=alert]")).to_contain_text("kaputt")
    expect(cell(member, "revenue", 2).locator(".year-grid__value")).to_have_text(before or "")


def test_html_of_a_spreadsheet_goes_to_the_years_that_it_names(member: PlanPage):
    member.go_to("financials")
    year = cell(member, "revenue", 3).get_attribute("data-year")
    html = (
        f"<table><tr><td></td><td>{year}</td><td>{int(year or 0) + 1}</td></tr>"
        "<tr><td>Umsatz</td><td>950</td><td>990</td></tr></table>"
    )
    paste(member, cell(member, "revenue", 0), html, "text/html")
    expect(cell(member, "revenue", 3)).to_contain_text("950")
    expect(cell(member, "revenue", 4)).to_contain_text("990")
