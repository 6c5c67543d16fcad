"""The page `/portfolio`: which accounts deserve the effort, by figures and by decision. Members only.

Reads rows (accounts, figures, decisions, `plan_summary`) and opens no document. The table is sent in pages of
100 accounts, so that 5,000 accounts stay fluid. portfolio_export.py has the same table for a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.kam_check import Given, Understood, account_answers, confirmed_hashes, understood
from leitstern.access.portfolio import PlanState, PortfolioAccount, portfolio_accounts, years_with_figures
from leitstern.access.sessions import MemberFacts
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.rendering import locale_of, render, translate
from leitstern.http_support.services import services_of
from leitstern.pages.kam_check import Confirmed, account_facts
from leitstern.reports.kam_check import account_mean
from leitstern.reports.portfolio import (
    PAGE_LENGTH,
    SORTS,
    Account,
    KeyDecided,
    PlanFacts,
    Portfolio,
    Sort,
    portfolio,
)


async def show_portfolio(request: Request) -> Response:
    _, member = await need_member(request)
    years, year, shown = await read_portfolio(request, member)
    lines = shown.lines
    if request.query_params.get("show") == "key":
        lines = tuple(one for one in lines if one.is_key)
    pages = max(1, -(-len(lines) // PAGE_LENGTH))
    page = min(_whole(request, "page", 1), pages)
    return render(
        request,
        "portfolio.html",
        section="portfolio",
        years=years,
        year=year,
        sort=_sort(request),
        only_key=request.query_params.get("show") == "key",
        portfolio=shown,
        lines=lines[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH],
        page=page,
        pages=pages,
    )


async def read_portfolio(request: Request, member: MemberFacts) -> tuple[list[int], int, Portfolio]:
    services = services_of(request)
    now = services.now()

    def work(session: Session) -> tuple[list[int], int, list[Account]]:
        years = years_with_figures(session, member.workspace_id)
        wanted = _whole(request, "year", 0)
        year = wanted if wanted in years else (years[0] if years else 0)
        rows = portfolio_accounts(session, member.workspace_id, year, now)
        answers = account_answers(session, member.workspace_id)
        scores = understood(session, member.workspace_id)
        words = confirmed_hashes(session, member.workspace_id)
        return years, year, [_account(row, answers.get(row.id, []), scores, words, now) for row in rows]

    years, year, accounts = await services.database.read(work)

    def t(key: str, **values: object) -> str:
        return translate(request, key, **values)

    return years, year, portfolio(accounts, _sort(request), now, t, locale_of(request))


def _account(
    row: PortfolioAccount,
    answers: list[Given],
    scores: Mapping[str, Understood],
    words: Confirmed,
    now: datetime,
) -> Account:
    decided, facts = row.decided, account_facts(row, scores, words, now)
    return Account(
        row.id,
        row.name,
        row.industry,
        row.figures.currency if row.figures else "",
        row.figures.figures if row.figures else None,
        KeyDecided(decided.is_key, decided.reason, decided.by, decided.at) if decided else None,
        _plan(row.latest_plan) if row.latest_plan else None,
        len(row.plans),
        account_mean(facts, answers) if facts or answers else None,
    )


def _plan(row: PlanState) -> PlanFacts:
    return PlanFacts(
        row.id,
        row.title,
        row.changed_at,
        row.late_actions,
        row.evidence.rag,
        row.last_session,
        row.next_session,
    )


def _sort(request: Request) -> Sort:
    wanted = request.query_params.get("sort")
    return next((one for one in SORTS if one == wanted), "revenue")


def _whole(request: Request, name: str, default: int) -> int:
    """A positive number of the query; anything else is the default."""
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else default


routes = [Route("/portfolio", show_portfolio)]
