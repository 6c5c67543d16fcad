"""Validates one field's value: checks any plain value against a FieldShape.

Readers convert a value to a typed one or REFUSED (`read_value`); writers check whether the schema allows a
value (`is_allowed`). They differ in one case: a reader accepts an unknown choice, because a newer version may
have written it. Never raises. Called by document.py and edits.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Final

from leitstern.plan.rich_text import words_of
from leitstern.plan.shape import FieldShape

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RECORD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_YEAR = re.compile(r"[0-9]{4}")
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])")
_CHOICE = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a choice of a newer version may look like. Anything else is malformed."""

Scalar = str | float | int | bool | date | datetime
Value = Scalar | tuple[str, ...] | Mapping[str, Scalar]


class Refused(Enum):
    """The type of REFUSED, which no field value has."""

    REFUSED = "refused"


REFUSED: Final = Refused.REFUSED


def is_whole(text: str) -> bool:
    """Whether the text has no lone surrogate, which can be neither stored nor sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_record_id(raw: object) -> bool:
    return isinstance(raw, str) and _RECORD_ID.fullmatch(raw) is not None


def is_value_key(shape: FieldShape, raw: object) -> bool:
    """Whether a map of values of this shape may have the key: a participant id, a year, or a period."""
    if shape.keys == "year":
        return isinstance(raw, str) and _YEAR.fullmatch(raw) is not None
    if shape.keys == "period":
        return isinstance(raw, str) and _PERIOD.fullmatch(raw) is not None
    return is_record_id(raw)


def read_value(shape: FieldShape, raw: object) -> Value | Refused:
    """`raw` as a typed value, or REFUSED. Links become sorted ids, dates `date`, rich text its plain text.

    An unknown choice reads as itself, never as the default.
    """
    if shape.crdt == "links":
        return _links(raw)
    if shape.crdt == "values":
        return _values(shape, raw)
    if shape.crdt == "xml":
        return words_of(raw) if isinstance(raw, list) else REFUSED
    return _scalar(shape, raw)


def is_allowed(shape: FieldShape, raw: object) -> bool:
    """Whether a field of this shape may hold `raw`."""
    is_unknown_choice = bool(shape.choices) and raw not in shape.choices
    return not is_unknown_choice and read_value(shape, raw) is not REFUSED


def _links(raw: object) -> tuple[str, ...] | Refused:
    """A set of ids. A member that is no id, or whose value is not true, is left out."""
    if not isinstance(raw, dict):
        return REFUSED
    return tuple(sorted(key for key, value in raw.items() if value is True and is_record_id(key)))


def _values(shape: FieldShape, raw: object) -> Mapping[str, Scalar] | Refused:
    """A value for each participant or year. A malformed member is left out."""
    if not isinstance(raw, dict):
        return REFUSED
    read = ((key, _scalar(shape, value)) for key, value in raw.items() if is_value_key(shape, key))
    return {key: value for key, value in sorted(read, key=_by_key) if not isinstance(value, Refused)}


def _by_key(member: tuple[str, Scalar | Refused]) -> str:
    return member[0]


def _scalar(shape: FieldShape, raw: object) -> Scalar | Refused:
    if shape.type == "boolean":
        return raw if isinstance(raw, bool) else REFUSED
    if shape.type in ("number", "integer"):
        return _number(shape, raw)
    return _string(shape, raw)


def _number(shape: FieldShape, raw: object) -> float | int | Refused:
    """A finite number in range. 2026.0 counts as an integer, because JavaScript has no integers; True is no
    number.
    """
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
    if shape.choices and raw not in shape.choices and _CHOICE.fullmatch(raw) is None:
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
    """Only YYYY-MM-DD: fromisoformat also accepts week dates and dates without dashes."""
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
