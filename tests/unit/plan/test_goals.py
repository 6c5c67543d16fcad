"""The formulas of goals: on the way to a target, or kept above or below one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan import goals
from leitstern.plan.generated import Goal

TODAY = date(2026, 5, 4)
GOAL = Goal(
    "goal_1", "a0", title="G", baseline=90, target=98, current=92, target_date=date(2028, 1, 1), owner="per_s"
)
KEPT = replace(GOAL, aim="keep_above", current=98.4)


def test_progress_runs_from_baseline_to_target_also_downwards() -> None:
    assert goals.progress(GOAL) == pytest.approx(0.25)
    assert goals.progress(replace(GOAL, baseline=40, target=20, current=35)) == pytest.approx(0.25)
    assert goals.progress(replace(GOAL, current=88)) == pytest.approx(-0.25)
    assert str(goals.progress(replace(GOAL, baseline=40, target=20, current=40))) == "0.0", "not -0.0"


@pytest.mark.parametrize("change", [{"current": None}, {"baseline": None}, {"target": None}, {"target": 90}])
def test_progress_is_unknown_without_three_numbers_or_with_equal_baseline_and_target(
    change: dict[str, Any],
) -> None:
    assert goals.progress(replace(GOAL, **change)) is None


def test_expected_progress_is_the_share_of_elapsed_time() -> None:
    goal = replace(GOAL, baseline_date=TODAY - timedelta(days=30), target_date=TODAY + timedelta(days=90))
    assert goals.expected_progress(goal, TODAY) == pytest.approx(0.25)
    assert goals.expected_progress(replace(goal, baseline_date=None), TODAY) is None


@given(
    st.builds(
        Goal, st.just("g"), st.just("a0"), baseline=st.floats(-1e15, 1e15), target=st.floats(-1e15, 1e15)
    )
)
def test_progress_is_zero_at_baseline_and_one_at_target(goal: Goal) -> None:
    at_start = goals.progress(replace(goal, current=goal.baseline))
    at_end = goals.progress(replace(goal, current=goal.target))
    assert (at_start, at_end) == ((None, None) if goal.baseline == goal.target else (0.0, 1.0))


def test_the_expected_value_is_on_the_line_from_baseline_to_target() -> None:
    goal = replace(GOAL, baseline_date=date(2026, 5, 2), target_date=date(2026, 5, 6), baseline=90, target=98)
    assert goals.expected_value(goal, TODAY) == 94
    assert goals.expected_value(replace(goal, baseline=None), TODAY) is None
    assert goals.expected_value(replace(goal, baseline_date=None), TODAY) is None


@pytest.mark.parametrize(
    ("aim", "current", "margin"),
    [
        ("keep_above", 98.5, 0.5),
        ("keep_above", 98, 0),
        ("keep_above", 97, -1),
        ("keep_below", 97, 1),
        ("keep_below", 99, -1),
    ],
)
def test_a_goal_to_keep_has_a_margin_on_the_right_side_of_its_target(aim, current, margin) -> None:
    goal = replace(GOAL, aim=aim, current=current)
    assert goals.margin(goal) == margin
    assert goals.is_behind(goal, TODAY) is (margin < 0)
    assert goals.progress(goal) is None and goals.expected_value(goal, TODAY) is None


def test_a_goal_to_keep_needs_its_target_alone() -> None:
    assert goals.is_measurable(replace(KEPT, baseline=None, target_date=None))
    assert not goals.is_measurable(replace(KEPT, target=None))
    assert not goals.is_measurable(replace(GOAL, baseline=None))
    assert goals.margin(replace(KEPT, current=None)) is None and goals.margin(GOAL) is None
    assert not goals.is_behind(replace(KEPT, current=None), TODAY)


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_keeping_above_and_below_are_opposites(current: float, target: float) -> None:
    above = goals.margin(replace(KEPT, current=current, target=target))
    below = goals.margin(replace(KEPT, aim="keep_below", current=current, target=target))
    assert above is not None and below is not None and above == -below
