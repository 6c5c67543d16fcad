"""Awareness updates as y-protocols writes them: a count, then (client, clock, JSON) of each client. Pure.

A stock client repeats the states of all others. So a message is checked as a whole, but a state's JSON is
parsed only when room/presence.py accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from leitstern.live.wire.encoding import Malformed, read_varstring, read_varuint, varbytes, varuint

MAX_STATES = 1024
"""Clients in one message. A stock client repeats all others, so a message may name everybody here."""

MAX_NESTED = 64
"""Opening brackets of one kind in one state. Presence needs about six; a thousand exhaust the stack."""


@dataclass(frozen=True, slots=True)
class AwarenessState:
    client: int
    clock: int
    text: str


def read_states(data: bytes) -> list[AwarenessState]:
    """All states of an update, with their JSON unparsed. Raises Malformed."""
    count, at = read_varuint(data, 0)
    if count > MAX_STATES:
        raise Malformed("awareness count")
    states = []
    for _ in range(count):
        client, at = read_varuint(data, at)
        clock, at = read_varuint(data, at)
        text, at = read_varstring(data, at)
        states.append(AwarenessState(client, clock, text))
    if at != len(data):
        raise Malformed("trailing")
    return states


def encode_states(states: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Takes (client, clock, JSON) of each; the JSON `null` removes a client."""
    return varuint(len(states)) + b"".join(_encoded(states))


def _encoded(states: Iterable[tuple[int, int, bytes]]) -> Iterable[bytes]:
    for client, clock, state in states:
        yield varuint(client) + varuint(clock) + varbytes(state)


def parse_state(text: str) -> dict[str, Any] | None:
    """The parsed state; None for `null`. Raises Malformed."""
    if text.count("[") > MAX_NESTED or text.count("{") > MAX_NESTED:
        raise Malformed("awareness depth")
    try:
        state = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise Malformed("awareness JSON") from None
    if state is not None and not isinstance(state, dict):
        raise Malformed("awareness state")
    return state


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are not JSON: JSON.parse in a browser throws


_DECODER = json.JSONDecoder(parse_constant=_refuse)
"""Made once: `json.loads` with an option makes a decoder per call, which doubles the cost."""
