"""What one field may hold: a total check of any plain value against a FieldShape.

One gate for both directions: readers turn what they find into a typed value or REFUSED, writers refuse to
store what a reader would skip. Never raises, whatever is handed in. Called by document.py and edits.py.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Final

from leitstern.plan.shape import FieldShape

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RECORD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Value = str | float | int | bool | date | datetime | tuple[str, ...]


class Refused(Enum):
    """The type of REFUSED, apart from every value that a field can hold."""

    REFUSED = "refused"


REFUSED: Final = Refused.REFUSED


def is_whole(text: str) -> bool:
    """Whether every character is one: half of a surrogate pair alone can be neither stored nor sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_record_id(raw: object) -> bool:
    return isinstance(raw, str) and _RECORD_ID.fullmatch(raw) is not None


def read_value(shape: FieldShape, raw: object) -> Value | Refused:
    """`raw` as the value that `shape` allows, or REFUSED. Links come back as sorted ids, dates as dates."""
    if shape.crdt == "links":
        return _links(raw)
    if shape.type == "boolean":
        return raw if isinstance(raw, bool) else REFUSED
    if shape.type in ("number", "integer"):
        return _number(shape, raw)
    return _string(shape, raw)


def _links(raw: object) -> tuple[str, ...] | Refused:
    """A set of ids. A member that is no id, or not true, is left out: it says nothing."""
    if not isinstance(raw, dict):
        return REFUSED
    return tuple(sorted(key for key, value in raw.items() if value is True and is_record_id(key)))


def _number(shape: FieldShape, raw: object) -> float | int | Refused:
    """Finite and in range. JavaScript knows no integers, so 2026.0 is one; True is not a number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return REFUSED
    if isinstance(raw, float) and not math.isfinite(raw):
        return REFUSED
    if shape.minimum is not None and raw < shape.minimum:
        return REFUSED
    if shape.maximum is not None and raw > shape.maximum:
        return REFUSED
    if shape.exclusive_minimum is not None and raw <= shape.exclusive_minimum:
        return REFUSED
    if shape.type == "integer":
        return int(raw) if raw == int(raw) else REFUSED
    return _as_float(raw)


def _as_float(raw: float | int) -> float | Refused:
    try:
        return float(raw)
    except OverflowError:
        return REFUSED


def _string(shape: FieldShape, raw: object) -> str | date | datetime | Refused:
    if not isinstance(raw, str) or len(raw) < shape.min_length or not is_whole(raw):
        return REFUSED
    if shape.choices and raw not in shape.choices:
        return REFUSED
    if shape.pattern is not None and _pattern(shape.pattern).fullmatch(raw) is None:
        return REFUSED
    if shape.format:
        return _date(raw) if shape.format == "date" else _moment(raw)
    if shape.max_length is not None and len(raw) > shape.max_length:
        return REFUSED
    return raw


@lru_cache(maxsize=32)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _date(raw: str) -> date | Refused:
    """YYYY-MM-DD alone: fromisoformat would also take week dates and dates without dashes."""
    try:
        return date.fromisoformat(raw) if _DATE.fullmatch(raw) else REFUSED
    except ValueError:
        return REFUSED


def _moment(raw: str) -> datetime | Refused:
    """An ISO 8601 time with a zone, as UTC."""
    try:
        moment = datetime.fromisoformat(raw)
        return moment.astimezone(UTC) if moment.tzinfo else REFUSED
    except (ValueError, OverflowError):
        return REFUSED
