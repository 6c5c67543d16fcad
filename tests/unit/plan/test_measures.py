"""The formulas of the growth plan, and the gaps that a plan has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from leitstern.plan import measures
from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import Action, ActionStatus, Goal, Opportunity, Person

TODAY = date(2026, 5, 4)
OPPORTUNITY = Opportunity(
    "opp_1", "a0", title="O", benefit_customer=300_000, benefit_supplier=100_000, probability=0.5, effort=40
)
GOAL = Goal(
    "goal_1", "a0", title="G", baseline=90, target=98, current=92, target_date=date(2028, 1, 1), owner="per_s"
)
ACTION = Action("act_1", "a0", title="A", owner="per_s", due=TODAY, status="running", serves=("goal_1",))
PEOPLE = (Person("per_s", "a0", name="S", side="supplier"), Person("per_c", "a1", name="C", side="customer"))
EMPTY = read_plan({})


def plan(**parts: Any) -> PlanView:
    return replace(EMPTY, records={"people": PEOPLE, **parts})


def codes(view: PlanView) -> list[str]:
    return [flag.code for flag in measures.flags(view, TODAY)]


def test_priority_is_probability_times_the_geometric_mean_of_both_benefits_over_effort() -> None:
    even = replace(OPPORTUNITY, benefit_customer=200_000, benefit_supplier=200_000)
    assert measures.priority(even) == 0.5 * 200_000 / 40
    assert (
        measures.priority(replace(OPPORTUNITY, benefit_customer=400, benefit_supplier=100)) == 0.5 * 200 / 40
    )


@pytest.mark.parametrize("side", ["benefit_customer", "benefit_supplier"])
@pytest.mark.parametrize("amount", [0, -5])
def test_priority_is_zero_where_a_side_gains_nothing(side: str, amount: float) -> None:
    change: dict[str, Any] = {side: amount}
    assert measures.priority(replace(OPPORTUNITY, **change)) == 0


@pytest.mark.parametrize("field", ["benefit_customer", "benefit_supplier", "probability", "effort"])
def test_priority_is_unknown_when_any_input_is(field: str) -> None:
    change: dict[str, Any] = {field: None}
    assert measures.priority(replace(OPPORTUNITY, **change)) is None


def test_positions_rank_open_opportunities_and_share_a_place_when_equal() -> None:
    better = replace(OPPORTUNITY, id="opp_2", probability=0.9)
    equal = replace(OPPORTUNITY, id="opp_3")
    worse = replace(OPPORTUNITY, id="opp_4", effort=400)
    dropped = replace(OPPORTUNITY, id="opp_5", stage="dropped")
    found = measures.positions([OPPORTUNITY, better, equal, worse, dropped])
    assert found == {"opp_2": 1, "opp_1": 2, "opp_3": 2, "opp_4": 4}


@pytest.mark.parametrize(
    ("offset", "status", "late"),
    [
        (0, "running", 0),
        (-1, "running", 1),
        (-9, "blocked", 9),
        (-9, "done", 0),
        (-9, "dropped", 0),
        (5, "planned", 0),
    ],
)
def test_an_action_is_late_from_the_day_after_due_until_it_ends(
    offset: int, status: ActionStatus, late: int
) -> None:
    action = replace(ACTION, due=TODAY + timedelta(days=offset), status=status)
    assert measures.days_late(action, TODAY) == late
    assert measures.is_late(action, TODAY) is (late > 0)


def test_benefit_excludes_dropped_and_unknown_opportunities() -> None:
    dropped = replace(OPPORTUNITY, stage="dropped")
    unknown = replace(OPPORTUNITY, benefit_customer=None)
    found = measures.benefit([OPPORTUNITY, dropped, unknown], "customer")
    assert (found.total, found.weighted, found.counted) == (300_000, 150_000, 1)


def test_an_opportunity_in_which_a_side_gains_nothing_is_flagged() -> None:
    assert codes(plan(opportunities=(replace(OPPORTUNITY, benefit_customer=0),))) == [
        "customer_gains_nothing"
    ]
    assert codes(plan(opportunities=(replace(OPPORTUNITY, benefit_supplier=-5),))) == [
        "supplier_gains_nothing"
    ]
    assert codes(plan(opportunities=(replace(OPPORTUNITY, benefit_supplier=None),))) == ["benefit_unknown"]
    assert codes(plan(opportunities=(replace(OPPORTUNITY, effort=None),))) == ["not_rankable"]
    assert codes(plan(opportunities=(replace(OPPORTUNITY, benefit_customer=0, stage="dropped"),))) == []


def test_an_action_needs_an_existing_owner_and_a_date() -> None:
    assert codes(plan(actions=(replace(ACTION, owner=None, due=None),))) == ["without_owner", "without_due"]
    assert codes(plan(actions=(replace(ACTION, owner="per_gone"),))) == ["without_owner"]
    assert codes(plan(actions=(replace(ACTION, owner=None, due=None, status="done"),))) == []


def test_a_late_action_has_its_days_of_delay() -> None:
    late = replace(ACTION, due=TODAY - timedelta(days=12))
    assert [(flag.code, flag.days) for flag in measures.flags(plan(actions=(late,)), TODAY)] == [("late", 12)]


def test_an_action_that_runs_before_its_predecessor_is_finished_is_flagged() -> None:
    first = replace(ACTION, id="act_0", status="planned")
    second = replace(ACTION, predecessor="act_0")
    assert codes(plan(actions=(first, second))) == ["predecessor_unfinished"]
    assert codes(plan(actions=(replace(first, status="done"), second))) == []
    assert codes(plan(actions=(first, replace(second, status="planned")))) == []


def test_a_goal_without_opportunities_or_with_one_side_only_is_flagged() -> None:
    assert codes(plan(goals=(replace(GOAL, owner=None),))) == ["goal_unserved"]
    assert codes(plan(goals=(GOAL,), actions=(ACTION,))) == ["goal_one_sided"]
    both = replace(ACTION, id="act_2", owner="per_c")
    assert codes(plan(goals=(GOAL,), actions=(ACTION, both))) == []


def test_an_action_serves_a_goal_through_its_opportunity() -> None:
    goal = replace(GOAL, opportunities=("opp_1",))
    action = replace(ACTION, owner="per_c", serves=("opp_1",))
    view = plan(goals=(goal,), opportunities=(OPPORTUNITY,), actions=(action,))
    assert measures.sides_at_work(view, goal) == {"supplier", "customer"}
    assert codes(view) == []


def test_goals_of_one_side_only_and_a_short_horizon_are_gaps_of_the_plan() -> None:
    goals = tuple(replace(GOAL, id=f"goal_{n}", whose="supplier") for n in range(3))
    assert "no_goal_of_customer" in codes(plan(goals=goals))
    assert "no_goal_of_customer" not in codes(plan(goals=goals[:2]))
    short = replace(EMPTY.header, horizon_start=2026, horizon_end=2027)
    assert codes(replace(EMPTY, header=short)) == ["horizon_short"]


def test_a_record_without_a_title_has_no_gaps_yet() -> None:
    nameless = plan(
        opportunities=(Opportunity("opp_1", "a0"),),
        goals=(Goal("goal_1", "a0", title="  "),),
        actions=(Action("act_1", "a0", due=TODAY - timedelta(days=3)),),
    )
    assert codes(nameless) == []
