"""The panel of participants, live: two people see each other; roles and names change by command."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word


def panel_of(page: Page, locale: str = "en") -> Locator:
    """Opens the panel by keyboard."""
    button = page.locator("leitstern-presence-bar button")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog").and_(page.locator(".people-in-plan"))
    expect(panel.get_by_role("heading", name=word("participants.title", locale))).to_be_visible()
    return panel


def row(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("listitem").filter(has_text=name)


SURNAMES = iter(("Holm", "Lund", "Berger", "Aydin", "Novak", "Marsh", "Keller"))

Two = tuple[PlanPage, PlanPage, str]


@pytest.fixture
def two(person: OpenPerson, server: DemoServer) -> Two:
    """Member Anna, guest Vera with a personal link, and Vera's name."""
    host, guest, name = person(), person(), f"Vera {next(SURNAMES)}"
    enter_as_member(host, server.member_link)
    link = invite(host.page, server.plan_url, name)
    join_as_guest(guest, link, name)
    return PlanPage(host, server.plan_url).open(), PlanPage(guest, server.plan_url).open(), name


def test_participants_are_shown_live_with_side_and_role(two: Two, person: OpenPerson, server: DemoServer):
    anna, vera, name = two
    panel = panel_of(anna.page)
    customers = panel.get_by_role("region").first
    expect(row(customers, name)).to_contain_text(word("participants.here"))
    link = invite(anna.second_tab().page, server.plan_url, "Otto Lind", "viewer")
    newcomer = person()
    join_as_guest(newcomer, link, "Otto Lind")
    expect(row(customers, "Otto Lind")).to_be_visible()
    newcomer.page.goto("about:blank")
    expect(row(customers, "Otto Lind")).to_contain_text(word("participants.away"))
    theirs = panel_of(vera.page)
    expect(row(theirs, "Otto Lind")).to_contain_text(word("role.viewer"))
    expect(theirs.get_by_role("combobox")).to_have_count(0)
    expect(row(theirs, name)).to_contain_text(word("participants.you"))


def test_a_role_change_reaches_the_other_browser(two: Two):
    anna, vera, name = two
    vera.edit_title(vera.add("goals", "Fewer stops"))
    panel = panel_of(anna.page)
    right = panel.get_by_role("combobox", name=word("participants.role_of", name=name))
    right.select_option("viewer")
    expect(vera.page.get_by_text(word("plan.now_viewer"))).to_be_visible()
    right.select_option("editor")
    expect(vera.page.get_by_text(word("plan.now_editor"))).to_be_visible()


def test_a_reader_who_becomes_an_editor_writes_in_the_notes_at_once(
    two: Two, person: OpenPerson, server: DemoServer
):
    anna, _, _ = two
    link = invite(anna.second_tab().page, server.plan_url, "Rita Lens", "viewer")
    rita = person()
    join_as_guest(rita, link, "Rita Lens")
    theirs = PlanPage(rita, server.plan_url)
    rita.page.goto(f"{server.plan_url}#notes")
    expect(theirs.status()).to_have_text(word("plan.readonly"))
    editor = rita.page.locator("section[data-section=notes]").get_by_role("textbox")
    expect(editor).to_have_count(0)
    right = panel_of(anna.page).get_by_role("combobox", name=word("participants.role_of", name="Rita Lens"))
    right.select_option("editor")
    editor.press_sequentially("At last")
    expect(editor).to_contain_text("At last")
    theirs.expect_saved()


def test_a_name_change_reaches_everybody(two: Two):
    anna, vera, name = two
    theirs, ours = panel_of(vera.page), panel_of(anna.page)
    theirs.get_by_role("button", name=word("participants.rename")).click()
    field = theirs.get_by_role("textbox", name=word("participants.name"))
    expect(field).to_be_focused()
    anna_name = ours.get_by_role("listitem").filter(has_text=word("participants.you"))
    taken = anna_name.locator(".person-row__name").inner_text().split("\n")[0]
    field.fill(taken.removesuffix(word("participants.you")).strip())
    vera.page.keyboard.press("Enter")
    expect(theirs.get_by_role("alert")).to_contain_text(word("refusal.name_taken"))
    field.fill(f"{name}-Lind")
    vera.page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    expect(row(ours, f"{name}-Lind")).to_contain_text(word("participants.here"))


