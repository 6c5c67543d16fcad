"""The server's messages as values: y-websocket v1 and the leitstern.v1 extension. Pure.

The counterpart of live/wire/protocol.py. Unknown types decode to None, so that a newer server can send new
ones. Called by live_document.py.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from leitstern.live.wire.encoding import Malformed, read_varbytes, read_varstring, read_varuint
from leitstern.live.wire.protocol import MessageType, SyncType


@dataclass(frozen=True, slots=True)
class Asked:
    """Sync step 1: the server's state vector, asking for what it lacks."""

    state_vector: bytes


@dataclass(frozen=True, slots=True)
class Changed:
    """An update. `is_answer`: it answers our sync step 1, so the document is now complete."""

    update: bytes
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The first `n` sync messages of this connection are durable."""

    n: int
    seq: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Sync message `n` changed nothing."""

    n: int
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Welcomed:
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drained:
    """The server restarts: reconnect after about this time."""

    milliseconds: int


ServerMessage = Asked | Changed | Acknowledged | Refused | Welcomed | Drained


def decode(data: bytes) -> ServerMessage | None:
    """One message of the server. Raises Malformed."""
    kind, at = read_varuint(data, 0)
    match kind:
        case MessageType.SYNC:
            return _sync(data, at)
        case MessageType.ACK:
            n, at = read_varuint(data, at)
            return Acknowledged(n, read_varuint(data, at)[0])
        case MessageType.REJECTED:
            n, at = read_varuint(data, at)
            code, at = read_varstring(data, at)
            return Refused(n, code, read_varstring(data, at)[0])
        case MessageType.WELCOME:
            return Welcomed(json.loads(read_varstring(data, at)[0]))
        case MessageType.DRAIN:
            return Drained(read_varuint(data, at)[0])
        case _:
            return None


def _sync(data: bytes, at: int) -> ServerMessage:
    step, at = read_varuint(data, at)
    payload, _ = read_varbytes(data, at)
    match step:
        case SyncType.STEP1:
            return Asked(payload)
        case SyncType.STEP2 | SyncType.UPDATE:
            return Changed(payload, step == SyncType.STEP2)
        case _:
            raise Malformed("sync type")
