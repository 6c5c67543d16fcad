"""Compares names of people and companies: one order for both languages, and whether two look the same.

Pure. Called by the services of this folder, by commands/ and by pages/ that sort by more than the name.
"""

from __future__ import annotations

import unicodedata


def by_name(name: str) -> tuple[str, str]:
    """A sort key. Accents and case count only between names that are otherwise equal."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)), name


def is_same_name(one: str, other: str) -> bool:
    """Whether readers would take both for the same name.

    Case, accents, spaces, marks and compatibility forms do not count, and letters of other scripts count as
    the Latin ones that they look like.
    """
    return _skeleton(one) == _skeleton(other)


_LOOKALIKES = str.maketrans(
    # Cyrillic, Greek and Armenian small letters, and digits, that fonts draw like Latin letters.
    "аеорсухіјѕԁһӏԛԝгпвнкмт" + "αορνυικτχγω" + "օսհո" + "01|",
    "aeopcyxijsdhlqwrnbhkmt" + "aopvuiktxyw" + "ouhn" + "oll",
)


def _skeleton(name: str) -> str:
    """After Unicode TR 39, with the few lookalikes that names are made of."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    looks = folded.translate(_LOOKALIKES)
    return "".join(c for c in looks if unicodedata.category(c)[0] in "LN").replace("i", "l")
