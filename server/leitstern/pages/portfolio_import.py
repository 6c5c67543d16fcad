"""Importing yearly figures of accounts: a pasted table, a preview, then all rows or none. Members only.

`/portfolio/import` shows the form; its first POST shows what would happen and every problem with line and
column, its second one writes. Accounts are found by name; unknown names become new accounts. Importing
the same table again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.customer_accounts import create_account
from leitstern.access.portfolio import YearFigures, account_ids_by_name, save_figures
from leitstern.access.sessions import MemberFacts
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.forms import see_other, submitted
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import services_of
from leitstern.plan.portfolio import Figures
from leitstern.plan.portfolio_import import Imported, ImportedRow, read_table

DEFAULT_CURRENCY = "EUR"
PROBLEMS_SHOWN = 50
ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    accounts: int
    new_accounts: int
    years: tuple[int, ...]
    rows: tuple[ImportedRow, ...]


async def show_import(request: Request) -> Response:
    await need_member(request)
    return _page(request, "", Imported((), ()), None)


async def import_table(request: Request) -> Response:
    _, member = await need_member(request)
    typed = await submitted(request)
    text = typed.get("table", "")
    read = read_table(text, comma_by_default=locale_of(request) == "de")
    services = services_of(request)
    if read.problems:
        return _page(request, text, read, None, 422)
    if typed.get("step") != "write":
        known = await services.database.read(lambda s: account_ids_by_name(s, member.workspace_id))
        return _page(request, text, read, _preview(read, known))
    now = services.now()
    await services.database.write(lambda session: _write(session, member, read, now))
    return see_other(f"/portfolio?year={max(row.year for row in read.rows)}")


def _write(session: Session, member: MemberFacts, read: Imported, now: datetime) -> None:
    known = dict(account_ids_by_name(session, member.workspace_id))
    figures = []
    for row in read.rows:
        name = row.account.casefold()
        if name not in known:
            known[name] = create_account(session, member.workspace_id, row.account, now, actor=member.id)
        figures.append(
            YearFigures(row.year, row.currency or DEFAULT_CURRENCY, Figures(known[name], **_amounts(row)))
        )
    save_figures(session, member.workspace_id, figures, member.id, now)


def _amounts(row: ImportedRow) -> dict[str, float]:
    return {name: amount for name, amount in row.amounts.items() if amount is not None}


def _preview(read: Imported, known: Mapping[str, str]) -> Preview:
    names = {row.account.casefold() for row in read.rows}
    years = tuple(sorted({row.year for row in read.rows}))
    return Preview(len(names), len(names - known.keys()), years, read.rows[:ROWS_SHOWN])


def _page(
    request: Request, text: str, read: Imported, preview: Preview | None, status: int = 200
) -> Response:
    return render(
        request,
        "portfolio_import.html",
        status=status,
        section="portfolio",
        table=text,
        read=read,
        problems=read.problems[:PROBLEMS_SHOWN],
        preview=preview,
        path="/portfolio/import",
    )


routes = [
    Route("/portfolio/import", show_import),
    Route("/portfolio/import", import_table, methods=["POST"]),
]
