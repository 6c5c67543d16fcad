"""The texts on screens, in German and English, from web/locales.

Keys are flat (`join.title`). `{placeholder}` is filled in. A key with the forms `.one` and `.other` is
chosen by `count`. A missing key raises; a test keeps both catalogues complete. Called by
http_support/rendering.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from babel import Locale as BabelLocale
from babel.numbers import format_decimal

_PLACEHOLDER = re.compile(r"\{(\w+)\}")

LOCALES: Sequence[str] = ("en", "de")
DEFAULT_LOCALE = "en"


class Catalogue:
    """All texts of one language."""

    def __init__(self, locale: str, texts: Mapping[str, str]) -> None:
        self.locale = locale
        self._texts = texts
        self._plural = BabelLocale.parse(locale).plural_form

    def __contains__(self, key: str) -> bool:
        return key in self._texts or f"{key}.other" in self._texts

    def text(self, key: str, **values: object) -> str:
        """The text of `key` with its placeholders filled in, numbers in the language's format."""
        count = values.get("count")
        if key not in self._texts and isinstance(count, int):
            key = f"{key}.{'one' if self._plural(count) == 'one' else 'other'}"
        return _fill(self._texts[key], {name: self._format(value) for name, value in values.items()})

    def _format(self, value: object) -> str:
        if type(value) is int:
            return _counted(value, self.locale)
        text = str(value)
        return text if text.isascii() else text.translate(_NO_DIRECTION_MARKS)


@lru_cache(maxsize=8192)
def _counted(value: int, locale: str) -> str:
    """A number within a sentence. Kept, because the same counts stand in hundreds of sentences of a plan."""
    return format_decimal(value, locale=locale)


_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NO_DIRECTION_MARKS = dict.fromkeys(_MARKS)
"""A name with marks of direction must not turn the sentence around it: they are left out."""


def load_catalogues(folder: Path) -> Mapping[str, Catalogue]:
    """The catalogues of every language, by locale."""
    return {
        locale: Catalogue(locale, json.loads((folder / f"{locale}.json").read_text(encoding="utf-8")))
        for locale in LOCALES
    }


def accepted_locale(accept_language: str, default: str = DEFAULT_LOCALE) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110, 12.5.4), or `default`."""
    weighted = []
    for position, part in enumerate(accept_language[:500].split(",")):
        tag, _, weight = part.strip().partition(";")
        locale = tag.strip().lower().partition("-")[0]
        if locale in LOCALES:
            weighted.append((-_quality(weight), position, locale))
    best = min(weighted, default=(0.0, 0, default))
    return best[2] if best[0] < 0 else default


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _fill(text: str, values: Mapping[str, str]) -> str:
    """In one pass, so that a value such as "{company}" is not filled in itself."""
    if not values:
        return text
    parts = list(_parts(text))
    parts[1::2] = [values.get(name, f"{{{name}}}") for name in parts[1::2]]
    return "".join(parts)


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    """What stands between the placeholders, and their names, in turn."""
    return tuple(_PLACEHOLDER.split(text))
