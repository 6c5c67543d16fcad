"""Estimates the width of a text in the product's font, so that labels do not overlap.

Pure. The server lays out pictures and has no font engine. The widths are those of Inter semibold, rounded up
per group of characters, so a label is never wider than estimated.
"""

from __future__ import annotations

from functools import lru_cache

_NARROW = frozenset("iljI|.,:;'’!()[]{}/\\ ")
_SLIM = frozenset('frt-–"')
_WIDE = frozenset("mwMW%@—€&")
_EM_OF_NARROW, _EM_OF_SLIM, _EM_OF_WIDE = 0.31, 0.43, 0.93
_EM_OF_CAPITAL, _EM_OF_OTHERS = 0.73, 0.61


def text_width(text: str, size: float) -> float:
    """The width of one line, in the unit of `size` (the font size)."""
    return _ems(text) * size


@lru_cache(maxsize=8192)
def _ems(text: str) -> float:
    """Kept, because the same titles stand in every drawing of a picture, and again after the next edit."""
    return sum(_em(character) for character in text)


def shortened(text: str, size: float, width: float) -> str:
    """The text, cut to fit into `width` with an ellipsis at the end if it is too long."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(text: str, size: float, width: float, lines: int) -> tuple[str, ...]:
    """The text wrapped at words into at most `lines` lines; the last line is shortened to fit."""
    found: list[str] = []
    rest = text.split()
    while rest and len(found) < lines - 1:
        line = rest.pop(0)
        while rest and text_width(f"{line} {rest[0]}", size) <= width:
            line = f"{line} {rest.pop(0)}"
        found.append(shortened(line, size, width))
    if rest:
        found.append(shortened(" ".join(rest), size, width))
    return tuple(found)


def _em(character: str) -> float:
    if character in _NARROW:
        return _EM_OF_NARROW
    if character in _SLIM:
        return _EM_OF_SLIM
    if character in _WIDE:
        return _EM_OF_WIDE
    if ord(character) > 0x2E80:  # East Asian scripts and emoji fill a whole em
        return 1.0
    return _EM_OF_CAPITAL if character.isupper() else _EM_OF_OTHERS
