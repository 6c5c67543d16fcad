"""Figures from files: read apart, previewed, their columns remembered, written whole or not at all."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from leitstern.store.tables import Account, AccountFiguresRow, ImportColumn
from tests.pages.people import ORIGIN, Browser, House, Page

pytestmark = pytest.mark.slow

PATH = "/portfolio/import"
ACCOUNTS = 5_000


def book(rows: list[list[object]]) -> bytes:
    made, target = Workbook(write_only=True), io.BytesIO()
    sheet = made.create_sheet()
    for row in rows:
        sheet.append(row)
    made.save(target)
    return target.getvalue()


async def read_file(
    member: Browser, data: bytes, token: str | None = None, query: str = ""
) -> tuple[int, dict[str, Any]]:
    page = await member.get(PATH)
    headers = {"origin": ORIGIN, "x-form-token": page.forms[PATH]["form_token"] if token is None else token}
    answer = await member.http.post(f"{PATH}/file{query}", content=data, headers=headers)
    return answer.status_code, answer.json() if "json" in answer.headers["content-type"] else {}


async def look(member: Browser, table: str, **more: str) -> Page:
    return await member.send(await member.get(PATH), PATH, table=table, **more)


async def figures(house: House) -> list[AccountFiguresRow]:
    return await house.services.database.read(lambda s: list(s.exec(select(AccountFiguresRow))))


async def test_a_workbook_of_5000_accounts_is_imported_whole_and_again_without_doubles(house: House):
    member = await house.member()
    rows: list[list[object]] = [["Account", "Year", "Gross revenue", "Cost of goods", "Cost to serve"]]
    rows += [[f"Account {n:04}", 2026, 1000.5 + n, 600 + n / 2, 10] for n in range(ACCOUNTS)]
    began = time.perf_counter()
    status, answer = await read_file(member, book(rows))
    assert status == 200
    read_at = time.perf_counter()
    preview = await look(member, answer["table"])
    assert f"{ACCOUNTS:,} rows for {ACCOUNTS:,} accounts" in preview.text
    assert await figures(house) == [], "a preview writes nothing"
    previewed_at = time.perf_counter()
    assert (await look(member, answer["table"], step="write")).status == 303
    written_at = time.perf_counter()
    assert len(await figures(house)) == ACCOUNTS
    page = await member.get("/portfolio")
    shown_at = time.perf_counter()
    assert page.text.count("accounts-table__name") <= 200 and "Account 4999" in page.text
    before = await figures(house)
    house.clock.turn(days=1)
    await look(member, answer["table"], step="write")
    assert await figures(house) == before
    accounts = await house.services.database.read(lambda s: list(s.exec(select(Account.name))))
    assert len(accounts) == ACCOUNTS + 1
    print(
        f"5,000 accounts: file {read_at - began:.2f} s, preview {previewed_at - read_at:.2f} s, "
        f"written {written_at - previewed_at:.2f} s, portfolio {shown_at - written_at:.2f} s"
    )


async def test_one_wrong_cell_imports_nothing_and_is_named(house: House):
    member = await house.member()
    data = book([["Account", "Year", "Gross revenue"], ["A", 2026, 1], [None], ["B", 2026, "many"]])
    _, answer = await read_file(member, data)
    page = await look(member, answer["table"], step="write")
    assert page.status == 422 and "Line 4, Gross revenue: “many” is not a number." in page.text
    assert await figures(house) == []


async def test_chosen_columns_are_remembered_for_the_next_file(house: House):
    member = await house.member()
    data = "Debitor;FY;Netto;Umsatz\nA;31.12.2026;7,5;9,5\n".encode("cp1252")
    _, answer = await read_file(member, data)
    page = await look(member, answer["table"])
    assert page.status == 422 and 'name="column.3"' in page.text
    chosen = {
        "column.0": "account",
        "column.1": "year",
        "column.2": "gross_revenue",
        "column.3": "",
    }
    assert "This would be imported" in (await look(member, answer["table"], **chosen)).text
    assert (await look(member, answer["table"], step="write", **chosen)).status == 303
    (row,) = await figures(house)
    assert (row.year, row.gross_revenue) == (2026, 7.5)
    kept = await house.services.database.read(
        lambda s: {r.head: r.name for r in s.exec(select(ImportColumn))}
    )
    assert kept == {"debitor": "account", "fy": "year", "netto": "gross_revenue", "umsatz": ""}
    assert "This would be imported" in (await look(member, answer["table"])).text


async def test_a_workbook_of_several_sheets_names_them_and_the_chosen_one_is_remembered(house: House):
    member = await house.member()
    made, target = Workbook(write_only=True), io.BytesIO()
    head: list[object] = ["Account", "Year", "Gross revenue"]
    actual: list[list[object]] = [head, ["A", 2026, 5], ["B", 2026, 6]]
    sheets: dict[str, list[list[object]]] = {
        "Notes": [["Read me"]],
        "Plan": [head, ["A", 2027, 9]],
        "Ist": actual,
    }
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(target)
    _, answer = await read_file(member, target.getvalue())
    assert answer["chosen"] == "Plan"
    assert [one["words"] for one in answer["sheets"]] == [
        "Notes (1\u00a0row)",
        "Plan (2\u00a0rows)",
        "Ist (3\u00a0rows)",
    ]
    _, answer = await read_file(member, target.getvalue(), query="?sheet=Ist")
    assert answer["chosen"] == "Ist" and "B\t2026" in answer["table"]
    preview = await look(member, answer["table"], sheet="Ist")
    assert "Sheet:" in preview.text and "2 rows for 2 accounts, years: 2026." in preview.text
    single = await look(member, "\n".join(answer["table"].split("\n")[:2]))
    assert "1 row for 1 account, years: 2026." in single.text and "Sheet:" not in single.text
    _, again = await read_file(member, target.getvalue())
    assert again["chosen"] == "Plan", "a preview remembers nothing"
    assert (await look(member, answer["table"], step="write", sheet="Ist")).status == 303
    _, again = await read_file(member, target.getvalue())
    assert again["chosen"] == "Ist" and len(await figures(house)) == 2


async def test_a_file_that_cannot_be_read_says_why_and_strangers_read_none(house: House):
    member, guest = await house.member(), await house.guest()
    assert await read_file(member, b"%PDF\0\0") == (422, {"problem": "This is neither CSV nor Excel (XLSX)."})
    assert (await read_file(member, b"a;b", token="x"))[0] == 403
    headers = {"origin": ORIGIN, "x-form-token": "x"}
    assert (await guest.http.post(f"{PATH}/file", content=b"a;b", headers=headers)).status_code == 403
    assert (await house.browser().http.post(f"{PATH}/file", content=b"a", headers=headers)).status_code != 200
    large = await member.http.post(f"{PATH}/file", content=b"x" * (11 << 20), headers=headers)
    assert large.status_code == 413


async def test_the_workbook_holds_the_table_and_can_be_imported_again(house: House, tmp_path: Path):
    member, guest = await house.member(), await house.guest()
    table = 'Account;Year;Gross revenue\n=1+1;2026;10\n"@evil";2026;-5,5\n'
    await look(member, table, step="write")
    answer = await member.http.get("/portfolio.xlsx?year=2026")
    assert answer.headers["content-disposition"] == 'attachment; filename="portfolio-2026.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = {str(row[0].value): row for row in sheet.iter_rows(min_row=2)}
    assert cells["=1+1"][0].data_type == "s" and cells["@evil"][3].value == -5.5
    _, again = await read_file(member, answer.content)
    before = await figures(house)
    house.clock.turn(days=1)
    assert (await look(member, again["table"], step="write")).status == 422, "an account without figures"
    known = "\n".join(line for line in again["table"].split("\n") if "2026\tEUR" in line or "Year" in line)
    assert (await look(member, known, step="write")).status == 303
    assert await figures(house) == before
    assert (await guest.http.get("/portfolio.xlsx")).status_code == 403
