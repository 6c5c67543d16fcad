"""The portfolio's table for a spreadsheet: `/portfolio.csv` and `/portfolio.xlsx`. Members only.

The first eight columns are those that the import reads. A name is never taken for a formula.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator
from io import StringIO

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.http_support.current_participant import need_member
from leitstern.http_support.rendering import locale_of, translate
from leitstern.pages.portfolio import read_portfolio
from leitstern.reports.portfolio import Portfolio
from leitstern.sheets.workbook import workbook

_HEADS = (
    "account",
    "year",
    "currency",
    "gross_revenue",
    "deductions",
    "cost_of_goods",
    "cost_to_serve",
    "potential",
    "net_revenue",
    "margin_1",
    "margin_2",
    "key_decided",
    "key_computed",
    "plan",
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def export_csv(request: Request) -> Response:
    """Plain numbers. Starts with a BOM, so that spreadsheets read it as UTF-8."""
    heads, year, rows = await _table(request)
    file = StringIO()
    # A semicolon and a decimal comma are what spreadsheets in German expect.
    is_german = locale_of(request) == "de"
    writer = csv.writer(file, delimiter=";" if is_german else ",")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_spelled(value, is_german) for value in row])
    return _download("\ufeff" + file.getvalue(), f"portfolio-{year}.csv", "text/csv; charset=utf-8")


async def export_xlsx(request: Request) -> Response:
    heads, year, rows = await _table(request)
    # In a thread: thousands of rows take a while, and others must not wait.
    book = await asyncio.to_thread(workbook, translate(request, "portfolio.title"), heads, rows)
    return _download(book, f"portfolio-{year}.xlsx", _XLSX)


async def _table(request: Request) -> tuple[list[str], int, list[list[str | float | int | None]]]:
    _, member = await need_member(request)
    _, year, shown = await read_portfolio(request, member)
    heads = [translate(request, f"portfolio.column.{head}") for head in _HEADS]
    words = translate(request, "choices.false"), translate(request, "choices.true")
    return heads, year, list(_rows(shown, year, words))


def _rows(shown: Portfolio, year: int, words: tuple[str, str]) -> Iterator[list[str | float | int | None]]:
    """`words`: no and yes."""
    for line in shown.lines:
        one, values = line.account, line.account.figures
        amounts: list[float | None] = [None] * 8
        if values is not None:
            amounts = [values.gross_revenue, values.deductions, values.cost_of_goods, values.cost_to_serve]
            amounts += [values.potential, values.net_revenue, values.margin_1, values.margin_2]
        keys = [words[line.is_key], words[line.is_key_by_figures]]
        yield [one.name, year, one.currency, *amounts, *keys, one.plan.title if one.plan else ""]


def _spelled(value: str | float | int | None, is_german: bool) -> str:
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, float):
        text = f"{value:.2f}".removesuffix(".00")
        return text.replace(".", ",") if is_german else text
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _download(content: str | bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


routes = [Route("/portfolio.csv", export_csv), Route("/portfolio.xlsx", export_xlsx)]
