"""Value log, growth figures, portfolio and KAM check in the browser, with both sides."""

from __future__ import annotations

import io
import os
import re
import struct
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.test_rounds import fits
from tests.browser.words import word

SHOTS = os.environ.get("ROUND_SHOTS", "")
"""A folder; then screens are kept as pictures, to be looked at."""


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


MARGIN = 0.731942


def _word_of(plan: PlanPage, record: str) -> Locator:
    return plan.card(record).locator("leitstern-value-word")


def test_the_company_that_gains_confirms_and_both_see_the_total(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("values")
    total = member.page.locator('[data-confirmed="customer"]')
    expect(total).to_contain_text("1 entry")
    waiting = _word_of(member, "val_stores")
    expect(waiting).to_contain_text(word("value.waits", company="Wendelin Foods"))
    expect(waiting.locator("[data-word]")).to_have_count(0)
    _word_of(guest, "val_stores").get_by_role("button", name=word("value.confirm")).click()
    for plan in (member, guest):
        expect(_word_of(plan, "val_stores")).to_contain_text("Evidence level 5")
        expect(plan.page.locator('[data-confirmed="customer"]')).to_contain_text("2 entries")
    _word_of(guest, "val_stores").get_by_role("button", name=word("value.dispute")).click()
    reason = _word_of(guest, "val_stores").get_by_role("textbox")
    reason.fill("40 hours, not 60")
    reason.press("Enter")
    expect(_word_of(member, "val_stores")).to_contain_text("40 hours, not 60")
    expect(total).to_contain_text("1 entry")


def test_a_controller_confirms_one_benefit_by_a_link_on_a_phone(member: PlanPage, person: OpenPerson):
    member.go_to("values")
    word_of = _word_of(member, "val_stores")
    word_of.locator("[data-ask]").click()
    name = word_of.get_by_role("textbox")
    name.fill("Eva Kluge")
    name.press("Enter")
    expect(word_of.locator("[data-asked]")).to_contain_text("Eva Kluge")
    link = word_of.locator("input[readonly]").input_value()
    shot(member.page, "benefit-asked")
    eva = person(size=PHONE, is_phone=True, locale="de-DE", theme="dark")
    eva.page.goto(link)
    expect(eva.page.locator("[data-benefit]")).to_be_visible()
    assert fits(eva.page)
    shot(eva.page, "benefit-link")
    assert violations(eva.page) == []
    eva.page.get_by_role("button", name="Ja, bestätigen").click()
    expect(eva.page.locator(".benefit .notice")).to_contain_text("Bestätigt am")
    assert eva.received == [], "no connection to the plan"
    expect(word_of).to_contain_text("Eva Kluge")
    expect(word_of).to_contain_text("Evidence level 5")
    expect(word_of.locator("[data-asked]")).to_have_count(0)
    shot(eva.page, "benefit-confirmed")
    eva.page.goto(link.split("/benefit/")[0] + "/plans/x")
    expect(eva.page.locator("[data-benefit]")).to_have_count(0)


def test_figures_are_typed_and_the_pictures_follow(member: PlanPage):
    member.go_to("figures")
    page = member.page
    expect(page.locator('[data-picture="wallet"] svg:visible')).to_have_count(1)
    expect(page.locator('[data-picture="figures"] svg:visible')).to_have_count(1)
    sentence = page.locator('[data-picture="wallet"] .picture__sentence')
    before = sentence.inner_text()
    row = member.card("fig_drives").get_by_role("row").filter(has_text=word("fields.figures.planned")).first
    cell = row.get_by_role("gridcell").or_(row.get_by_role("cell")).filter(has_text="12").first
    cell.click()
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(sentence).not_to_have_text(before)
    expect(page.locator(".notice--warn")).to_contain_text(word("figures.conflict_title"))


def test_margins_stay_with_the_supplier_and_months_phase_the_status(
    member: PlanPage, guest: PlanPage, person: OpenPerson, server: DemoServer
):
    for plan in (member, guest):
        plan.go_to("figures")
    page = member.page
    margins = page.locator("[data-margins=fig_drives]")
    cell = margins.locator("[data-row=actual] td[data-year]").first
    cell.click()
    page.keyboard.type(str(MARGIN))
    page.keyboard.press("Enter")
    margins.locator("[data-row=sources] td[data-year]").first.focus()
    page.keyboard.type("Kanarienbeitrag")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("of revenue")
    expect(page.locator(".own-margins .private__saved")).to_have_text(word("plan.saved"))

    colleague = person()
    enter_as_member(colleague, server.member_link)
    second = PlanPage(colleague, server.plan_url).open("figures")
    expect(second.page.locator("[data-margins=fig_drives]")).to_contain_text("Kanarienbeitrag")

    card = member.card("fig_drives")
    card.locator(".figures-periods > summary").click()
    months = card.locator("[data-periods]")
    expect(months.locator("thead th")).to_have_count(14)
    card.locator("[data-by=quarter]").click()
    first = months.locator("[data-row=planned_periods] td[data-year]").first
    first.focus()
    page.keyboard.type("3.25")
    page.keyboard.press("Enter")
    expect(guest.card("fig_drives").locator("[data-row=planned_periods] td[data-year]")).to_have_count(12)
    theirs = guest.card("fig_drives")
    theirs.locator(".figures-periods > summary").click()
    theirs.locator("[data-by=quarter]").click()
    expect(theirs.locator("[data-row=planned_periods] td[data-year]").first).to_have_text("3.25")

    year = guest.page.locator('[data-picture="wallet"] svg:visible a').first
    year.focus()
    year.press("Enter")
    opened = guest.page.locator(".picture__members:popover-open")
    expect(opened).to_contain_text("÷")
    expect(opened).to_contain_text("Source: Invoices")
    expect(guest.page.locator("[data-margins], .own-margins")).to_have_count(0)
    guest.go_to("private")
    room = guest.page.locator("leitstern-private-room")
    expect(room.get_by_role("heading", name=word("kinds.competitors.other"))).to_have_count(1)
    expect(room.get_by_role("heading", name=word("kinds.margins.other"))).to_have_count(0)
    canaries = (
        b"731942",
        struct.pack(">d", MARGIN),
        b"Kanarienbeitrag",
        b"mgn_",
        b"Controlling, contribution",
    )
    assert [one for one in canaries if any(one in told for told in guest.person.received)] == []
    assert any(b"Kanarienbeitrag" in told for told in colleague.received), "what is looked for is found"


def test_the_portfolio_and_the_check_by_keyboard(member: PlanPage):
    page = member.page
    page.goto(page.url.split("/plans/")[0] + "/portfolio")
    expect(page.locator('[data-picture="whale-curve"] svg:visible')).to_have_count(1)
    expect(page.locator('[data-picture="concentration"] svg:visible')).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Kranich Handel")).to_contain_text(word("portfolio.loss"))
    page.get_by_role("link", name=word("check.title")).first.press("Enter")
    item = page.locator('[data-statement="7"]')
    expect(item.get_by_role("link").filter(has_text="complete")).to_have_count(1)
    summary = item.get_by_text(word("check.overrule"))
    summary.focus()
    summary.press("Enter")
    item.get_by_role("radio", name="9").press("Space")
    reason = item.get_by_role("textbox", name=word("check.reason"))
    reason.fill("Two chapters are done on paper")
    reason.press("Enter")
    item = page.locator('[data-statement="7"]')
    expect(item).to_contain_text("assessed differently")
    expect(item).to_contain_text("Two chapters are done on paper")


def test_a_file_is_chosen_matched_looked_at_and_imported(member: PlanPage):
    page = member.page
    page.goto(page.url.split("/plans/")[0] + "/portfolio/import")
    file = page.locator("[data-import-file] input[type=file]")
    file.set_input_files({"name": "old.xls", "mimeType": "", "buffer": b"\xd0\xcf\x11\xe0"})
    expect(page.locator("[data-state]")).to_have_text(word("sheet.old_format"))
    rows = "Debitor;Stand;Netto\r\nGrünwald & Söhne;31.12.2026;1.234.567,50\r\n"
    file.set_input_files({"name": "crm.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1252")})
    expect(page.locator(".problems")).to_contain_text(word("portfolio.problem.no_column"))
    shot(page, "import-columns")
    for at, name in enumerate(("account", "year", "gross_revenue")):
        page.locator(f'select[name="column.{at}"]').select_option(name)
    page.get_by_role("button", name=word("portfolio.look")).click()
    expect(page.get_by_role("row").filter(has_text="Grünwald & Söhne")).to_contain_text("1,234,567.5")
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    shot(page, "import-preview-phone")
    page.get_by_role("button", name=word("portfolio.write")).click()
    page.wait_for_url("**/portfolio?year=2026")
    expect(page.locator("main")).to_contain_text("Grünwald & Söhne")


