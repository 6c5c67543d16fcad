"""Writes the demo's portfolio: more accounts, figures of two years, decisions, answers of the KAM check.

Runs once, in the transaction that makes the demo's accounts. Called by seed.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from leitstern.access.customer_accounts import create_account
from leitstern.access.kam_check import add_answers
from leitstern.access.portfolio import YearFigures, decide_key, save_figures
from leitstern.demo.portfolio_data import (
    ACCOUNT_ANSWERS,
    ACCOUNTS,
    CHECK_REASONS,
    COMPANY_ANSWERS,
    FIRST,
    INDUSTRIES,
    REASONS,
    SECOND,
    Sales,
)
from leitstern.plan.portfolio import Figures

CURRENCY = "EUR"
CHECKED_BEFORE = timedelta(days=68)
DECIDED_BEFORE = timedelta(days=75)
SMALLER = 1 / 1.06
"""What the two accounts with plans sold a year earlier."""


def write_portfolio(
    session: Session,
    workspace_id: str,
    member_id: str,
    planned: tuple[str, str],
    language: str,
    time_zone: str,
    now: datetime,
) -> None:
    """`planned`: ids of the two accounts with plans."""
    year, reasons = now.year - 1, REASONS[language]
    found: list[YearFigures] = []
    for account_id, sales in zip(planned, (FIRST, SECOND), strict=True):
        found += _years(account_id, sales, SMALLER, year)
    decisions = [(planned[0], True, reasons["first"])]
    for one in ACCOUNTS:
        account_id = create_account(
            session,
            workspace_id,
            one.name,
            now,
            industry=INDUSTRIES[language][one.industry],
            location=one.location,
            time_zone=time_zone,
            actor=member_id,
        )
        found += _years(account_id, one.sales, 1 / one.growth, year)
        if one.key:
            decisions.append((account_id, one.key == "yes", reasons[one.name]))
    save_figures(session, workspace_id, found, member_id, now)
    for account_id, is_key, reason in decisions:
        decide_key(
            session,
            workspace_id,
            account_id,
            is_key=is_key,
            reason=reason,
            member_id=member_id,
            now=now - DECIDED_BEFORE,
        )
    write_check(session, workspace_id, member_id, planned[0], language, now)


def write_check(
    session: Session, workspace_id: str, member_id: str, account_id: str, language: str, now: datetime
) -> None:
    """Answers of two months ago, kept for the trend, and those of today."""
    reasons = CHECK_REASONS[language]
    for about, given in ((None, COMPANY_ANSWERS), (account_id, ACCOUNT_ANSWERS)):
        kept = [(number, "kept", float(before), "") for number, (before, _) in given.items()]
        answers = [(number, "score", float(value), reasons[number]) for number, (_, value) in given.items()]
        add_answers(session, workspace_id, about, kept, member_id, now - CHECKED_BEFORE)
        add_answers(session, workspace_id, about, answers, member_id, now - timedelta(days=6))


def _years(account_id: str, sales: Sales, before: float, year: int) -> list[YearFigures]:
    return [
        YearFigures(year, CURRENCY, _figures(account_id, sales, 1.0)),
        YearFigures(year - 1, CURRENCY, _figures(account_id, sales, before)),
    ]


def _figures(account_id: str, sales: Sales, share: float) -> Figures:
    gross = round(sales.gross * 1_000 * share, -3)
    net = gross * (1 - sales.deductions)
    return Figures(
        account_id,
        gross,
        round(gross * sales.deductions, -2),
        round(net * sales.goods, -2),
        round(sales.serve * 1_000 * share, -2),
        sales.potential * 1_000 if sales.potential else None,
    )
