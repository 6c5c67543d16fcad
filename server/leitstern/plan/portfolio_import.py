"""Reads a pasted or exported table of yearly figures: all its rows, or all its problems.

Pure: text in, rows or problems out. Columns are found by the names in their heads, in German and English;
separators are tab, semicolon or comma; decimals are those that the whole table shows. Called by
pages/portfolio_import.py.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

MOST_ROWS = 20_000
FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = 1e15

AMOUNTS: Final = ("gross_revenue", "deductions", "cost_of_goods", "cost_to_serve", "potential")
NEEDED: Final = ("account", "year", "gross_revenue")

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("account", "accountname", "kunde", "kundenname", "firma", "company", "customer", "name"),
    "year": ("year", "jahr", "fiscalyear", "geschäftsjahr", "geschaeftsjahr"),
    "currency": ("currency", "währung", "waehrung"),
    "gross_revenue": ("grossrevenue", "bruttoumsatz", "revenue", "umsatz", "gross"),
    "deductions": ("salesdeductions", "deductions", "erlösschmälerungen", "erloesschmaelerungen", "rabatte"),
    "cost_of_goods": ("costofgoods", "costofgoodssold", "cogs", "herstellkosten", "wareneinsatz"),
    "cost_to_serve": ("costtoserve", "betreuungskosten", "betreuungskostencosttoserve"),
    "potential": (
        "potential",
        "addressablepurchasingvolume",
        "erreichbareseinkaufsvolumen",
        "einkaufsvolumen",
    ),
}
"""What a column may be called, without case, spaces and signs."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_MONEY_SIGNS = re.compile(r"^(EUR|USD|GBP|CHF|[€$£])|(EUR|USD|GBP|CHF|[€$£])$")
_COMMA = re.compile(r",[0-9]{1,2}$|\.[0-9]{3}(?:\.|,|$).*[.,]|^[-+]?0,")
_POINT = re.compile(r"\.[0-9]{1,2}$|,[0-9]{3}(?:,|\.|$).*[.,]|^[-+]?0\.")


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One account in one year, as the table says it. `currency` is empty where the table names none."""

    line: int
    account: str
    year: int
    currency: str
    amounts: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is the last part of a catalogue key; `column` a key of NAMES, or empty for the whole line."""

    line: int
    column: str
    code: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows only where there are no problems."""

    rows: tuple[ImportedRow, ...]
    problems: tuple[Problem, ...]
    heads: tuple[str, ...] = ()
    """The first line."""
    columns: Mapping[str, int] = field(default_factory=dict)
    """Where each of NAMES was found."""


def read_table(text: str, *, comma_by_default: bool, known: Mapping[str, str] | None = None) -> Imported:
    """`comma_by_default`: whether 1,234 means a decimal comma where the table leaves that open. `known`: what
    people said that a column is, by `compared` head; empty: nothing of ours.
    """
    read = _read(text, comma_by_default, known or {})
    heads = heads_of(text)
    return replace(read, heads=heads, columns=_columns(heads, known or {}))


def heads_of(text: str) -> tuple[str, ...]:
    """The cells of the first line that is not empty."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = next((number for number, line in enumerate(lines) if line.strip()), 0)
    cells = _cells(lines[at : at + 1])
    return tuple(cells[0][1]) if cells else ()


def has_columns(first_line: str, known: Mapping[str, str]) -> bool:
    """Whether a table that begins so has the columns that are needed."""
    return _columns(heads_of(first_line), known).keys() >= set(NEEDED)


def compared(head: str) -> str:
    """A column's head without case, spaces and signs."""
    return re.sub(r"[^0-9a-zäöüß]", "", head.casefold())


def to_json(read: Imported) -> dict[str, Any]:
    return asdict(read)


def from_json(values: Mapping[str, Any]) -> Imported:
    return Imported(
        tuple(ImportedRow(**row) for row in values["rows"]),
        tuple(Problem(**problem) for problem in values["problems"]),
        tuple(values["heads"]),
        values["columns"],
    )


def _read(text: str, comma_by_default: bool, known: Mapping[str, str]) -> Imported:
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cells = _cells(lines)
    if not cells:
        return _refused(Problem(1, "", "empty"))
    if len(cells) > MOST_ROWS:
        return _refused(Problem(cells[MOST_ROWS][0], "", "too_many"))
    columns = _columns(cells[0][1], known)
    missing = [Problem(cells[0][0], name, "no_column") for name in NEEDED if name not in columns]
    if missing:
        return _refused(*missing)
    has_comma = _has_comma((row for _, row in cells[1:]), columns, comma_by_default)
    rows: list[ImportedRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, int], int] = {}
    for line, row in cells[1:]:
        read = _row(line, row, columns, has_comma)
        if isinstance(read, list):
            problems += read
            continue
        place = (read.account.casefold(), read.year)
        if place in seen:
            problems.append(Problem(line, "account", "twice", str(seen[place])))
        seen[place] = line
        rows.append(read)
    if not rows and not problems:
        problems = [Problem(cells[0][0], "", "empty")]
    return Imported(() if problems else tuple(rows), tuple(problems))


