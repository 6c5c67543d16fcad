"""Everything that opens over the plan page, by name: how to open it; Escape closes it again.

Used by the tests that look at each state: accessibility and touch targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word

Opening = Callable[[PlanPage], Locator]
"""Opens something and returns what then stands open."""


def _field(name: str, role: str) -> Opening:
    def opening(plan: PlanPage) -> Locator:
        record = plan.order("opportunities")[0]
        plan.open_card(record)
        plan.value(record, name).get_by_role("button").first.click()
        opened = plan.value(record, name)
        expect(opened.get_by_role(role)).to_be_focused()  # type: ignore[arg-type]
        return opened

    return opening


def _wrong_value(plan: PlanPage) -> Locator:
    opened = _field("probability", "textbox")(plan)
    opened.get_by_role("textbox").fill("150")
    plan.page.keyboard.press("Enter")
    expect(opened.get_by_role("alert")).to_be_visible()
    return opened


def _calendar(plan: PlanPage) -> Locator:
    opened = _field("time_horizon", "textbox")(plan)
    opened.get_by_role("button", name=word("value.calendar", plan.locale)).click()
    return plan.page.get_by_role("grid").locator("xpath=..")


def _menu(plan: PlanPage) -> Locator:
    plan.cards("opportunities").first.locator(".card-menu").click()
    return plan.page.get_by_role("menu")


def _priority(plan: PlanPage) -> Locator:
    plan.cards("opportunities").first.locator(".record__priority button").click()
    return plan.page.get_by_role("dialog", name=word("plan.priority", plan.locale))


def _palette(plan: PlanPage) -> Locator:
    plan.page.locator("[data-find]").click()
    return plan.page.locator("dialog[open]")


def _help(plan: PlanPage) -> Locator:
    plan.page.keyboard.press("?")
    return plan.page.locator("dialog[open]")


def _people(plan: PlanPage) -> Locator:
    plan.page.locator(".presence").click()
    return plan.page.locator(".people-in-plan")


def _invitation(plan: PlanPage) -> Locator:
    plan.page.locator('[data-dialog="invite-dialog"]').click()
    dialog = plan.page.locator("#invite-dialog")
    expect(dialog.locator("#invite-name")).to_be_visible()
    return dialog


def _lasting_link(plan: PlanPage) -> Locator:
    _people(plan).locator('[data-dialog="side-link-dialog"]').click()
    dialog = plan.page.locator("#side-link-dialog")
    expect(dialog.get_by_role("button", name=word("promises.make", plan.locale))).to_be_visible()
    return dialog


def _history(plan: PlanPage) -> Locator:
    _menu(plan).get_by_role("menuitem", name=word("history.menu", plan.locale), exact=True).click()
    dialog = plan.page.locator("dialog[open]")
    expect(dialog.locator("[data-groups]")).to_be_visible()
    return dialog


def _import(plan: PlanPage) -> Locator:
    """Cells of a spreadsheet, one of which cannot be read."""
    cells = "Chance\tNutzen Lieferant\nWärme\t1200\nKälte\tviel\n"
    plan.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    plan.page.evaluate("cells => navigator.clipboard.writeText(cells)", cells)
    plan.page.keyboard.press("Control+v")
    dialog = plan.page.locator("dialog.import")
    expect(dialog.locator("[aria-invalid]")).to_be_visible()
    return dialog


def _takeover(plan: PlanPage) -> Locator:
    """Deleting somebody who is responsible for something."""
    plan.go_to("people")
    plan.cards("people").filter(has_text="Jonas Petersen").first.locator(".card-menu").click()
    plan.page.get_by_role("menuitem", name=word("plan.delete", plan.locale)).click()
    return plan.page.get_by_role("dialog").filter(has=plan.page.get_by_role("combobox"))


def _account_menu(plan: PlanPage) -> Locator:
    plan.page.locator("details.menu summary").first.click()
    return plan.page.locator("details.menu[open]")


STATES: dict[str, Opening] = {
    "title": _field("title", "textbox"),
    "stage": _field("stage", "combobox"),
    "sponsor": _field("sponsor_customer", "combobox"),
    "amount": _field("benefit_customer", "textbox"),
    "error": _wrong_value,
    "calendar": _calendar,
    "menu": _menu,
    "priority": _priority,
    "palette": _palette,
    "help": _help,
    "people": _people,
    "invitation": _invitation,
    "lasting link": _lasting_link,
    "account": _account_menu,
    "history": _history,
    "import": _import,
    "takeover": _takeover,
}


def opened_states(plan: PlanPage) -> Iterator[tuple[str, Locator]]:
    """Each state in turn, open on the opportunities."""
    plan.go_to("opportunities")
    plan.expect_settled()
    for name, opening in STATES.items():
        opened = opening(plan)
        expect(opened).to_be_visible()
        yield name, opened
        plan.page.keyboard.press("Escape")
        if name in ("calendar", "error"):
            plan.page.keyboard.press("Escape")
        expect(
            plan.page.locator("dialog[open], :popover-open, .value-editor, .writer:visible")
        ).to_have_count(0)


def delete_one(plan: PlanPage) -> Locator:
    """Deletes a new card and opens the bin of its list."""
    record = plan.add("opportunities", "Fällt weg")
    plan.card(record).locator(".card-menu").click()
    plan.page.get_by_role("menuitem", name=word("plan.delete", plan.locale)).click()
    bin_ = plan.page.locator("section[data-section=opportunities] .bin").first
    bin_.locator("summary").click()
    expect(bin_.locator(".bin__entry").first).to_be_visible()
    return bin_
