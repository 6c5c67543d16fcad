"""Importing tables: what spreadsheets and CRMs export is read, and every problem is named with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.portfolio_import import MOST_ROWS, read_amount, read_table

GERMAN = """Kunde;Jahr;Bruttoumsatz;Erlösschmälerungen;Herstellkosten;Betreuungskosten;Einkaufsvolumen
Halbmond;2026;1.234.567,89;12,5;;0;2.000.000
"Müller; Söhne";2026;500 €;–;300;10;
"""


def test_german_decimals_quotes_and_unknowns():
    read = read_table("\ufeff" + GERMAN, comma_by_default=False)
    assert read.problems == ()
    first, second = read.rows
    assert (first.account, first.year, first.amounts["gross_revenue"]) == ("Halbmond", 2026, 1234567.89)
    assert first.amounts["cost_of_goods"] is None and first.amounts["cost_to_serve"] == 0
    assert (second.account, second.amounts["gross_revenue"]) == ("Müller; Söhne", 500)
    assert second.amounts["deductions"] is None


def test_cells_copied_from_an_english_spreadsheet():
    text = "Account\tFiscal year\tGross revenue\tCurrency\r\nBoxley\t2025\t1,250,000.50\tusd\r\n"
    (row,) = read_table(text, comma_by_default=True).rows
    assert (row.amounts["gross_revenue"], row.currency) == (1250000.5, "USD")


@pytest.mark.parametrize(("comma", "expected"), [(True, 1.234), (False, 1234.0)])
def test_a_number_that_may_be_both_is_read_by_the_readers_language(comma: bool, expected: float):
    text = "account\tyear\tgross revenue\nA\t2025\t1,234\n"
    (row,) = read_table(text, comma_by_default=comma).rows
    assert row.amounts["gross_revenue"] == expected


def test_every_problem_is_named_with_line_and_column_and_nothing_is_read():
    text = "Kunde;Jahr;Umsatz\nA;2026;100\n;26;abc\nA;2026;5\nB;2026;\n"
    read = read_table(text, comma_by_default=True)
    assert read.rows == ()
    found = [(one.line, one.column, one.code) for one in read.problems]
    assert found == [
        (3, "account", "no_account"),
        (3, "year", "no_year"),
        (3, "gross_revenue", "no_number"),
        (4, "account", "twice"),
        (5, "gross_revenue", "no_revenue"),
    ]


def test_missing_columns_are_named():
    (one,) = read_table("Kunde;Jahr\nA;2026\n", comma_by_default=True).problems
    assert (one.column, one.code) == ("gross_revenue", "no_column")


def test_an_empty_and_a_huge_table_are_refused():
    assert [one.code for one in read_table(" \n", comma_by_default=True).problems] == ["empty"]
    assert [one.code for one in read_table("Kunde;Jahr;Umsatz\n", comma_by_default=True).problems] == [
        "empty"
    ]
    huge = "Kunde;Jahr;Umsatz\n" + "".join(f"A{at};2026;1\n" for at in range(MOST_ROWS + 1))
    assert [one.code for one in read_table(huge, comma_by_default=True).problems] == ["too_many"]


@pytest.mark.parametrize("cell", ["1.2.3", "=1+1", "1e9", "12,34,56", "nan", "--5", "9" * 20])
def test_what_is_no_number_is_refused(cell: str):
    with pytest.raises(ValueError):
        read_amount(cell, has_comma=True)


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 2)))
def test_what_german_and_english_spreadsheets_write_is_read_back(value: float):
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert read_amount(english, has_comma=False) == value
    assert read_amount(german, has_comma=True) == value


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str):
    read = read_table(text, comma_by_default=True)
    assert bool(read.rows) != bool(read.problems)
