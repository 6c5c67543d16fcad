"""Six people in one session, from the lobby to the sign-off: what each screen shows, and what none was sent.

The facilitator and two colleagues of the supplier; three customers, one who reads German, one at a phone.
What is withheld (an idea before its reveal, a ballot, a sealed number, a side's private note) is looked for
in every byte that the others' browsers got. Each step is a function, in the order of the session.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.six import Table, show_texts, spellings, table_of_six
from tests.browser.six_rounds import (
    CEILING,
    DRAFTS,
    ESTIMATE,
    FLOOR,
    IDEAS,
    NUMBER,
    VOTE,
    estimate_on_two_axes,
    place_dots,
    reveal_two_drafts,
    seal_numbers,
    to_next,
    write_silent_ideas,
)
from tests.browser.test_rounds import fits, send
from tests.browser.test_workshop import control, timer, to_stage
from tests.browser.words import any_word

OURS, THEIRS = "Schmerzgrenze qzxvasupplier", "Ausweichlieferant qzxvbcustomer"
OTHER = {"customer": "Nordlicht Drives", "supplier": "Wendelin Foods"}
PARKED, PROPOSAL, OUTCOME = "Who pays for freight?", "One price list from 2028", "With a cap of 3 %"


@pytest.fixture
def table(person: OpenPerson, server: DemoServer) -> Table:
    """Six people with their sides' private notes, before a session that is prepared."""
    made = table_of_six(server, person)
    keep_private_notes(made)
    prepare(made)
    return made


def test_six_people_hold_a_session_from_the_lobby_to_the_sign_off(table: Table):
    wait_in_the_lobby(table)
    start_and_follow(table)
    write_silent_ideas(table)
    place_dots(table)
    estimate_on_two_axes(table)
    reveal_two_drafts(table)
    seal_numbers(table)
    decide_and_park(table)
    close_and_fix_the_next_date(table)
    sign(table)
    read_summaries(table)
    expect_nothing_was_sent_too_early(table)


def keep_private_notes(table: Table) -> None:
    """Each side's people read their room's note; nobody of the other side gets it."""
    table.anna.goto(f"{table.server.url}/members")
    setting = table.anna.page.get_by_role("region", name=table.anna.word("plan_history.title"))
    setting.get_by_role("button").click()
    for writer, note in ((table.anna, OURS), (table.julia, THEIRS)):
        plan = PlanPage(writer.person, table.server.plan_url, writer.locale)
        room = plan.open("private").page.locator("leitstern-private-room")
        room.get_by_role("textbox").click()
        writer.page.keyboard.insert_text(note)  # at once: in one piece on the wire
        expect(room).to_contain_text(writer.word("plan.saved"))
        for reader in table.of(writer.side):
            reader.goto(f"{table.server.plan_url}#private")
            expect(reader.page.locator("leitstern-private-room")).to_contain_text(note)
        table.arrived(table.of(writer.side), note.split()[1].encode())


def prepare(table: Table) -> None:
    """Today's session gets five secret rounds before its closing."""
    page = table.anna.page
    session_id = str(table.server.announced["session_id"])
    table.anna.goto(table.server.session_url)
    rows = page.locator("[data-phase]")
    expect(rows).to_have_count(6)
    ids = [str(row.get_attribute("data-phase")) for row in rows.all()]
    about = {"session_id": session_id}
    rounds = {IDEAS: "ideas", VOTE: "vote", ESTIMATE: "estimate", DRAFTS: "drafts", NUMBER: "sealed_number"}
    for title, kind in rounds.items():
        send(page, "session.add_phase", **about, title=title, minutes=15, kind=kind, before=ids[-1])
    for phase_id in ids[2:-1]:
        send(page, "session.remove_phase", **about, phase_id=phase_id)
    expect(rows).to_have_count(8)


