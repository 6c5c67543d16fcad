"""Access ends: the view goes with it, and this browser's copy, unsent words first."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, Person, enter_as_member, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

COPIES = """async () => (await indexedDB.databases())
  .map((one) => one.name).filter((name) => name.startsWith('leitstern'))"""


def remove_guest(person: OpenPerson, server: DemoServer, name: str) -> None:
    anna = person()
    enter_as_member(anna, server.member_link)
    anna.page.goto(f"{server.plan_url}/invitations?lang=en")
    anna.page.get_by_role("link", name=f"Remove: {name}").click()
    anna.page.get_by_role("button", name="Remove").click()
    anna.page.wait_for_url("**/invitations**")


def guest_in_plan(person: OpenPerson, server: DemoServer, name: str) -> Person:
    guest = person()
    join_as_guest(guest, server.customer_link, name)
    PlanPage(guest, server.plan_url).open()
    guest.page.wait_for_function(f"({COPIES})().then((names) => names.length > 0)")
    return guest


def test_a_local_copy_is_deleted_when_its_guest_learns_that_access_ended(
    person: OpenPerson, server: DemoServer
):
    guest = guest_in_plan(person, server, "Lena Vogt")
    guest.page.goto("about:blank")
    remove_guest(person, server, "Lena Vogt")
    guest.page.goto(f"{server.plan_url}?lang=en")
    guest.page.get_by_role("heading", name="Your access to this plan has ended").wait_for()
    guest.page.wait_for_function(f"({COPIES})().then((names) => names.length === 0)")
    assert guest.page.locator("[data-access-ended]").is_hidden()


def revoke_link(member: PlanPage, name: str) -> None:
    """Makes a personal link invalid, as the page of invitations does."""
    member.page.goto(f"{member.url}/invitations?lang=en")
    member.page.get_by_role("article", name=name).get_by_role("link", name=word("invitations.revoke")).click()
    member.page.locator("main form").get_by_role("button").click()
    member.page.wait_for_url("**/invitations**")


def test_a_revoked_invitation_ends_the_view_of_an_open_plan(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    record = member.add("opportunities", "Nur für Eingeladene")
    link = invite(member.page, member.url, "Emil Sand")
    emil = person(size=PHONE, is_phone=True, locale="de-DE")
    join_as_guest(emil, link, "Emil Sand")
    plan = PlanPage(emil, f"{server.plan_url}?lang=de", "de").open()
    expect(plan.title(record)).to_contain_text("Nur für Eingeladene")
    revoke_link(member, "Emil Sand")
    title = word("error_page.access_ended.title", "de")
    expect(emil.page.get_by_role("heading", name=title)).to_be_visible()
    expect(emil.page.get_by_text("Nur für Eingeladene")).to_have_count(0)
    emil.page.wait_for_function(f"({COPIES})().then((names) => names.length === 0)")


def test_unsent_words_are_offered_on_the_page_that_ends_the_view(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    link = invite(member.page, member.url, "Mia Kern")
    mia = person()
    join_as_guest(mia, link, "Mia Kern")
    plan = PlanPage(mia, server.plan_url).open()
    record = plan.add("opportunities", "Im Tunnel")
    plan.expect_saved()
    plan.wait_for_offline_shell()
    mia.context.set_offline(True)
    plan.edit_title(record).press_sequentially(" geschrieben")
    plan.expect_waiting()
    revoke_link(member, "Mia Kern")
    mia.context.set_offline(False)
    offer = mia.page.locator("[data-access-ended]")
    expect(offer).to_be_visible()
    with mia.page.expect_download() as saved:
        offer.locator("[data-save]").click()
    assert "Im Tunnel geschrieben" in saved.value.path().read_text(encoding="utf-8")


def test_a_reader_is_asked_nothing_that_they_cannot_do(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    link = invite(member.page, member.url, "Rita Lens", role="viewer")
    rita = person()
    rita.page.goto(link)
    main = rita.page.locator("main")
    expect(main).to_contain_text(word("join.lead_viewer"))
    expect(main).to_contain_text(word("join.promise_viewer"))
    join_as_guest(rita, link, "Rita Lens")
    expect(rita.page.locator("[data-welcome]")).to_contain_text(word("plan.welcome_viewer"))
    expect(rita.page.locator("leitstern-saved-line")).to_have_text(word("plan.readonly"))
    rita.page.goto(f"{server.plan_url}#notes")
    expect(rita.page.locator("[data-section=notes]")).not_to_contain_text(word("plan.notes_empty"))
    expect(rita.page.locator("main [data-add], leitstern-undo-buttons button")).to_have_count(0)
