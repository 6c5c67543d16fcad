"""The closing of a session: what is missing is mended in the list itself, before everybody's eyes.

The facilitator at a laptop, her colleague at the keyboard, a customer who reads German, one at a phone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.six import Seat, colleague
from tests.browser.test_rounds import fits, send

ACTION, STATEMENT, OTHER = "Ersatzteile bündeln", "Wendelin plant Linie 4", "Wendelin kauft zentral ein"
GOALS = {"supplier": "Halbe Stillstände", "customer": "Ein Ansprechpartner"}
INCOMPLETE, ONE_SIDED, UNCONFIRMED, PARKED = (
    f"sign_off.{name}" for name in ("incomplete", "one_sided", "unconfirmed", "parked")
)


class Closing:
    """The last phase runs; of each list everything is shown on every screen."""

    def __init__(self, person: OpenPerson, server: DemoServer) -> None:
        self.anna = Seat("Anna Berg", "supplier", "en", person())
        enter_as_member(self.anna.person, server.member_link)
        self.vera = colleague(server, self.anna, person(), "Vera Holm")
        self.julia = Seat("Julia Brandt", "customer", "de", person(locale="de-DE"))
        self.petra = Seat("Petra Sommer", "customer", "en", person(size=PHONE, is_phone=True))
        self.olga = Seat("Olga Reader", "customer", "en", person())
        for guest in (self.julia, self.petra):
            join_as_guest(guest.person, server.customer_link, guest.name)
        reading = invite(self.anna.page, server.plan_url, self.olga.name, "viewer")
        join_as_guest(self.olga.person, reading, self.olga.name)
        plan = PlanPage(self.anna.person, server.plan_url).open("goals")
        self.ids = {title: self.added(plan, "goals", title) for title in GOALS.values()}
        for side, title in GOALS.items():
            self.choose_side(plan, self.ids[title], side)
        self.ids[ACTION] = self.added(plan, "actions", ACTION)
        for text in (STATEMENT, OTHER):
            self.ids[text] = self.added(plan, "claims", text)
        plan.expect_saved()
        made = send(self.anna.page, "session.create", template="review", day="2031-03-04", time="09:00")
        self.id = str(made[0]["session"])
        for event in made:
            if "phase" in event and event.get("kind") != "sign_off":
                send(self.anna.page, "session.remove_phase", session_id=self.id, phase_id=event["phase"])
        send(self.anna.page, "session.start", session_id=self.id)
        for seat in self.all:
            seat.goto(f"{server.plan_url}/sessions/{self.id}#workshop")

    @property
    def all(self) -> list[Seat]:
        return [self.anna, self.vera, self.julia, self.petra, self.olga]

    @staticmethod
    def added(plan: PlanPage, kind: str, title: str) -> str:
        return plan.add(kind, title)

    @staticmethod
    def choose_side(plan: PlanPage, record: str, side: str) -> None:
        plan.go_to("goals")
        plan.open_card(record)
        plan.value(record, "whose").get_by_role("button").first.click()
        name = plan.person.page.get_by_role("option").nth(["customer", "supplier", "joint"].index(side))
        name.click()

    def open(self, seat: Seat, words: str) -> Locator:
        """The list on this person's screen, opened, with all its rows."""
        found = seat.page.locator(f'[data-lacks="{words}"]')
        if found.get_attribute("open") is None:
            found.locator("summary").click()
        if found.locator("[data-rest]").count():
            found.locator("[data-rest]").click()
        return found

    def row(self, seat: Seat, words: str, title: str) -> Locator:
        return seat.page.locator(f'[data-lacks="{words}"] [data-point]').filter(has_text=title)


@pytest.fixture
def closing(person: OpenPerson, server: DemoServer) -> Iterator[Closing]:
    made = Closing(person, server)
    yield made
    send(made.anna.page, "session.end", session_id=made.id)


def test_what_is_missing_at_the_closing_is_mended_in_the_list_for_all(closing: Closing):
    for seat in closing.all:
        for words in (INCOMPLETE, ONE_SIDED, UNCONFIRMED):
            closing.open(seat, words)
        assert fits(seat.page)
    give_owner_and_date_by_keyboard(closing)
    agree_to_goals(closing)
    answer_statements(closing)
    resolve_too_early(closing)


def give_owner_and_date_by_keyboard(closing: Closing) -> None:
    """Vera never touches the mouse; a date that is none is refused in its field, and nothing is lost."""
    row = closing.row(closing.vera, INCOMPLETE, ACTION)
    keys = closing.vera.page.keyboard
    row.locator("[data-field=owner] button").focus()
    keys.press("Enter")
    expect(row.get_by_role("combobox")).to_be_focused()
    keys.type("Julia")
    keys.press("Enter")
    expect(row.locator("[data-field=owner] button")).to_be_focused()
    for seat in closing.all[:4]:
        shown = closing.row(seat, INCOMPLETE, ACTION)
        expect(shown.locator("[data-field=owner]")).to_contain_text("Julia")
        expect(shown).to_have_attribute("data-state", "open")
    expect(closing.row(closing.olga, INCOMPLETE, ACTION).locator("button")).to_have_count(0)
    keys.press("Tab")
    keys.press("Enter")
    keys.type("31.2.2031")
    keys.press("Enter")
    expect(row.get_by_role("alert")).to_be_visible()
    row.get_by_role("textbox").fill("1 March 2031")
    keys.press("Enter")
    expect(row).to_have_attribute("data-state", "mended")
    expect(row.locator("[data-field=due] button")).to_be_focused()
    for seat in closing.all:
        if seat is not closing.vera:
            expect(closing.row(seat, INCOMPLETE, ACTION)).to_have_count(0)
    expect(row).to_be_visible()
    row.locator("a").focus()
    keys.press("Shift+Tab")  # whoever leaves the row lets it go
    expect(row).to_have_count(0)


