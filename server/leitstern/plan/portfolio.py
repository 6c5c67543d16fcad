"""Which accounts deserve the effort: margins, revenue concentration and the whale curve of one fiscal year.

Pure: figures of accounts in one currency in, values out; nothing depends on their order. Called by
reports/portfolio*.py. What a person decided about an account is never mixed with what is computed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CONCENTRATION = 0.8
"""The share of revenue whose smallest group of accounts is looked for (the rule of 80 to 20)."""
LOW_MARGIN = 0.05
"""Below this share of net revenue the margin of a large account is called low."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One account in one fiscal year, in one currency. None: unknown.

    `potential` is the customer's addressable purchasing volume of that year.
    """

    account_id: str
    gross_revenue: float
    deductions: float | None = None
    cost_of_goods: float | None = None
    cost_to_serve: float | None = None
    potential: float | None = None

    @property
    def net_revenue(self) -> float:
        """`gross revenue - sales deductions`; deductions that nobody recorded count as none."""
        return self.gross_revenue - (self.deductions or 0.0)

    @property
    def margin_1(self) -> float | None:
        """Contribution margin I: `net revenue - cost of goods sold`."""
        return None if self.cost_of_goods is None else self.net_revenue - self.cost_of_goods

    @property
    def margin_2(self) -> float | None:
        """Contribution margin II, which the portfolio calls profit: `margin I - cost to serve`."""
        first = self.margin_1
        return None if first is None or self.cost_to_serve is None else first - self.cost_to_serve

    @property
    def share_of_wallet(self) -> float | None:
        """`net revenue / addressable purchasing volume`; unknown without a volume, never limited to 1."""
        return self.net_revenue / self.potential if self.potential and self.potential > 0 else None


@dataclass(frozen=True, slots=True)
class Concentration:
    """The smallest group of accounts that brings 80 % of net revenue, and its share of profit."""

    ids: tuple[str, ...]
    accounts: int
    """All accounts with figures."""
    revenue_share: float
    profit_share: float | None
    """Of all known profit; None unless that is above zero."""
    unknown_profit: int
    """Accounts whose profit is unknown; they are in neither sum of profits."""

    @property
    def share_of_accounts(self) -> float:
        return len(self.ids) / self.accounts


@dataclass(frozen=True, slots=True)
class Point:
    """After the first `accounts` accounts: the sums so far."""

    accounts: int
    revenue: float
    profit: float


@dataclass(frozen=True, slots=True)
class Whale:
    """Cumulative profit over accounts, the most profitable first."""

    points: tuple[Point, ...]
    """Begins with zero accounts; ends at the total."""
    peak: Point
    unknown: int

    @property
    def total(self) -> float:
        return self.points[-1].profit

    @property
    def lost_behind_peak(self) -> float:
        """What the accounts behind the peak cost; never below zero."""
        return self.peak.profit - self.total


def by_revenue(figures: Iterable[Figures]) -> list[Figures]:
    return sorted(figures, key=lambda one: (-one.net_revenue, one.account_id))


def by_profit(figures: Iterable[Figures]) -> list[Figures]:
    """The accounts whose profit is known, the highest first."""
    known = [(profit, one) for one in figures if (profit := one.margin_2) is not None]
    return [one for _, one in sorted(known, key=lambda pair: (-pair[0], pair[1].account_id))]


def revenue_curve(figures: Iterable[Figures]) -> tuple[Point, ...]:
    """Revenue and profit cumulated over accounts in the order of revenue; unknown profit adds nothing."""
    return _cumulated(by_revenue(figures))


def concentration(figures: Sequence[Figures]) -> Concentration | None:
    """None unless net revenue is above zero in total."""
    ordered = by_revenue(figures)
    curve = _cumulated(ordered)
    total = curve[-1]
    if total.revenue <= 0:
        return None
    # A tolerance of a billionth, so that 0.8 of a sum of floats is found where it stands.
    reached = next(one for one in curve if one.revenue >= total.revenue * (CONCENTRATION - 1e-9))
    return Concentration(
        tuple(one.account_id for one in ordered[: reached.accounts]),
        len(ordered),
        reached.revenue / total.revenue,
        reached.profit / total.profit if total.profit > 0 else None,
        sum(one.margin_2 is None for one in ordered),
    )


def whale(figures: Sequence[Figures]) -> Whale | None:
    """None while no profit is known. Of equal heights the first one is the peak."""
    ordered = by_profit(figures)
    if not ordered:
        return None
    points = _cumulated(ordered)
    peak = max(points, key=lambda one: (one.profit, -one.accounts))
    return Whale(points, peak, len(figures) - len(ordered))


def key_by_figures(figures: Sequence[Figures], group: Concentration | None) -> frozenset[str]:
    """Accounts of the 80 % group (`concentration` of these figures) whose margin II is above zero."""
    if group is None:
        return frozenset()
    earning = (one.account_id for one in figures if (profit := one.margin_2) is not None and profit > 0)
    return frozenset(group.ids).intersection(earning)


def low_margin(figures: Sequence[Figures], group: Concentration | None) -> frozenset[str]:
    """Accounts of the 80 % group (`concentration` of these figures) whose known profit is negative or below
    5 % of net revenue.
    """
    large = set(group.ids) if group else set()
    return frozenset(
        one.account_id
        for one in figures
        if one.account_id in large
        and (profit := one.margin_2) is not None
        and profit < max(one.net_revenue * LOW_MARGIN, 0.0)
    )


def main_currency(currencies: Iterable[str]) -> str:
    """The most frequent one: amounts of different currencies are never added. Empty without figures."""
    counted = Counter(currencies)
    return min(counted, key=lambda one: (-counted[one], one)) if counted else ""


def _cumulated(ordered: Iterable[Figures]) -> tuple[Point, ...]:
    points, revenue, profit = [Point(0, 0.0, 0.0)], 0.0, 0.0
    for accounts, one in enumerate(ordered, 1):
        revenue += one.net_revenue
        profit += one.margin_2 or 0.0
        points.append(Point(accounts, revenue, profit))
    return tuple(points)
