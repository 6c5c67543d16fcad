"""The messages on the wire as values and bytes: y-websocket v1 and the leitstern.v1 extension. Pure.

docs/protocol.md specifies the rules; schemas/protocol.json lists every number, code and limit. Only this
module knows the byte layout of a message. Called by socket/endpoint.py, room/ and the Python client.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from leitstern.live.wire.encoding import Malformed, read_varbytes, read_varuint, varbytes, varstring, varuint

SUBPROTOCOL = "leitstern.v1"


class Close(IntEnum):
    """Close codes. After 4400 to 4499 the client stops; after any other it reconnects."""

    TOO_BIG = 1009
    RESTART = 1012
    TRY_LATER = 1013
    REFUSED = 4400
    NOT_SIGNED_IN = 4401
    FORBIDDEN = 4403
    NOT_FOUND = 4404
    ACCESS_PAUSED = 4405
    INTERNAL = 4500
    STORE_UNAVAILABLE = 4503
    SILENT = 4508


class MessageType(IntEnum):
    SYNC = 0
    AWARENESS = 1
    AUTH = 2
    QUERY_AWARENESS = 3
    ACK = 100
    REJECTED = 101
    WELCOME = 102
    DRAIN = 103
    HASH = 104


class SyncType(IntEnum):
    STEP1 = 0
    STEP2 = 1
    UPDATE = 2


@dataclass(frozen=True, slots=True)
class SyncStep1:
    """The peer's state vector: the peer asks for what it lacks."""

    state_vector: bytes


@dataclass(frozen=True, slots=True)
class SyncUpdate:
    """An update. `is_answer`: it answers our sync step 1."""

    update: bytes
    is_answer: bool


@dataclass(frozen=True, slots=True)
class AwarenessMessage:
    payload: bytes


@dataclass(frozen=True, slots=True)
class AwarenessQuery:
    pass


@dataclass(frozen=True, slots=True)
class ContentHash:
    """Hash of the client's copy; `seq` is the last that the client knows."""

    seq: int
    digest: bytes


ClientMessage = SyncStep1 | SyncUpdate | AwarenessMessage | AwarenessQuery | ContentHash


def decode(data: bytes) -> ClientMessage | None:
    """One message of a client; None for an auth message, which is ignored. Raises Malformed."""
    if not data:
        raise Malformed("empty")
    kind, at = data[0], 1  # types are below 128: a longer encoding of a type is refused, see `is_sync`
    match kind:
        case MessageType.SYNC:
            return _decode_sync(data, at)
        case MessageType.AWARENESS:
            return AwarenessMessage(_last(data, at))
        case MessageType.QUERY_AWARENESS:
            return AwarenessQuery()
        case MessageType.AUTH:
            return None
        case MessageType.HASH:
            seq, at = read_varuint(data, at)
            return ContentHash(seq, _last(data, at))
        case _:
            raise Malformed("message type")


def _decode_sync(data: bytes, at: int) -> ClientMessage:
    step, at = read_varuint(data, at)
    match step:
        case SyncType.STEP1:
            return SyncStep1(_last(data, at))
        case SyncType.STEP2 | SyncType.UPDATE:
            return SyncUpdate(_last(data, at), step == SyncType.STEP2)
        case _:
            raise Malformed("sync type")


def _last(data: bytes, at: int) -> bytes:
    payload, end = read_varbytes(data, at)
    if end != len(data):
        raise Malformed("trailing")
    return payload


def is_sync(data: bytes) -> bool:
    """Whether this frame counts as a sync message (n in ACK and REJECTED), even when it is malformed."""
    return data[:1] == b"\x00"


def step1(state_vector: bytes) -> bytes:
    return b"\x00\x00" + varbytes(state_vector)


def step2(update: bytes) -> bytes:
    return b"\x00\x01" + varbytes(update)


def update(payload: bytes) -> bytes:
    return b"\x00\x02" + varbytes(payload)


def awareness(states: bytes) -> bytes:
    return b"\x01" + varbytes(states)


PING = awareness(b"\x00")
"""An empty awareness message. It stops stock providers from reconnecting after 30 s of silence."""


def ack(n: int, seq: int) -> bytes:
    return b"\x64" + varuint(n) + varuint(seq)


def rejected(n: int, code: str, detail: str = "") -> bytes:
    return b"\x65" + varuint(n) + varstring(code) + varstring(detail)


def welcome(values: dict[str, Any]) -> bytes:
    return b"\x66" + varstring(json.dumps(values, separators=(",", ":")))


def drain(milliseconds: int) -> bytes:
    return b"\x67" + varuint(milliseconds)


def content_hash(seq: int, digest: bytes) -> bytes:
    return b"\x68" + varuint(seq) + varbytes(digest)