def read_amount(text: str, *, has_comma: bool) -> float | None:
    """A number with or without groups and a currency. Raises ValueError when it is none; None when empty."""
    plain = _MONEY_SIGNS.sub("", _SPACES.sub("", text))
    if plain in ("", "-", "–"):
        return None
    plain = plain.replace("−", "-")
    group, point = (".", ",") if has_comma else (",", ".")
    whole, _, rest = plain.partition(point)
    if group in whole and not re.fullmatch(rf"[-+]?[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+", whole):
        raise ValueError(text)
    plain = whole.replace(group, "") + (f".{rest}" if rest else "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    value = float(plain)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


def _refused(*problems: Problem) -> Imported:
    return Imported((), problems)


def _cells(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """(line number, cells) of every line that is not empty."""
    first = next((line for line in lines if line.strip()), "")
    separator = max("\t;,", key=lambda one: first.count(one))
    found = []
    reader = csv.reader(lines, delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error:
        return found
    return found


def _columns(head: Sequence[str], known: Mapping[str, str]) -> Mapping[str, int]:
    """Position of each known column: what people said goes before what a column is called; the first one."""
    said: dict[str, int] = {}
    called: dict[str, int] = {}
    for at, title in enumerate(head):
        name = compared(title)
        if name in known:
            if known[name] in NAMES:
                said.setdefault(known[name], at)
            continue
        for ours, titles in NAMES.items():
            if name in titles:
                called.setdefault(ours, at)
    return {**called, **said}


def _has_comma(rows: Iterable[Sequence[str]], columns: Mapping[str, int], default: bool) -> bool:
    """Whether the table writes a decimal comma: what its unmistakable numbers show, else the default."""
    commas = points = 0
    for row in rows:
        for name in AMOUNTS:
            plain = _MONEY_SIGNS.sub("", _SPACES.sub("", _cell(row, columns, name)))
            commas += bool(_COMMA.search(plain))
            points += bool(_POINT.search(plain))
    return default if commas == points else commas > points


def _cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    at = columns.get(name, len(row))
    return row[at] if at < len(row) else ""


def _row(
    line: int, row: Sequence[str], columns: Mapping[str, int], has_comma: bool
) -> ImportedRow | list[Problem]:
    problems: list[Problem] = []
    account = " ".join(_cell(row, columns, "account").split())
    if not account:
        problems.append(Problem(line, "account", "no_account"))
    elif len(account) > 100:
        problems.append(Problem(line, "account", "too_long"))
    year_cell = _cell(row, columns, "year")
    year = read_year(year_cell)
    if year is None:
        problems.append(Problem(line, "year", "no_year", year_cell))
    currency = _cell(row, columns, "currency").upper()
    if currency and not _CURRENCY.fullmatch(currency):
        problems.append(Problem(line, "currency", "no_currency", currency))
    amounts: dict[str, float | None] = {}
    for name in AMOUNTS:
        cell = _cell(row, columns, name)
        try:
            amounts[name] = read_amount(cell, has_comma=has_comma)
        except ValueError:
            problems.append(Problem(line, name, "no_number", cell))
            continue
        if name == "gross_revenue" and amounts[name] is None:
            problems.append(Problem(line, name, "no_revenue"))
    if problems or year is None:
        return problems
    return ImportedRow(line, account, year, currency, amounts)


def read_year(cell: str) -> int | None:
    """2026; also the year of a day, as 2026-12-31, 31.12.2026, 12/31/2026, or a spreadsheet's serial number,
    which counts days from 30 December 1899.
    """
    plain = cell.strip()
    day = _DAY.fullmatch(plain)
    if day:
        year = int(day[1] or day[2])
    elif re.fullmatch(r"[0-9]{4}", plain):
        year = int(plain)
    elif re.fullmatch(r"[0-9]{5}", plain):
        year = (_SERIAL_ZERO + timedelta(days=int(plain))).year
    else:
        return None
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


_DAY = re.compile(r"([0-9]{4})-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./][0-9]{1,2}[./]([0-9]{4})")
_SERIAL_ZERO = date(1899, 12, 30)
