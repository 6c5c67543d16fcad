"""What the result of a division must be to be shown. Called by the modules with formulas."""

from __future__ import annotations

LARGEST = 1e15
"""No computed value is shown from here on: amounts end at 1e12, so only a divisor near zero leads there."""


def usable(value: float) -> float | None:
    """None for a huge quotient, whose divisor is almost zero; -0.0 becomes 0.0 ("0%", not "-0%")."""
    return value + 0.0 if abs(value) < LARGEST else None