def test_a_removed_person_is_disconnected_and_leaves_the_list(two: Two):
    anna, vera, name = two
    panel = panel_of(anna.page)
    remove = panel.get_by_role("button", name=word("participants.remove", name=name))
    remove.focus()
    anna.page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name=word("base.cancel"))).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(remove).to_be_visible()
    remove.click()
    panel.get_by_role("button", name=word("invitations.remove"), exact=True).click()
    expect(row(panel, name)).to_have_count(0)
    expect(vera.page.get_by_role("heading", name=word("error_page.access_ended.title"))).to_be_visible()


def test_a_group_link_gets_a_new_address_when_one_of_its_guests_is_removed(
    person: OpenPerson, server: DemoServer, member: PlanPage
):
    guest = person()
    join_as_guest(guest, server.customer_link, "Emil Sand")
    panel = panel_of(member.page)
    panel.get_by_role("button", name=word("participants.remove", name="Emil Sand")).click()
    panel.get_by_role("button", name=word("invitations.remove"), exact=True).click()
    expect(member.page.get_by_text(word("participants.link_renewed"))).to_be_visible()
    guest.page.goto(server.customer_link)
    expect(guest.page.get_by_role("heading", name=word("error_page.link_invalid.title"))).to_be_visible()


def test_an_offline_command_is_not_sent_and_says_so(two: Two):
    anna, vera, name = two
    panel = panel_of(anna.page)
    right = panel.get_by_role("combobox", name=word("participants.role_of", name=name))
    anna.person.context.set_offline(True)
    right.select_option("viewer")
    expect(panel.get_by_role("alert")).to_contain_text(word("command.offline"))
    expect(right).to_have_value("editor")
    anna.person.context.set_offline(False)
    anna.page.wait_for_function("() => navigator.onLine")
    anna.expect_saved()
    right.select_option("viewer")
    expect(panel.get_by_role("alert")).to_have_count(0)
    expect(right).to_have_value("viewer")
    expect(vera.page.get_by_text(word("plan.now_viewer"))).to_be_visible()


def test_a_command_with_a_lost_response_is_retried_and_runs_once(two: Two):
    anna, vera, name = two
    ids: list[str] = []

    def lose(route: object, request: object) -> None:
        """Delivers the command and drops its response, three times."""
        ids.append(request.post_data_json["id"])  # type: ignore[attr-defined]
        if len(ids) <= 3:
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    anna.page.route("**/commands/**", lose)
    panel = panel_of(anna.page)
    panel.get_by_role("combobox", name=word("participants.role_of", name=name)).select_option("viewer")
    expect(panel.get_by_role("alert")).to_contain_text(word("command.uncertain"))
    expect(vera.page.get_by_text(word("plan.now_viewer"))).to_be_visible()
    with anna.page.expect_response("**/commands/**"):
        panel.get_by_role("button", name=word("command.again")).click()
    expect(panel.get_by_role("alert")).to_have_count(0)
    assert len(ids) == 4 and len(set(ids)) == 1


@pytest.mark.parametrize(("locale", "language"), [("de", "de-DE"), ("en", "en-GB")])
def test_the_panel_fits_a_phone_and_is_accessible(
    person: OpenPerson, server: DemoServer, locale: str, language: str
):
    phone = person(size=PHONE, locale=language, is_phone=True)
    enter_as_member(phone, server.member_link)
    phone.page.goto(f"{server.plan_url}?lang={locale}")
    PlanPage(phone, server.plan_url, locale).expect_saved()
    panel = panel_of(phone.page, locale)
    box = panel.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0]
    width = phone.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= PHONE[0]
    assert violations(phone.page) == []
    phone.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(phone.page.locator("leitstern-presence-bar button")).to_be_focused()
