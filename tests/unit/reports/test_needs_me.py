"""What needs a person today: their own dated actions of every plan, the most urgent first."""

from __future__ import annotations

from datetime import date, timedelta

from leitstern.plan.summary import DueAction
from leitstern.reports.needs_me import SHOWN, MyPlan, needs_of

TODAY = date(2027, 3, 1)


def _due(id: str, days: int, owner: str = "Anna Berg", side: str = "supplier") -> DueAction:
    return DueAction(id, id, TODAY + timedelta(days=days), owner, side)


def _plan(*actions: DueAction, id: str = "pln_1", name: str = "Anna Berg") -> MyPlan:
    return MyPlan(id, "Plan", "Salzwerk", name, "supplier", actions, TODAY)


def test_late_and_near_actions_of_all_plans_come_together():
    needs = needs_of([_plan(_due("near", 3), _due("far", 40)), _plan(_due("late", -2), id="pln_2")])
    assert [(one.action.id, one.plan.id, one.days_late) for one in needs.shown] == [
        ("late", "pln_2", 2),
        ("near", "pln_1", 0),
    ]
    assert needs.next is None


def test_actions_of_others_and_of_a_namesake_of_the_other_side_are_not_mine():
    others = _due("a", -1, "Julia Brandt"), _due("b", -1, "Anna Berg", "customer")
    assert needs_of([_plan(*others)]).shown == ()


def test_a_link_counts_before_a_name():
    """An entry of another name may be me; a namesake who is linked to somebody else is not."""
    linked = DueAction("mine", "mine", TODAY, "Julia Weber", "supplier", "par_me")
    namesake = DueAction("theirs", "theirs", TODAY, "Anna Berg", "supplier", "par_other")
    plan = MyPlan("pln_1", "Plan", "Salzwerk", "Anna Berg", "supplier", (linked, namesake), TODAY, "par_me")
    assert [one.action.id for one in needs_of([plan]).shown] == ["mine"]


def test_my_name_in_another_case_is_mine():
    assert len(needs_of([_plan(_due("a", 0, " anna BERG "))]).shown) == 1


def test_without_near_actions_the_next_one_is_named():
    needs = needs_of([_plan(_due("later", 60), _due("next", 20))])
    assert needs.shown == () and needs.next is not None and needs.next.action.id == "next"


def test_a_long_list_shows_the_number_of_further_items():
    needs = needs_of([_plan(*(_due(f"a{at}", 0) for at in range(SHOWN + 3)))])
    assert (len(needs.shown), needs.more) == (SHOWN, 3)
