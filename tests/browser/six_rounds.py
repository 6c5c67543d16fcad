"""The secret rounds of six people: ideas, dots, estimates, two drafts and sealed numbers, to their results.

Before a round ends, every byte that the others got is searched. Called by test_six_in_a_session.py.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.six import Seat, Table, ballot, estimate, show_texts
from tests.browser.test_rounds import fits
from tests.browser.test_workshop import control, phase
from tests.browser.words import any_word

IDEAS, VOTE, NUMBER = "Ideen für Reims", "Was zuerst?", "Preis je Einheit"
ESTIMATE, DRAFTS = "Nutzen und Aufwand", "Unsere Ziele"
ONE, TWO = "Pool the spare parts kjqxa", "Train fitters together kjqxb"
MARKS = {b"kjqxa": "Petra Sommer", b"kjqxb": "Tom Reuter"}
DRAFT_OF = {"customer": "Deliver in 48 hours wvzya", "supplier": "Half the claims wvzyb"}
FLOOR, CEILING = 731826.45, 842917.13


def to_next(table: Table) -> None:
    control(table.anna.page, "next").click()


def to_round(table: Table, name: str) -> None:
    to_next(table)
    for seat in table.all:
        expect(phase(seat.page)).to_have_text(name)


def write_silent_ideas(table: Table) -> None:
    """Petra and Tom write; the others see how many have written, and no word before the reveal."""
    to_round(table, IDEAS)
    show_texts(table.but(table.anna), ".rounds", "round.waiting.ideas")
    table.anna.page.get_by_label(table.anna.word("ideas.choice.side")).check()
    table.anna.page.locator("[data-open-round]").click()
    for seat, idea in ((table.petra, ONE), (table.tom, TWO)):
        box = seat.page.get_by_label(seat.word("ideas.new"))
        box.fill(idea)
        with seat.page.expect_response("**/commands/ideas.write"):
            box.press("Enter")
        expect(seat.page.locator(".ideas__own input")).to_have_value(idea)
        expect(seat.page.locator(".round__sealed")).to_be_visible()
    table.petra.reload()
    expect(table.petra.page.locator(".ideas__own input")).to_have_value(ONE)
    for seat in table.all:
        for side in ("customer", "supplier"):
            expect(seat.page.locator(f"[data-answered={side}]")).to_contain_text(count_of(seat, 1))
        expect(seat.page.locator("[data-idea]")).to_have_count(0)
    refused = table.karim.probe(table.server.plan_url, "ideas.reveal", round_id=round_of(table.karim))
    assert refused.startswith("403")
    for seat in table.all:
        table.withheld(seat, *(mark for mark, author in MARKS.items() if author != seat.name))
    table.anna.page.locator("[data-close-round]").click()
    for seat in table.all:
        ideas = seat.page.locator("[data-idea] > a")
        expect(ideas).to_have_count(2)
        for idea in (ONE, TWO):
            expect(ideas.filter(has_text=idea)).to_have_count(1)
    for mark in MARKS:
        table.arrived(table.all, mark)


def round_of(seat: Seat) -> str:
    return str(seat.page.locator("[data-round]").first.get_attribute("data-round"))


def count_of(seat: Seat, count: int) -> re.Pattern[str]:
    """ "1 of 4 have answered", whoever else may answer."""
    told = seat.word("round.answered", count=count, all="ANY")
    return re.compile(re.escape(told).replace("ANY", r"\d+"))


def place_dots(table: Table) -> None:
    """Everybody places dots, each another number on one of two items; only sums by company are ever told."""
    to_round(table, VOTE)
    table.anna.page.locator("[data-open-round]").click()
    items = table.anna.page.locator("leitstern-vote-round [data-item]")
    wanted, other = (str(items.nth(at).get_attribute("data-item")) for at in (0, 1))
    voters = {wanted: (table.anna, table.petra, table.karim), other: (table.tom, table.julia, table.vera)}
    table.ballots = {
        seat.name: (item, dots) for item, seats in voters.items() for dots, seat in enumerate(seats, 1)
    }
    for seat in table.all:
        expect(seat.page.get_by_text(any_word("round.secret", seat.locale))).to_be_visible()
        item, dots = table.ballots[seat.name]
        for _ in range(dots):
            with seat.page.expect_response("**/commands/vote.cast"):
                row(seat, item).locator("[data-more]").click()
        expect(seat.page.locator("[data-left]")).to_have_attribute("data-left", str(3 - dots))
    for seat in table.all:
        for side in ("customer", "supplier"):
            expect(seat.page.locator(f"[data-answered={side}]")).to_contain_text(count_of(seat, 3))
        expect(seat.page.locator("[data-result]")).to_have_count(0)
    expect_own_ballot_after_a_reload(table.petra, *table.ballots["Petra Sommer"])
    vote = round_of(table.karim)
    assert table.karim.probe(table.server.plan_url, "round.close", round_id=vote).startswith("403")
    for seat in table.all:
        table.withheld(seat, *table.ballots_of_others(seat))
    table.arrived([table.petra], ballot(*table.ballots["Petra Sommer"]))
    table.anna.page.locator("[data-close-round]").click()
    for seat in table.all:
        expect_sums(seat, wanted, customer=2 + 3, supplier=1)
        expect_sums(seat, other, customer=2, supplier=1 + 3)
    late = table.karim.probe(table.server.plan_url, "vote.cast", round_id=vote, dots={wanted: 1})
    assert late.startswith("409"), "a vote after the closing is refused"


def estimate_on_two_axes(table: Table) -> None:
    """Six pairs on one item, each known to its author alone; then all with their spread, and no name."""
    to_round(table, ESTIMATE)
    table.anna.page.locator("[data-open-round]").click()
    item = str(
        table.anna.page.locator("leitstern-estimate-round [data-item]").nth(2).get_attribute("data-item")
    )
    for at, seat in enumerate(table.all):
        pair = table.estimates[seat.name] = (item, 9 - at, 4 + at)
        expect(seat.page.get_by_text(any_word("round.secret", seat.locale))).to_be_visible()
        for axis, value in zip(("benefit", "effort"), pair[1:], strict=True):
            slider(seat, item, axis).fill(str(value))
        seat.page.get_by_role("button", name=seat.word("round.seal"), exact=True).click()
        expect(seat.page.locator(".round__sealed")).to_be_visible()
    for seat in table.all:
        for side in ("customer", "supplier"):
            expect(seat.page.locator(f"[data-answered={side}]")).to_contain_text(count_of(seat, 3))
        expect(seat.page.locator("leitstern-estimate-round [data-result]")).to_have_count(0)
    table.petra.reload()
    for seat in table.all:
        _, benefit, effort = table.estimates[seat.name]
        expect(slider(seat, item, "benefit")).to_have_value(str(benefit))
        expect(slider(seat, item, "effort")).to_have_value(str(effort))
    assert fits(table.petra.page)
    running = round_of(table.karim)
    assert table.karim.probe(table.server.plan_url, "round.close", round_id=running).startswith("403")
    for seat in table.all:
        table.withheld(seat, *table.estimates_of_others(seat))
    table.arrived([table.petra], estimate(*table.estimates["Petra Sommer"]))
    table.anna.page.locator("[data-close-round]").click()
    for seat in table.all:
        expect_spread(seat, item)
    late = {"benefit": {item: 1}, "effort": {item: 1}}
    assert table.karim.probe(table.server.plan_url, "estimate.give", round_id=running, **late).startswith(
        "409"
    )


def slider(seat: Seat, item: str, axis: str) -> Locator:
    return seat.page.locator(f'leitstern-estimate-round [data-item="{item}"] [data-axis={axis}]')


def expect_spread(seat: Seat, item: str) -> None:
    """All six marks by company, the median and the range of each axis."""
    result = seat.page.locator(f'leitstern-estimate-round [data-result="{item}"]')
    for side in ("customer", "supplier"):
        expect(result.locator(f".round__estimate-mark--{side}")).to_have_count(3)
    for spread in (result.locator(".round__spread").nth(at) for at in (0, 1)):
        expect(spread).to_contain_text("6,5" if seat.locale == "de" else "6.5")
        expect(spread).to_contain_text(seat.word("round.from_to", low=4, high=9))
    assert fits(seat.page)


def reveal_two_drafts(table: Table) -> None:
    """A company's people share a draft; the other's have no word of it until both have released theirs."""
    to_round(table, DRAFTS)
    table.anna.page.locator("[data-open-round]").click()
    for writer in (table.julia, table.tom):
        writer.page.locator("textarea[name=text]").fill(DRAFT_OF[writer.side])
        writer.page.get_by_role("button", name=writer.word("drafts.save")).click()
        for seat in table.of(writer.side):
            expect(seat.page.locator("textarea[name=text]")).to_have_value(DRAFT_OF[writer.side])
    table.petra.page.locator("[data-release-draft]").tap()
    show_texts(table.all, "leitstern-drafts-round [data-side=customer]", "drafts.released")
    show_texts(table.all, "leitstern-drafts-round [data-side=supplier]", "drafts.writing")
    other = {"customer": "supplier", "supplier": "customer"}
    for seat in table.all:
        expect(seat.page.locator("[data-draft]")).to_have_count(0)
        table.withheld(seat, mark_of(other[seat.side]))
        table.arrived([seat], mark_of(seat.side))
    assert fits(table.petra.page)
    table.vera.page.locator("[data-release-draft]").click()
    for seat in table.all:
        for side, text in DRAFT_OF.items():
            expect(seat.page.locator(f"[data-draft={side}]")).to_contain_text(text)
    goal = DRAFT_OF["supplier"]
    table.karim.page.get_by_role("button", name=table.karim.word("drafts.add_goal", goal=goal)).click()
    show_texts(table.all, "[data-draft=supplier] .badge--good", "drafts.in_plan")
    assert fits(table.petra.page)


def mark_of(side: str) -> bytes:
    return DRAFT_OF[side].split()[-1].encode()


def row(seat: Seat, item: str) -> Locator:
    return seat.page.locator(f'leitstern-vote-round [data-item="{item}"]')


def expect_own_ballot_after_a_reload(seat: Seat, item: str, dots: int) -> None:
    seat.reload()
    expect(row(seat, item).locator("[data-placed]")).to_have_count(dots)
    assert fits(seat.page)


def expect_sums(seat: Seat, item: str, **sums: int) -> None:
    result = seat.page.locator(f'[data-result="{item}"]')
    for side, dots in sums.items():
        expect(result.locator(f"[data-side={side}]")).to_have_text(re.compile(rf"\s{dots}$"))
    expect(seat.page.get_by_text(seat.word("round.both_want"), exact=True)).to_be_visible()


def seal_numbers(table: Table) -> None:
    """Both sides seal a number; they meet, and no screen and no byte ever tells one of them."""
    to_round(table, NUMBER)
    page = table.anna.page
    page.locator("input[name=question]").fill("Price for a unit")
    page.locator("input[name=unit]").fill("EUR")
    page.locator("[data-open-round]").click()
    expect(table.tom.page.locator("leitstern-number-round [data-agree]")).to_have_count(0)
    table.julia.page.locator("leitstern-number-round [data-agree]").click()
    for seat, typed in ((table.anna, str(FLOOR)), (table.julia, str(CEILING).replace(".", ","))):
        seat.page.locator("input[name=number]").fill(typed)
        seat.page.get_by_role("button", name=seat.word("number.seal")).click()
        if seat is table.anna:
            show_texts(table.all, "[data-side=supplier]", "number.has_sealed")
    for seat in table.all:
        expect(seat.page.locator(".number__meets").first).to_contain_text(seat.word("number.meets"))
        expect(seat.page.locator(".number__point")).to_have_count(0)
    table.tom.page.locator("[data-release]").click()
    table.petra.page.locator("[data-release]").tap()
    for seat in table.all:
        point = "800.000" if seat.locale == "de" else "800,000"
        expect(seat.page.locator(".number__point")).to_contain_text(point)
