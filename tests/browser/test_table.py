"""Putting a private item on the table, seen by both sides; what the other side's browser never receives."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

CANARY = "Zeisig-Geheimnis"


def add_draft(plan: PlanPage, kind: str, title: str) -> str:
    plan.go_to("private")
    room = plan.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word(f"kinds.{kind}.add", plan.locale)).first.click()
    field = plan.page.locator("textarea:focus")
    expect(field).to_have_count(1)
    field.press_sequentially(title)
    record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
    field.press("Escape")
    plan.expect_saved()
    return record


def open_dialog(plan: PlanPage, record: str) -> Locator:
    plan.card(record).locator(".card-menu").first.click()
    plan.page.get_by_role("menuitem", name=word("table.put", plan.locale)).click()
    dialog = plan.page.locator("dialog.table-dialog")
    expect(dialog.locator("[data-yes]")).to_be_enabled()
    return dialog


def put(plan: PlanPage, record: str) -> None:
    open_dialog(plan, record).locator("[data-yes]").click()
    expect(plan.page.locator(".toast")).to_contain_text(word("table.done", plan.locale))


def test_before_anybody_of_the_other_side_comes_it_is_taken_back_without_a_trace(
    person: OpenPerson, server: DemoServer
):
    anna = person()
    enter_as_member(anna, server.member_link)
    plan = PlanPage(anna, server.plan_url).open("private")
    record = add_draft(plan, "opportunities", CANARY)
    put(plan, record)
    plan.page.locator(".toast").get_by_role("button", name=word("table.go")).click()
    mark = plan.card(record).locator(".tabled")
    expect(mark).to_contain_text(word("table.unopened", other="Wendelin Foods"))
    mark.locator("[data-take-back]").click()
    expect(plan.page.locator(".toast")).to_contain_text(word("table.taken_back"))
    plan.page.locator(".toast").get_by_role("button", name=word("table.go")).click()
    expect(plan.page.locator("leitstern-private-room").locator(f'[data-record="{record}"]')).to_contain_text(
        CANARY
    )
    petra = person(size=PHONE)
    join_as_guest(petra, server.customer_link, "Petra Weber")
    theirs = PlanPage(petra, server.plan_url)
    bodies = theirs.collect_bodies()
    theirs.open("opportunities")
    theirs.go_to("overview")
    expect(petra.page.locator("#news-panel")).to_be_visible()
    assert CANARY.encode() not in b"\n".join([*petra.received, *bodies()])
    assert CANARY not in petra.page.content()
    assert (
        petra.page.evaluate(
            """async canary => {
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              if ((await (await caches.match(request)).text()).includes(canary)) return request.url;
          return "";
        }""",
            CANARY,
        )
        == ""
    )


def test_an_item_is_shown_as_the_other_side_will_see_it_and_moves_to_both(member: PlanPage, guest: PlanPage):
    bodies = guest.collect_bodies()
    secret = add_draft(member, "goals", CANARY)
    record = add_draft(member, "opportunities", "Servicevertrag für alle Werke")
    dialog = open_dialog(member, record)
    expect(dialog).to_contain_text("Servicevertrag für alle Werke")
    expect(dialog).to_contain_text(word("table.others_here", member.locale, other="Wendelin Foods"))
    member.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    put(member, record)
    expect(member.page.locator("leitstern-private-room").locator(f'[data-record="{record}"]')).to_have_count(
        0
    )
    guest.go_to(f"opportunities/{record}")
    expect(guest.card(record)).to_contain_text("Servicevertrag für alle Werke")
    guest.open_card(record)
    expect(guest.card(record).locator(".tabled")).to_contain_text("Put on the table by")
    member.go_to(f"opportunities/{record}")
    expect(member.title(record)).to_be_visible()
    member.open_card(record)
    mark = member.card(record).locator(".tabled")
    expect(mark).to_contain_text("Opened by Julia Brandt")
    expect(mark.locator("[data-take-back]")).to_have_count(0)
    guest.go_to("overview")
    expect(guest.page.locator("#news-panel")).to_be_visible()
    arrived = b"\n".join([*guest.person.received, *bodies()])
    assert b"Servicevertrag" in arrived
    assert CANARY.encode() not in arrived and secret.encode() not in arrived
    assert CANARY not in guest.page.content()


def test_the_plan_is_seen_as_the_other_side_sees_it(member: PlanPage):
    secret = add_draft(member, "goals", CANARY)
    watched, page = member.person.received, member.page
    page.locator(".topbar .menu > summary").last.click()
    address = page.locator("[data-seen-from]").get_attribute("href")
    page.goto("about:blank")
    watched.clear()
    page.goto(member.url.rpartition("/plans/")[0] + str(address))
    expect(page.locator(".notice", has_text=word("seen_from.title", side="Wendelin Foods"))).to_be_visible()
    member.go_to("opportunities")
    expect(page.locator(".records--opportunities > [data-record]").first).to_be_visible()
    expect(page.get_by_role("button", name=word("kinds.opportunities.add"))).to_have_count(0)
    member.go_to("private")
    expect(page.locator("leitstern-private-room")).to_contain_text(
        word("seen_from.room", side="Wendelin Foods")
    )
    arrived = b"\n".join(watched)
    assert b"as=customer" in arrived
    assert CANARY.encode() not in arrived and secret.encode() not in arrived
    page.locator("[data-own-view]").click()
    member.expect_saved()
    expect(page.locator("[data-own-view]")).to_have_count(0)
