"""Importing yearly figures of accounts: a file or a pasted table, a preview, then all rows or none.

Members only. `POST /portfolio/import/file` makes a table of a file, in a process of its own (sheets/). The
form's first POST shows what would happen, every problem with line and column, and which column is what; its
second one writes, and remembers the columns. Accounts are found by name; unknown names become new accounts.
Importing the same table again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.access.csrf import is_form_token
from leitstern.access.customer_accounts import create_accounts
from leitstern.access.import_columns import remember, remember_sheet, remembered, remembered_sheet
from leitstern.access.portfolio import YearFigures, account_ids_by_name, save_figures
from leitstern.access.sessions import MemberFacts
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.forms import StaleForm, see_other, submitted
from leitstern.http_support.rendering import locale_of, render, translate
from leitstern.http_support.services import services_of
from leitstern.plan.portfolio import Figures
from leitstern.plan.portfolio_import import NAMES, Imported, ImportedRow, compared, heads_of, read_table
from leitstern.sheets.child import figures_in_child, table_in_child
from leitstern.sheets.files import MOST_BYTES, MOST_COLUMNS, Sheet, Unreadable

DEFAULT_CURRENCY = "EUR"
PROBLEMS_SHOWN = 50
ROWS_SHOWN = 20
MOST_FORM_BYTES = 24 << 20
"""A table of 6 MB as a form spells it."""
LONGEST_SHEET = 31
"""Letters of a sheet's name, as spreadsheets allow them."""
LONG_TABLE = 200_000
"""Letters from which on a table is read in a process of its own."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    accounts: int
    new_accounts: int
    years: tuple[int, ...]
    rows: tuple[ImportedRow, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A table and what its columns are: as somebody chose now, else as the workspace remembers."""

    text: str = ""
    read: Imported = field(default_factory=lambda: Imported((), ()))
    chosen: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    """Of a workbook with several: the one that was read."""


async def show_import(request: Request) -> Response:
    await need_member(request)
    return _page(request, _Asked(), None)


async def read_file(request: Request) -> Response:
    """A file's bytes in, its table as JSON out; of a workbook the sheets too, and which one was read. Nothing
    is kept.
    """
    who, member = await need_member(request)
    services = services_of(request)
    token = request.headers.get("x-form-token", "")
    if not is_form_token(token, services.keys, "form", who.session_id, services.now()):
        raise StaleForm("form")
    known, last = await services.database.read(
        lambda s: (remembered(s, member.workspace_id), remembered_sheet(s, member.workspace_id))
    )
    wish = request.query_params.get("sheet", "")
    try:
        found = await table_in_child(await request.body(), sheet=wish, last=last, known=known)
        sheets = [{"name": one.name, "words": _sheet_words(request, one)} for one in found.sheets]
        return JSONResponse({"table": found.text, "sheets": sheets, "chosen": found.chosen})
    except Unreadable as error:
        return JSONResponse({"problem": translate(request, f"sheet.{error.code}")}, status_code=422)


def _sheet_words(request: Request, one: Sheet) -> str:
    if one.rows is None:
        return translate(request, "sheet.uncounted", name=one.name)
    return translate(request, "sheet.rows", name=one.name, count=one.rows)


async def import_table(request: Request) -> Response:
    _, member = await need_member(request)
    services = services_of(request)
    typed = await submitted(request)
    known = await services.database.read(lambda session: remembered(session, member.workspace_id))
    try:
        asked = await _asked(typed, known, comma_by_default=locale_of(request) == "de")
    except Unreadable as error:
        return _page(request, _Asked(typed.get("table", "")), None, 422, f"sheet.{error.code}")
    if asked.read.problems:
        return _page(request, asked, None, 422)
    if typed.get("step") != "write":
        names = await services.database.read(lambda s: account_ids_by_name(s, member.workspace_id))
        return _page(request, asked, _preview(asked.read, names))
    now = services.now()
    await services.database.write(lambda session: _write(session, member, asked, now))
    return see_other(f"/portfolio?year={max(row.year for row in asked.read.rows)}")


async def _asked(typed: Mapping[str, str], known: Mapping[str, str], *, comma_by_default: bool) -> _Asked:
    """Raises Unreadable."""
    text = typed.get("table", "")
    chosen = {
        compared(head): name
        for at, head in enumerate(heads_of(text)[:MOST_COLUMNS])
        if (name := typed.get(f"column.{at}")) is not None and name in ("", *NAMES) and compared(head)
    }
    said = {**known, **chosen}
    sheet = typed.get("sheet", "")[:LONGEST_SHEET]
    if len(text) < LONG_TABLE:
        return _Asked(text, read_table(text, comma_by_default=comma_by_default, known=said), chosen, sheet)
    return _Asked(text, await figures_in_child(text, said, comma_by_default=comma_by_default), chosen, sheet)


def _write(session: Session, member: MemberFacts, asked: _Asked, now: datetime) -> None:
    """Accounts are compared without case; of a new one the first spelling counts."""
    known = dict(account_ids_by_name(session, member.workspace_id))
    new = {row.account.casefold(): row.account for row in reversed(asked.read.rows)}
    names = [spelled for name, spelled in new.items() if name not in known]
    made = create_accounts(session, member.workspace_id, names, now, member.id)
    known |= {name.casefold(): id for name, id in made.items()}
    figures = [
        YearFigures(
            row.year,
            row.currency or DEFAULT_CURRENCY,
            Figures(known[row.account.casefold()], **_amounts(row)),
        )
        for row in asked.read.rows
    ]
    save_figures(session, member.workspace_id, figures, member.id, now)
    remember(session, member.workspace_id, asked.chosen)
    if asked.sheet:
        remember_sheet(session, member.workspace_id, asked.sheet)


def _amounts(row: ImportedRow) -> dict[str, float]:
    return {name: amount for name, amount in row.amounts.items() if amount is not None}


def _preview(read: Imported, known: Mapping[str, str]) -> Preview:
    names = {row.account.casefold() for row in read.rows}
    years = tuple(sorted({row.year for row in read.rows}))
    return Preview(len(names), len(names - known.keys()), years, read.rows[:ROWS_SHOWN])


def _page(
    request: Request, asked: _Asked, preview: Preview | None, status: int = 200, unreadable: str = ""
) -> Response:
    read = asked.read
    places = {at: name for name, at in read.columns.items()}
    return render(
        request,
        "portfolio_import.html",
        status=status,
        section="portfolio",
        table=asked.text,
        sheet=asked.sheet,
        read=read,
        heads=[(at, head, places.get(at, "")) for at, head in enumerate(read.heads[:MOST_COLUMNS])],
        names=list(NAMES),
        problems=read.problems[:PROBLEMS_SHOWN],
        unreadable=unreadable,
        preview=preview,
        most_bytes=MOST_BYTES,
        path="/portfolio/import",
    )


routes = [
    Route("/portfolio/import", show_import),
    Route("/portfolio/import", import_table, methods=["POST"], max_body_size=MOST_FORM_BYTES),
    Route("/portfolio/import/file", read_file, methods=["POST"], max_body_size=MOST_BYTES),
]
