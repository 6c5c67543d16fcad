"""What people in a plan were called at a moment, and on which side they were, from the plan's ledger.

A rename must not rewrite the past: the log names participants by id, and the row has today's name alone.
Functions on a database session. Called by pages/news.py, pages/record_history.py and
cli/history.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlmodel import Session, select

from leitstern.commands import ledger
from leitstern.plan.generated import Side
from leitstern.store.tables import Participant


@dataclass(frozen=True, slots=True)
class _Person:
    side: Side
    name: str
    """Today's."""
    since: list[tuple[datetime, str]] = field(default_factory=list)
    """Each name with the moment from which it was theirs, ascending."""


class PastNames:
    """The participants of one plan, those who were removed too."""

    def __init__(self, people: dict[str, _Person]) -> None:
        self._people = people

    @property
    def current(self) -> dict[str, str]:
        """Today's names by participant."""
        return {participant: person.name for participant, person in self._people.items()}

    def name(self, participant: str, at: datetime) -> str | None:
        """The name at that moment; None for somebody who never took part."""
        person = self._people.get(participant)
        if person is None:
            return None
        index = bisect_right(person.since, at, key=lambda named: named[0])
        if index:
            return person.since[index - 1][1]
        return person.since[0][1] if person.since else person.name

    def side(self, participant: str) -> Side | None:
        person = self._people.get(participant)
        return person.side if person else None


def past_names(session: Session, plan_id: str) -> PastNames:
    rows = session.exec(select(Participant).where(Participant.plan_id == plan_id)).all()
    people = {row.id: _Person(cast(Side, row.side), row.name) for row in rows}
    _add_names(people, ledger.entries_with(session, plan_id, ("participant.joined", "participant.renamed")))
    return PastNames(people)


def _add_names(people: dict[str, _Person], entries: Iterable[ledger.Entry]) -> None:
    for entry in entries:
        for event in entry.events:
            person = people.get(str(event.data.get("participant")))
            if person is not None and "name" in event.data:
                person.since.append((entry.at, str(event.data["name"])))
