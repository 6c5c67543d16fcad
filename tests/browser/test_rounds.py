"""Rounds of a session in the browser: what each company, a phone and the projector see, before and after."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, Person, enter_as_member, join_as_guest
from tests.browser.server import DemoServer
from tests.browser.words import any_word, word

KINDS = ("vote", "estimate", "ideas", "drafts", "sealed_number")
SHOTS = os.environ.get("ROUND_SHOTS", "")
"""A folder; then every state is kept as a picture, to be looked at."""


def send(page: Page, command: str, /, **arguments: Any) -> list[dict[str, Any]]:
    """A command from the page's own session; the data of its events."""
    script = """async ([kind, args]) => {
      const plan = JSON.parse(document.getElementById('boot').textContent).plan_id;
      const response = await fetch(`/plans/${plan}/commands/${kind}`, {
        method: 'POST', headers: {'content-type': 'application/json'},
        body: JSON.stringify({id: crypto.randomUUID(), arguments: args})});
      return await response.json();
    }"""
    answer: dict[str, Any] = page.evaluate(script, [command, arguments])
    assert "events" in answer, answer
    return [event["data"] for event in answer["events"]]


class Session:
    """A running session whose phases are rounds; Anna leads, Julia and a phone are the customer's.

    Julia's name is new each time: tests share the plan, where a name that is taken gets a number.
    """

    def __init__(self, person: OpenPerson, server: DemoServer) -> None:
        self.anna, self.julia = person(), person()
        self.phone = person(size=PHONE, is_phone=True)
        self.julia_name = f"Julia {token_hex(3)}"
        enter_as_member(self.anna, server.member_link)
        join_as_guest(self.julia, server.customer_link, self.julia_name)
        join_as_guest(self.phone, server.customer_link, "Petra Sommer")
        page = self.anna.page
        page.goto(server.plan_url)
        made = send(page, "session.create", template="review", day="2031-03-04", time="09:00")
        self.id = str(made[0]["session"])
        for kind in KINDS:
            send(page, "session.add_phase", session_id=self.id, title=kind, minutes=20, kind=kind)
        for event in made:
            if "phase" in event:
                send(page, "session.remove_phase", session_id=self.id, phase_id=event["phase"])
        self.plan_url = server.plan_url
        self.url = f"{server.plan_url}/sessions/{self.id}"
        send(page, "session.start", session_id=self.id)
        self.screen = self.anna.watch(self.anna.context.new_page())
        for one in (self.anna.page, self.julia.page, self.phone.page):
            one.goto(f"{self.url}#workshop")
        self.screen.goto(f"{self.url}/screen")

    @property
    def people(self) -> list[Person]:
        return [self.anna, self.julia, self.phone]

    def to(self, kind: str) -> None:
        """Anna presses "next" until the phase of this kind runs, which everybody follows."""
        name = self.anna.page.locator(".session-now__name")
        for _ in range(15):
            if name.inner_text() == kind:
                break
            before = name.inner_text()
            self.anna.page.locator('.session-bar [data-control="next"]').click()
            expect(name).not_to_have_text(before)
        expect(name).to_have_text(kind)
        for one in self.people:
            expect(one.page.locator(".session-now__name")).to_have_text(kind)

    def shot(self, name: str) -> None:
        if not SHOTS:
            return
        for who, page in (("anna", self.anna.page), ("phone", self.phone.page), ("screen", self.screen)):
            page.screenshot(path=Path(SHOTS) / f"{name}-{who}.png", full_page=who == "phone")


@pytest.fixture
def session(person: OpenPerson, server: DemoServer) -> Iterator[Session]:
    """Ended at the end, because a plan has one running session, and tests share the server."""
    made = Session(person, server)
    yield made
    send(made.anna.page, "session.end", session_id=made.id)


def round_of(page: Page) -> Locator:
    return page.locator("[data-round]").first


def fits(page: Page) -> bool:
    script = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(script))


