"""The weighted mean of the customer's supplier scorecard."""

from __future__ import annotations

import pytest

from leitstern.plan.generated import Criterion
from leitstern.plan.scorecard import weighted_means


def criterion(weight: float | None, **scores: float) -> Criterion:
    years = {name.removeprefix("y"): score for name, score in scores.items()}
    return Criterion("crt", "a", weight=weight, scores=years)


def test_a_year_has_the_mean_of_its_scores_by_weight() -> None:
    means = weighted_means([criterion(30, y2024=2, y2025=4), criterion(10, y2024=4)])
    assert means == {"2024": pytest.approx(2.5), "2025": pytest.approx(4)}


def test_without_weights_there_is_no_mean() -> None:
    assert weighted_means([criterion(None, y2024=2), criterion(0, y2024=5)]) == {}
