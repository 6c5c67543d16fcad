"""Reads a Yjs v1 update into plain structs, strictly: every rule of shape and content that needs no document.

Rules: docs/protocol.md GATE-SHAPE and GATE-CONTENT. Called by bounds.py, which then asks what the document
knows. Pure; never recursive beyond MAX_DEPTH; reads each byte once and allocates no more than was sent.
"""

from __future__ import annotations

import json
import math
import re
import struct as packing
from collections.abc import Callable

from leitstern.errors import UpdateRefused
from leitstern.live.wire import MAX_INTEGER, Malformed, read_varstring, read_varuint

MAX_CLOCK = 2**31 - 1
"""Yjs and yrs count in 32 bits; half of that leaves clock + length without overflow."""
MAX_DEPTH = 32
MAX_STRUCTS = 40_000
"""In one update: reading and placing one takes some 10 us, and everybody waits meanwhile."""
MAX_KEY = 256
MAX_FORMAT = 4096
MAX_VALUE = 64 << 10
"""Bytes of one value: unlike a text it cannot be cut, so it has to fit into a message with much to spare."""

GC, DELETED, STRING, FORMAT, TYPE, ANY = 0, 1, 4, 6, 7, 8

MAP, ARRAY, TEXT, XML_FRAGMENT, XML_ELEMENT, XML_TEXT = range(6)
_TYPE_REFS = {0: ARRAY, 1: MAP, 2: TEXT, 3: XML_ELEMENT, 4: XML_FRAGMENT, 6: XML_TEXT}

_UNSAFE_KEYS = frozenset({"__proto__", "constructor", "prototype"})
"""A JavaScript object takes these for its own: the browser would read another value than the server."""
_TAG = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")

Id = tuple[int, int]
"""(client, clock)"""


class Struct:
    """One struct: where it stands, what it hangs on, and as much of its content as the rules ask for."""

    __slots__ = (
        *("clock", "key", "kind", "largest", "length", "origin", "pairs", "parent", "right", "root", "type"),
    )

    def __init__(self, clock: int, kind: int) -> None:
        self.clock = clock
        self.kind = kind
        self.length = 1
        self.origin: Id | None = None
        self.right: Id | None = None
        self.root: str | None = None
        self.parent: Id | None = None
        self.key: str | None = None
        self.type = -1
        """Kind of container that a TYPE opens."""
        self.pairs: tuple[int, ...] = ()
        """Offsets of high surrogates in a STRING, in UTF-16 units."""
        self.largest = 0
        """Bytes of the largest of the values in an ANY."""


class Update:
    """Structs by client, and deleted ranges (clock, length) by client."""

    __slots__ = ("deletions", "deletions_at", "sections")

    def __init__(self) -> None:
        self.sections: dict[int, list[Struct]] = {}
        self.deletions: dict[int, list[tuple[int, int]]] = {}
        self.deletions_at = 0
        """Where they begin: what stands before is an update too, once it is told that it deletes nothing."""


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


def read_state_vector(data: bytes) -> dict[int, int]:
    """Client -> next clock. Raises UpdateRefused("shape")."""
    try:
        count, at = _read_count(data, 0, 2)
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


def _read_count(data: bytes, at: int, least: int) -> tuple[int, int]:
    """A count of things that take at least `least` bytes each: never more than the rest can hold."""
    count, at = read_varuint(data, at)
    if count * least > len(data) - at:
        raise Malformed("count")
    return count, at


def _read_sections(data: bytes, update: Update, limit: int) -> int:
    clients, at = _read_count(data, 0, 4)
    total = 0
    for _ in range(clients):
        count, at = _read_count(data, at, 2)
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
    clients, at = _read_count(data, at, 2)
    for _ in range(clients):
        client, at = read_varuint(data, at)
        count, at = _read_count(data, at, 2)
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
        struct.length, at = _read_length(data, at)
        return struct, at
    if info & 0x80:
        struct.origin, at = _read_id(data, at)
    if info & 0x40:
        struct.right, at = _read_id(data, at)
    if not info & 0xC0:
        at = _read_parent(data, at, struct, bool(info & 0x20))
    reader = _CONTENT.get(kind)
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
        struct.key, at = _read_key(data, at)
    return at


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    length, at = read_varuint(data, at)
    if not 0 < length <= MAX_CLOCK:
        raise Malformed("length")
    return length, at


