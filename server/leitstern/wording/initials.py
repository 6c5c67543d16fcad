"""A person's initials, for avatars. Pure; a filter of templates. web/src/elements/avatar.ts does the same."""

from __future__ import annotations


def initials(name: str) -> str:
    """First letters of the first and the last word. Skips words that begin with no letter: "(2)"."""
    letters = [word[0] for word in name.split() if word[0].isalpha()]
    first = letters[0] if letters else name.strip()[:1] or "?"
    return (first + (letters[-1] if len(letters) > 1 else "")).upper()
