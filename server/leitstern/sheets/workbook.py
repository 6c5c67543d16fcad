"""Writes one table as an XLSX workbook. Values only: a text that looks like a formula stays a text.

Rows in, bytes out. Called by pages/portfolio.py.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

WIDEST = 40
_LONGEST_NAME = 31


def workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[str | float | int | None]]) -> bytes:
    """The head stays in sight, and each column can be filtered."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False},
    )
    sheet = book.add_worksheet(name[:_LONGEST_NAME])
    bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, min(WIDEST, max(12, len(head) + 2)))
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(last, column, value)
            elif isinstance(value, float):
                sheet.write_number(last, column, value, amount)
            elif value is not None:
                sheet.write_number(last, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, max(0, len(heads) - 1))
    book.close()
    return target.getvalue()
