"""Pasting into names of one line: rows after a question, and never a tab or a line break in the name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word

LINES = "• Ersatzteile\r\n• Wartung\tim Abo\r\n\r\n• Schulung"


def _paste(plan: PlanPage, words: str) -> None:
    """Through the clipboard, as people do."""
    plan.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    plan.page.evaluate("words => navigator.clipboard.writeText(words)", words)
    plan.page.keyboard.press("Control+v")


def _new_goal(plan: PlanPage) -> tuple[str, Locator]:
    record = plan.add("goals", "Ziel: ")
    return record, plan.edit_title(record)


def _question(plan: PlanPage, count: int) -> Locator:
    return plan.page.get_by_role("dialog", name=word("paste.question.other", count=count))


def test_several_lines_become_rows_after_a_question_and_one_undo_takes_them_back(member: PlanPage):
    member.go_to("goals")
    record, _ = _new_goal(member)
    before = member.shown("goals")
    _paste(member, LINES)
    _question(member, 3).get_by_role("button", name=word("paste.rows.other", count=3)).click()
    expect(member.cards("goals")).to_have_count(before + 2)
    expect(member.title(record)).to_contain_text("Ziel: Ersatzteile")
    order = member.order("goals")
    at = order.index(record)
    expect(member.title(order[at + 1])).to_contain_text("Wartung im Abo")
    expect(member.title(order[at + 2])).to_contain_text("Schulung")
    member.page.keyboard.press("Control+z")
    expect(member.cards("goals")).to_have_count(before)


@pytest.mark.parametrize("answer", ["button", "Escape"])
def test_without_confirmation_pasted_lines_become_one_line(member: PlanPage, answer: str):
    member.go_to("goals")
    record, field = _new_goal(member)
    field.press("Home")
    before = member.shown("goals")
    _paste(member, LINES)
    question = _question(member, 3)
    expect(question).to_be_visible()
    if answer == "Escape":
        member.page.keyboard.press("Escape")
    else:
        question.get_by_role("button", name=word("paste.one_line")).click()
    shown = member.title(record).locator(".value__text")
    expect(shown).to_have_text("Ersatzteile Wartung im Abo SchulungZiel: ")
    assert member.shown("goals") == before


def test_a_pasted_line_loses_its_tabs_and_shift_enter_does_not_break_a_name(member: PlanPage):
    _, field = _new_goal(member)
    _paste(member, "Pumpen\t\tund\tVentile\n")
    expect(field).to_have_value("Ziel: Pumpen und Ventile")
    expect(member.page.get_by_role("dialog")).to_have_count(0)
    field.press("Shift+Enter")
    expect(field).to_have_count(0)
    expect(member.page.get_by_text("Ziel: Pumpen und Ventile").first).to_be_visible()
