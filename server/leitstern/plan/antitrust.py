"""The warning before a text that names a listed competitor together with a number goes to the common table.

Shares and prices of a named competitor are what competition law looks at when they are exchanged between two
companies. The rule is simple on purpose: a name and a number in one text. It warns and never forbids, and it
would rather warn once too often. Pure; competitors are listed in a side's own document. docs/decisions/0076.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FORMS = "ag co corp gmbh inc kg kgaa limited llc ltd mbh ohg plc sa sarl se spa srl"
LEGAL_FORMS = frozenset(_FORMS.split())
_COMMON = """
and antriebe antriebstechnik business company deutsche deutschland drives europe first foods gebruder general
german group gruppe holding industrie industries international national nord solutions sud systeme systems
technik technologies the und united works werke
"""
GENERIC = frozenset(_COMMON.split())
"""Words that alone name nobody: a competitor whose first word is one of them is found by the whole name."""
SHORTEST = 4
"""Letters of a first word that stands for the whole name, as Talheim for Talheim Antriebe GmbH."""

NUMBER = re.compile(
    r"\d|%|\b(?:half|third|quarter|double|twice|percent|halfte|drittel|viertel|doppelt\w*|prozent)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A listed competitor in a text with a number. `start` and `end` are places in the text as given."""

    competitor: str
    start: int
    end: int


def competitor_mentions(text: str, competitors: Iterable[str]) -> tuple[Mention, ...]:
    """The competitors that the text names, if it has a number too; in their order in the text.

    Case, accents and legal forms do not matter; a genitive ("Talheims", "Talheim's") is the name too.
    """
    plain, places = _folded(text)
    if not NUMBER.search(plain):
        return ()
    found = [mention for name in competitors if (mention := _mention(plain, places, name)) is not None]
    return tuple(sorted(found, key=lambda one: (one.start, one.competitor)))


def warned_texts(texts: Iterable[str], competitors: Sequence[str]) -> tuple[Mention, ...]:
    """The mentions in the texts of one record. Each text is read by itself."""
    return tuple(mention for text in texts for mention in competitor_mentions(text, competitors))


def _mention(plain: str, places: Sequence[int], name: str) -> Mention | None:
    for words in _spellings(name):
        pattern = r"\W+".join(map(re.escape, words))
        match = re.search(rf"(?<!\w){pattern}(?:['\u2019]?s)?(?!\w)", plain)
        if match:
            return Mention(name.strip(), places[match.start()], places[match.end() - 1] + 1)
    return None


def _spellings(name: str) -> list[list[str]]:
    """The words of the whole name without its legal form, then its first word if that stands for it."""
    folded, _ = _folded(name)
    words = [word for word in re.findall(r"\w+", folded) if word not in LEGAL_FORMS]
    if not words:
        return []
    first = words[0]
    is_telling = len(first) >= SHORTEST and first not in GENERIC and not first.isdigit()
    return [words, [first]] if is_telling and len(words) > 1 else [words]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in lower case without accents, and for each of its characters the place in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(place)
    return "".join(letters), places
