"""Files of spreadsheets, harmless and hostile: the table in them, or one clear reason."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from leitstern.plan.portfolio_import import read_table, read_year
from leitstern.sheets.child import figures_in_child, table_in_child
from leitstern.sheets.files import MOST_BYTES, MOST_ROWS, Sheet, Unreadable, Wish, table_of
from leitstern.sheets.workbook import workbook

HEAD = ["Kunde", "Jahr", "Bruttoumsatz", "Betreuungskosten"]


def book(*rows: Sequence[object]) -> bytes:
    made, target = Workbook(), io.BytesIO()
    assert made.active is not None
    for row in rows:
        made.active.append(list(row))
    made.save(target)
    return target.getvalue()


def workbook_of(**sheets: Sequence[Sequence[object]]) -> bytes:
    made, target = Workbook(write_only=True), io.BytesIO()
    for name, rows in sheets.items():
        made_sheet = made.create_sheet(name)
        for row in rows:
            made_sheet.append(list(row))
        if name.startswith("Hidden"):
            made_sheet.sheet_state = "hidden"
    made.save(target)
    return target.getvalue()


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """The workbook with another content of one part."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info, old.read(info))
        new.writestr(part, content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet(rows: str, before: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'
    xml = f'<?xml version="1.0"?>{before}{data}'
    return repacked(book(["a"]), SHEET, xml.encode())


def test_a_workbook_with_dates_numbers_and_gaps():
    data = book(
        HEAD,
        ["Halbmond", date(2026, 12, 31), 1234.567, None],
        [],
        ["Boxley", datetime(2026, 1, 1), 1_000_000, 0.5],
        ['"Quoted" name', 2026, 5, 1],
    )
    read = read_table(table_of(data).text, comma_by_default=True)
    assert read.problems == ()
    found = [(row.line, row.account, row.year, row.amounts["gross_revenue"]) for row in read.rows]
    assert found == [
        (2, "Halbmond", 2026, 1234.57),
        (4, "Boxley", 2026, 1_000_000),
        (5, '"Quoted" name', 2026, 5),
    ]
    assert (read.rows[0].amounts["cost_to_serve"], read.rows[1].amounts["cost_to_serve"]) == (None, 0.5)


@pytest.mark.parametrize(
    ("encoding", "mark"), [("cp1252", b""), ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b"")]
)
def test_encodings_with_semicolons_and_german_decimals(encoding: str, mark: bytes):
    text = "Kunde;Jahr;Bruttoumsatz\r\nMüller & Söhne;2026;1.234.567,89 €\r\n"
    (row,) = read_table(table_of(mark + text.encode(encoding)).text, comma_by_default=False).rows
    assert (row.account, row.amounts["gross_revenue"]) == ("Müller & Söhne", 1234567.89)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2026", 2026),
        ("46387", 2026),  # 31 December 2026
        ("46388", 2027),
        ("2026-12-31", 2026),
        ("31.12.2026", 2026),
        ("12/31/2026", 2026),
        ("26", None),
        ("99999", None),
        ("20260101", None),
        ("2026-12-31-1", None),
    ],
)
def test_a_year_may_be_a_day_or_its_serial_number(cell: str, year: int | None):
    assert read_year(cell) == year


NOTES: list[list[object]] = [["Bitte", "lesen"], [], ["Stand 2026"]]
FIGURES: list[list[object]] = [[*HEAD], ["Halbmond", 2026, 5, 1]]
OLDER: list[list[object]] = [[*HEAD], ["Halbmond", 2024, 3, 1], ["Boxley", 2024, 4, 1]]


async def test_of_several_sheets_the_one_with_our_columns_is_read_and_another_can_be_chosen():
    data = workbook_of(Notes=NOTES, Empty=[], Figures=FIGURES, Older=OLDER, Hidden=OLDER)
    found = await table_in_child(data)
    assert found.chosen == "Figures" and "Halbmond\t2026" in found.text
    assert found.sheets == (Sheet("Notes", 2), Sheet("Figures", 2), Sheet("Older", 3))
    assert (await table_in_child(data, last="Older")).chosen == "Older", "as last time"
    assert (await table_in_child(data, last="Notes")).chosen == "Figures", (
        "last time's has no such columns now"
    )
    assert (await table_in_child(data, sheet="Notes", last="Older")).text.startswith("Bitte\tlesen")
    assert (await table_in_child(data, sheet="gone")).chosen == "Figures"
    known = {"bitte": "account", "lesen": "year"}
    assert (await table_in_child(data, known=known)).chosen == "Figures", "two columns are not enough"
    named = workbook_of(First=[["a"]], Second=[["Wer", "Wann", "Wieviel"]])
    wanted = {"wer": "account", "wann": "year", "wieviel": "gross_revenue"}
    assert (await table_in_child(named, known=wanted)).chosen == "Second", (
        "by what people said that columns are"
    )
    assert (await table_in_child(named)).chosen == "First"


def test_a_sheet_above_the_limit_is_named_and_does_not_keep_others_from_being_read():
    many: list[list[object]] = [["x"]] * (MOST_ROWS + 1)
    data = workbook_of(Notes=NOTES, Long=many, Figures=FIGURES)
    found = table_of(data, Wish(wanted=lambda head: head.startswith("Kunde")))
    assert found.chosen == "Figures"
    assert found.sheets == (Sheet("Notes", 2), Sheet("Long", None), Sheet("Figures", 2))
    with pytest.raises(Unreadable) as refused:
        table_of(data, Wish(sheet="Long"))
    assert refused.value.code == "too_many_rows"


