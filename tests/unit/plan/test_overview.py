"""The overview's view model: it holds for whatever people may enter, and shows the most urgent first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstern.pages import formats
from leitstern.pages.catalogue import load_catalogues
from leitstern.pages.overview import GAPS_SHOWN, GOALS_SHOWN, Overview, measures_of, overview_of
from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import Action, Goal, Opportunity, Person, PlanHeader, Side
from leitstern.resources import web_dir

TODAY = date(2026, 11, 23)
SIDES: dict[Side, str] = {"supplier": "Nordlicht", "customer": "Wendelin"}
CATALOGUES = load_catalogues(web_dir() / "locales")
PEOPLE = (
    Person("per_s", "a0", name="Sven", side="supplier"),
    Person("per_c", "a1", name="Cleo", side="customer"),
)
EMPTY = replace(read_plan({}), people=PEOPLE)

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


@settings(max_examples=150)
@given(
    st.lists(opportunities, max_size=4),
    st.lists(goals, max_size=3),
    st.lists(actions, max_size=3),
    st.from_regex("[A-Z]{3}", fullmatch=True),
    st.sampled_from(["de", "en"]),
)
def test_whatever_the_schema_allows_can_be_shown(
    chances: list[Any], aims: list[Any], deeds: list[Any], currency: str, locale: str
) -> None:
    header = PlanHeader(currency=currency)
    plan = replace(
        EMPTY, header=header, opportunities=tuple(chances), goals=tuple(aims), actions=tuple(deeds)
    )
    seen = shown(plan, locale)
    assert all(0 <= one.strength <= 1 for one in seen.top) and all(0 <= one.bar <= 1 for one in seen.goals)
    assert all(0 <= one.share <= 1 for one in seen.benefits)
    number, percent = partial(formats.number, locale=locale), partial(formats.percent, locale=locale)
    found = measures_of(plan, TODAY, SIDES, CATALOGUES[locale].text, number, percent)
    assert all(one.text for one in found)


def action(number: int, days: int, owner: str = "per_c", **changes: Any) -> Action:
    made = Action(f"act_{number}", "a0", title=f"A{number}", owner=owner, due=TODAY + timedelta(days=days))
    return replace(made, **changes)


def test_each_side_sees_its_late_actions_first_and_then_what_is_due_soon() -> None:
    plan = replace(
        EMPTY,
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


def test_long_lists_say_how_much_more_there_is() -> None:
    plan = replace(
        EMPTY,
        actions=tuple(action(number, 5) for number in range(8)),
        goals=tuple(Goal(f"goal_{number}", "a0") for number in range(12)),
    )
    seen = shown(plan)
    assert (len(seen.steps[0].shown), seen.steps[0].more) == (5, 3)
    assert (len(seen.goals), seen.all_goals) == (GOALS_SHOWN, 12)
    assert len(seen.gaps) == GAPS_SHOWN and seen.more_gaps == 24 - GAPS_SHOWN


@pytest.mark.parametrize(("current", "is_behind"), [(10.0, True), (40.0, False), (None, False)])
def test_a_goal_is_behind_when_its_time_runs_well_ahead_of_it(current: float | None, is_behind: bool) -> None:
    goal = Goal(
        "goal_1",
        "a0",
        baseline=0,
        target=100,
        current=current,
        baseline_date=TODAY - timedelta(days=500),
        target_date=TODAY + timedelta(days=500),
    )
    assert shown(replace(EMPTY, goals=(goal,))).goals[0].is_behind is is_behind


def test_amounts_are_short_from_a_million_on() -> None:
    chance = Opportunity(
        "opp_1", "a0", benefit_customer=2_840_000, benefit_supplier=640_000, probability=0.5, effort=1
    )
    customer, supplier = shown(replace(EMPTY, opportunities=(chance,)), "de").benefits
    assert customer.total.replace("\xa0", " ") == "2,8 Mio. €"
    assert supplier.total.replace("\xa0", " ") == "640.000 €"
    assert customer.share == pytest.approx(2_840 / 3_480)