def _workbook() -> bytes:
    made, target = Workbook(write_only=True), io.BytesIO()
    head = ["Account", "Year", "Gross revenue"]
    for name, rows in (
        ("Notizen", [["x"]]),
        ("Plan", [head, ["Zweiblatt AG", 2027, 9]]),
        ("Ist", [head, ["Zweiblatt AG", 2026, 7], ["Dreiblatt AG", 2026, 8]]),
    ):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(target)
    return target.getvalue()


def test_the_sheet_of_a_workbook_is_chosen_and_remembered(member: PlanPage):
    page = member.page
    page.goto(page.url.split("/plans/")[0] + "/portfolio/import")
    file = page.locator("[data-import-file] input[type=file]")
    book = FilePayload(name="figures.xlsx", mimeType="", buffer=_workbook())
    file.set_input_files(book)
    sheet = page.get_by_label(word("sheet.choose"))
    expect(sheet).to_have_value("Plan")
    expect(sheet.locator("option")).to_have_text(
        [
            word("sheet.rows.one", name="Notizen", count=1),
            word("sheet.rows.other", name="Plan", count=2),
            word("sheet.rows.other", name="Ist", count=3),
        ]
    )
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    shot(page, "import-sheets-phone")
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    sheet.select_option("Ist")
    expect(page.locator("textarea#table")).to_have_value(re.compile("Dreiblatt"))
    page.locator("[data-sheets] [data-go]").click()
    expect(page.locator("[data-read-sheet]")).to_contain_text("Ist")
    expect(page.get_by_role("row").filter(has_text="Dreiblatt AG")).to_be_visible()
    page.get_by_role("button", name=word("portfolio.write")).click()
    page.wait_for_url("**/portfolio?year=2026")
    page.goto(page.url.split("/portfolio")[0] + "/portfolio/import")
    file.set_input_files(book)
    expect(sheet).to_have_value("Ist")


