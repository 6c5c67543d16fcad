"""The customer's supplier scorecard: the weighted mean of the criteria, year by year. Pure.

Called by reports/measure_values.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from leitstern.plan.generated import Criterion


def weighted_means(criteria: Sequence[Criterion]) -> dict[str, float]:
    """Year -> sum(weight x score) / sum(weight), over the criteria that have a weight above 0 and a score.

    A year in which no such criterion was scored is left out. A missing score is unknown, not zero.
    """
    years = sorted({year for one in criteria for year in one.scores})
    found = ((year, _mean(criteria, year)) for year in years)
    return {year: mean for year, mean in found if mean is not None}


def _mean(criteria: Sequence[Criterion], year: str) -> float | None:
    scored = [(one.weight, one.scores[year]) for one in criteria if one.weight and year in one.scores]
    total = sum(weight for weight, _ in scored)
    return sum(weight * score for weight, score in scored) / total if total > 0 else None