def test_all_sheets_share_one_limit_and_the_one_that_is_asked_for_comes_first():
    wide: list[list[object]] = [
        [*[None] * 59, "x"]
    ] * 3000  # 60 cells each: empty ones before a full one count
    data = workbook_of(**{f"S{at}": wide for at in range(4)}, Figures=FIGURES)
    found = table_of(data)
    assert found.chosen == "S0"
    assert [one.rows for one in found.sheets] == [3000, 3000, None, None, None]
    asked = table_of(data, Wish(sheet="Figures"))
    assert asked.chosen == "Figures" and asked.sheets[-1] == Sheet("Figures", 2)


def test_a_formula_counts_as_its_saved_value_and_refers_to_nothing(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("4711")
    cells = (
        f"<row r='1'><c r='A1' t='str'><f>'file://{secret}'!A1</f><v>saved</v></c>"
        f"<c r='B1'><f>WEBSERVICE(\"file://{secret}\")</f></c></row>"
    )
    assert table_of(sheet(cells)).text == "saved"


REFUSED = {
    "empty": b"  \n",
    "old_format": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "no_table": b"\x1f\x8b\x08\0\0",
    "damaged": b"PK\x03\x04" + b"x" * 100,
    "too_large": b"a;b\n" * (MOST_BYTES // 4 + 1),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(code: str):
    with pytest.raises(Unreadable) as refused:
        table_of(REFUSED[code])
    assert refused.value.code == code


def _nested() -> bytes:
    depth = 200_000
    return sheet("<row><c>" + "<x>" * depth + "</x>" * depth + "</c></row>")


ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
FILE_ENTITY = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
TEXT_CELL = "<row r='1'><c r='A1' t='inlineStr'><is><t>{}</t></is></c></row>"
HOSTILE = {
    "a zip bomb": (lambda: sheet(" " * (120 << 20)), {"too_large"}),
    "many parts": (lambda: _with_parts(2_000), {"too_large"}),
    "a sparse sheet of a million rows": (
        lambda: sheet(TEXT_CELL.format("top") + "<row r='1048576'><c r='A1048576'><v>1</v></c></row>"),
        {"too_many_lines"},
    ),
    "more rows than are imported": (
        lambda: sheet("".join(f"<row r='{n}'><c r='A{n}'><v>1</v></c></row>" for n in range(1, 20_100))),
        {"too_many_rows"},
    ),
    "deep nesting": (_nested, {"damaged", "too_large", "empty"}),
    "entities that grow": (lambda: sheet(TEXT_CELL.format("&i;"), ENTITIES + "]>"), {"damaged"}),
    "an entity that is a file": (lambda: sheet(TEXT_CELL.format("&a;"), FILE_ENTITY), {"damaged"}),
}


def _with_parts(count: int) -> bytes:
    target = io.BytesIO(book(["a"]))
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(count):
            archive.writestr(f"xl/media/{number}.bin", b"")
    return target.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.slow
async def test_a_hostile_file_ends_its_own_process_alone(name: str):
    make, codes = HOSTILE[name]
    with pytest.raises(Unreadable) as refused:
        await table_in_child(make())
    assert refused.value.code in codes
    assert (await table_in_child(b"a;b\n1;2\n")).text == "a;b\n1;2\n", "the next file is read"


async def test_a_file_that_takes_too_long_is_given_up():
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        await table_in_child(book(HEAD), patience=0.001)
    assert refused.value.code == "too_slow" and time.monotonic() - began < 5


async def test_a_long_table_is_read_in_the_other_process_as_in_this_one():
    text = "Firma;Jahr;Umsatz\n" + "".join(f"Kunde {n};2026;{n},5\n" for n in range(500)) + "Last;2026;x\n"
    known = {"firma": "account", "umsatz": "gross_revenue"}
    there = await figures_in_child(text, known, comma_by_default=True)
    assert there == read_table(text, comma_by_default=True, known=known)
    assert [(one.line, one.code) for one in there.problems] == [(502, "no_number")]


def test_columns_are_what_people_said_they_are():
    text = "Debitor;FY;Net;Umsatz\nA;2026;1;2\n"
    assert {one.column for one in read_table(text, comma_by_default=True).problems} == {"account", "year"}
    known = {"debitor": "account", "fy": "year", "net": "gross_revenue", "umsatz": ""}
    (row,) = read_table(text, comma_by_default=True, known=known).rows
    assert (row.account, row.amounts["gross_revenue"]) == ("A", 1)


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@settings(max_examples=20, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=5))
def test_no_text_of_an_export_becomes_a_formula(names: list[str]):
    names = ["=1+1", "@SUM(A1)", "+1", "-1", "http://example.com", *names]
    data = workbook("Portfolio", ["Name", "Amount"], [[name, 1.5] for name in names])
    written = load_workbook(io.BytesIO(data)).active
    assert written is not None
    cells = [cell for (cell,) in written.iter_rows(min_row=2, max_col=1)]
    assert [cell.value for cell in cells] == names
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
