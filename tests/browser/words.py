"""Visible texts by catalogue key, so that tests do not repeat them.

A changed text changes no test; a removed key raises an error. Used by browser tests and bench/.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parents[2] / "web" / "locales"


def word(key: str, locale: str = "en", **values: object) -> str:
    """The text of `key` with filled placeholders. Raises KeyError for an unknown key."""
    return _catalogue(locale)[key].format(**values)


def any_word(key: str, locale: str = "en") -> re.Pattern[str]:
    """A pattern that matches the text of `key` with any placeholder values."""
    parts = re.split(r"\{\w+\}", _catalogue(locale)[key])
    return re.compile(".*".join(re.escape(part) for part in parts))


@cache
def _catalogue(locale: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((LOCALES / f"{locale}.json").read_text(encoding="utf-8"))
    return texts
