"""The status of a plan, goal or figure: on plan (green), at risk (amber), off plan (red).

Pure. A share of the plan is green from 95 %, amber from 85 %, else red; what is more than 14 days late is red
too. A person may overrule it, with a reason; that is kept beside the value, not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from leitstern.plan import measures
from leitstern.plan.generated import Action

Rag = Literal["green", "amber", "red"]
RAGS: tuple[Rag, ...] = ("green", "amber", "red")
"""The best first."""

GREEN_FROM, AMBER_FROM = 0.95, 0.85
DAYS_UNTIL_RED = 14


def rag_of_share(share: float | None) -> Rag | None:
    """The status of `actual / plan`; None while one of them is unknown."""
    if share is None:
        return None
    return "green" if share >= GREEN_FROM else "amber" if share >= AMBER_FROM else "red"


def rag_of_actions(actions: Iterable[Action], today: date) -> Rag | None:
    """Red from the 15th day after a due date on, amber before; None while nothing is planned."""
    alive = [one for one in actions if one.status != "dropped"]
    if not alive:
        return None
    late = [(today - one.due).days for one in alive if one.due is not None and measures.is_late(one, today)]
    if not late:
        return "green"
    return "red" if max(late) > DAYS_UNTIL_RED else "amber"


def worst(found: Iterable[Rag | None]) -> Rag | None:
    """The worst of those that are known."""
    known = [one for one in found if one is not None]
    return max(known, key=RAGS.index, default=None)
