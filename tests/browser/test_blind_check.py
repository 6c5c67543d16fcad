"""The KAM check of both sides in the browser: answered apart, opened together, gaps made into work."""

from __future__ import annotations

import json
import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, Person, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.test_rounds import fits, send
from tests.browser.words import word

SHOTS = os.environ.get("ROUND_SHOTS", "")
"""A folder; then every state is kept as a picture, to be looked at."""
OURS: dict[str, int | None] = {"5": 9, "7": 2, "8": 7, "9": 10, "10": 3, "11": 8}
THEIRS: dict[str, int | None] = {"5": 3, "7": 1, "8": 9, "9": 8, "10": 9, "11": None}


def answer(page: Page, scores: dict[str, int | None]) -> None:
    for number, score in scores.items():
        item = page.locator(f'leitstern-check-round [data-statement="{number}"]')
        if score is None:
            item.locator("input[value=unsure]").check()
        else:
            item.get_by_text(str(score), exact=True).click()
    expect(page.locator("leitstern-check-round [data-finish]")).to_be_enabled()


def shot(name: str, **pages: Page) -> None:
    for who, page in pages.items() if SHOTS else ():
        page.wait_for_timeout(300)
        page.screenshot(path=Path(SHOTS) / f"{name}-{who}.png", full_page=True)


def spells(person: Person, scores: dict[str, int | None]) -> bool:
    sealed = json.dumps(
        {number: -1 if one is None else one for number, one in scores.items()}, sort_keys=True
    )
    return sealed.replace(" ", "").encode() in b"".join(person.received).replace(b" ", b"")


def test_both_sides_answer_apart_and_see_the_quadrants_together(person: OpenPerson, server: DemoServer):
    anna, julia = person(), person(size=PHONE, is_phone=True, locale="de-DE", theme="dark")
    enter_as_member(anna, server.member_link)
    join_as_guest(julia, server.customer_link, "Julia Doppelblind")
    ours, theirs = anna.page, julia.page
    for page in (ours, theirs):
        page.goto(f"{server.plan_url}#check")
    for page in (ours, theirs):
        expect(page.locator("[data-outcome]")).to_have_count(1)
        board = page.locator('[data-quadrant="blind_spot"] [data-checked="8"]')
        expect(board.locator("[data-is-action]")).to_be_visible()
        expect(board.locator("[data-to-action]")).to_have_count(0)
        expect(page.locator('[data-checked="9"] [data-to-action]')).to_be_visible()
    shot("blind-demo", anna=ours, julia=theirs)
    before = len(anna.received)
    ours.locator("[data-open-check]").click()
    expect(ours.locator("leitstern-check-round [data-few]")).to_be_visible()
    expect(theirs.locator('[data-statement="5"]')).to_contain_text("für uns da ist und wofür")
    expect(ours.locator('[data-statement="5"]')).to_contain_text("name and role of everyone")
    answer(theirs, THEIRS)
    expect(ours.locator("[data-answered=customer]")).to_contain_text("1 of")
    assert fits(theirs)
    shot("blind-answering", anna=ours, julia=theirs)
    assert violations(theirs) == [] and violations(ours) == []
    theirs.reload()
    expect(theirs.locator("leitstern-check-round [data-sealed]")).to_be_visible()
    reloaded = len(julia.received)  # with the result of the demo's check
    theirs.locator("leitstern-check-round [data-finish]").click()
    expect(ours.locator("[data-other-finished]")).to_be_visible()
    answer(ours, OURS)
    assert not spells(anna, THEIRS) and not spells(julia, OURS)
    assert b"blind_spot" not in b"".join([*anna.received[before:], *julia.received[reloaded:]])
    ours.locator("leitstern-check-round [data-finish]").click()

    for page in (ours, theirs):
        newest = page.locator("[data-outcome]").first
        for quadrant, numbers in (("blind_spot", "59"), ("undervalued", "10"), ("agreed_weakness", "7")):
            group = newest.locator(f'[data-quadrant="{quadrant}"]')
            for number in [numbers] if numbers == "10" else numbers:
                expect(group.locator(f'[data-checked="{number}"]')).to_be_visible()
        expect(newest.locator("[data-disc]")).to_have_count(5)
        expect(newest.locator('[data-checked="5"] [data-score=customer]')).to_contain_text("3")
    expect(theirs.locator('[data-quadrant="blind_spot"]').first).to_contain_text("sieht sich besser, als wir")
    expect(ours.locator('[data-quadrant="blind_spot"]').first).to_contain_text("we rate ourselves higher")
    assert fits(theirs)

    send(ours, "session.create", template="review", day="2031-06-04", time="09:00")
    gap, weakness = ours.locator('[data-checked="5"]').first, ours.locator('[data-checked="7"]').first
    gap.locator("[data-to-agenda]").click()
    expect(gap.locator("[data-on-agenda]")).to_be_visible()
    read_in_german = theirs.locator('[data-checked="5"]').first
    expect(read_in_german.locator("[data-on-agenda]")).to_be_visible()
    weakness.locator("[data-to-action]").click()
    expect(weakness.locator("[data-is-action]")).to_be_visible()
    expect(theirs.locator('[data-checked="7"] [data-is-action]').first).to_have_text("Ist eine Maßnahme")
    theirs.locator('[data-checked="9"]').first.locator("[data-to-agenda]").click()
    expect(theirs.locator('[data-checked="9"] [data-on-agenda]').first).to_have_text("Im Themenspeicher")
    parked = ours.locator('[data-checked="9"] [data-on-agenda]').first
    expect(parked).to_have_text(word("check.blind.parked"))
    shot("blind-result", anna=ours, julia=theirs)
    assert violations(theirs) == [] and violations(ours) == []
    ours.set_viewport_size({"width": 1920, "height": 1080})
    shot("blind-result-wide", anna=ours)
    action = str(weakness.locator("[data-is-action]").get_attribute("href")).split("/")[1]
    weakness.locator("[data-is-action]").click()
    title = word("check.blind.topic_weak", name=word("check.name.7"))
    expect(ours.locator(f'[data-record="{action}"]').first).to_contain_text(title)
    ours.go_back()
    gap.locator("[data-on-agenda]").click()
    topic = word("check.blind.topic", name=word("check.name.5"))
    expect(ours.locator("leitstern-session-view")).to_contain_text(topic)
    ours.goto(server.plan_url.split("/plans/")[0] + "/check")
    expect(ours.locator("[data-blind]")).to_contain_text("blind spots 2")
    shot("blind-check-page", anna=ours)
    ours.locator("[data-blind] a").click()
    expect(ours.locator("[data-outcome]").first).to_be_visible()
    undervalued = ours.locator('[data-checked="10"]').first
    expect(undervalued.locator("[data-to-action]")).to_be_visible()
    by_title = PlanPage(anna, server.plan_url).add(
        "actions", word("check.blind.topic", name=word("check.name.10"))
    )
    ours.evaluate("location.hash = 'check'")
    made_before = undervalued.locator("[data-is-action]")
    expect(made_before).to_have_attribute("href", f"#actions/{by_title}")
