"""What a word on a benefit is bound to: everything that the entry claims, as one text.

Pure. The first line is the side that gains. `web/src/doc/value-text.ts` makes the same text, so that a
browser can show whether somebody's word is about the entry as it stands. Called by commands/plan_texts.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

FIELDS = ("gains", "title", "amount", "recurrence", "since", "until", "baseline", "formula", "evidence")
DEFAULTS = {"gains": "customer", "recurrence": "yearly"}


def value_text(raw: Mapping[str, object]) -> str:
    """The text of one entry, from its plain data: a line for each of FIELDS, empty where nothing is said."""
    return "\n".join(_line(raw.get(name), DEFAULTS.get(name, "")) for name in FIELDS).strip()


def side_of(text: str) -> str:
    """The side that gains by this text."""
    return text.split("\n", 1)[0]


def _line(value: object, default: str) -> str:
    if isinstance(value, bool) or value is None:
        return default
    if isinstance(value, int | float):
        return _number(float(value))
    return _SPACE.sub(" ", str(value)).strip(" ") or default


_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0\u2028\u2029\ufeff]+")
"""Written out, because Python and JavaScript differ in what `\\s` is."""
SMALLEST = 0.001
"""Below it both languages begin to write exponents, at different places."""


def _number(value: float) -> str:
    """The shortest digits that mean this number, which are the same in both languages."""
    if abs(value) < SMALLEST or not isfinite(value):
        return "0"
    return f"{value:.0f}" if value.is_integer() else repr(value)
