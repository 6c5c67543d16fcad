"""Which entries among a plan's people are a participant: those linked to them, else those of the same name.

Pure. A participant says once "that is me" (web/src/elements/are-you.ts), which writes their id into the
entry. Called by reports/.
"""

from __future__ import annotations

from collections.abc import Iterable

from leitstern.plan.generated import Person, Side


def entries_of(people: Iterable[Person], participant_id: str, name: str, side: Side) -> frozenset[str]:
    """Ids of the entries. A link counts before a name; an entry linked to somebody else is never theirs."""
    own_side = [one for one in people if one.side == side]
    linked = frozenset(one.id for one in own_side if one.participant == participant_id)
    named = (one.id for one in own_side if one.participant is None and _same(one.name, name))
    return linked or frozenset(named)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
