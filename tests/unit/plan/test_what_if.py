"""What a change would move: worked examples by hand, and what holds for every plan."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.errors import InvalidInput, NotFound
from leitstern.plan import what_if
from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.schedule import pushed
from leitstern.plan.what_if import Change, Effects

START = date(2027, 1, 1)


def day(days: int) -> str:
    return (START + timedelta(days=days)).isoformat()


def plan(**slack: int) -> PlanView:
    """First -> second -> project -> opportunity -> goal, with this many days of slack between them."""
    gap = {"second": 10, "project": 5, "opportunity": 20, "goal": 100, **slack}
    first = 30
    second = first + gap["second"] + 20
    project = second + gap["project"]
    full = project + gap["opportunity"]
    return read_plan(
        {
            "plan": {"horizon_start": 2027, "horizon_end": 2029, "currency": "EUR"},
            "actions": {
                "act_1": {"order": "a", "title": "First", "start": day(0), "due": day(first)},
                "act_2": {
                    "order": "b",
                    "title": "Second",
                    "start": day(first + 1 + gap["second"]),
                    "due": day(second),
                    "predecessor": "act_1",
                    "serves": {"prj_1": True},
                },
            },
            "projects": {
                "prj_1": {
                    "order": "a",
                    "title": "Pilot",
                    "project_stage": "running",
                    "start": day(0),
                    "due": day(project),
                    "serves": {"opp_1": True},
                }
            },
            "opportunities": {
                "opp_1": {
                    "order": "a",
                    "title": "Fewer stops",
                    "benefit_customer": 365_000,
                    "benefit_supplier": 73_000,
                    "probability": 0.5,
                    "effort": 100,
                    "time_horizon": day(full),
                },
                "opp_2": {
                    "order": "b",
                    "title": "Other",
                    "benefit_customer": 100_000,
                    "benefit_supplier": 100_000,
                    "probability": 0.9,
                    "effort": 100,
                },
            },
            "goals": {
                "goal_1": {
                    "order": "a",
                    "title": "Halve stops",
                    "target_date": day(full + gap["goal"]),
                    "opportunities": {"opp_1": True},
                }
            },
        }
    )


def effects_of(data: PlanView, changes: list[Change]) -> Effects:
    return what_if.effects_of(data, changes, START)


def moved(effects: Effects) -> dict[str, int]:
    return {one.record: (one.after - one.before).days for one in effects.moved}


def later(days: int, **slack: int) -> Effects:
    return effects_of(plan(**slack), [Change("act_1", "due", day(30 + days))])


def test_within_its_slack_a_change_moves_nothing_else_and_says_how_much_is_left() -> None:
    effects = later(7)
    assert moved(effects) == {"act_1": 7}
    assert effects.goals == () and effects.years == ()
    assert effects.room is not None and (effects.room.days, effects.room.record) == (3, "act_2")


def test_what_is_beyond_each_slack_is_pushed_on() -> None:
    """60 days: 10 are slack of the second action, 5 of the project, 20 of the opportunity: 25 are left."""
    effects = later(60)
    assert moved(effects) == {"act_1": 60, "act_2": 50, "prj_1": 45, "opp_1": 25}
    (goal,) = effects.goals
    assert goal.days == 25 and goal.over == (0, 0), "its target date is 100 days off"
    assert effects.room is None
    years = {(one.side, one.year): round(one.after - one.before) for one in effects.years}
    assert years == {("customer", 2027): -12_500, ("supplier", 2027): -2_500}, "25 days of 500 and 100 a day"


def test_a_goal_is_over_its_date_by_what_is_beyond_it() -> None:
    (goal,) = later(200).goals
    assert goal.over == (0, 65), "165 days for the opportunity, 100 of them before the target date"


def test_what_overlaps_today_keeps_overlapping() -> None:
    """The second action starts 9 days before the first one ends: 7 days more move it by 7, not by 16."""
    assert moved(later(7, second=-10, project=50)) == {"act_1": 7, "act_2": 7}


def test_an_action_that_is_done_is_not_pushed() -> None:
    effects = effects_of(_with(plan(), "act_2", status="done"), [Change("act_1", "due", day(90))])
    assert moved(effects) == {"act_1": 60}


def test_probability_moves_benefits_goal_and_rank() -> None:
    effects = effects_of(plan(), [Change("opp_1", "probability", 1.0)])
    (goal,) = effects.goals
    assert goal.expected == (219_000.0, 438_000.0)
    own = next(one for one in effects.priorities if one.record == "opp_1")
    assert own.after == pytest.approx(2 * (own.before or 0))
    places = {one.record: (one.place_before, one.place_after) for one in effects.priorities}
    assert places == {"opp_1": (2, 1), "opp_2": (1, 2)}
    assert {one.year for one in effects.years} == {2027, 2028, 2029}


def test_the_firm_part_of_a_year_is_told_apart() -> None:
    """Evidence level 3 of the customer's benefit, level 2 of the supplier's: the one counts in the plan's
    figures, the other does not.
    """
    levels: Any = {"evidence_level_customer": "agreed", "evidence_level_supplier": "estimated"}
    known = plan()
    firm = tuple(replace(one, **levels) if one.id == "opp_1" else one for one in known.opportunities)
    effects = effects_of(_replaced(known, opportunities=firm), [Change("opp_1", "probability", 1.0)])
    last = {one.side: one for one in effects.years if one.year == 2029}
    mine = {"customer": 365_000 * 0.5, "supplier": 73_000 * 0.5}
    for side, one in last.items():
        assert one.after - one.before == pytest.approx(mine[side])
    assert last["customer"].firm[1] - last["customer"].firm[0] == pytest.approx(mine["customer"])
    assert last["supplier"].firm == (0.0, 0.0)
    for one in effects.years:
        assert one.firm[0] <= one.before and one.firm[1] <= one.after


def test_effort_moves_the_priority_alone() -> None:
    effects = effects_of(plan(), [Change("opp_1", "effort", 50)])
    assert [*effects.moved, *effects.goals, *effects.years] == []
    own = next(one for one in effects.priorities if one.record == "opp_1")
    assert own.after == pytest.approx(2 * (own.before or 0))


def test_a_date_before_the_horizon_counts_from_its_first_day() -> None:
    effects = effects_of(plan(), [Change("opp_1", "time_horizon", "2026-06-01")])
    first = next(one for one in effects.years if (one.side, one.year) == ("customer", 2027))
    assert first.after == pytest.approx(182_500)


@pytest.mark.parametrize(
    "change",
    [
        Change("opp_1", "probability", 1.5),
        Change("opp_1", "effort", 0.0),
        Change("opp_1", "title", "Mine"),
        Change("act_1", "due", "tomorrow"),
        Change("act_1", "probability", 0.5),
    ],
)
def test_what_the_schema_forbids_is_refused(change: Change) -> None:
    with pytest.raises(InvalidInput):
        effects_of(plan(), [change])


def test_an_unknown_record_is_not_found() -> None:
    with pytest.raises(NotFound):
        effects_of(plan(), [Change("act_nobody", "due", day(1))])


def test_a_circle_of_actions_ends() -> None:
    circle = _with(plan(), "act_1", predecessor="act_2")
    assert moved(effects_of(circle, [Change("act_1", "due", day(90))])) == {"act_1": 60}


@given(st.integers(-400, 400), st.integers(-30, 30), st.integers(0, 60))
def test_nothing_moves_further_than_what_pushes_it(days: int, second: int, project: int) -> None:
    found = moved(later(days, second=second, project=project))
    ends = [days, *(found.get(one, 0) for one in ("act_2", "prj_1", "opp_1"))]
    assert all(max(0, one) >= other >= 0 for one, other in itertools.pairwise(ends))


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_later_date_never_helps(one: int, other: int) -> None:
    low, high = sorted((one, other))
    less = sum(year.after - year.before for year in later(low).years)
    more = sum(year.after - year.before for year in later(high).years)
    assert more <= less <= 0


@given(st.permutations(["act_1", "act_2"]))
def test_the_order_of_records_changes_nothing(order: list[str]) -> None:
    data = plan()
    by_id = {one.id: one for one in data.actions}
    mixed = _replaced(data, actions=tuple(by_id[one] for one in order))
    change = [Change("act_1", "due", day(90))]
    assert moved(effects_of(mixed, change)) == moved(effects_of(data, change))


@given(st.dates(), st.dates(), st.dates())
def test_a_push_is_never_more_than_the_move(before: date, after: date, limit: date) -> None:
    assert 0 <= pushed(before, after, limit) <= max(0, (after - before).days)


def _with(data: PlanView, record: str, **values: Any) -> PlanView:
    actions = tuple(replace(one, **values) if one.id == record else one for one in data.actions)
    return _replaced(data, actions=actions)


def _replaced(data: PlanView, **records: Any) -> PlanView:
    return replace(data, records={**data.records, **records})
