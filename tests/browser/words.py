"""The words on the screen, by key, so that tests look for what people read without repeating it.

A changed wording then changes no test; a key that is gone fails loudly. Used by browser tests and bench/.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parents[2] / "web" / "locales"


def word(key: str, locale: str = "en", **values: object) -> str:
    """The text of `key` with its placeholders filled. Raises KeyError for an unknown key."""
    return _catalogue(locale)[key].format(**values)


def any_word(key: str, locale: str = "en") -> re.Pattern[str]:
    """Matches the text of `key` whatever its placeholders are filled with."""
    parts = re.split(r"\{\w+\}", _catalogue(locale)[key])
    return re.compile(".*".join(re.escape(part) for part in parts))


@cache
def _catalogue(locale: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((LOCALES / f"{locale}.json").read_text(encoding="utf-8"))
    return texts
