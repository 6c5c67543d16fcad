"""The order in which lists of people and companies are read, in German and in English alike.

Pure. Called by the services of this folder and by pages/ that sort by more than the name.
"""

from __future__ import annotations

import unicodedata


def by_name(name: str) -> tuple[str, str]:
    """A sort key: accents and case count only between names that are otherwise the same."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)), name
