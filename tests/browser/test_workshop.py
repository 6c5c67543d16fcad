"""A session with the people of both companies, on laptops, a phone and a projector."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def control(page: Page, name: str) -> Locator:
    return page.locator(f'.session-bar [data-control="{name}"]')


def phase(page: Page) -> Locator:
    """The name of what runs now, on the session's own card."""
    return page.locator(".session-now__name")


def timer(page: Page) -> Locator:
    return page.get_by_role("timer")


def topic(name: str) -> str:
    return word(f"workshop.topics.{name}")


def to_stage(page: Page) -> None:
    page.evaluate("() => { location.hash = 'workshop' }")


def test_a_session_is_prepared_from_a_template_and_its_agenda_is_changed(
    person: OpenPerson, server: DemoServer
):
    anna = person()
    enter_as_member(anna, server.member_link)
    page = anna.page
    page.goto(f"{server.plan_url}#workshop")
    page.get_by_role("button", name=word("workshop.prepare")).click()
    page.locator("label", has_text=word("workshop.templates.half_day")).click()
    page.get_by_label(word("workshop.title"), exact=True).fill("Zukunft der Linie 3")
    page.get_by_label(word("workshop.day"), exact=True).fill("2031-03-04")
    page.get_by_label(word("workshop.time"), exact=True).fill("09:30")
    page.get_by_role("button", name=word("workshop.create")).click()
    page.wait_for_url("**/sessions/**")
    expect(page.get_by_role("heading", name="Zukunft der Linie 3")).to_be_visible()
    rows = page.locator("[data-phase]")
    expect(rows).to_have_count(8)
    expect(rows.nth(1).locator(".session-agenda__time")).to_have_text("09:45")

    rows.nth(1).get_by_role("button", name=word("workshop.earlier", phase=topic("customer_view"))).click()
    expect(rows.first).to_contain_text(topic("customer_view"))
    rows.first.get_by_role("button", name=word("workshop.change_phase", phase=topic("customer_view"))).click()
    rows.first.get_by_label(word("workshop.minutes_label")).fill("35")
    rows.first.get_by_label(word("workshop.phase_title")).fill("Wo Sie stehen")
    rows.first.get_by_role("button", name=word("workshop.save")).click()
    expect(rows.first).to_contain_text("Wo Sie stehen")
    expect(rows.nth(1).locator(".session-agenda__time")).to_have_text("10:05")

    page.locator("[data-add-phase]").click()
    page.get_by_label(word("workshop.phase_title")).fill("Linie 3")
    page.get_by_role("button", name=word("workshop.add_phase")).click()
    expect(rows).to_have_count(9)
    expect(rows.nth(7)).to_contain_text("Linie 3")
    rows.nth(7).get_by_role("button", name=word("workshop.remove_phase", phase="Linie 3")).click()
    expect(rows).to_have_count(8)


def test_a_session_from_lobby_to_end(person: OpenPerson, server: DemoServer):
    anna, julia, phone, watcher = person(), person(), person(size=PHONE, is_phone=True), person()
    enter_as_member(anna, server.member_link)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    join_as_guest(phone, server.customer_link, "Petra Sommer")
    join_as_guest(watcher, invite(anna.page, server.plan_url, "Olga Reader", "viewer"), "Olga Reader")
    everybody = [one.page for one in (anna, julia, phone, watcher)]
    for page in everybody:
        page.goto(server.session_url)
    for page in everybody[1:]:
        expect(page.get_by_text(word("workshop.lobby_title"))).to_be_visible()
        expect(page.locator("[data-start]")).to_have_count(0)
    expect(anna.page.locator("[data-here=customer]")).to_contain_text("2")

    screen = anna.watch(anna.context.new_page())
    screen.goto(f"{server.session_url}/screen")
    expect(screen.locator(".screen__phase")).to_have_text(word("workshop.screen_waiting"))
    expect(screen.get_by_role("img")).to_be_visible()

    anna.page.locator("[data-start]").click()
    for page in everybody:
        expect(phase(page)).to_have_text(topic("check_in"))
        expect(timer(page)).to_have_text(re.compile(r"^[45]:\d\d$"))
    expect(screen.locator(".screen__phase")).to_have_text(topic("check_in"))

    # Hands in order, ready by count; an observer has neither.
    expect(watcher.page.locator(".session-bar")).to_contain_text(word("workshop.observing"))
    expect(watcher.page.locator("[data-hand]")).to_have_count(0)
    phone.page.locator("[data-hand]").click()
    expect(anna.page.locator("[data-hand-of]")).to_have_count(1)
    julia.page.locator("[data-hand]").click()
    expect(anna.page.locator("[data-hand-of]")).to_have_text([re.compile("Petra"), re.compile("Julia")])
    expect(screen.locator(".screen__hands li")).to_have_text(["Petra Sommer", "Julia Brandt"])
    anna.page.locator("[data-hand-of]").first.get_by_role("button").click()
    expect(phone.page.locator("[data-hand]")).to_have_attribute("aria-pressed", "false")
    julia.page.locator("[data-move-on]").click()
    expect(anna.page.locator("[data-move-on] [data-ready=customer]")).to_contain_text("1/2")

    # A phase takes everyone to what it shows; the facilitator brings them to one item; people may leave.
    control(anna.page, "next").click()
    for page in everybody:
        expect(page).to_have_url(re.compile("#claims$"))
        expect(page.locator(".session-bar__phase")).to_have_text(topic("customer_view"))
    record = anna.page.locator('[data-section="claims"] [data-record]').first.get_attribute("data-record")
    anna.page.evaluate("record => { location.hash = `claims/${record}` }", record)
    control(anna.page, "bring").click()
    for page in everybody:
        expect(page).to_have_url(re.compile(f"#claims/{record}$"))
    julia.page.evaluate("() => { location.hash = 'people' }")
    julia.page.locator("[data-return]").click()
    expect(julia.page).to_have_url(re.compile(f"#claims/{record}$"))

    # A minute more, a pause, and back to where they were.
    control(anna.page, "pause").click()
    expect(phone.page.locator(".session-bar")).to_have_attribute("data-state", "paused")
    control(anna.page, "resume").click()
    expect(phone.page.locator(".session-bar")).to_have_attribute("data-state", "good")
    control(anna.page, "extend").click()
    expect(timer(julia.page)).to_have_text(re.compile(r"^20:\d\d$"))
    control(anna.page, "back").click()
    expect(phase(julia.page)).to_have_text(topic("check_in"))

    # Hand over: a guest facilitates, and the member takes over again.
    to_stage(anna.page)
    anna.page.get_by_label(word("workshop.role_of", name="Julia Brandt")).select_option("facilitator")
    expect(control(julia.page, "next")).to_be_visible()
    control(julia.page, "next").click()
    expect(anna.page.locator(".session-bar__phase")).to_have_text(topic("customer_view"))

    to_stage(anna.page)
    anna.page.locator("[data-end]").click()
    for page in everybody:
        to_stage(page)
        expect(page.locator(".session-now__name")).to_contain_text("Ended at")
    expect(screen.locator(".screen__phase")).to_have_text(word("workshop.screen_ended"))
    done = anna.page.locator('[data-phase][data-state="done"]').first
    done.get_by_role("button").click()
    expect(phase(julia.page)).to_have_text(topic("check_in"))
    anna.page.locator("[data-end]").click()
    expect(julia.page.locator(".session-now__name")).to_contain_text("Ended at")


