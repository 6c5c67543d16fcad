"""Awareness updates as y-protocols writes them: count, then (client, clock, JSON string) each. Pure.

Reading checks the shape of a whole message and leaves the JSON unread, because a stock client echoes whom it
hears: only what a connection says of itself is parsed. presence.py decides whom to believe.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from leitstern.live.wire import Malformed, read_varstring, read_varuint, varbytes, varuint

MAX_STATES = 1024
"""A stock client echoes whom it hears, so a message may name a whole room."""


MAX_NESTED = 64
"""Brackets of a kind in one state. A presence needs half a dozen; a thousand overrun the interpreter."""


@dataclass(frozen=True, slots=True)
class AwarenessState:
    client: int
    clock: int
    text: str


def read_states(data: bytes) -> list[AwarenessState]:
    """All states of an update, their JSON unread; none when the shape is wrong. Raises Malformed."""
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
    """(client, clock, JSON) each; `null` removes the client."""
    return varuint(len(states)) + b"".join(_encoded(states))


def _encoded(states: Iterable[tuple[int, int, bytes]]) -> Iterable[bytes]:
    for client, clock, state in states:
        yield varuint(client) + varuint(clock) + varbytes(state)


def parse_state(text: str) -> dict[str, Any] | None:
    """The state as JSON says it; None when it is gone. Raises Malformed."""
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
    raise ValueError(constant)  # NaN and Infinity are no JSON: a browser's JSON.parse throws


_DECODER = json.JSONDecoder(parse_constant=_refuse)
"""Made once: `json.loads` with an option makes one for each call, which costs as much as the reading."""
