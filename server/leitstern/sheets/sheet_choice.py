"""The sheets of a workbook: which one is meant, how many rows each has, and the rows of the one that is read.

All sheets that are read share one limit of lines and cells, so that a file of many sheets costs no more than
one of a single sheet; what is beyond it is named and can be chosen, but is not counted. Called by files.py.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl import load_workbook

from leitstern.sheets.files import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    MOST_TEXT,
    Sheet,
    Table,
    Unreadable,
    Wish,
    cell_text,
)

MOST_SHEETS: Final = 50


@dataclass(slots=True)
class _Left:
    """What may still be read of a file."""

    lines: int = MOST_LINES
    cells: int = MOST_CELLS
    letters: int = MOST_TEXT


@dataclass(slots=True)
class _Read:
    """What was read of a sheet, and why no more of it."""

    name: str
    lines: list[str] = field(default_factory=list)
    full: int = 0
    problem: str = ""

    @property
    def head(self) -> str:
        return next((line for line in self.lines if line), "")

    @property
    def shown(self) -> Sheet:
        return Sheet(self.name, None if self.problem else self.full)


def table_in(data: bytes, wish: Wish) -> Table:
    """Raises Unreadable."""
    try:
        read = _sheets(data, wish)
    except MemoryError as error:
        raise Unreadable("too_large") from error
    except Exception as error:  # a damaged file raises almost anything
        raise Unreadable("damaged") from error
    filled = [one for one in read if one.full or one.problem]
    if not filled:
        raise Unreadable("empty")
    chosen = _chosen(filled, wish)
    if chosen.problem:
        raise Unreadable(chosen.problem)
    return Table("\n".join(chosen.lines), tuple(one.shown for one in filled), chosen.name)


def _chosen(filled: Sequence[_Read], wish: Wish) -> _Read:
    """The sheet that is asked for; else one with our columns, of several the last time's; else that of the
    last time; else the first that can be read.
    """
    asked = [one for one in filled if one.name == wish.sheet]
    last = [one for one in filled if one.name == wish.last]
    fitting = [one for one in filled if one.head and wish.wanted(one.head)]
    both = [one for one in fitting if one in last]
    readable = [one for one in filled if not one.problem]
    return next(iter([*asked, *both, *fitting, *last, *readable, *filled]))


def _sheets(data: bytes, wish: Wish) -> list[_Read]:
    """In the order of the workbook. The one that is asked for is read first, with all of the limit left."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    visible = [one for one in book.worksheets if one.sheet_state == "visible"]
    sheets = (visible or book.worksheets)[:MOST_SHEETS]
    left = _Left()
    by_name = {one.title: one for one in sheets}
    ordered = sorted(by_name, key=lambda name: name != wish.sheet)
    read = {name: _read(name, by_name[name], left) for name in ordered}
    return [read[one.title] for one in sheets]


def _read(name: str, sheet: Any, left: _Left) -> _Read:
    found = _Read(name)
    if left.lines <= 0 or left.cells <= 0 or left.letters <= 0:
        found.problem = "too_large"
        return found
    for line in _lines(sheet):
        cells = line.count("\t") + 1 if line else 0
        left.lines, left.cells, left.letters = (
            left.lines - 1,
            left.cells - cells,
            left.letters - len(line) - 1,
        )
        found.full += bool(line)
        if left.lines < 0:
            found.problem = "too_many_lines"
        elif found.full > MOST_ROWS or left.cells < 0:
            found.problem = "too_many_rows"
        elif left.letters < 0:
            found.problem = "too_large"
        if found.problem:
            return found
        found.lines.append(line)
    return found


def _lines(sheet: Any) -> Iterator[str]:
    """The sheet's rows; those that are missing in the file count too. Its own statement of its size is not
    believed.
    """
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        yield "\t".join(cell_text(value) for value in row).rstrip("\t")
