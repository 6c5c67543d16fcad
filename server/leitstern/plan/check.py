"""The KAM check: eleven statements, what the evidence says of each, and where both sides see it differently.

Pure. Scores go from 0 (not at all true) to 10 (completely true). Item 4 is inverted: a low answer is good,
and its score is 10 - answer. Where there is evidence the check answers itself; a person may assess
differently, with a reason. Called by reports/kam_check.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Scope = Literal["company", "account"]
Quadrant = Literal["agreed_strength", "agreed_weakness", "blind_spot", "undervalued"]

LOWEST, HIGHEST = 0, 10
STRONG_FROM = 7.0
"""From this score on a statement counts as a strength; item 9 has a limit of its own."""
UNDERSTOOD_ABOVE = 8.0
INVERTED: Final = 4
COMPANY: Final = (1, 2, 3, 4, 6)
ACCOUNT: Final = (5, 7, 8, 9, 10, 11)
STATEMENTS: Final = tuple(range(1, 12))
GAPS: Final = ("blind_spot", "undervalued", "agreed_weakness", "unknown")
"""What of a reveal is no agreed strength; unknown: one side cannot judge."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Evidence that is a count: `known` of `all`."""

    known: int
    all: int

    @property
    def score(self) -> float | None:
        """`10 x known / all`; None when there is nothing to count."""
        return HIGHEST * self.known / self.all if self.all > 0 else None


def scope_of(statement: int) -> Scope:
    return "company" if statement in COMPANY else "account"


def score_of(statement: int, answer: float | None) -> float | None:
    """The answer as a score, in which high is good; "I cannot say" is unknown, never 0."""
    if answer is None:
        return None
    return HIGHEST - answer if statement == INVERTED else answer


def is_fulfilled(statement: int, score: float) -> bool:
    """Item 9 is fulfilled above 8, the others from 7 on."""
    return score > UNDERSTOOD_ABOVE if statement == 9 else score >= STRONG_FROM


def plan_score(*, years: int, completeness: float, is_live: bool) -> float:
    """Item 7: `10 x completeness`, at most 5 with a horizon below three years or if nobody works on it."""
    full = HIGHEST * completeness
    return full if years >= 3 and is_live else min(full, HIGHEST / 2)


def mean(scores: Iterable[float | None]) -> float | None:
    """The mean of the known scores; None without one."""
    known = [one for one in scores if one is not None]
    return sum(known) / len(known) if known else None


def place(statement: int, score: float) -> float:
    """Where a score stands on an axis from 0 to 1 on which every statement is fulfilled in the upper half.

    Statements have different limits (8 and 7), so each half is stretched to its own: below the limit
    `0.46 x score / limit`, from there on `0.54 + 0.46 x (score - limit) / (10 - limit)`. The space between
    the halves keeps a score at the limit from lying on the line.
    """
    limit = UNDERSTOOD_ABOVE if statement == 9 else STRONG_FROM
    if is_fulfilled(statement, score):
        return 1 - HALF + HALF * (score - limit) / (HIGHEST - limit)
    return HALF * score / limit


HALF = 0.46


def quadrant(statement: int, ours: float, theirs: float) -> Quadrant:
    """Sorts a statement that both sides answered, seen from the supplier."""
    we, they = is_fulfilled(statement, ours), is_fulfilled(statement, theirs)
    if we and they:
        return "agreed_strength"
    if not we and not they:
        return "agreed_weakness"
    return "blind_spot" if we else "undervalued"


def is_gap(name: str) -> bool:
    """Whether it names a gap as agenda items, parked topics and actions hold it, such as "5.blind_spot": the
    number of the statement and the quadrant, whatever the language of the title. Empty: none.
    """
    number, _, found = name.partition(".")
    return not name or (number in {str(one) for one in ACCOUNT} and found in GAPS)