def _read_key(data: bytes, at: int) -> tuple[str, int]:
    key, at = read_varstring(data, at)
    if len(key) > MAX_KEY or key in _UNSAFE_KEYS:
        raise UpdateRefused("content", "key")
    return key, at


def _read_deleted(data: bytes, at: int, struct: Struct) -> int:
    struct.length, at = _read_length(data, at)
    return at


def _read_string(data: bytes, at: int, struct: Struct) -> int:
    text, at = read_varstring(data, at)
    if not text:
        raise Malformed("empty string")
    struct.length = len(text)
    if not text.isascii() and max(text) > "\uffff":
        struct.pairs = _surrogate_pairs(text)
        struct.length += len(struct.pairs)
    return at


def _surrogate_pairs(text: str) -> tuple[int, ...]:
    """UTF-16 offsets of the first halves."""
    pairs: list[int] = []
    for index, character in enumerate(text):
        if character > "\uffff":
            pairs.append(index + len(pairs))
    return tuple(pairs)


def _read_format(data: bytes, at: int, struct: Struct) -> int:
    _, at = _read_key(data, at)
    value, at = read_varstring(data, at)
    if len(value) > MAX_FORMAT:
        raise UpdateRefused("content", "format")
    try:
        _check_json(json.loads(value, parse_constant=_no_constant), 0)
    except (ValueError, RecursionError):
        raise UpdateRefused("content", "format") from None
    return at


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_json(value: object, depth: int) -> None:
    if depth > MAX_DEPTH or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError("format")
    if isinstance(value, dict):
        if not _UNSAFE_KEYS.isdisjoint(value):
            raise ValueError("key")
        for member in value.values():
            _check_json(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check_json(member, depth + 1)


def _read_type(data: bytes, at: int, struct: Struct) -> int:
    ref, at = read_varuint(data, at)
    kind = _TYPE_REFS.get(ref)
    if kind is None:
        raise UpdateRefused("content", f"type {ref}")
    struct.type = kind
    if kind == XML_ELEMENT:
        tag, at = read_varstring(data, at)
        if not _TAG.fullmatch(tag):
            raise UpdateRefused("content", "tag")
    return at


def _read_any(data: bytes, at: int, struct: Struct) -> int:
    struct.length, at = _read_count(data, at, 1)
    if not struct.length:
        raise Malformed("empty values")
    for _ in range(struct.length):
        start, at = at, _skip_value(data, at, 0)
        if at - start > struct.largest:
            struct.largest = at - start
    return at


def _skip_value(data: bytes, at: int, depth: int) -> int:
    """Checks one value of lib0's `any` encoding and returns the position after it."""
    tag = data[at]
    at += 1
    if tag == 119:
        return read_varstring(data, at)[1]
    if tag in (126, 120, 121):
        return at
    if tag == 125:
        return _skip_signed(data, at)
    if tag == 124 or tag == 123:
        width, form = (4, ">f") if tag == 124 else (8, ">d")
        if at + width > len(data):
            raise Malformed("truncated")
        if not math.isfinite(packing.unpack_from(form, data, at)[0]):
            raise UpdateRefused("content", "number")
        return at + width
    if tag not in (117, 118):
        raise UpdateRefused("content", f"value {tag}")
    if depth >= MAX_DEPTH:
        raise UpdateRefused("content", "depth")
    count, at = _read_count(data, at, 1 if tag == 117 else 2)
    for _ in range(count):
        if tag == 118:
            _, at = _read_key(data, at)
        at = _skip_value(data, at, depth + 1)
    return at


def _skip_signed(data: bytes, at: int) -> int:
    """An integer with its sign in bit 6 of the first byte; at most 8 bytes and 53 bits."""
    byte = data[at]
    value = byte & 63
    shift = 6
    at += 1
    while byte & 128:
        if shift > 55:
            raise Malformed("integer")
        byte = data[at]
        value |= (byte & 127) << shift
        shift += 7
        at += 1
    if value > MAX_INTEGER:
        raise Malformed("integer")
    return at


_CONTENT: dict[int, Callable[[bytes, int, Struct], int]] = {
    DELETED: _read_deleted,
    STRING: _read_string,
    FORMAT: _read_format,
    TYPE: _read_type,
    ANY: _read_any,
}
"""What a plan may hold. Not: JSON (2), binary (3), embeds (5), sub-documents (9), skips (10), moves (11)."""
