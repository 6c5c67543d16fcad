"""What the page /check shows of the check that both companies answer: whether one runs, and the last reveal.

Pure: a running or revealed check in, sentences out. Called by pages/kam_check.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from leitstern.wording import formats

Translate = Callable[..., str]


@dataclass(frozen=True, slots=True)
class BlindCheck:
    """`result`: what blind_check.outcome made of the answers; empty while it runs."""

    day: date
    answered: Mapping[str, int] = field(default_factory=dict)
    """While it runs: how many of each side have answered."""
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BlindLines:
    running: str = ""
    counts: str = ""
    by_statement: Mapping[int, str] = field(default_factory=dict)


def blind_lines(
    running: BlindCheck | None, last: BlindCheck | None, customer: str, t: Translate, locale: str
) -> BlindLines:
    return BlindLines(
        _running(running, customer, t, locale) if running else "",
        _counts(last, t, locale) if last else "",
        _by_statement(last, customer, t, locale) if last else {},
    )


def _running(one: BlindCheck, customer: str, t: Translate, locale: str) -> str:
    ours, theirs = one.answered.get("supplier", 0), one.answered.get("customer", 0)
    day = formats.day(one.day, locale)
    return t("check.blind.runs", date=day, ours=ours, theirs=theirs, customer=customer)


def _counts(one: BlindCheck, t: Translate, locale: str) -> str:
    found = Counter(statement.get("quadrant") for statement in one.result["statements"])
    return t(
        "check.blind.counts",
        date=formats.day(one.day, locale),
        strength=found["agreed_strength"],
        weakness=found["agreed_weakness"],
        blind=found["blind_spot"],
        undervalued=found["undervalued"],
    )


def _by_statement(one: BlindCheck, customer: str, t: Translate, locale: str) -> dict[int, str]:
    day = formats.day(one.day, locale)

    def shown(score: float | None) -> str:
        return "–" if score is None else formats.number(score, locale, 1)

    return {
        int(statement["id"]): t(
            "check.blind.line",
            date=day,
            customer=customer,
            ours=shown(statement.get("supplier")),
            theirs=shown(statement.get("customer")),
        )
        for statement in one.result["statements"]
    }
