"""Reserves Yjs client ids that appear in presence but have written nothing yet.

Presence shows client ids to everybody, and the first participant who writes with an id owns it (GATE-3). So
an id is reserved for its participant before others see it in presence. In memory, a few per participant.
Owned by document.py; read by replica.py and room/presence.py.
"""

from __future__ import annotations

from collections import OrderedDict

MAX_PER_PARTICIPANT = 64
"""Reservations per participant; each page load needs one. A new one replaces the participant's oldest."""


class ClientReservations:
    """Client id -> participant, until the id is bound by its first update."""

    def __init__(self) -> None:
        self._owners: dict[int, str] = {}
        self._of: dict[str, OrderedDict[int, None]] = {}

    def owner(self, client: int) -> str | None:
        return self._owners.get(client)

    def reserve(self, client: int, participant: str) -> None:
        """The caller has checked that the id is not somebody else's."""
        own = self._of.setdefault(participant, OrderedDict())
        own[client] = None
        own.move_to_end(client)
        self._owners[client] = participant
        if len(own) > MAX_PER_PARTICIPANT:
            oldest, _ = own.popitem(last=False)
            del self._owners[oldest]
