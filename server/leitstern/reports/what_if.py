"""What a change would move, in the reader's language: one line for each thing that it touches.

Pure. plan/what_if.py has the formulas. Called by pages/what_if.py, which sends the lines as JSON to
web/src/elements/what-if.ts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS, Side
from leitstern.plan.what_if import Effects, GoalEffect, Moved, PriorityEffect, YearEffect
from leitstern.reports.overview import priority_text
from leitstern.wording import formats

Tone = Literal["good", "bad", "calm"]
MOST_RANKS = 3
"""Opportunities whose rank alone changes, at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """`address` is the fragment of the record's card; empty for a figure."""

    kind: str
    address: str
    name: str
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class WhatIf:
    lines: tuple[Line, ...]
    note: str
    """What is to be said where nothing is touched: how much room is left."""
    formula: str = ""
    """How the figures among the lines are computed; empty without a figure."""


@dataclass(frozen=True, slots=True)
class _Wording:
    plan: PlanView
    sides: Mapping[Side, str]
    t: Callable[..., str]
    locale: str

    def name(self, kind: str, record: str) -> str:
        one = next((one for one in self.plan.records.get(kind, ()) if one.id == record), None)
        name = str(getattr(one, KINDS[kind].name, "")).strip() if one is not None else ""
        return name or self.t("overview.untitled")

    def line(self, kind: str, record: str, text: str, tone: Tone) -> Line:
        return Line(kind, f"{kind}/{record}", self.name(kind, record), text, tone)

    def money(self, amount: float) -> str:
        return formats.short_money(amount, self.plan.header.currency, self.locale)

    def change(self, before: float, after: float) -> str:
        sign = "+" if after >= before else "−"
        return sign + self.money(abs(after - before))


def what_if(
    plan: PlanView, effects: Effects, sides: Mapping[Side, str], t: Callable[..., str], locale: str
) -> WhatIf:
    words = _Wording(plan, sides, t, locale)
    lines = (
        *(_moved(words, one) for one in effects.moved if not one.is_asked),
        *(line for one in effects.goals for line in _goal(words, one)),
        *(_year(words, one) for one in effects.years),
        *_priorities(words, effects.priorities),
    )
    return WhatIf(
        lines, _note(words, effects, bool(lines)), t("what_if.year_formula") if effects.years else ""
    )


def _moved(words: _Wording, one: Moved) -> Line:
    day = partial(formats.day, locale=words.locale)
    key = "what_if.full" if one.kind == "opportunities" else "what_if.ends"
    days = (one.after - one.before).days
    text = words.t(f"{key}_{'later' if days > 0 else 'sooner'}", count=abs(days), day=day(one.after))
    return words.line(one.kind, one.record, text, "bad" if days > 0 else "good")


def _goal(words: _Wording, one: GoalEffect) -> Iterator[Line]:
    before, after = one.over
    if before != after:
        text = words.t("what_if.goal_over" if after else "what_if.goal_again", count=after)
        yield words.line("goals", one.record, text, "bad" if after > before else "good")
    elif one.days:
        key = "what_if.goal_later" if one.days > 0 else "what_if.goal_sooner"
        yield words.line("goals", one.record, words.t(key, count=abs(one.days)), "calm")
    was, now = one.expected
    if abs(now - was) >= 0.5:
        text = words.t("what_if.goal_expected", change=words.change(was, now), amount=words.money(now))
        yield words.line("goals", one.record, text, "good" if now > was else "bad")


def _year(words: _Wording, one: YearEffect) -> Line:
    change = words.change(one.before, one.after)
    text = words.t("what_if.year", change=change, amount=words.money(one.after))
    name = words.t("what_if.year_of", side=words.sides[one.side], year=str(one.year))
    was, now = one.firm
    if abs(now - was) >= 0.5:
        text += "; " + words.t("what_if.year_firm", change=words.change(was, now), amount=words.money(now))
    else:
        text += "; " + words.t("what_if.year_light")
    return Line("year", "", name, text, "good" if one.after > one.before else "bad")


def _priorities(words: _Wording, effects: tuple[PriorityEffect, ...]) -> Iterator[Line]:
    ranks = 0
    for one in effects:
        is_own = one.before != one.after
        ranks += not is_own
        if not is_own and ranks > MOST_RANKS:
            continue
        is_better = (one.after or 0, -(one.place_after or 0)) > (one.before or 0, -(one.place_before or 0))
        yield words.line("opportunities", one.record, _rank_text(words, one), "good" if is_better else "bad")


def _rank_text(words: _Wording, one: PriorityEffect) -> str:
    parts = []
    if one.before != one.after and one.after is not None:
        amount = priority_text(one.after, words.plan.header.currency, words.t, words.locale)
        parts.append(words.t("what_if.priority", amount=amount))
    elif one.before != one.after:
        parts.append(words.t("what_if.priority_unknown"))
    if one.place_before != one.place_after and one.place_after is not None:
        was = str(one.place_before or "–")
        parts.append(words.t("what_if.rank", place=str(one.place_after), before=was))
    return ", ".join(parts)


def _note(words: _Wording, effects: Effects, is_touching: bool) -> str:
    if effects.room is not None:
        kind = next(
            kind
            for kind in KINDS
            if any(one.id == effects.room.record for one in words.plan.records.get(kind, ()))
        )
        name = words.name(kind, effects.room.record)
        return words.t("what_if.room", count=effects.room.days, name=name)
    return "" if is_touching else words.t("what_if.nothing")
