"""What a side thinks of the other one's people, on cards and in the power grid; the other side gets none."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Locator, expect

import leitstern.client
from leitstern.errors import NotFound
from leitstern.plan.document import plain
from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

OURS = "Kanarienvogel Nordlicht"
THEIRS = "Kanarienvogel Wendelin"


def show(plan: PlanPage, view: str) -> Locator:
    """Opens a view of the people; returns the section."""
    plan.go_to("people")
    section = plan.page.locator("section[data-section=people]")
    section.locator(f'[data-people-view="{view}"]').click()
    return section


def assess(plan: PlanPage, person: str, note: str) -> Locator:
    """Opens a person's assessment on their card, adding one if needed, and writes a note."""
    show(plan, "cards")
    block = plan.card(person).locator("leitstern-assessment")
    begin = block.locator("[data-assess]")
    expect(block.locator("button").first).to_be_visible()
    if begin.count():
        begin.click()
    if not block.locator("leitstern-assessment-fields").count():
        block.locator(".assessment__line").click()
    field = block.locator('[data-field="notes"]')
    field.get_by_role("button").click()
    field.get_by_role("textbox").fill(note)
    field.get_by_role("textbox").press("Escape")
    expect(block.locator(".assessment__saved")).to_have_text(word("plan.saved", plan.locale))
    return block


def coverage(plan: PlanPage) -> Locator:
    return plan.page.locator(".own__coverage")


def test_the_table_sorts_and_reporting_lines_are_drawn_for_who_has_one(member: PlanPage):
    section = show(member, "table")
    rows = section.locator("tbody tr")
    expect(rows).to_have_count(14)
    section.locator('[data-sort-by="level"]').click()
    expect(rows.first).to_contain_text(word("choices.level.board"))
    section.locator('[data-sort-by="level"]').click()
    expect(rows.first).to_contain_text(word("choices.level.specialist"))
    expect(section.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    section.locator('[data-sort-by="reports_to"]').focus()
    member.page.keyboard.press("Enter")
    expect(rows.last.locator('[data-label="Reports to"]')).to_have_text("")

    lines = show(member, "lines").locator('[data-picture="reporting-lines"]')
    below = lines.locator(".lines__branch", has_text="Martin Okafor").last
    expect(below.locator(".lines__branch")).to_contain_text("Ines Hartmann")
    below.get_by_role("link", name="Ines Hartmann").click()
    expect(member.card("per_hartmann")).to_be_in_viewport()


def test_who_reports_to_whom_and_who_faces_whom_is_entered_on_the_card(member: PlanPage, guest: PlanPage):
    guest.go_to("people/per_ferrari")
    card = guest.card("per_ferrari")
    guest.open_card("per_ferrari")
    card.locator('[data-field="contact"] button').click()
    options = guest.page.get_by_role("option")
    expect(options.filter(has_text="Lena Vogt")).to_have_count(1)
    expect(options.filter(has_text="Pavel Novák")).to_have_count(0)
    options.filter(has_text="Lena Vogt").click()
    card.locator('[data-field="reports_to"] button').click()
    expect(options.filter(has_text="Giulia Ferrari")).to_have_count(0)
    options.filter(has_text="Dr. Felix Aumann").click()
    member.go_to("people/per_ferrari")
    known = member.card("per_ferrari").locator(".person__known")
    expect(known).to_contain_text(word("people.contact", name="Lena Vogt"))
    expect(known).to_contain_text(word("people.reports_to", name="Dr. Felix Aumann"))


def test_dots_move_by_pointer_and_by_keys_and_coverage_follows(member: PlanPage):
    grid = show(member, "own").locator('[data-picture="power-grid"]')
    dot = grid.locator('[data-person="per_aumann"]')
    here = grid.locator('[data-cell]:has([data-person="per_aumann"])')
    expect(here).to_have_attribute("data-influence", "5")
    before = coverage(member).locator("strong").text_content() or ""
    dot.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"):
        member.page.keyboard.press(key)
        expect(dot).to_be_focused()
    expect(here).to_have_attribute("data-influence", "1")
    expect(here).to_have_attribute("data-attitude", "0")
    expect(coverage(member).locator("strong")).not_to_have_text(before)
    member.page.keyboard.press("Control+z")
    expect(here).to_have_attribute("data-attitude", "-1")

    shelf = grid.locator('.power-grid__shelf [data-person="per_ferrari"]')
    goal = grid.locator('[data-cell][data-influence="2"][data-attitude="2"]')
    shelf.scroll_into_view_if_needed()
    shelf.hover()
    member.page.mouse.down()
    box = goal.bounding_box()
    assert box
    member.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    expect(goal).to_have_attribute("data-over", "")
    member.page.mouse.up()
    expect(goal.locator('[data-person="per_ferrari"]')).to_be_focused()
    expect(grid.locator(".power-grid__shelf")).to_have_count(0)
    expect(member.page).to_have_url(f"{member.url}#people")
    row = member.page.locator('tr[data-row="per_ferrari"]')
    expect(row).to_contain_text(word("own.attitude.2"))
    row.get_by_role("link").click()
    expect(member.card("per_ferrari").locator("leitstern-assessment")).to_be_visible()


def test_assessments_reach_nobody_of_the_other_side_on_any_path(
    member: PlanPage, guest: PlanPage, server: DemoServer
):
    bodies, ours = guest.collect_bodies(), member.collect_bodies()
    assess(member, "per_wendelin", OURS)
    assess(guest, "per_kaya", THEIRS)
    member.go_to("people")
    expect(member.card("per_kaya").locator("leitstern-assessment")).to_have_count(0)

    shared = member.add("people", "Für alle sichtbar")
    expect(guest.card(shared)).to_be_attached()
    show(guest, "own")
    show(member, "own")
    expect(coverage(member)).to_contain_text("%")
    documents = member.boot()["documents"]
    secret_history = "/history?document=supplier&kind=assessments&record=asm_wendelin"
    pages = ("", "/overview", "/measures", "/own-measures", "/news", "/print", secret_history)
    answers = [guest.page.request.get(f"{server.plan_url}{path}") for path in pages]
    assert answers[-1].status == 404
    guest.page.keyboard.press("Control+k")
    guest.page.keyboard.type("Kanarienvogel")
    expect(guest.page.locator("dialog[open]")).to_be_visible()
    found = guest.page.locator("dialog[open]").inner_text()
    received = [*guest.person.received, *bodies(), guest.page.content().encode(), found.encode()]
    received += [answer.body() for answer in answers]
    with ThreadPoolExecutor() as apart:  # the browser's own loop runs in this thread
        received.append(apart.submit(lambda: asyncio.run(python_client(server))).result())
    arrived = b"\n".join(received)
    assert "Für alle sichtbar".encode() in arrived and THEIRS.encode() in arrived
    for secret in (OURS, "asm_wendelin", "Talheim", "Kennt uns nur", documents["supplier"]):
        assert secret.encode() not in arrived, secret
    seen = b"\n".join([*member.person.received, *ours(), member.page.content().encode()])
    assert OURS.encode() in seen
    for secret in (THEIRS, "asm_kaya", "Without her Lindach"):
        assert secret.encode() not in seen, secret


async def python_client(server: DemoServer) -> bytes:
    """Everything that a guest of the customer reads with the Python client."""
    async with await leitstern.client.join(server.customer_link, name="Ada") as plan:
        opened = {kind: await plan.document(kind) for kind in ("shared", "record", "customer")}
        with pytest.raises(NotFound):
            await plan.document("supplier")
        return b"".join(
            one.doc.get_update() + repr(plain(one.doc, kind)).encode() for kind, one in opened.items()
        )


def test_the_grid_and_the_cards_fit_a_phone(person: OpenPerson, server: DemoServer):
    julia = person(size=PHONE, is_phone=True)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url).open("people")
    for view in ("cards", "table", "lines", "own"):
        show(plan, view)
        assert plan.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), view
    dot = plan.page.locator('[data-picture="power-grid"] [data-person="per_berg"]')
    dot.focus()
    plan.page.keyboard.press("ArrowUp")
    expect(dot).to_have_accessible_name("Anna Berg: influence 5, attitude strongly for")