def _benefit(plan: PlanPage, record: str, side: str) -> Locator:
    return plan.value(record, f"benefit_{side}").locator(".value__text")


def test_dots_are_dragged_and_moved_by_keys_and_open_their_cards(member: PlanPage, guest: PlanPage):
    record = "opp_washdown"
    for plan in (member, guest):
        plan.go_to("opportunities")
    ours, theirs = (_benefit(guest, record, side) for side in ("supplier", "customer"))
    before = ours.inner_text(), theirs.inner_text()
    page = member.page
    page.locator("[data-opportunity-view=compared]").click()
    picture = page.locator('[data-picture="win-win"]')
    expect(picture.locator("svg:visible").get_by_text(word("win_win.loses"))).to_have_count(1)
    picture.scroll_into_view_if_needed()
    dot = picture.locator(f'svg:visible a[href="#opportunities/{record}"]')
    circle = dot.locator("path").bounding_box()
    assert circle
    x, y = circle["x"] + circle["width"] / 2, circle["y"] + circle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 140, y + 400, steps=12)  # far below the axis: the supplier loses
    hint = page.locator(".win-win__hint")
    expect(hint).to_contain_text("Wash-down")
    expect(hint).to_contain_text(word("win_win.gains_nothing", side="Nordlicht Drives"))
    expect(theirs).not_to_have_text(before[1])  # while it is still held
    page.mouse.up()
    expect(member.card(record)).to_have_count(1)
    expect(picture).to_be_visible()
    expect(ours).to_contain_text("-")
    page.keyboard.press("Control+z")
    expect(ours).to_have_text(before[0])
    expect(theirs).to_have_text(before[1])

    dot.focus()
    page.keyboard.press("ArrowRight")
    expect(theirs).not_to_have_text(before[1])
    expect(ours).to_have_text(before[0])
    expect(dot).not_to_have_attribute("transform", "translate(0 0)")
    expect(dot).to_be_focused()
    page.keyboard.press("Control+z")
    expect(theirs).to_have_text(before[1])
    dot.press("Enter")
    expect(member.card(record)).to_be_in_viewport()
    expect(picture).to_have_count(0)