def wait_in_the_lobby(table: Table) -> None:
    for seat in table.all:
        seat.goto(table.server.session_url)
    show_texts(table.all, ".session-now__name", "workshop.lobby_title")
    for seat in table.all:
        expect(seat.page.locator("[data-here=customer]")).to_contain_text("3")
        expect(seat.page.locator("[data-here=supplier]")).to_contain_text("3")
        expect(seat.page.locator("[data-start]")).to_have_count(1 if seat is table.anna else 0)
    table.petra.page.locator("[data-attend]").tap()
    for seat in table.all:
        expect(seat.page.locator("[data-attends=true]")).to_have_count(1)
    assert fits(table.petra.page)


def start_and_follow(table: Table) -> None:
    """The start and each phase reach everybody; "bring everyone here" leads to one and the same item."""
    table.anna.page.locator("[data-start]").click()
    show_texts(table.all, ".session-now__name", "workshop.topics.check_in")
    for seat in table.all:
        expect(timer(seat.page)).to_have_text(re.compile(r"^[0-5]:\d\d$"))
        expect(seat.page.locator("nav.rail")).to_be_visible(visible=seat.side == "supplier")
    table.karim.page.locator("[data-move-on]").click()
    expect(table.anna.page.locator("[data-move-on] [data-ready=customer]")).to_contain_text("1/3")
    to_next(table)
    show_texts(table.all, ".session-bar__phase", "workshop.topics.customer_view")
    claims = table.anna.page.locator('[data-section="claims"] [data-record]')
    item = str(claims.nth(2).get_attribute("data-record"))
    table.anna.page.evaluate("item => { location.hash = `claims/${item}` }", item)
    control(table.anna.page, "bring").click()
    for seat in table.all:
        expect(seat.page).to_have_url(re.compile(f"#claims/{item}$"))
        expect(seat.page.locator(f'[data-section="claims"] [data-record="{item}"]')).to_be_in_viewport()


def decide_and_park(table: Table) -> None:
    """A customer proposes from a phone; another has reservations; the facilitator records what was agreed."""
    phone = table.petra.page
    phone.locator("[data-propose]").tap()
    phone.get_by_label(table.petra.word("decision.text")).fill(PROPOSAL)
    phone.locator(".decisions form").get_by_role("button", name=table.petra.word("decision.propose")).tap()
    for seat in table.all:
        expect(seat.page.locator("[data-decision]")).to_contain_text(PROPOSAL)
    julia = table.julia.page
    julia.locator(".decision__form input[value=reservations]").check()
    julia.locator(".decision__form input[name=reason]").fill("Nur mit Deckel")
    julia.get_by_role("button", name=table.julia.word("decision.take_position")).click()
    for seat in table.all:
        expect(seat.page.locator(".decision__positions")).to_contain_text("Nur mit Deckel")
        expect(seat.page.locator("[data-outcome-form]")).to_have_count(1 if seat is table.anna else 0)
    table.anna.page.locator("[data-outcome-form] input").fill(OUTCOME)
    table.anna.page.get_by_role("button", name=table.anna.word("decision.record")).click()
    for seat in table.all:
        expect(seat.page.locator("[data-outcome=agreed]")).to_contain_text(OUTCOME)
    karim = table.karim.page
    karim.get_by_placeholder(table.karim.word("topic.park_hint")).fill(PARKED)
    karim.get_by_role("button", name=table.karim.word("topic.park"), exact=True).click()
    for seat in table.all:
        expect(seat.page.locator("[data-topic]").filter(has_text=PARKED)).to_have_count(1)


