"""Chapter Roadmap with both sides: joint projects, risks, decisions, and what a change would move."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def test_a_project_a_risk_and_a_decision_are_written_and_read_by_both_sides(
    member: PlanPage, guest: PlanPage
):
    project = member.add("projects", "Shared weekend crew")
    sentence = member.value(project, "importance")
    sentence.get_by_role("button").click()
    sentence.get_by_role("textbox").press_sequentially("Two companies, one shift plan.")
    member.page.keyboard.press("Escape")
    guest.go_to("projects")
    expect(guest.card(project)).to_contain_text("Two companies, one shift plan.")

    risk = member.add("risks", "Crew falls ill")
    for field, choice in (("likelihood", "high"), ("impact", "high")):
        member.open_card(risk)
        member.value(risk, field).get_by_role("button").click()
        member.page.get_by_role("option", name=word(f"choices.{field}.{choice}"), exact=True).click()
    expect(member.card(risk).locator("[data-severity]")).to_contain_text("9 of 9")
    guest.go_to("risks")
    expect(guest.card(risk)).to_contain_text(word("flag.risk_uncountered"))

    decision = member.add("plan_decisions", "The crew works in both companies.")
    guest.go_to("plan_decisions")
    entries = guest.page.locator("leitstern-decision-list [data-decided]")
    expect(entries.first).to_contain_text("The crew works in both companies.")
    of_session = entries.filter(has_text="Lindach goes first")
    expect(of_session).to_contain_text(word("decision.outcome.agreed"))
    expect(of_session.get_by_role("link")).to_have_attribute("href", re.compile(r"/sessions/"))
    entries.first.get_by_role("link").first.press("Enter")
    expect(guest.card(decision)).to_be_visible()

    member.go_to("timeline")
    bar = member.page.locator('[data-record="prj_platform"] .bar__body')
    expect(bar).to_be_visible()


def test_a_drag_and_a_dialog_show_what_would_move_before_anything_is_written(
    member: PlanPage, guest: PlanPage
):
    member.go_to("timeline")
    page = member.page
    bar = page.locator('[data-record="act_lines_rest"] .bar__body')
    bar.scroll_into_view_if_needed()
    words = bar.get_attribute("aria-label")
    bar.hover()
    box = bar.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=4)
    page.mouse.move(middle[0] + 260, middle[1], steps=4)
    effects = page.locator(".what-if-drag")
    expect(effects.locator('[data-effect="opportunities/opp_energy"]')).to_contain_text("later")
    page.keyboard.press("Escape")
    expect(effects).to_have_count(0)
    page.mouse.up()
    expect(bar).to_have_attribute("aria-label", words or "")

    guest.go_to("opportunities")
    guest.card("opp_washdown").locator(".record__priority button").click()
    guest.page.locator("[data-what-if]").press("Enter")
    dialog = guest.page.get_by_role("dialog")
    slider = dialog.locator('[data-try="probability"]')
    slider.focus()
    slider.press("End")
    expect(dialog.locator('[data-effect="opportunities/opp_washdown"]')).to_contain_text("rank")
    expect(dialog.locator('[data-effect="goals/goal_share"]').first).to_be_visible()
    dialog.locator("[data-throw-away]").click()
    expect(guest.value("opp_washdown", "probability")).to_contain_text("40%")
    guest.card("opp_washdown").locator(".record__priority button").click()
    guest.page.locator("[data-what-if]").click()
    effort = dialog.locator('[data-try="effort"]')
    effort.fill("0")
    expect(dialog.get_by_role("alert")).to_contain_text(word("what_if.refused"))
    expect(dialog.locator("[data-keep]")).to_be_disabled()
    effort.fill("45")
    expect(dialog.locator("[data-effect]").first).to_be_visible()
    effort.press("Enter")
    expect(dialog).to_have_count(0)
    member.go_to("opportunities")
    member.open_card("opp_washdown")
    expect(member.value("opp_washdown", "effort")).to_contain_text("45")