def test_votes_estimates_and_sealed_numbers(session: Session):
    anna, julia, phone, screen = session.anna.page, session.julia.page, session.phone.page, session.screen
    session.to("vote")
    expect(julia.get_by_text(word("round.waiting.vote"))).to_be_visible()
    session.shot("vote-opening")
    anna.locator("[data-open-round]").click()
    for page in (anna, julia, phone):
        expect(page.locator("[data-left]")).to_have_attribute("data-left", "3")
        expect(page.get_by_text(any_word("round.few"))).to_be_visible()
    expect(screen.locator(".round__items li").first).to_be_visible()
    expect(screen.locator("[data-more]")).to_have_count(0)
    first, second = (phone.locator("leitstern-vote-round [data-item]").nth(place) for place in (0, 1))
    wanted = str(second.get_attribute("data-item"))
    for _ in range(2):
        second.locator("[data-more]").click()
    first.locator("[data-more]").click()
    expect(phone.locator("[data-left]")).to_have_attribute("data-left", "0")
    expect(first.locator("[data-more]")).to_be_disabled()
    expect(julia.locator("[data-answered=customer]")).to_contain_text("1 of")
    first.locator("[data-less]").click()
    phone.reload()
    expect(phone.locator("[data-left]")).to_have_attribute("data-left", "1")
    anna.locator(f'leitstern-vote-round [data-item="{wanted}"] [data-more]').click()
    expect(screen.locator("[data-answered=supplier]")).to_contain_text("1 of")
    session.shot("vote-running")
    assert fits(phone)
    anna.locator("[data-close-round]").click()
    for page in (anna, julia, phone, screen):
        result = page.locator("leitstern-vote-round [data-result]").first
        expect(result).to_have_attribute("data-result", wanted)
        expect(result.locator("[data-side=customer]")).to_contain_text("2")
        expect(result.locator("[data-side=supplier]")).to_contain_text("1")
        expect(page.get_by_text(word("round.both_want"), exact=True)).to_be_visible()
    session.shot("vote-result")
    assert fits(phone)

    session.to("estimate")
    anna.locator("[data-open-round]").click()
    for page, benefit in ((julia, 8), (phone, 6)):
        item = page.locator("leitstern-estimate-round [data-item]").first
        item.locator("[data-axis=benefit]").fill(str(benefit))
        item.locator("[data-axis=effort]").fill("3")
        page.get_by_role("button", name=word("round.seal"), exact=True).click()
        expect(page.locator(".round__sealed")).to_be_visible()
    session.shot("estimate-running")
    assert fits(phone)
    expect(anna.locator("[data-answered=customer]")).to_contain_text("2 of")
    anna.locator("[data-close-round]").click()
    spread = julia.locator("[data-result]").first.locator(".round__spread").first
    expect(spread).to_contain_text("7")
    expect(spread).to_contain_text(word("round.from_to", low=6, high=8))
    expect(phone.locator("[data-result]").first).to_be_visible()
    session.shot("estimate-result")
    assert fits(phone)

    session.to("sealed_number")
    phone.locator("input[name=question]").fill("Price for a unit")
    phone.locator("input[name=unit]").fill("EUR")
    session.shot("number-opening")
    phone.locator("[data-open-round]").click()
    expect(julia.locator("leitstern-number-round [data-agree]")).to_have_count(0)
    anna.locator("leitstern-number-round [data-agree]").click()
    anna.locator("input[name=number]").fill("zwölf")
    anna.get_by_role("button", name=word("number.seal")).click()
    expect(anna.get_by_text(word("errors.number"))).to_be_visible()
    anna.locator("input[name=number]").fill("731826.4519")
    anna.get_by_role("button", name=word("number.seal")).click()
    expect(phone.locator("[data-side=supplier]")).to_contain_text(word("number.has_sealed"))
    session.shot("number-running")
    julia.locator("input[name=number]").fill("842917.13")
    julia.get_by_role("button", name=word("number.seal")).click()
    for page in (anna, julia, phone, screen):
        expect(page.locator(".number__meets").first).to_be_visible()
    anna.locator("[data-release]").click()
    expect(julia.locator("[data-side=supplier]")).to_contain_text(word("number.wants_point"))
    phone.locator("[data-release]").click()
    for page in (anna, julia, phone, screen):
        expect(page.locator(".number__point")).to_contain_text("800,000")
    session.shot("number-result")
    assert fits(phone)
    for one in session.people:
        received = b"".join(one.received)
        assert b"731826" not in received and b"842917" not in received


