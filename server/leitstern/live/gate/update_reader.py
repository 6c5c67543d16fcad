"""Reads a Yjs v1 update into plain structs and applies every rule that needs no document. Strict and pure.

Rules: docs/protocol.md GATE-1 and GATE-4. struct_decoder.py reads what a struct holds. Called by gate.py.
Reads each byte once, and allocates no more than the update's size.
"""

from __future__ import annotations

from leitstern.errors import UpdateRefused
from leitstern.live.gate.struct_decoder import (
    GC,
    MAX_CLOCK,
    READERS,
    Id,
    Struct,
    read_count,
    read_key,
    read_length,
)
from leitstern.live.wire.encoding import Malformed, read_varstring, read_varuint

MAX_STRUCTS = 40_000
"""In one update. Each takes about 10 us to read and validate, and blocks the event loop meanwhile."""

_CONTINUED = bytes(range(0x80, 0x100))
"""Bytes of an integer that are not its last."""


class Update:
    """Structs by client, and deleted ranges (clock, length) by client."""

    __slots__ = ("deletions", "deletions_at", "sections")

    def __init__(self) -> None:
        self.sections: dict[int, list[Struct]] = {}
        self.deletions: dict[int, list[tuple[int, int]]] = {}
        self.deletions_at = 0
        """Offset of the delete set. The bytes before it plus an empty delete set are a valid update."""


def read_update(data: bytes, limit: int = MAX_STRUCTS) -> Update:
    """The whole update, of at most `limit` structs. Raises UpdateRefused("shape" | "content" | "unicode")."""
    try:
        update = Update()
        at = update.deletions_at = _read_sections(data, update, limit)
        at = _read_deletions(data, at, update)
        if at != len(data):
            raise Malformed("trailing")
    except Malformed as error:
        raise UpdateRefused("shape", str(error)) from None
    except IndexError:
        raise UpdateRefused("shape", "truncated") from None
    return update


def count_parts(data: bytes) -> tuple[int, int]:
    """How many structs and deleted ranges an update has. Raises UpdateRefused as `read_update` does.

    Ranges are not read: only integers stand in that part, and each has one byte below 128.
    """
    try:
        update = Update()
        at = _read_sections(data, update, MAX_STRUCTS)
    except Malformed as error:
        raise UpdateRefused("shape", str(error)) from None
    except IndexError:
        raise UpdateRefused("shape", "truncated") from None
    structs = sum(map(len, update.sections.values()))
    return structs, len(data[at:].translate(None, _CONTINUED)) // 2


def read_state_vector(data: bytes) -> dict[int, int]:
    """Client -> next clock. Raises UpdateRefused("shape")."""
    try:
        count, at = read_count(data, 0, 2)
        vector: dict[int, int] = {}
        for _ in range(count):
            client, at = read_varuint(data, at)
            clock, at = read_varuint(data, at)
            if client in vector or clock > MAX_CLOCK:
                raise Malformed("state vector")
            vector[client] = clock
        if at != len(data):
            raise Malformed("trailing")
    except (Malformed, IndexError) as error:
        raise UpdateRefused("shape", str(error)) from None
    return vector


def _read_sections(data: bytes, update: Update, limit: int) -> int:
    clients, at = read_count(data, 0, 4)
    total = 0
    for _ in range(clients):
        count, at = read_count(data, at, 2)
        total += count
        if total > limit:
            raise Malformed("structs")
        client, at = read_varuint(data, at)
        clock, at = read_varuint(data, at)
        if client in update.sections or not count:
            raise Malformed("section")
        structs: list[Struct] = []
        update.sections[client] = structs
        for _ in range(count):
            struct, at = _read_struct(data, at, clock)
            clock += struct.length
            if clock > MAX_CLOCK:
                raise Malformed("clock")
            structs.append(struct)
    return at


def _read_deletions(data: bytes, at: int, update: Update) -> int:
    clients, at = read_count(data, at, 2)
    for _ in range(clients):
        client, at = read_varuint(data, at)
        count, at = read_count(data, at, 2)
        if client in update.deletions:
            raise Malformed("delete set")
        ranges = update.deletions[client] = []
        for _ in range(count):
            clock, at = read_varuint(data, at)
            length, at = read_varuint(data, at)
            if not length or clock + length > MAX_CLOCK:
                raise Malformed("delete range")
            ranges.append((clock, length))
    return at


def _read_struct(data: bytes, at: int, clock: int) -> tuple[Struct, int]:
    info = data[at]
    at += 1
    kind = info & 31
    struct = Struct(clock, kind)
    if kind == GC:
        if info:
            raise Malformed("gc")
        struct.length, at = read_length(data, at)
        return struct, at
    if info & 0x80:
        struct.origin, at = _read_id(data, at)
    if info & 0x40:
        struct.right, at = _read_id(data, at)
    if not info & 0xC0:
        at = _read_parent(data, at, struct, bool(info & 0x20))
    reader = READERS.get(kind)
    if reader is None:
        raise UpdateRefused("content", f"content {kind}")
    return struct, reader(data, at, struct)


def _read_id(data: bytes, at: int) -> tuple[Id, int]:
    client, at = read_varuint(data, at)
    clock, at = read_varuint(data, at)
    return (client, clock), at


def _read_parent(data: bytes, at: int, struct: Struct, is_keyed: bool) -> int:
    is_root, at = read_varuint(data, at)
    if is_root == 1:
        struct.root, at = read_varstring(data, at)
    elif is_root == 0:
        struct.parent, at = _read_id(data, at)
    else:
        raise Malformed("parent")
    if is_keyed:
        struct.key, at = read_key(data, at)
    return at
