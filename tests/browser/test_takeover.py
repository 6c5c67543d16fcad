"""Deleting a person who is responsible for something asks who takes over, as one step of undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def owned_by(plan: PlanPage, name: str) -> tuple[str, str]:
    """A person of that name with a goal of theirs: both ids."""
    person = plan.add("people", name)
    goal = plan.add("goals", f"Ziel von {name}")
    plan.open_card(goal)
    plan.value(goal, "owner").get_by_role("button").click()
    plan.page.keyboard.type(name)
    plan.page.get_by_role("option", name=name).first.click()
    expect(plan.value(goal, "owner")).to_contain_text(name)
    return person, goal


def ask(plan: PlanPage, person: str, name: str) -> Locator:
    plan.go_to("people")
    plan.card(person).get_by_role("button", name=word("plan.menu_of", name=name)).click()
    plan.page.get_by_role("menuitem", name=word("plan.delete")).click()
    dialog = plan.page.get_by_role("dialog")
    expect(dialog).to_contain_text(word("takeover.title", name=name))
    expect(dialog).to_contain_text(f"Ziel von {name}")
    return dialog


def test_somebody_takes_over_and_one_undo_brings_both_back(member: PlanPage, guest: PlanPage):
    name = "Uwe Alt"
    person, goal = owned_by(member, name)
    dialog = ask(member, person, name)
    heir = dialog.locator("option").nth(1)
    label = heir.inner_text().split(" · ")[0]
    dialog.get_by_role("combobox").select_option(index=1)
    dialog.get_by_role("button", name=word("takeover.delete", name=name)).press("Enter")
    expect(member.card(person)).to_have_count(0)
    for plan in (member, guest):
        plan.go_to("goals")
        expect(plan.value(goal, "owner")).to_contain_text(label)
    member.page.locator(".toast").get_by_role("button", name=word("plan.undo")).click()
    for plan in (member, guest):
        expect(plan.value(goal, "owner")).to_contain_text(name)
    member.go_to("people")
    expect(member.card(person)).to_be_visible()


def test_left_open_the_entry_names_nobody_until_the_person_returns(member: PlanPage):
    name = "Ute Neu"
    person, goal = owned_by(member, name)
    ask(member, person, name).get_by_role("button", name=word("takeover.delete", name=name)).click()
    expect(member.card(person)).to_have_count(0)
    member.go_to("goals")
    expect(member.value(goal, "owner")).not_to_contain_text(name)


@pytest.mark.parametrize("key", ["Escape", "cancel"])
def test_without_an_answer_nobody_is_deleted(member: PlanPage, key: str):
    name = f"Ida {key}"
    person, _ = owned_by(member, name)
    dialog = ask(member, person, name)
    if key == "Escape":
        member.page.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name=word("base.cancel"), exact=True).click()
    expect(dialog).to_have_count(0)
    expect(member.card(person)).to_be_visible()