def close_and_fix_the_next_date(table: Table) -> None:
    """Everybody sees what is missing; what was parked is resolved in place; the next date is fixed."""
    to_next(table)
    show_texts(table.all, ".session-now__name", "workshop.topics.sign_off")
    for seat in table.all:
        points = seat.page.locator(".closing__points")
        expect(points).to_contain_text(any_word("sign_off.unconfirmed.other", seat.locale))
        expect(points.locator('[data-lacks="sign_off.parked"]')).to_be_visible()
        expect(seat.page.locator(".closing__date")).to_have_count(1 if seat.side == "supplier" else 0)
    parked = table.karim.page.locator('[data-lacks="sign_off.parked"]')
    parked.locator("summary").click()
    topic = parked.locator("[data-parked]").filter(has_text=PARKED)
    topic.get_by_role("button", name=table.karim.word("topic.resolve")).click()
    for seat in table.all:
        expect(seat.page.locator("[data-resolved]").filter(has_text=PARKED)).to_have_count(1)
        expect(seat.page.locator("[data-parked]").filter(has_text=PARKED)).to_have_count(0)
    form = table.vera.page.locator(".closing__date")
    form.get_by_label(table.vera.word("workshop.day")).fill("2031-06-03")
    form.get_by_label(table.vera.word("workshop.time")).fill("14:30")
    form.get_by_role("button", name=table.vera.word("sign_off.next_fix")).click()
    for seat in table.all:
        expect(seat.page.locator("[data-next-session]")).to_contain_text("14:30")
        expect(seat.page.locator(".closing__date")).to_have_count(0)


def sign(table: Table) -> None:
    """One exact version, the same fingerprint on every screen, one name of each side."""
    expect(table.karim.page.locator("[data-fix]")).to_have_count(0)
    table.anna.page.locator("[data-fix]").click()
    print_ = table.anna.page.locator(".sign-off__print")
    expect(print_).to_have_text(re.compile(r"^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$"))
    for seat in table.all:
        expect(seat.page.locator(".sign-off__print")).to_have_text(print_.inner_text())
    table.julia.page.locator("[data-sign]").click()
    for seat in table.all:
        expect(seat.page.locator("[data-signers=customer]")).to_contain_text("Julia Brandt")
        expect(seat.page.locator(".closing")).to_contain_text(seat.word("sign_off.waits"))
    table.anna.page.locator("[data-sign]").click()
    for seat in table.all:
        expect(seat.page.locator("[data-signers=supplier]")).to_contain_text("Anna Berg")
        expect(seat.page.locator(".closing")).to_contain_text(seat.word("sign_off.by_both"))
    assert fits(table.petra.page)
    table.version = str(table.anna.page.locator("[data-version]").get_attribute("href")).rpartition("/")[2]


def read_summaries(table: Table) -> None:
    """Everybody reads what remains, in their language."""
    fingerprint = table.anna.page.locator(".sign-off__print").inner_text()
    to_stage(table.anna.page)
    table.anna.page.locator("[data-end]").click()
    for seat in table.all:
        expect(seat.page.locator(".session-now__name")).to_contain_text(
            any_word("workshop.ended_at", seat.locale)
        )
        seat.listen()
        seat.page.locator("[data-summary]").click()
        expect(seat.page.get_by_role("heading", level=1)).to_contain_text(seat.word("summary.title"))
        main = seat.page.locator("main")
        expect(main).to_contain_text(OUTCOME)
        expect(main).to_contain_text(seat.word("summary.outcomes.agreed"))
        expect(main).to_contain_text("14:30")
        expect(main.locator(".sign-off__print")).to_have_text(fingerprint)
        expect(main).not_to_contain_text(PARKED)
        for heading in (seat.word("summary.ours"), seat.word("summary.theirs", other=OTHER[seat.side])):
            expect(main.get_by_role("heading", name=heading)).to_be_visible()
    assert fits(table.petra.page)


def expect_nothing_was_sent_too_early(table: Table) -> None:
    """The whole session once more: sealed numbers and ballots for ever, private notes for the other side."""
    notes = {"supplier": THEIRS, "customer": OURS}
    for seat in table.all:
        seat.open_storage()
        numbers = [*spellings(FLOOR), *spellings(CEILING)]
        votes = [*table.ballots_of_others(seat), *table.estimates_of_others(seat)]
        table.withheld(seat, notes[seat.side].split()[1].encode(), *numbers, *votes)
