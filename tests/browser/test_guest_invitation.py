"""A customer joins by link, sees only shared content, and loses access when the invitation is revoked."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.sections import SECTIONS
from tests.browser.server import DemoServer
from tests.browser.words import word


def _overflow(page: Page) -> int:
    width: int = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return width


def test_joining_on_a_phone_takes_one_field_and_one_tap_and_one_more_leads_to_the_plan(
    person: OpenPerson, server: DemoServer
):
    phone = person(size=PHONE, locale="de-DE", is_phone=True)
    page = phone.page
    page.goto(server.customer_link)
    assert _overflow(page) == 0
    fields = page.locator("main").get_by_role("textbox")
    expect(fields).to_have_count(1)
    fields.tap()
    page.keyboard.type("Dr. Jürgen Weiß")
    page.locator("main form").get_by_role("button").tap()
    page.wait_for_url("**/plans/**")
    page.locator(".first__leave a").tap()
    plan = PlanPage(phone, server.plan_url, locale="de")
    plan.expect_saved()
    for section in SECTIONS:
        plan.go_to(section)
        expect(page.locator("main").get_by_role("heading").first).to_be_visible()
        assert _overflow(page) == 0, section


def test_reusing_the_link_resumes_the_same_person(guest: PlanPage, server: DemoServer, member: PlanPage):
    me = guest.boot()["me"]
    join_as_guest(guest.person, server.customer_link, "Julia Brandt")
    assert guest.boot()["me"] == me


def test_opening_a_link_does_not_join(person: OpenPerson, server: DemoServer):
    visitor = person()
    visitor.page.goto(server.customer_link)
    visitor.page.goto(server.plan_url)
    assert "/plans/" not in visitor.page.url


def test_an_unknown_link_shows_a_friendly_page(person: OpenPerson, server: DemoServer):
    visitor = person()
    answer = visitor.page.goto(f"{server.url}/join/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    assert answer and answer.status == 404
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def test_revoking_an_invitation_disconnects_its_guest(
    member: PlanPage, server: DemoServer, person: OpenPerson
):
    link = invite(member.page, member.url, "Karim Haddad")
    assert re.search(r"/join/[\w-]{22,}$", link)
    karim = person()
    join_as_guest(karim, link, "Karim Haddad")
    plan = PlanPage(karim, server.plan_url).open()
    record = plan.add("opportunities", "Letztes Wort")
    member.open()
    expect(member.title(record)).to_contain_text("Letztes Wort")

    member.page.goto(f"{member.url}/invitations")
    member.page.get_by_role("article", name="Karim Haddad").get_by_role(
        "link", name=word("invitations.revoke")
    ).click()
    member.page.get_by_role("button", name=word("revoke.submit")).click()
    expect(karim.page.get_by_role("heading", name=word("error_page.access_ended.title"))).to_be_visible()

    member.open()
    expect(member.title(record)).to_contain_text("Letztes Wort")
    refused = karim.page.goto(server.plan_url)
    assert refused and (refused.status in (401, 403, 404) or "/plans/" not in karim.page.url)
    again = karim.page.goto(link)
    assert again and again.status == 404


def test_private_content_of_the_other_side_is_never_sent(member: PlanPage, guest: PlanPage):
    secret = "Schmerzgrenze 4711"
    bodies = guest.collect_bodies()
    member.write_privately(secret)
    for section in SECTIONS:
        guest.open(section)
    expect(guest.page.locator("leitstern-private-room")).to_be_visible()
    document = member.boot()["documents"]["supplier"]
    everything = b"\n".join([*bodies(), *guest.person.received, guest.page.content().encode()])
    assert len(everything) > 20_000
    for hidden in (secret, document):
        assert hidden.encode() not in everything
    assert _connects_to(member.page, document)
    assert not _connects_to(guest.page, document)


def _connects_to(page: Page, document: str) -> bool:
    opened: bool = page.evaluate(
        """document => new Promise((resolve) => {
             const socket = new WebSocket(`${location.origin.replace("http", "ws")}/sync/${document}`);
             socket.onopen = () => { socket.close(); resolve(true); };
             socket.onerror = () => resolve(false);
           })""",
        document,
    )
    return opened


def test_a_viewer_sees_live_changes_and_cannot_edit(member: PlanPage, server: DemoServer, person: OpenPerson):
    link = invite(member.page, member.url, "Stille Leserin", role="viewer")
    reader = person()
    join_as_guest(reader, link, "Stille Leserin")
    plan = PlanPage(reader, server.plan_url)
    reader.page.goto(f"{server.plan_url}#opportunities")
    record = member.open().add("opportunities", "Nur zum Lesen")
    expect(plan.title(record)).to_contain_text("Nur zum Lesen")
    expect(plan.status()).to_have_text(word("plan.readonly"))
    expect(plan.card(record).locator("[data-field] button")).to_have_count(0)
    plan.card(record).locator(".card-menu").click()
    for_readers = [word(name) for name in ("what_if.open", "history.menu", "plan.copy_link")]
    expect(reader.page.get_by_role("menuitem")).to_have_text(for_readers)
    reader.page.keyboard.press("Escape")
    with_no_right = reader.page.request.post(f"{server.plan_url}/invitations", form={"name": "x"})
    assert with_no_right.status in (403, 404)