def test_who_joins_is_matched_with_their_entry_and_never_listed_twice(
    member: PlanPage, guest: PlanPage, person: OpenPerson, server: DemoServer
):
    entry = guest.add("people", "Petra Weber")
    guest.expect_saved()
    petra = person()
    join_as_guest(petra, server.customer_link, "Dr. P. Weber")
    plan = PlanPage(petra, server.plan_url).open("overview")
    question = plan.page.get_by_role("complementary", name=word("are_you.title", name="Petra Weber"))
    question.get_by_role("button", name=word("are_you.no")).click()
    expect(question).to_have_count(0)
    plan.page.evaluate("() => localStorage.clear()")
    plan.page.reload()
    plan.expect_saved()
    question.get_by_role("button", name=word("are_you.yes")).click()
    expect(question).to_have_count(0)
    plan.expect_saved()

    goal = plan.add("goals", "Wer ist das?")
    plan.open_card(goal)
    plan.value(goal, "owner").get_by_role("button").click()
    mine = plan.page.get_by_role("option").filter(has_text="Weber")
    expect(mine).to_have_count(1)
    expect(mine).to_contain_text(word("plan.me"))
    mine.click()
    plan.expect_saved()
    member.go_to(f"people/{entry}")
    expect(member.card(entry)).to_be_visible()
    expect(member.cards("people").filter(has_text="Weber")).to_have_count(1)

    double = person()
    join_as_guest(double, server.customer_link, "Petra Weber")
    other = PlanPage(double, server.plan_url).open("overview")
    expect(other.page.locator("leitstern-plan-header")).to_be_visible()
    expect(other.page.locator(".are-you")).to_have_count(0)