def test_ideas_drafts_decisions_and_parked_topics(session: Session):
    anna, julia, phone, screen = session.anna.page, session.julia.page, session.phone.page, session.screen
    session.to("ideas")
    anna.get_by_label(word("ideas.choice.side")).check()
    anna.locator("[data-open-round]").click()
    for idea in ("Pool the spare parts kjqxa", "Train fitters together kjqxb"):
        box = phone.get_by_label(word("ideas.new"))
        box.fill(idea)
        box.press("Enter")
        expect(phone.locator(".ideas__own input").last).to_have_value(idea)
    expect(phone.locator(".round__sealed")).to_contain_text("2")
    expect(julia.locator("[data-answered=customer]")).to_contain_text("1 of")
    phone.reload()
    expect(phone.locator(".ideas__own input").first).to_have_value("Pool the spare parts kjqxa")
    session.shot("ideas-running")
    assert fits(phone)
    for one in (session.anna, session.julia):
        assert b"kjqx" not in b"".join(one.received)
        assert "kjqx" not in one.page.content()
    anna.locator("[data-close-round]").click()
    for page in (anna, julia, phone, screen):
        expect(page.locator("[data-idea]")).to_have_count(2)
    session.shot("ideas-revealed")
    train = julia.get_by_label(word("ideas.sort_label", idea="Train fitters together kjqxb"))
    train.select_option(label=word("ideas.new_group"))
    julia.get_by_role("textbox", name=word("ideas.new_group")).fill("People")
    julia.keyboard.press("Enter")
    for page in (anna, phone, screen):
        expect(page.locator("[data-group=People] [data-idea]")).to_have_count(1)
    assert fits(phone)
    session.shot("ideas-grouped")
    pool = word("ideas.sort_label", idea="Pool the spare parts kjqxa")
    julia.get_by_label(pool).select_option(label="Train fitters together kjqxb")
    for page in (anna, phone):
        expect(page.locator("[data-idea]")).to_have_count(1)
        expect(page.locator("[data-idea] > a")).to_contain_text("Pool the spare parts kjqxa")
        expect(page.locator("[data-idea] .ideas__merged")).to_contain_text("Pool the spare parts kjqxa")

    session.to("drafts")
    anna.locator("[data-open-round]").click()
    julia.locator("textarea[name=text]").fill("Deliver in 48 hours wvzya")
    julia.get_by_role("button", name=word("drafts.save")).click()
    expect(phone.locator("textarea[name=text]")).to_have_value("Deliver in 48 hours wvzya")
    phone.locator("[data-release-draft]").click()
    expect(anna.locator("[data-side=customer]").first).to_contain_text(word("drafts.released"))
    assert b"wvzy" not in b"".join(session.anna.received)
    anna.locator("textarea[name=text]").fill("Half the claims wvzyb")
    session.shot("drafts-running")
    anna.locator("[data-release-draft]").click()
    for page in (anna, julia, phone, screen):
        expect(page.locator("[data-draft=customer]")).to_contain_text("wvzya")
        expect(page.locator("[data-draft=supplier]")).to_contain_text("wvzyb")
    julia.get_by_role("button", name=word("drafts.add_goal", goal="Half the claims wvzyb")).click()
    expect(anna.get_by_text(word("drafts.in_plan"), exact=True)).to_be_visible()
    session.shot("drafts-revealed")

    phone.locator("[data-propose]").click()
    phone.get_by_label(word("decision.text")).fill("One price list from 2028")
    phone.locator(".decisions form").get_by_role("button", name=word("decision.propose")).click()
    expect(phone.locator("[data-decision]")).to_have_count(1)
    julia.locator(".decision__form input[value=against]").check()
    julia.get_by_role("button", name=word("decision.take_position")).click()
    expect(julia.locator(".decisions .command-problem")).to_be_visible()
    julia.locator(".decision__form input[name=reason]").fill("Only with a cap")
    julia.get_by_role("button", name=word("decision.take_position")).click()
    expect(anna.locator(".decision__positions")).to_contain_text("Only with a cap")
    expect(phone.locator("[data-outcome-form]")).to_have_count(0)
    anna.locator("[data-outcome-form] input").fill("With a cap of 3 %")
    anna.get_by_role("button", name=word("decision.record")).click()
    expect(phone.locator("[data-outcome=agreed]")).to_contain_text("With a cap of 3 %")

    phone.get_by_placeholder(word("topic.park_hint")).fill(f"@{session.julia_name} who pays for freight?")
    phone.get_by_role("button", name=word("topic.park"), exact=True).click()
    expect(julia.locator(".mention--me")).to_have_text(f"@{session.julia_name}")
    julia.locator("[data-topic] [data-mark]").click()
    expect(phone.locator("[data-topic]")).to_contain_text(session.julia_name)
    expect(phone.locator("[data-resolved]")).to_have_count(1)
    session.shot("decisions")

    # A comment on an item: both companies see it on the item's card.
    julia.goto(f"{session.plan_url}#goals")
    card = julia.locator("[data-record]", has_text="Half the claims wvzyb").first
    card.locator(".record__opener").click()
    card.get_by_placeholder(word("topic.comment_hint")).fill("@Anna Berg which claims?")
    card.get_by_role("button", name=word("topic.comment"), exact=True).click()
    expect(card.locator("[data-topic]")).to_contain_text("which claims?")
    anna.goto(f"{session.plan_url}#goals")
    goal = anna.locator("[data-record]", has_text="Half the claims wvzyb").first
    expect(goal.locator("[data-comments]")).to_contain_text("1")
    assert fits(phone)
