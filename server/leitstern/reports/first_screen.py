"""The customer executive's first screen: what is asked of them, in three short lists for sixty seconds.

Correct: statements that wait for the customer's word. Choose: opportunities, the ones worth most to the
customer first. Commit: actions that nobody has taken on, and the next session. Pure; called by
pages/first_screen.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from leitstern.plan import claims
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Opportunity
from leitstern.plan.identity import entries_of
from leitstern.plan.measures import ENDED, OPEN_STAGES

CLAIMS_SHOWN, OPPORTUNITIES_SHOWN, ACTIONS_SHOWN, OWN_SHOWN = 3, 4, 3, 2
"""What a person reads in a minute. The rest is in the plan, and counted here."""


class Word(Protocol):
    """The customer's word on a statement, as far as it matters here."""

    @property
    def text(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def participant_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class AskedClaim:
    id: str
    text: str
    source: str
    sentence: str = ""
    """What the reader said that is not right; empty where the statement still waits."""


@dataclass(frozen=True, slots=True)
class AskedOpportunity:
    id: str
    title: str
    benefit: float | None
    """To the customer, per year."""
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AskedAction:
    id: str
    title: str
    due: date | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class FirstScreen:
    claims: tuple[AskedClaim, ...]
    disputed: tuple[AskedClaim, ...]
    more_claims: int
    opportunities: tuple[AskedOpportunity, ...]
    more_opportunities: int
    actions: tuple[AskedAction, ...]
    currency: str
    purpose: str
    """The plan's, as one sentence; empty where nobody wrote it."""


@dataclass(frozen=True, slots=True)
class Reader:
    participant_id: str
    name: str


def first_screen(
    plan: PlanView, reader: Reader, given: Mapping[str, Word], chosen: frozenset[str]
) -> FirstScreen:
    """`given`: words by id of the statement; `chosen`: opportunities that matter to the reader."""
    waiting = claims.waiting(plan, given)
    asked = _by_worth(plan)
    return FirstScreen(
        tuple(AskedClaim(c.id, c.text.strip(), c.source.strip()) for c in waiting[:CLAIMS_SHOWN]),
        _disputed(plan, reader, given),
        max(0, len(waiting) - CLAIMS_SHOWN),
        tuple(
            AskedOpportunity(one.id, one.title.strip(), one.benefit_customer, one.id in chosen)
            for one in asked[:OPPORTUNITIES_SHOWN]
        ),
        max(0, len(asked) - OPPORTUNITIES_SHOWN),
        _actions(plan, reader),
        plan.header.currency,
        first_sentence(plan.purpose),
    )


def _disputed(plan: PlanView, reader: Reader, given: Mapping[str, Word]) -> tuple[AskedClaim, ...]:
    """What the reader called not right, so that they can say why, or take it back."""
    mine = {
        id: word
        for id, word in given.items()
        if word.verdict == "disputed" and word.participant_id == reader.participant_id
    }
    return tuple(
        AskedClaim(one.id, one.text.strip(), one.source.strip(), mine[one.id].sentence)
        for one in plan.claims
        if one.id in mine and mine[one.id].text.strip() == one.text.strip()
    )


def _by_worth(plan: PlanView) -> list[Opportunity]:
    """Open opportunities with a name, the highest benefit to the customer first; unknown ones last."""
    asked = [one for one in plan.opportunities if one.stage in OPEN_STAGES and one.title.strip()]
    return sorted(asked, key=lambda one: -(one.benefit_customer or 0))


def _actions(plan: PlanView, reader: Reader) -> tuple[AskedAction, ...]:
    """What nobody has taken on, then what the reader has: by date, each to its number."""
    people = {person.id for person in plan.people}
    mine = entries_of(plan.people, reader.participant_id, reader.name, "customer")
    named = [one for one in plan.actions if one.status not in ENDED and one.title.strip()]
    free = [_asked(one, is_mine=False) for one in named if one.owner not in people]
    own = [_asked(one, is_mine=True) for one in named if one.owner in mine]
    return (*sorted(free, key=_by_date)[:ACTIONS_SHOWN], *sorted(own, key=_by_date)[:OWN_SHOWN])


def _asked(action: Action, *, is_mine: bool) -> AskedAction:
    return AskedAction(action.id, action.title.strip(), action.due, is_mine)


def _by_date(one: AskedAction) -> tuple[date, str]:
    return one.due or date.max, one.title


def first_sentence(text: str) -> str:
    """Up to the first full stop, exclamation or question mark that ends a sentence."""
    words = " ".join(text.split())
    end = next((m.end(1) for m in re.finditer(r"([.!?])(?:\s+(?=[A-ZÄÖÜ])|$)", words)), len(words))
    return words[:end]
