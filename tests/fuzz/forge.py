"""Forges updates like an attacker who knows the format and the document: valid structs, no broken bytes.

Every existing id may become a neighbour or a parent; known clocks are overlapped; deletions fall anywhere.
This module does not judge the result: the gate does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from leitstern.live.gate.update_reader import read_state_vector
from leitstern.live.wire.encoding import varbytes, varuint

ROOTS = {"notes": "text", "opportunities": "rich map", "list": "array", "story": "xml"}
KEYS = ("a", "b", "order")
WORDS = ("x", "ab", "ü", "😀", "a😀b", "日本", "hello")
_TYPES = (0, 1, 2, 3, 4, 6)
_GC, _DELETED, _STRING, _FORMAT, _TYPE, _ANY = 0, 1, 4, 6, 7, 8
_FOCUS = {
    "text": (("notes",), (_STRING, _STRING, _STRING, _FORMAT, _DELETED)),
    "list": (("list",), (_ANY, _ANY, _TYPE, _DELETED)),
    "map": (("opportunities",), (_ANY, _ANY, _TYPE, _TYPE, _STRING, _DELETED)),
    "all": (tuple(ROOTS), (_GC, _DELETED, _STRING, _STRING, _STRING, _FORMAT, _TYPE, _ANY, _ANY)),
}
"""Kinds of content that one document focuses on: with all kinds, few structs would fit together."""


class Forger:
    """One attacker with several client ids, and a view of the whole document."""

    def __init__(self, choose: random.Random, own: tuple[int, ...], focus: str) -> None:
        self._choose = choose
        self._own = own
        self._roots, self._kinds = _FOCUS[focus]

    def update(self, state_vector: bytes) -> bytes:
        """One forged update for a document with this state vector."""
        clocks = read_state_vector(state_vector)
        sections = [
            self._section(client, clocks)
            for client in self._choose.sample(self._own, self._choose.choice((1, 1, 2)))
        ]
        count = self._choose.choice((len(sections), len(sections), 0))
        return varuint(count) + b"".join(sections[:count]) + self._deletions(clocks)

    def _section(self, client: int, clocks: dict[int, int]) -> bytes:
        clock = max(0, clocks.get(client, 0) - self._choose.choice((0, 0, 0, 1, 2, 3)))
        structs = [self._struct(client, clocks, at) for at in range(self._choose.randint(1, 4))]
        clocks[client] = max(clocks.get(client, 0), clock + len(structs))
        return varuint(len(structs)) + varuint(client) + varuint(clock) + b"".join(structs)

    def _struct(self, client: int, clocks: Mapping[int, int], at: int) -> bytes:
        kind = self._choose.choice(self._kinds)
        if kind == _GC:
            return bytes([0]) + varuint(self._choose.randint(1, 4))
        sides = self._choose.choice((0, 0, 0x80, 0x40, 0xC0, 0xC0)) if clocks else 0
        head, out = kind | sides, b""
        if sides & 0x80:
            out += self._id(client, clocks)
        if sides & 0x40:
            out += self._id(client, clocks)
        if not sides:
            keyed = self._choose.random() < 0.4
            head |= 0x20 if keyed else 0
            out += self._parent(client, clocks)
            out += varbytes(self._choose.choice(KEYS).encode()) if keyed else b""
        return bytes([head]) + out + self._content(kind)

    def _parent(self, client: int, clocks: Mapping[int, int]) -> bytes:
        if not clocks or self._choose.random() < 0.5:
            return varuint(1) + varbytes(self._choose.choice(self._roots).encode())
        return varuint(0) + self._id(client, clocks)

    def _id(self, client: int, clocks: Mapping[int, int]) -> bytes:
        """Mostly an existing id, sometimes one of this update."""
        who = client if self._choose.random() < 0.3 else self._choose.choice([*clocks])
        return varuint(who) + varuint(self._choose.randrange(clocks.get(who, 0) + 2))

    def _content(self, kind: int) -> bytes:
        choose = self._choose
        if kind == _DELETED:
            return varuint(choose.randint(1, 3))
        if kind == _STRING:
            return varbytes(choose.choice(WORDS).encode())
        if kind == _FORMAT:
            return varbytes(choose.choice((b"bold", b"em"))) + varbytes(
                choose.choice((b"true", b"null", b'{"a":1}'))
            )
        if kind == _TYPE:
            ref = choose.choice(_TYPES)
            return varuint(ref) + (varbytes(b"p") if ref == 3 else b"")
        values = [self._value() for _ in range(choose.choice((1, 1, 2, 3)))]
        return varuint(len(values)) + b"".join(values)

    def _value(self) -> bytes:
        return self._choose.choice(
            (
                b"\x78",
                b"\x79",
                b"\x7e",
                b"\x7d\x05",
                b"\x7d\x40",
                b"\x7b" + b"\x3f\xb9\x99\x99\x99\x99\x99\x9a",
                b"\x7b" + b"\x80" + b"\x00" * 7,
                b"\x77" + varbytes("😀x".encode()),
                b"\x75\x02\x7d\x01\x77\x01a",
                b"\x76\x02\x01a\x7d\x01\x01a\x7d\x02",
            )
        )

    def _deletions(self, clocks: Mapping[int, int]) -> bytes:
        if not clocks or self._choose.random() < 0.6:
            return b"\x00"
        client = self._choose.choice([*clocks])
        ranges = []
        for _ in range(self._choose.randint(1, 3)):
            start = self._choose.randrange(max(1, clocks[client]))
            ranges.append(varuint(start) + varuint(self._choose.randint(1, 3)))
        return varuint(1) + varuint(client) + varuint(len(ranges)) + b"".join(ranges)
