"""Putting a private item on the table, seen by both sides; what the other side's browser never receives."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Locator, expect

import leitstern.client
from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word
from tests.canaries import ID, TEXT, leaks, plant, secret

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


async def fill_room(server: DemoServer) -> None:
    async with await leitstern.client.join(
        server.member_link, plan_id=str(server.announced["plan_id"])
    ) as plan:
        room = await plan.document("supplier")
        plant(room.doc, "supplier")
        await room.saved()


def in_a_thread(work: Coroutine[Any, Any, None]) -> None:
    """A running Playwright keeps an event loop in this thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


KEPT_BY_THE_BROWSER = """async () => {
  const kept = [document.title, document.body.innerText];
  kept.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      kept.push(request.url, await (await caches.match(request)).text());
  const spelt = value => value instanceof Uint8Array ? new TextDecoder("latin1").decode(value)
    : Array.isArray(value) ? value.map(spelt).join() : value && typeof value === "object"
    ? Object.entries(value).map(([key, one]) => key + spelt(one)).join() : String(value);
  for (const { name } of await indexedDB.databases()) {
    const open = indexedDB.open(name);
    const db = await new Promise(done => { open.onsuccess = () => done(open.result); });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      kept.push(store, spelt(await new Promise(done => { all.onsuccess = () => done(all.result); })));
    }
    db.close();
  }
  return kept.join("\\n");
}"""


def test_before_anybody_of_the_other_side_comes_it_is_taken_back_without_a_trace(
    person: OpenPerson, server: DemoServer
):
    """A text in every field of the room, too: the guest's browser neither gets nor keeps a word of it."""
    in_a_thread(fill_room(server))
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
    own = plan.page.locator("leitstern-private-room")
    expect(own.locator(f'[data-record="{record}"]')).to_contain_text(CANARY)
    assert secret("supplier", "competitors", "name") in plan.page.evaluate(KEPT_BY_THE_BROWSER)
    petra = person(size=PHONE)
    join_as_guest(petra, server.customer_link, "Petra Weber")
    theirs = PlanPage(petra, server.plan_url)
    bodies = theirs.collect_bodies()
    theirs.open("opportunities")
    theirs.wait_for_offline_shell()
    theirs.expect_saved()
    for chapter in ("private", "people", "claims", "actions", "overview"):
        theirs.go_to(chapter)
    expect(petra.page.locator("#news-panel")).to_be_visible()
    petra.page.keyboard.press("Control+k")
    petra.page.get_by_role("combobox").last.fill(TEXT)
    kept: str = petra.page.evaluate(KEPT_BY_THE_BROWSER)
    assert "Wendelin" in kept, "the caches were read"
    arrived = b"\n".join([*petra.received, *bodies(), kept.encode()])
    assert leaks(arrived, CANARY, secret("supplier"), ID) == []


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
