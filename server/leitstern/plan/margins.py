"""The supplier's margin on its growth figures: what one side keeps to itself, read beside the shared figures.

Pure: shared figures and a side's own records in, values out. Called by reports/own_values.py for the people
of that side alone. web/src/doc/margins.ts reads the records likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from leitstern.plan.figures import FIGURES
from leitstern.plan.generated import GrowthFigures, Margin


@dataclass(frozen=True, slots=True)
class MarginShare:
    """`value` is a share of revenue: 0.2 is 20%; it may be negative."""

    field: str
    year: str
    value: float


def merged(margins: Iterable[Margin], figures_id: str) -> Mapping[str, Mapping[str, float]]:
    """Figure -> year -> margin. Of several records on one table the first that has a year counts."""
    found: dict[str, dict[str, float]] = {field: {} for field in FIGURES}
    for one in margins:
        if one.figures == figures_id:
            for field in FIGURES:
                found[field] = {**getattr(one, field), **found[field]}
    return found


def margin_shares(figures: GrowthFigures, margins: Iterable[Margin]) -> Iterator[MarginShare]:
    """`margin / revenue` of the same figure and year: plan by plan, actual by actual.

    None is given where the revenue is unknown, zero or negative.
    """
    for field, amounts in merged(margins, figures.id).items():
        revenue: Mapping[str, float] = getattr(figures, field)
        for year in sorted(amounts):
            if revenue.get(year, 0.0) > 0:
                yield MarginShare(field, year, amounts[year] / revenue[year])
