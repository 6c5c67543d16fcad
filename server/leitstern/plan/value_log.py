"""The value log: what was delivered, how firm it is, and what the company that gains confirmed.

Pure: views, words and a day in, values out. Yearly and one-off amounts are never added together. Evidence
level 1 to 4 is what the entry says; 5 is the word of the company that gains, on exactly this text. Called
by reports/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from leitstern.plan.document import PlanView
from leitstern.plan.generated import SIDE_VALUES, Opportunity, Side, ValueEntry
from leitstern.plan.value_text import value_text

LEVELS = ("idea", "estimated", "agreed", "implemented")
FIRM = ("agreed", "implemented")
"""From evidence level 3 on a benefit counts in the plan's figures."""
CONFIRMED = 5
YEAR = timedelta(days=365)


class Word(Protocol):
    """What the other side said of an entry."""

    @property
    def verdict(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed for one side and delivered in the last twelve months."""

    side: Side
    yearly: float
    one_off: float
    entries: int


@dataclass(frozen=True, slots=True)
class Split:
    """A yearly benefit: the firm part (evidence level 3 and above) and the light rest."""

    firm: float
    light: float

    @property
    def total(self) -> float:
        return self.firm + self.light


def text_of(one: ValueEntry) -> str:
    """What a word on this entry is bound to."""
    return value_text(
        {
            "gains": one.gains,
            "title": one.title,
            "amount": one.amount,
            "recurrence": one.recurrence,
            "since": one.since,
            "until": one.until,
            "baseline": one.baseline,
            "formula": one.formula,
            "evidence": one.evidence,
        }
    )


def level_of(one: ValueEntry, word: Word | None) -> int:
    """1 to 5; an unknown level of a newer version counts as 1."""
    if is_confirmed(one, word):
        return CONFIRMED
    return LEVELS.index(one.evidence_level) + 1 if one.evidence_level in LEVELS else 1


def is_confirmed(one: ValueEntry, word: Word | None) -> bool:
    """Whether the side that gains confirmed exactly what the entry says now."""
    return word is not None and word.verdict == "confirmed" and word.text.strip() == text_of(one)


def is_disputed(one: ValueEntry, word: Word | None) -> bool:
    return word is not None and word.verdict == "disputed" and word.text.strip() == text_of(one)


def delivered(one: ValueEntry, today: date) -> float | None:
    """What an entry brought in the twelve months up to today; None without an amount or a first day.

    Yearly: `amount x days of the period within the last 365 / 365`. One-off: the amount, if its first day is
    within them.
    """
    if one.amount is None or one.since is None:
        return None
    begun = today - YEAR
    if one.recurrence == "one_off":
        return one.amount if begun < one.since <= today else 0.0
    start, end = max(one.since, begun + timedelta(days=1)), min(one.until or today, today)
    return one.amount * max(0, (end - start).days + 1) / YEAR.days


def confirmed_totals(plan: PlanView, words: Mapping[str, Word], today: date) -> tuple[Confirmed, ...]:
    """For each side what it confirmed itself: the amounts of the last twelve months."""
    found = []
    for side in SIDE_VALUES:
        yearly = one_off = 0.0
        entries = 0
        for one in plan.values:
            amount = delivered(one, today)
            if one.gains != side or not amount or not is_confirmed(one, words.get(one.id)):
                continue
            entries += 1
            if one.recurrence == "one_off":
                one_off += amount
            else:
                yearly += amount
        found.append(Confirmed(side, yearly, one_off, entries))
    return tuple(found)


def is_firm(one: Opportunity, side: Side) -> bool:
    """Whether a side's benefit of an opportunity counts in the plan's figures."""
    level = one.evidence_level_customer if side == "customer" else one.evidence_level_supplier
    return level in FIRM


def split(opportunities: Iterable[Opportunity], side: Side) -> Split:
    """The yearly benefit to a side of all opportunities that are not dropped, by evidence."""
    firm = light = 0.0
    for one in opportunities:
        amount = one.benefit_customer if side == "customer" else one.benefit_supplier
        if amount is None or one.stage == "dropped":
            continue
        if is_firm(one, side):
            firm += amount
        else:
            light += amount
    return Split(firm, light)
