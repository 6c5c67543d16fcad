"""Progress of a goal to reach, and the margin of a goal to keep. Each formula is in this file only.

Pure; None means that a needed value is unknown, which is not zero. The formulas are defined in
docs/glossary.md. Called by reports/.
"""

from __future__ import annotations

from datetime import date

from leitstern.plan.generated import Goal
from leitstern.plan.quotients import usable

KEPT = ("keep_above", "keep_below")
FAR_BEHIND = 0.15
"""How far progress may trail the time that has passed before a goal is called behind."""


def progress(goal: Goal) -> float | None:
    """(current - baseline) / (target - baseline): 0 at the baseline, 1 at the target; not limited to that
    range.

    None when one of the three is unknown, the target is the baseline, or the goal is one to keep.
    """
    if goal.aim in KEPT:
        return None
    if goal.current is None or goal.baseline is None or goal.target is None or goal.target == goal.baseline:
        return None
    return usable((goal.current - goal.baseline) / (goal.target - goal.baseline))


def expected_progress(goal: Goal, today: date) -> float | None:
    """The elapsed share of the time between baseline date and target date, 0 to 1."""
    if goal.aim in KEPT:
        return None
    if goal.baseline_date is None or goal.target_date is None or goal.target_date <= goal.baseline_date:
        return None
    passed = (today - goal.baseline_date).days / (goal.target_date - goal.baseline_date).days
    return min(max(passed, 0.0), 1.0)


def expected_value(goal: Goal, today: date) -> float | None:
    """baseline + expected progress x (target - baseline): where the goal should be today, in its unit."""
    share = expected_progress(goal, today)
    if share is None or goal.baseline is None or goal.target is None:
        return None
    return usable(goal.baseline + share * (goal.target - goal.baseline))


def margin(goal: Goal) -> float | None:
    """How far a goal to keep is on the right side of its target, in its unit; negative when it is broken.

    `current - target` for *keep above*, `target - current` for *keep below*. None for a goal to reach, and
    when a value is unknown.
    """
    if goal.aim not in KEPT or goal.current is None or goal.target is None:
        return None
    above = goal.current - goal.target
    return usable(above if goal.aim == "keep_above" else -above)


def is_measurable(goal: Goal) -> bool:
    """Whether the current value alone is missing for the formulas: a goal to keep needs only its target."""
    if goal.target is None:
        return False
    return goal.aim in KEPT or (goal.baseline is not None and goal.target_date is not None)


def is_measured(goal: Goal) -> bool:
    """Whether it is known how the goal stands."""
    return progress(goal) is not None or margin(goal) is not None


def is_behind(goal: Goal, today: date) -> bool:
    """Whether a goal to keep is broken, or progress is more than `FAR_BEHIND` below the elapsed share of
    time. Unknown is not behind.
    """
    kept = margin(goal)
    if kept is not None:
        return kept < 0
    reached, expected = progress(goal), expected_progress(goal, today)
    return reached is not None and expected is not None and reached < expected - FAR_BEHIND
