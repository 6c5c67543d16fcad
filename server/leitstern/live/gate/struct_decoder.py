"""Reads what one struct of a Yjs update holds: text, formats, values, containers. Strict and pure.

Rules: docs/protocol.md GATE-1 and GATE-4. Each reader starts behind the struct's header, stores in the struct
what the rules need later, and returns the position after the content. Recursion is bounded by MAX_DEPTH.
Called by update_reader.py.
"""

from __future__ import annotations

import json
import math
import re
import struct as packing
from collections.abc import Callable

from leitstern.errors import UpdateRefused
from leitstern.live.wire.encoding import MAX_INTEGER, Malformed, read_varstring, read_varuint

MAX_CLOCK = 2**31 - 1
"""Yjs and yrs use 32 bits. Half of the range keeps clock + length from overflowing."""
MAX_DEPTH = 32
MAX_KEY = 256
MAX_FORMAT = 4096
MAX_VALUE = 64 << 10
"""Bytes of one value. A value cannot be split like a text, so it has to fit into a message easily."""

GC, DELETED, STRING, FORMAT, TYPE, ANY = 0, 1, 4, 6, 7, 8

MAP, ARRAY, TEXT, XML_FRAGMENT, XML_ELEMENT, XML_TEXT = range(6)
_TYPE_REFS = {0: ARRAY, 1: MAP, 2: TEXT, 3: XML_ELEMENT, 4: XML_FRAGMENT, 6: XML_TEXT}

_UNSAFE_KEYS = frozenset({"__proto__", "constructor", "prototype"})
"""JavaScript objects have these keys already: the browser would read another value than the server."""
_TAG = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")

Id = tuple[int, int]
"""(client, clock)"""


class Struct:
    """One struct: its position, its neighbours or parent, and what the rules need of its content."""

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
        """Kind of the container that a TYPE struct creates."""
        self.pairs: tuple[int, ...] = ()
        """Offsets of high surrogates in a STRING, in UTF-16 units."""
        self.largest = 0
        """Bytes of the largest value in an ANY struct."""


def read_count(data: bytes, at: int, least: int) -> tuple[int, int]:
    """A count of items of at least `least` bytes. Raises Malformed when `data` is too short for them."""
    count, at = read_varuint(data, at)
    if count * least > len(data) - at:
        raise Malformed("count")
    return count, at


def read_length(data: bytes, at: int) -> tuple[int, int]:
    length, at = read_varuint(data, at)
    if not 0 < length <= MAX_CLOCK:
        raise Malformed("length")
    return length, at


def read_key(data: bytes, at: int) -> tuple[str, int]:
    key, at = read_varstring(data, at)
    if len(key) > MAX_KEY or key in _UNSAFE_KEYS:
        raise UpdateRefused("content", "key")
    return key, at


def _read_deleted(data: bytes, at: int, struct: Struct) -> int:
    struct.length, at = read_length(data, at)
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
    """UTF-16 offsets of the high surrogates."""
    pairs: list[int] = []
    for index, character in enumerate(text):
        if character > "\uffff":
            pairs.append(index + len(pairs))
    return tuple(pairs)


def _read_format(data: bytes, at: int, struct: Struct) -> int:
    _, at = read_key(data, at)
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
    struct.length, at = read_count(data, at, 1)
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
    count, at = read_count(data, at, 1 if tag == 117 else 2)
    for _ in range(count):
        if tag == 118:
            _, at = read_key(data, at)
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


READERS: dict[int, Callable[[bytes, int, Struct], int]] = {
    DELETED: _read_deleted,
    STRING: _read_string,
    FORMAT: _read_format,
    TYPE: _read_type,
    ANY: _read_any,
}
"""What a plan may hold. Refused: JSON (2), binary (3), embeds (5), subdocuments (9), skips (10), moves."""
