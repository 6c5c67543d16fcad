"""Cells copied from a spreadsheet: columns are matched and shown, rows come all together or not at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word

GERMAN = (
    "Maßnahme\tVerantwortlich\tFällig am\tStatus\tVorgänger\r\n"
    "Audit vorbereiten\tJonas Petersen\t31.3.2027\tin Arbeit\t\r\n"
    '"Schulung\nplanen"\tRuth Neu\t12.05.2027\toffen\tAudit vorbereiten\r\n'
)
SHEETS = (
    "<google-sheets-html-origin><table><tbody>"
    "<tr><td>Opportunity</td><td>Benefit Wendelin Foods</td><td>Nutzen Lieferant</td>"
    "<td>Chance of success</td></tr>"
    "<tr><td>Heat<br>recovery</td><td>1,200.50</td><td>1,500</td><td>60%</td></tr>"
    "</tbody></table></google-sheets-html-origin>"
)


def copy(plan: PlanPage, plain: str, html: str = "") -> None:
    plan.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    plan.page.evaluate(
        """([plain, html]) => {
          const blob = (words, type) => new Blob([words], { type });
          const item = { "text/plain": blob(plain, "text/plain") };
          if (html) item["text/html"] = blob(html, "text/html");
          return navigator.clipboard.write([new ClipboardItem(item)]);
        }""",
        [plain, html],
    )


def dialog(plan: PlanPage) -> Locator:
    return plan.page.locator("dialog.import")


def finish(plan: PlanPage, rows: int) -> Locator:
    key = "import.finish.one" if rows == 1 else "import.finish.other"
    return dialog(plan).get_by_role("button", name=word(key, count=rows), exact=True)


def columns(plan: PlanPage) -> list[str]:
    expect(dialog(plan).locator("select[data-column]").first).to_be_visible()
    chosen: list[str] = (
        dialog(plan)
        .locator("select[data-column]")
        .evaluate_all("selects => selects.map(select => select.value)")
    )
    return chosen


def titled(plan: PlanPage, kind: str, title: str) -> Locator:
    return plan.cards(kind).filter(has_text=title)


def test_german_cells_become_actions_for_both_and_one_undo_takes_all_back(member: PlanPage, guest: PlanPage):
    member.go_to("actions").expect_settled()
    guest.go_to("actions")
    before = member.shown("actions")
    copy(member, GERMAN)
    member.page.keyboard.press("Control+v")
    expect(dialog(member)).to_be_visible()
    assert columns(member) == ["title", "owner", "due", "status", "predecessor"]
    expect(dialog(member)).to_contain_text(word("import.new_person", name="Ruth Neu"))
    finish(member, 2).click()
    expect(guest.cards("actions")).to_have_count(before + 2)
    audit = titled(guest, "actions", "Audit vorbereiten").first
    expect(audit).to_contain_text("Jonas Petersen")
    expect(audit).to_contain_text("31 Mar 2027")
    expect(audit.locator(".badge").first).to_have_text(word("choices.status.running"))
    training = titled(guest, "actions", "Schulung planen")
    expect(training).to_contain_text("Ruth Neu")
    training.locator(".action-row__opener").click()
    expect(training.locator('[data-field="predecessor"]')).to_contain_text("Audit vorbereiten")
    member.page.locator("#toasts").get_by_role("button", name=word("plan.undo")).click()
    expect(guest.cards("actions")).to_have_count(before)
    expect(guest.go_to("people").cards("people").filter(has_text="Ruth Neu")).to_have_count(0)


def test_a_cell_that_cannot_be_read_stops_the_whole_import_until_it_is_mended(member: PlanPage):
    member.go_to("actions").expect_settled()
    before = member.shown("actions")
    copy(member, "Task\tDue\tWho\nErstens\tsome day\tJonas Petersen\nZweitens\t1/2/2027\tJonas Petersen\n")
    member.page.keyboard.press("Control+v")
    expect(dialog(member)).to_contain_text(word("import.problems.one", count=1))
    expect(finish(member, 2)).to_have_attribute("aria-disabled", "true")
    finish(member, 2).press("Enter")
    wrong = dialog(member).locator("[aria-invalid]")
    expect(wrong).to_be_focused()
    assert member.shown("actions") == before
    wrong.fill("28.2.2027")
    wrong.press("Enter")
    expect(dialog(member).locator("[aria-invalid]")).to_have_count(0)
    finish(member, 2).click()
    expect(member.cards("actions")).to_have_count(before + 2)
    expect(titled(member, "actions", "Erstens").first).to_contain_text("28 Feb 2027")


def test_a_row_left_out_and_a_column_skipped_are_not_imported(member: PlanPage):
    member.go_to("goals").expect_settled()
    before = member.shown("goals")
    copy(member, "Ziel\tZielwert\nOhne Zahl\tviel\nMit Zahl\t12,5\n")
    member.page.keyboard.press("Control+v")
    dialog(member).get_by_role("checkbox", name=word("import.use_row_named", row=2)).uncheck()
    finish(member, 1).click()
    expect(member.cards("goals")).to_have_count(before + 1)
    expect(titled(member, "goals", "Mit Zahl")).to_contain_text("12.5")


def test_the_html_of_a_spreadsheet_pasted_into_a_title_takes_the_place_of_an_empty_record(member: PlanPage):
    member.go_to("opportunities").expect_settled()
    before = member.shown("opportunities")
    member.page.get_by_role("button", name=word("kinds.opportunities.add")).first.click()
    expect(member.page.locator("textarea:focus")).to_have_count(1)
    copy(member, "no table", SHEETS)
    member.page.keyboard.press("Control+v")
    expect(dialog(member)).to_be_visible()
    assert columns(member) == ["title", "benefit_customer", "benefit_supplier", "probability"]
    finish(member, 1).click()
    made = titled(member, "opportunities", "Heat recovery")
    expect(made).to_have_count(1)
    expect(made).to_contain_text("1,201")
    expect(made).to_contain_text("1,500")
    expect(member.cards("opportunities")).to_have_count(before + 1)


@pytest.mark.parametrize("kind", ["opportunities", "goals", "actions"])
def test_every_kind_of_draft_is_imported_into_the_private_room(member: PlanPage, kind: str):
    member.go_to("private")
    section = member.page.locator("leitstern-private-room leitstern-record-section").filter(
        has=member.page.locator(f".records--{kind}")
    )
    section.locator("[data-import]").first.click()
    place = dialog(member).get_by_role("textbox")
    expect(place).to_be_focused()
    copy(member, f"Geheim {kind} A\t1\nGeheim {kind} B\t2\n")
    member.page.keyboard.press("Control+v")
    finish(member, 2).click()
    expect(section.locator("[data-record]").filter(has_text=f"Geheim {kind}")).to_have_count(2)


def test_people_are_imported_with_their_company(member: PlanPage):
    member.go_to("people").expect_settled()
    copy(
        member,
        "Name\tFunktion\tFirma\nUlla Muster\tEinkauf\tWendelin Foods\nOtto Muster\tVertrieb\tLieferant\n",
    )
    member.page.keyboard.press("Control+v")
    assert columns(member) == ["name", "title", "side"]
    finish(member, 2).click()
    expect(titled(member, "people", "Ulla Muster")).to_contain_text("Einkauf")
    expect(titled(member, "people", "Otto Muster")).to_have_count(1)