def test_each_sides_investment_has_its_payback_year_on_the_card(member: PlanPage):
    member.go_to("opportunities/opp_energy")
    member.set_value("opp_energy", "investment_supplier", "4200000")
    year = member.card("opp_energy").locator("[data-payback=supplier]")
    expect(year).to_contain_text(word("payback.label", side="Nordlicht Drives"))
    text = year.locator(".value__text")
    expect(text).to_contain_text("in 20")
    first = text.inner_text()
    member.set_value("opp_energy", "investment_supplier", "8400000")
    expect(text).not_to_have_text(first)
    year.press("Enter")
    dialog = member.page.get_by_role("dialog", name=word("payback.label", side="Nordlicht Drives"))
    expect(dialog).to_contain_text(word("payback.rule"))
    expect(dialog).to_contain_text("€8,400,000")
    member.page.keyboard.press("Escape")
    expect(year).to_be_focused()


def test_white_space_is_filled_in_and_becomes_an_opportunity_for_both(member: PlanPage, guest: PlanPage):
    for plan in (member, guest):
        plan.go_to("white_spaces")
    page = member.page
    grid = page.locator('[data-picture="white-space"]')
    totals = page.locator('[data-totals="white-space"] [data-number="open"]')
    expect(totals).to_contain_text("€7.6M")
    grid.locator('[data-unit="Osterau plant"] [data-offering="Geared motors"]').focus()
    for key in ("ArrowDown", "End"):
        page.keyboard.press(key)
    empty = grid.locator('[data-unit="New lines"] [data-offering="Wash-down drives"]')
    expect(empty).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the second answer: others
    card = page.locator("leitstern-white-space-card")
    record = card.get_attribute("data-record") or ""
    member.set_value(record, "potential", "1.4m")
    expect(totals).to_contain_text("€9.0M")
    theirs = guest.page.locator('[data-unit="New lines"] [data-offering="Wash-down drives"]')
    expect(theirs).to_contain_text("€1.4M open")
    card.locator("[data-make-opportunity]").click()
    expect(theirs).to_contain_text(word("white_space.has_opportunity"))
    page.locator('[data-cells="unused"]').click()
    expect(grid.locator("[data-unit]")).to_have_count(3)
    page.locator('[data-cells="unused"]').click()
    link = card.locator(".chip--link")
    expect(link).to_contain_text("Wash-down drives for New lines")
    link.click()
    made = page.locator(
        "[data-section=opportunities] [data-record]", has_text="Wash-down drives for New lines"
    )
    expect(made).to_be_in_viewport()