def test_both_sides_sign_one_exact_version_and_the_copy_proves_it(
    person: OpenPerson, server: DemoServer, tmp_path: Path
):
    anna, julia = person(), person()
    enter_as_member(anna, server.member_link)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    anna.page.goto(f"{server.plan_url}#workshop")
    anna.page.locator("[data-prepare]").click()
    anna.page.get_by_label(word("workshop.title"), exact=True).fill("Freigabe")
    anna.page.get_by_role("button", name=word("workshop.create")).click()
    anna.page.wait_for_url("**/sessions/**")
    anna.page.locator("[data-start]").click()
    for section in ("claims", "opportunities", "goals", "actions", "workshop"):
        control(anna.page, "next").click()
        expect(anna.page).to_have_url(re.compile(f"#{section}$"))
    julia.page.goto(anna.page.url)
    for one in (anna, julia):
        expect(phase(one.page)).to_have_text(topic("sign_off"))
        expect(one.page.locator(".closing__points")).to_contain_text(
            re.compile(r"\d+.statements are not confirmed")
        )
    expect(julia.page.locator("[data-fix]")).to_have_count(0)
    anna.page.locator("[data-fix]").click()
    print_ = anna.page.locator(".sign-off__print")
    expect(print_).to_have_text(re.compile(r"^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$"))
    expect(julia.page.locator(".sign-off__print")).to_have_text(print_.text_content() or "")
    julia.page.locator("[data-sign]").click()
    expect(anna.page.locator("[data-signers=customer]")).to_contain_text("Julia Brandt")
    expect(anna.page.locator(".closing")).to_contain_text(word("sign_off.waits"))
    anna.page.locator("[data-sign]").click()
    for one in (anna, julia):
        expect(one.page.locator(".closing")).to_contain_text(word("sign_off.by_both"))

    # Later changes are told item by item, and the copy is checked without the server.
    address = str(julia.page.locator("[data-version]").get_attribute("href"))
    plan = PlanPage(anna, server.plan_url)
    plan.open("goals")
    plan.add("goals", "Ein neues Ziel")
    plan.expect_saved()
    julia.page.goto(f"{server.url}{address}")
    expect(julia.page.locator("[data-changes]")).to_contain_text("Ein neues Ziel")
    for ending in ("html", "json"):
        with julia.page.expect_download() as download:
            julia.page.locator(f'a[href$=".{ending}"]').click()
        path = tmp_path / f"copy.{ending}"
        download.value.save_as(path)
        assert verified(path) == 0
        path.write_text(path.read_text("utf-8").replace("Julia Brandt", "Julia Brandl"), "utf-8")
        assert verified(path) == 1


def verified(path: Path) -> int:
    """The exit status of `leitstern verify FILE`."""
    command = [sys.executable, "-m", "leitstern.cli", "verify", str(path)]
    return subprocess.run(command, check=False, capture_output=True).returncode
