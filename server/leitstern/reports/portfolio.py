"""The portfolio page's view model: pictures, who is key by decision and by figures, the table's lines.

Pure: accounts with figures, decisions and plan states in, a `Portfolio` out, worded in the reader's language.
Amounts of different currencies are never added: accounts in another than the main currency are listed without
ranks and counted in `elsewhere`. Called by pages/portfolio.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from leitstern.plan import portfolio as formulas
from leitstern.plan.portfolio import Figures
from leitstern.reports.picture import Picture
from leitstern.reports.portfolio_pictures import (
    ChartWords,
    concentration_picture,
    concentration_sentence,
    whale_picture,
)
from leitstern.wording import formats

LIVE = timedelta(days=90)
"""A plan is alive if somebody changed it in the last 90 days."""
PAGE_LENGTH = 100

PlanWord = Literal["none", "new", "live", "quiet"]
Sort = Literal["revenue", "profit", "name"]
SORTS: tuple[Sort, ...] = ("revenue", "profit", "name")


@dataclass(frozen=True, slots=True)
class PlanFacts:
    id: str
    title: str
    changed_at: datetime | None
    late_actions: int
    rag: str = ""
    last_session: datetime | None = None
    next_session: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyDecided:
    is_key: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the rows say it."""

    id: str
    name: str
    industry: str
    currency: str
    figures: Figures | None
    decided: KeyDecided | None
    plan: PlanFacts | None
    """The plan that was changed last; None while the account has none."""
    plans: int = 0
    check: float | None = None
    """The mean of the KAM check's statements on the account."""


@dataclass(frozen=True, slots=True)
class Line:
    """One account in the table; None: unknown. The template words what is on the shown page only."""

    account: Account
    revenue: float | None
    profit: float | None
    share: float | None
    """Of the customer's purchasing volume."""
    revenue_rank: int | None
    profit_rank: int | None
    is_key_by_figures: bool
    is_low: bool
    is_loss: bool
    state: PlanWord

    @property
    def is_key(self) -> bool:
        return self.account.decided is not None and self.account.decided.is_key


@dataclass(frozen=True, slots=True)
class Portfolio:
    headline: str
    pictures: tuple[Picture, ...]
    both: tuple[Line, ...]
    """Key by decision and by figures."""
    only_decided: tuple[Line, ...]
    only_computed: tuple[Line, ...]
    lines: tuple[Line, ...]
    """All accounts, in the chosen order."""
    currency: str
    elsewhere: int
    """Accounts whose figures are in another currency."""
    without_figures: int
    keys: int
    live_keys: int
    """Key accounts, and those of them with a plan that is alive."""


def portfolio(
    accounts: Sequence[Account], sort: Sort, now: datetime, t: Callable[..., str], locale: str
) -> Portfolio:
    currency = formulas.main_currency(one.currency for one in accounts if one.figures is not None)
    figures = [one.figures for one in accounts if one.figures is not None and one.currency == currency]
    words = ChartWords(
        t,
        partial(formats.short_money, currency=currency, locale=locale),
        partial(formats.percent, locale=locale),
    )
    concentrated = formulas.concentration(figures) if figures else None
    lines = _lines(accounts, figures, concentrated, now)
    whale = formulas.whale(figures) if figures else None
    pictures = []
    if concentrated is not None:
        pictures.append(concentration_picture(figures, concentrated, words))
    if whale is not None:
        pictures.append(whale_picture(whale, words))
    keys = [one for one in lines if one.is_key]
    return Portfolio(
        headline=concentration_sentence(concentrated, words) if concentrated else "",
        pictures=tuple(pictures),
        both=tuple(one for one in keys if one.is_key_by_figures),
        only_decided=tuple(one for one in keys if not one.is_key_by_figures),
        only_computed=tuple(one for one in lines if one.is_key_by_figures and not one.is_key),
        lines=tuple(_sorted(lines, sort)),
        currency=currency,
        elsewhere=sum(one.figures is not None and one.currency != currency for one in accounts),
        without_figures=sum(one.figures is None for one in accounts),
        keys=len(keys),
        live_keys=sum(one.state == "live" for one in keys),
    )


def plan_word(plan: PlanFacts | None, now: datetime) -> PlanWord:
    if plan is None:
        return "none"
    if plan.changed_at is None:
        return "new"
    return "live" if now - plan.changed_at <= LIVE else "quiet"


def _lines(
    accounts: Sequence[Account],
    figures: Sequence[Figures],
    group: formulas.Concentration | None,
    now: datetime,
) -> list[Line]:
    revenue_ranks = {one.account_id: at for at, one in enumerate(formulas.by_revenue(figures), 1)}
    profit_ranks = {one.account_id: at for at, one in enumerate(formulas.by_profit(figures), 1)}
    key, low = formulas.key_by_figures(figures, group), formulas.low_margin(figures, group)
    found = []
    for one in accounts:
        values = one.figures
        profit = values.margin_2 if values else None
        found.append(
            Line(
                one,
                values.net_revenue if values else None,
                profit,
                values.share_of_wallet if values else None,
                revenue_ranks.get(one.id),
                profit_ranks.get(one.id),
                one.id in key,
                one.id in low,
                profit is not None and profit < 0,
                plan_word(one.plan, now),
            )
        )
    return sorted(found, key=_by_revenue)


def _sorted(lines: list[Line], sort: Sort) -> list[Line]:
    """By rank, with those without one at the end in the order that they have."""
    if sort == "name":
        places = {id(one): at for at, one in enumerate(lines)}
        return sorted(lines, key=lambda one: (one.account.name.casefold(), places[id(one)]))
    if sort == "profit":
        return sorted(lines, key=lambda one: (one.profit_rank is None, one.profit_rank or 0))
    return lines


def _by_revenue(line: Line) -> tuple[bool, int, str]:
    return line.revenue_rank is None, line.revenue_rank or 0, line.account.name.casefold()
