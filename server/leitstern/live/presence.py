"""Who is here and where, for one room: awareness states, stamped with the identity that the server knows.

Own code on awareness bytes. A connection speaks for one client id only; what it says of others is ignored,
because stock clients echo what they hear. Changes go out merged, at most every Limits.presence_seconds.
Called by room.py; nothing here is durable.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leitstern.live import protocol
from leitstern.live.awareness import AwarenessState, encode_states, parse_state, read_states
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.wire import Malformed
from leitstern.live.writer import Frame

MAX_OWNERS = 10_000
"""Client ids whose owners a room remembers; then it begins anew."""

MayUse = Callable[[int, str], bool]
"""Whether this participant may speak as this client id (it is nobody else's in the document)."""


@dataclass(slots=True)
class _Entry:
    connection: Connection
    clock: int
    state: bytes | None


class Presence:
    """States by client id, and which connection each belongs to."""

    def __init__(self, limits: Limits, may_use: MayUse) -> None:
        self._limits = limits
        self._may_use = may_use
        self._entries: dict[int, _Entry] = {}
        self._client_of: dict[Connection, int] = {}
        self._changed: set[int] = set()
        self._owners: dict[int, str] = {}
        """Who spoke as a client id first: nobody takes the id of somebody whose network is just gone."""
        self._everyone: Frame | None = None
        """Made once for all who come before the next change: a whole room may."""

    @property
    def is_changed(self) -> bool:
        return bool(self._changed)

    def receive(self, connection: Connection, payload: bytes) -> None:
        """Takes what the connection says of itself. Raises Malformed."""
        for said in read_states(payload):
            if self._speaks_for(connection, said.client):
                self._take(connection, said)

    def leave(self, connection: Connection) -> None:
        client = self._client_of.pop(connection, None)
        entry = self._entries.get(client) if client is not None else None
        if client is not None and entry is not None and entry.connection is connection:
            entry.state = None
            self._note(client)

    def restamp(self, connection: Connection) -> None:
        """The role or name changed: says so with the state it last sent."""
        client = self._client_of.get(connection)
        entry = self._entries.get(client) if client is not None else None
        if client is not None and entry is not None and entry.state is not None:
            entry.state = _stamped(json.loads(entry.state), connection)
            self._note(client)

    def everyone(self) -> Frame | None:
        """All states, for someone who just came; None when nobody told anything."""
        if self._everyone is None:
            here = [(client, entry) for client, entry in self._entries.items() if entry.state is not None]
            self._everyone = _frame(here)
        return self._everyone

    def changes(self) -> Frame | None:
        """What changed since the last call."""
        frame = _frame([(client, self._entries[client]) for client in self._changed])
        for client in self._changed:
            if self._entries[client].state is None:
                del self._entries[client]
        self._changed.clear()
        return frame

    def _speaks_for(self, connection: Connection, client: int) -> bool:
        own = self._client_of.get(connection)
        if own is not None:
            return own == client
        participant = connection.admitted.participant_id
        entry = self._entries.get(client)
        if entry is not None and entry.connection.admitted.participant_id != participant:
            return False
        is_theirs = self._owners.get(client, participant) == participant
        return is_theirs and self._may_use(client, participant)

    def _take(self, connection: Connection, said: AwarenessState) -> None:
        entry = self._entries.get(said.client)
        if entry is not None and entry.connection is connection and said.clock < entry.clock:
            return
        if len(said.text.encode()) > self._limits.presence_bytes:
            raise Malformed("presence size")
        state = parse_state(said.text)
        stamped = None if state is None else _stamped(state, connection)
        if entry is not None and entry.connection is not connection:
            # The same browser came back before its old socket ended, which must not take the state away.
            self._client_of.pop(entry.connection, None)
        self._client_of[connection] = said.client
        if len(self._owners) >= MAX_OWNERS:
            self._owners.clear()
        self._owners[said.client] = connection.admitted.participant_id
        self._entries[said.client] = _Entry(connection, said.clock, stamped)
        self._note(said.client)

    def _note(self, client: int) -> None:
        """The state of this client is another one now."""
        self._changed.add(client)
        self._everyone = None


def _stamped(state: dict[str, Any], connection: Connection) -> bytes:
    who = connection.admitted
    state["user"] = {"id": who.participant_id, "name": who.name, "side": who.side, "role": who.role}
    try:
        return json.dumps(state, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (UnicodeEncodeError, ValueError):
        raise Malformed("presence content") from None


def _frame(entries: list[tuple[int, _Entry]]) -> Frame | None:
    if not entries:
        return None
    states = [(client, entry.clock, entry.state or b"null") for client, entry in entries]
    return Frame(protocol.awareness(encode_states(states)))
