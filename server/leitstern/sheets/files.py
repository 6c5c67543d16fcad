"""What a file of a spreadsheet holds, as one table in plain text: CSV in any usual encoding, or XLSX.

Bytes in, text out; runs in a process of its own (child.py), because files come from anywhere. Nothing in a
file is evaluated or followed: of a formula the value that was saved with it counts. Line n of the text is row
n of the sheet, so that a problem can be found again. sheet_choice.py reads a workbook's sheets.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

MOST_BYTES: Final = 10 << 20
MOST_UNPACKED: Final = 150 << 20
MOST_PARTS: Final = 500
LARGEST_RATIO: Final = 200
"""Unpacked by packed, of a part above 1 MB. Sheets of figures reach 20."""
MOST_LINES: Final = 200_000
MOST_ROWS: Final = 20_001
MOST_COLUMNS: Final = 64
MOST_CELLS: Final = 500_000
MOST_TEXT: Final = 6 << 20
LONGEST_CELL: Final = 500

_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"


class Unreadable(Exception):
    """`code` is the last part of a catalogue key (`sheet.<code>`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` that are not empty; None: not counted, as the file is long or the sheet above a limit."""

    name: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """`sheets`: those of a workbook that hold something, of which `chosen` was read; none in a text."""

    text: str
    sheets: tuple[Sheet, ...] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which sheet is wanted: the one that somebody chose now, else one with the `wanted` columns, and of
    several the one that was chosen last time.
    """

    sheet: str = ""
    last: str = ""
    wanted: Callable[[str], bool] = lambda head: True
    """Whether the first line of a sheet has the columns that are needed."""


def table_of(data: bytes, wish: Wish | None = None) -> Table:
    """Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(_OLE):
        raise Unreadable("old_format")
    table = _of_workbook(data, wish or Wish()) if data.startswith(_ZIP) else Table(_of_text(data))
    if len(table.text) > MOST_TEXT:
        raise Unreadable("too_large")
    return table


def _of_workbook(data: bytes, wish: Wish) -> Table:
    check_parts(data)
    # Only here: the library takes a fifth of a second to load, and a text needs none of it.
    from leitstern.sheets.sheet_choice import table_in

    return table_in(data, wish)


def _of_text(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252, which spreadsheets write in the West."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _plain(data.decode(encoding, "replace"))
    if b"\0" in data or data.startswith(_GZIP):
        raise Unreadable("no_table")
    try:
        return _plain(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _plain(data.decode("cp1252", "replace"))


def _plain(text: str) -> str:
    if "\0" in text:
        raise Unreadable("no_table")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_parts(data: bytes) -> None:
    """Looks at the archive's directory before anything is unpacked. Raises Unreadable."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged") from error
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts) or "EncryptedPackage" in names:
        raise Unreadable("protected")
    if "xl/workbook.xml" not in names:
        raise Unreadable("no_table")
    is_bomb = any(
        part.file_size > 1 << 20 and part.file_size > LARGEST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if is_bomb or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("too_large")


def cell_text(value: object) -> str:
    """Numbers as digits with a point; two places, so that no group of three can be meant. Days as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(str(value).split())[:LONGEST_CELL]
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if '"' in text else text
