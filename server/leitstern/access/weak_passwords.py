"""Detects passwords that are guessed first: common words, keyboard walks, repetitions, names from the form.

It has no long list of leaked passwords, but the words that such lists consist of, in German and English, and
undoes common changes: capitals, digits for letters, years and punctuation at the end. Pure; no
password leaves this module. Called by form_fields.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = frozenset(
    """
    password passwort passwd kennwort geheim secret admin administrator root login user benutzer guest
    gast test welcome willkommen hello hallo letmein default standard changeme access zugang server
    database demo example qwerty qwertz asdf yxcv zxcv abc abcd abcdef iloveyou ichliebedich loveyou
    love liebe lieb schatz schatzi sunshine sonnenschein sonne princess prinzessin monkey dragon drache
    football fussball soccer baseball basketball hockey superman batman spiderman pokemon starwars
    master meister killer shadow schatten michael thomas andreas daniel stefan christian alexander
    jennifer jessica nicole sandra sabine martin matthew ashley charlie andrew joshua hannah anna maria
    peter hans frank klaus jordan hunter ranger summer sommer winter spring fruehling autumn herbst
    january januar february februar march maerz april may mai june juni july juli august september
    october oktober november december dezember monday montag tuesday dienstag wednesday mittwoch
    thursday donnerstag friday freitag saturday samstag sunday sonntag berlin hamburg muenchen munchen
    koeln koln frankfurt stuttgart dortmund bremen dresden leipzig wien zuerich london newyork america
    deutschland germany england bayern schalke borussia bvb arsenal chelsea liverpool mercedes porsche
    ferrari bmw audi volkswagen computer internet google facebook microsoft windows apple samsung
    company firma office buero business sales vertrieb customer kunde supplier lieferant keyaccount
    account leitstern nordlicht passphrase trustno whatever cheese chocolate schokolade cookie banana
    flower blume purple orange silver golden diamond freedom freiheit family familie mother mutter
    father vater baby angel engel jesus christ god gott forever ewig hundert tausend million mustang
    corvette harley yankees cowboys
    """.split()  # noqa: SIM905 - a list of words is read as words
)

_LEET = str.maketrans("013457@$!|8", "oleastasiib")
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_WALKS = (
    "qwertzuiopü", "asdfghjklöä", "yxcvbnm,.-", "qwertyuiop[]", "zxcvbnm,./", "1234567890ß", "azertyuiop",
    "qayxswedcvfrtgbnhzujmkiolp", "qazwsxedcrfvtgbyhnujmikolp", "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p",
    "abcdefghijklmnopqrstuvwxyz", "01234567890",
)  # fmt: skip
_WALK_LEAST = 4
"""Length of a sequence of adjacent keys that counts as a walk."""
_FEWEST_LEFT = 4
"""The rest without guessable parts must have so many characters, and so many different ones."""
_PART_LEAST = 3


def is_weak(password: str, about: Iterable[str] = ()) -> bool:
    """Whether it consists only of guessable parts. `about`: the person's name, address and company."""
    plain = _folded(password)
    if len(set(plain)) < _FEWEST_LEFT:
        return True
    names = {
        part for text in about for part in re.split(r"[\W_]+", _folded(text)) if len(part) >= _PART_LEAST
    }
    guessable = _WORDS | names
    return any(_is_made_of(spelt, guessable) for spelt in (plain, plain.translate(_LEET)))


def _folded(text: str) -> str:
    lower = text.casefold()
    for letter, letters in _UMLAUTS.items():
        lower = lower.replace(letter, letters)
    return lower


def _is_made_of(password: str, guessable: Iterable[str]) -> bool:
    """Removes the longest words first, then walks, digits, punctuation and repetitions."""
    rest = password
    for word in sorted(guessable, key=len, reverse=True):
        if word in rest:
            rest = rest.replace(word, "\x00")
    rest = _without_walks(rest)
    rest = re.sub(r"(.+?)\1{2,}", "\x00", rest)
    left = re.sub(r"[\x00\W\d_]+", "", rest)
    return len(left) < _FEWEST_LEFT or len(set(left)) < _PART_LEAST


def _without_walks(text: str) -> str:
    """Along a row of the keyboard, up and down its columns, or through the alphabet, in both directions."""
    walks = [walk for row in _WALKS for walk in (row, row[::-1])]
    at, kept = 0, []
    while at < len(text):
        length = max(_run(text, at, walk) for walk in walks)
        kept.append("\x00" if length >= _WALK_LEAST else text[at])
        at += length if length >= _WALK_LEAST else 1
    return "".join(kept)


def _run(text: str, at: int, walk: str) -> int:
    length = 0
    while at + length < len(text) and text[at : at + length + 1] in walk:
        length += 1
    return length
