"""Reads the fields of a form: returns cleaned values, and collects an error for each refused field.

Pure. `done()` raises InvalidInput with a catalogue key per refused field. Called by pages/ and commands/
before any service, and by cli/ for its arguments.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from leitstern.access.weak_passwords import is_weak
from leitstern.errors import InvalidInput

NAME_MAX = 100
TITLE_MAX = 200
EMAIL_MAX = 254
PASSWORD_MIN, PASSWORD_MAX = 10, 200

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@[^@\s\"(),:;<>\[\]\\]+\.[^@\s\"(),:;<>\[\]\\.]{2,}")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = {"\u200c", "\u200d"}
"""Zero-width joiner and non-joiner: format characters that Persian, Hindi and emoji need."""
_BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
"""Letters and signs that are invisible: Hangul fillers, the empty Braille pattern."""


def one_line(value: str) -> str:
    """`value` as one visible line: NFC, no control or formatting characters, single spaces.

    Empty when nothing of it is visible, such as a name of fillers or of accents without a letter.
    """
    spaced = re.sub(r"\s+", " ", value)
    seen = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _INVISIBLE)
    line = unicodedata.normalize("NFC", re.sub(r" +", " ", seen)).strip(" \u200c\u200d")
    return line if any(c not in _BLANKS and unicodedata.category(c)[0] in "LNPS" for c in line) else ""


class Fields:
    """Reads fields one by one and remembers what was refused."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.errors: dict[str, str] = {}

    def line(self, name: str, longest: int, *, is_required: bool = True) -> str:
        """One line of text of at most `longest` characters."""
        value = one_line(self._typed.get(name, ""))
        if is_required and not value:
            self.errors[name] = "errors.required"
        elif len(value) > longest:
            self.errors[name] = "errors.too_long"
        return value

    def raw(self, name: str) -> str:
        """The value exactly as typed: for comparing, never for storing."""
        return self._typed.get(name, "")[:1_000]

    def email(self, name: str) -> str:
        """An e-mail address in lower case. Whether it exists is not checked."""
        value = self.line(name, EMAIL_MAX).lower()
        if name not in self.errors and not _EMAIL.fullmatch(value):
            self.errors[name] = "errors.email"
        return value

    def new_password(self, name: str, about: Iterable[str] = ()) -> str:
        """A password exactly as typed. `about`: name, address and company of its owner."""
        value = self._typed.get(name, "")
        if len(value) < PASSWORD_MIN:
            self.errors[name] = "errors.password_short"
        elif len(value) > PASSWORD_MAX:
            self.errors[name] = "errors.too_long"
        elif is_weak(value, about):
            self.errors[name] = "errors.password_weak"
        return value

    def choice(self, name: str, options: Sequence[str], default: str | None = None) -> str:
        """One of `options`, or `default` when the field was not sent."""
        value = self._typed.get(name, default or "")
        if value not in options:
            self.errors[name] = "errors.choice"
            return default or options[0]
        return value

    def whole(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number from `least` to `most`; `default` for an empty field."""
        value = self._typed.get(name, "").strip()
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            self.errors[name] = "errors.whole_number"
            return default
        return int(value)

    def refuse(self, name: str, key: str) -> None:
        """Adds an error that a service found."""
        self.errors[name] = key

    def done(self) -> None:
        """Raises InvalidInput when anything was refused."""
        if self.errors:
            raise InvalidInput(self.errors)
