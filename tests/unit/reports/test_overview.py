"""The overview's view model: works for any valid plan, and lists the most urgent items first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import Action, Goal, Opportunity, Person, PlanHeader, Side
from leitstern.reports.growth_map import growth_map
from leitstern.reports.measure_values import Words, measure_table
from leitstern.reports.overview import GAPS_SHOWN, Overview, overview_of
from leitstern.resources import web_dir
from leitstern.wording.catalogue import load_catalogues

TODAY = date(2026, 11, 23)
SIDES: dict[Side, str] = {"supplier": "Nordlicht", "customer": "Wendelin"}
CATALOGUES = load_catalogues(web_dir() / "locales")
PEOPLE = (
    Person("per_s", "a0", name="Sven", side="supplier"),
    Person("per_c", "a1", name="Cleo", side="customer"),
)


def plan_of(header: PlanHeader | None = None, **records: tuple[Any, ...]) -> PlanView:
    return replace(read_plan({}), header=header or PlanHeader(), records={"people": PEOPLE, **records})


amounts = st.sampled_from([None, 0.0, -1e12, 1e12, 0.1, 1.0]) | st.floats(-1e12, 1e12)
dates = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
opportunities = st.builds(
    Opportunity,
    st.sampled_from(["opp_1", "opp_2", "opp_3"]),
    st.just("a0"),
    title=st.text(max_size=5),
    benefit_customer=amounts,
    benefit_supplier=amounts,
    probability=st.none() | st.floats(0, 1),
    effort=st.none() | st.floats(5e-324, 1e6),
    time_horizon=dates,
)
values = st.none() | st.floats(-1e15, 1e15)
goals = st.builds(
    Goal,
    st.sampled_from(["goal_1", "goal_2"]),
    st.just("a0"),
    baseline=values,
    target=values,
    current=values,
    baseline_date=dates,
    target_date=dates,
    owner=st.sampled_from([None, "per_s", "per_gone"]),
)
actions = st.builds(
    Action,
    st.sampled_from(["act_1", "act_2"]),
    st.just("a0"),
    due=dates,
    owner=st.sampled_from([None, "per_c", "per_gone"]),
    predecessor=st.sampled_from([None, "act_1", "act_2"]),
)


def shown(plan: PlanView, locale: str = "en") -> Overview:
    return overview_of(plan, TODAY, SIDES, CATALOGUES[locale].text, locale)


@pytest.mark.slow
@settings(max_examples=150)
@given(
    st.lists(opportunities, max_size=4),
    st.lists(goals, max_size=3),
    st.lists(actions, max_size=3),
    st.from_regex("[A-Z]{3}", fullmatch=True),
    st.sampled_from(["de", "en"]),
)
def test_any_valid_plan_has_an_overview(
    chances: list[Any], aims: list[Any], deeds: list[Any], currency: str, locale: str
) -> None:
    header = PlanHeader(currency=currency)
    plan = plan_of(header=header, opportunities=tuple(chances), goals=tuple(aims), actions=tuple(deeds))
    seen = shown(plan, locale)
    assert all(0 <= one.strength <= 1 for one in seen.top)
    pictured = growth_map(plan, TODAY, SIDES, CATALOGUES[locale].text, locale)
    assert all(0 <= (one.progress or 0) <= 1 for one in pictured.goals)
    table = measure_table(plan, TODAY, Words(SIDES, CATALOGUES[locale].text, locale))
    assert all(value.text for values in table.values() for value in values.values())


def action(number: int, days: int, owner: str = "per_c", **changes: Any) -> Action:
    made = Action(f"act_{number}", "a0", title=f"A{number}", owner=owner, due=TODAY + timedelta(days=days))
    return replace(made, **changes)


def test_each_side_sees_late_actions_first_then_those_due_soon() -> None:
    plan = plan_of(
        actions=(
            action(1, 30),
            action(2, -3),
            action(3, 200),
            action(4, -9, status="done"),
            action(5, -20),
            action(6, 1, owner="per_s"),
        ),
    )
    customer, supplier = shown(plan).steps
    assert [(step.action.id, step.days_late) for step in customer.shown] == [
        ("act_5", 20),
        ("act_2", 3),
        ("act_1", 0),
    ]
    assert [step.owner for step in supplier.shown] == ["Sven"]
    assert (shown(plan).actions, shown(plan).done, shown(plan).late) == (6, 1, 2)


def test_long_lists_show_the_number_of_further_items() -> None:
    plan = plan_of(
        actions=tuple(action(number, 5) for number in range(8)),
        goals=tuple(Goal(f"goal_{number}", "a0", title="G") for number in range(12)),
    )
    seen = shown(plan)
    assert (len(seen.steps[0].shown), seen.steps[0].more) == (5, 3)
    assert len(seen.gaps) == GAPS_SHOWN and seen.more_gaps == 24 - GAPS_SHOWN
