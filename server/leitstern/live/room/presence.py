"""Presence of one room: awareness states, with name and role set by the server. Not durable.

pycrdt's Awareness is not used: it keeps ghosts and is slow. A connection can only speak for one client id;
what it says about others is ignored, because stock clients repeat what they hear. Changes are merged and sent
at most every `Limits.presence_seconds`. Called by room.py and broadcast.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leitstern.live.limits import Limits
from leitstern.live.room.connection import Connection
from leitstern.live.wire import protocol
from leitstern.live.wire.awareness import AwarenessState, encode_states, parse_state, read_states
from leitstern.live.wire.encoding import Malformed
from leitstern.live.wire.frame import Frame

MayUse = Callable[[int, str], bool]
"""(client id, participant) -> whether the client id is free in the document, or the participant's."""


@dataclass(slots=True)
class _Entry:
    connection: Connection
    clock: int
    state: bytes | None


class Presence:
    """States by client id, each with its connection."""

    def __init__(self, limits: Limits, may_use: MayUse, reserve: Callable[[int, str], None]) -> None:
        self._limits = limits
        self._may_use = may_use
        self._reserve = reserve
        self._entries: dict[int, _Entry] = {}
        self._client_of: dict[Connection, int] = {}
        self._changed: set[int] = set()
        self._everyone: Frame | None = None
        """The frame of `everyone`, kept until the next change: many may join at once."""

    @property
    def is_changed(self) -> bool:
        return bool(self._changed)

    def receive(self, connection: Connection, payload: bytes) -> None:
        """Takes what the connection says about itself. Raises Malformed."""
        for received in read_states(payload):
            if self._speaks_for(connection, received.client):
                self._take(connection, received)

    def client_of(self, connection: Connection) -> int | None:
        """The Yjs client id that the connection speaks for, once it has sent a state."""
        return self._client_of.get(connection)

    def leave(self, connection: Connection) -> None:
        client = self._client_of.pop(connection, None)
        entry = self._entries.get(client) if client is not None else None
        if client is not None and entry is not None and entry.connection is connection:
            entry.state = None
            self._mark_changed(client)

    def restate(self, connection: Connection) -> None:
        """The role or name changed: sends the last state again with the new identity."""
        client = self._client_of.get(connection)
        entry = self._entries.get(client) if client is not None else None
        if client is not None and entry is not None and entry.state is not None:
            entry.state = _with_identity(json.loads(entry.state), connection)
            self._mark_changed(client)

    def everyone(self) -> Frame | None:
        """All states, for a newcomer; None when there are none."""
        if self._everyone is None:
            here = [(client, entry) for client, entry in self._entries.items() if entry.state is not None]
            self._everyone = _frame(here)
        return self._everyone

    def changes(self) -> Frame | None:
        """The states that changed since the last call; None when none did."""
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
        participant = connection.admission.participant_id
        entry = self._entries.get(client)
        if entry is not None and entry.connection.admission.participant_id != participant:
            return False
        return self._may_use(client, participant)

    def _take(self, connection: Connection, received: AwarenessState) -> None:
        entry = self._entries.get(received.client)
        if entry is not None and entry.connection is connection and received.clock < entry.clock:
            return
        if len(received.text.encode()) > self._limits.presence_bytes:
            raise Malformed("presence size")
        state = parse_state(received.text)
        state_bytes = None if state is None else _with_identity(state, connection)
        if entry is not None and entry.connection is not connection:
            # The same browser reconnected before its old socket ended: that end must not remove the state.
            self._client_of.pop(entry.connection, None)
        self._client_of[connection] = received.client
        self._reserve(received.client, connection.admission.participant_id)
        self._entries[received.client] = _Entry(connection, received.clock, state_bytes)
        self._mark_changed(received.client)

    def _mark_changed(self, client: int) -> None:
        """The next `changes` includes this client."""
        self._changed.add(client)
        self._everyone = None


def _with_identity(state: dict[str, Any], connection: Connection) -> bytes:
    who = connection.admission
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