def agree_to_goals(closing: Closing) -> None:
    """Each company makes the other's goal a joint one; nobody can do it for the other."""
    ours, theirs = GOALS["supplier"], GOALS["customer"]
    for seat, missing, waiting in ((closing.anna, theirs, ours), (closing.petra, ours, theirs)):
        waits = closing.row(seat, ONE_SIDED, waiting)
        expect(waits.locator("[data-agree-goal]")).to_have_count(0)
        expect(closing.row(seat, ONE_SIDED, missing).locator("[data-agree-goal]")).to_be_visible()
    expect(closing.row(closing.anna, ONE_SIDED, ours)).to_contain_text(
        closing.anna.word("sign_off.waits_for", company="Wendelin Foods")
    )
    closing.petra.page.locator(f'[data-point="{closing.ids[ours]}"] [data-agree-goal]').tap()
    for seat in closing.all:
        expect(closing.row(seat, ONE_SIDED, ours)).to_have_count(0)
        expect(closing.row(seat, ONE_SIDED, theirs)).to_be_visible()
    agree = closing.row(closing.anna, ONE_SIDED, theirs).locator("[data-agree-goal]")
    agree.focus()
    closing.anna.page.keyboard.press("Enter")
    row = closing.row(closing.anna, ONE_SIDED, theirs)
    expect(row).to_have_attribute("data-state", "mended")
    expect(row.locator("a")).to_be_focused()
    closing.anna.page.keyboard.press("Control+z")  # a goal that is one-sided again is open again
    for seat in closing.all:
        expect(closing.row(seat, ONE_SIDED, theirs)).to_have_attribute("data-state", "open")


def answer_statements(closing: Closing) -> None:
    """The supplier sees whom to ask; a customer confirms by one tap, another says what is not right."""
    asked = closing.anna.page.locator(f'[data-lacks="{UNCONFIRMED}"] .closing__asked')
    for name in ("Julia Brandt", "Petra Sommer"):
        expect(asked).to_contain_text(name)
    expect(asked).not_to_contain_text("Olga Reader")
    row = closing.row(closing.anna, UNCONFIRMED, STATEMENT)
    expect(row.get_by_role("button")).to_have_count(0)
    expect(closing.petra.page.locator(f'[data-lacks="{UNCONFIRMED}"] .closing__asked')).to_have_count(0)
    right = closing.petra.page.locator(f'[data-point="{closing.ids[STATEMENT]}"] [data-word=right]')
    right.tap()
    for seat in closing.all:
        expect(closing.row(seat, UNCONFIRMED, STATEMENT)).to_have_count(0)
    row = closing.row(closing.julia, UNCONFIRMED, OTHER)
    row.locator("[data-word=wrong]").focus()
    closing.julia.page.keyboard.press("Enter")
    row.get_by_label(closing.julia.word("word.say_why")).fill("Nur Stahl")
    closing.julia.page.keyboard.press("Enter")
    for seat in closing.all[:4]:
        expect(closing.row(seat, UNCONFIRMED, OTHER)).to_contain_text("Nur Stahl")
        expect(closing.row(seat, UNCONFIRMED, OTHER)).to_have_attribute("data-state", "open")
    assert fits(closing.petra.page)
    row.locator("[data-word=right]").focus()
    closing.julia.page.keyboard.press("Enter")
    expect(row).to_have_attribute("data-state", "mended")
    expect(row.locator("[data-word]").first).to_be_focused()
    expect(closing.row(closing.anna, UNCONFIRMED, OTHER)).to_have_count(0)


def resolve_too_early(closing: Closing) -> None:
    """The focus stays on the button, which opens the topic again."""
    page = closing.vera.page
    page.get_by_placeholder(closing.vera.word("topic.park_hint")).fill("Frachtkosten klären")
    page.keyboard.press("Enter")
    for seat in closing.all:
        closing.open(seat, PARKED)
    row = closing.row(closing.vera, PARKED, "Frachtkosten klären")
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    for seat in closing.all:
        if seat is not closing.vera:
            expect(closing.row(seat, PARKED, "Frachtkosten klären")).to_have_count(0)
    expect(row).to_have_attribute("data-state", "mended")
    expect(row.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    for seat in closing.all:
        expect(closing.row(seat, PARKED, "Frachtkosten klären")).to_have_attribute("data-state", "open")
