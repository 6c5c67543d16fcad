"""What the plan says about its statements of the customer: which are old, and what an open question lacks.

Pure. Whether the customer confirmed a statement is not in the plan but in `record`; `waiting` puts the two
together. Called by reports/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Claim
from leitstern.plan.measures import Flag

YEAR = 12
MONTHS: Mapping[str, int] = {"competitors": 6, "obstacle": 6, "strategy": 24, "business": 24, "ambition": 24}
"""Topic -> how many months a statement on it stays fresh. Every other topic: a year."""
CHAIN = ("ambition", "pressure", "initiative", "obstacle")
"""The topics of the chain of insight, in their order."""


class Word(Protocol):
    """The customer's word on a statement, as far as it matters here."""

    @property
    def text(self) -> str: ...


def is_open(claim: Claim) -> bool:
    """Whether it is a question to which nobody knows the answer yet."""
    return claim.standing == "open"


def is_aged(claim: Claim, today: date) -> bool:
    """Whether the day of the statement lies further back than statements on its topic stay fresh."""
    if claim.as_of is None or is_open(claim):
        return False
    return months_between(claim.as_of, today) >= MONTHS.get(claim.topic, YEAR)


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`, as people count them: 15 January to 14 February is none."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def claim_flags(plan: PlanView, today: date) -> tuple[Flag, ...]:
    """What the statements lack, for their cards. The gaps of the growth plan are in measures.py."""
    people = frozenset(person.id for person in plan.people)
    return tuple(flag for claim in plan.claims for flag in _flags(claim, people, today))


def _flags(claim: Claim, people: frozenset[str], today: date) -> list[Flag]:
    found: list[Flag] = []
    about = ("claims", claim.id)
    if is_open(claim):
        if claim.owner not in people:
            found.append(Flag("without_owner", *about))
        if claim.due is None:
            found.append(Flag("without_due", *about))
        elif claim.due < today:
            found.append(Flag("question_overdue", *about, days=(today - claim.due).days))
    if is_aged(claim, today):
        found.append(Flag("claim_aged", *about))
    return found


def waiting(plan: PlanView, words: Mapping[str, Word]) -> list[Claim]:
    """The statements that wait for the customer's word: no word yet, or the text changed after it."""
    return [one for one in plan.claims if one.text.strip() and not is_open(one) and not _stands(one, words)]


def _stands(claim: Claim, words: Mapping[str, Word]) -> bool:
    word = words.get(claim.id)
    return word is not None and word.text.strip() == claim.text.strip()
