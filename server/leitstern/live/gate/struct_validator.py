"""Checks where an update's structs stand in the document, each after those that it refers to. Pure.

Which container a struct belongs to, whether that container may hold such content, whether its neighbours can
be neighbours, and that no surrogate pair is split. Questions that only the Doc can answer are collected in
`Examined`. Called by gate.py. Rules: docs/protocol.md GATE-2, GATE-4 to GATE-6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leitstern.errors import UpdateRefused
from leitstern.live.gate import struct_decoder
from leitstern.live.gate.container_index import DELETED_CONTENT, GONE, KEYED, ContainerIndex
from leitstern.live.gate.struct_decoder import Id, Struct
from leitstern.live.gate.update_reader import Update

_LIST_CONTENT = {
    struct_decoder.MAP: frozenset[int](),
    struct_decoder.ARRAY: frozenset({struct_decoder.ANY, struct_decoder.TYPE, struct_decoder.DELETED}),
    struct_decoder.TEXT: frozenset({struct_decoder.STRING, struct_decoder.FORMAT, struct_decoder.DELETED}),
    struct_decoder.XML_TEXT: frozenset(
        {struct_decoder.STRING, struct_decoder.FORMAT, struct_decoder.DELETED}
    ),
    struct_decoder.XML_FRAGMENT: frozenset({struct_decoder.TYPE, struct_decoder.DELETED}),
    struct_decoder.XML_ELEMENT: frozenset({struct_decoder.TYPE, struct_decoder.DELETED}),
}
_KEYED_CONTENT = {
    struct_decoder.MAP: frozenset({struct_decoder.ANY, struct_decoder.TYPE, struct_decoder.DELETED}),
    struct_decoder.XML_TEXT: frozenset({struct_decoder.ANY, struct_decoder.DELETED}),
    struct_decoder.XML_ELEMENT: frozenset({struct_decoder.ANY, struct_decoder.DELETED}),
}
_XML = (struct_decoder.XML_FRAGMENT, struct_decoder.XML_ELEMENT)
_FIELDS = (struct_decoder.MAP, struct_decoder.ARRAY, struct_decoder.TEXT)
_XML_CHILDREN = (struct_decoder.XML_ELEMENT, struct_decoder.XML_TEXT)


class Gap(Exception):
    """The update refers to something that is unknown here. It is valid, but cannot be applied yet."""


@dataclass(slots=True)
class Examined:
    """What the Doc has to be asked besides, and which client ids have something new."""

    fresh: list[int] = field(default_factory=list)
    known_order: list[tuple[Id, Id]] = field(default_factory=list)
    """Pairs (left, right) of the document as it is: left has to come first. Asked before applying."""
    new_order: list[tuple[Id, Id]] = field(default_factory=list)
    """The same, where the update itself adds one of the two: asked after applying."""
    has_entries: bool = False
    """Whether any new struct is a map entry, and so may replace another entry."""
    is_new: bool = False
    """Whether any struct is new. A repeated update and one that only deletes have none."""


class StructValidator:
    """One pass over an update's structs, in the order in which Yjs integrates them."""

    __slots__ = ("_before", "_deletions", "_examined", "_index", "_is_stored", "_next", "_sections", "_typed")

    def __init__(
        self,
        index: ContainerIndex,
        typed: dict[int, tuple[int, Id]],
        update: Update,
        before: Mapping[int, int],
        examined: Examined,
        *,
        is_stored: bool = False,
    ) -> None:
        self._is_stored = is_stored
        self._index = index
        self._typed = typed
        self._sections = update.sections
        self._deletions = update.deletions
        self._before = before
        self._examined = examined
        self._next = dict.fromkeys(update.sections, 0)

    def run(self) -> None:
        for client, structs in self._sections.items():
            self._reach((client, structs[-1].clock))

    def _reach(self, target: Id) -> None:
        """Takes structs until `target` is known, first those of other clients that it depends on."""
        stack = [target]
        waiting = {target[0]}
        while stack:
            client, clock = stack[-1]
            missing = self._advance(client, clock)
            if missing is None:
                stack.pop()
                waiting.discard(client)
                continue
            if missing[0] in waiting:
                raise UpdateRefused("reference", "cycle")
            section = self._sections.get(missing[0])
            if section is None or section[-1].clock + section[-1].length <= missing[1]:
                raise Gap
            stack.append(missing)
            waiting.add(missing[0])

    def _advance(self, client: int, clock: int) -> Id | None:
        """Takes the client's structs up to `clock`. Returns the first missing id, or None."""
        structs = self._sections[client]
        at = self._next[client]
        known = self._index.clock(client)
        while at < len(structs) and structs[at].clock <= clock:
            struct = structs[at]
            if struct.clock + struct.length > known:
                missing = self._missing(struct)
                if missing is not None:
                    self._next[client] = at
                    return missing
                self._take(client, struct, known)
                known = struct.clock + struct.length
            at += 1
        self._next[client] = at
        return None

    def _missing(self, struct: Struct) -> Id | None:
        knows = self._index.knows
        for id in (struct.origin, struct.right, struct.parent):
            if id is not None and not knows(id):
                return id
        return None

    def _take(self, client: int, struct: Struct, known: int) -> None:
        index = self._index
        group = self._group(struct)
        if group != GONE and not self._is_stored:
            self._check_place(client, struct, group)
        if known > struct.clock and struct.kind != struct_decoder.GC:
            self._check_overlap(client, struct, known, group)
        self._examined.has_entries |= group != GONE and group & KEYED != 0
        last = (client, known - 1)
        continues = bool(group & KEYED) or known > struct.clock or struct.origin == last
        if struct.kind == struct_decoder.DELETED and group != GONE:
            group |= DELETED_CONTENT
        index.extend(client, known, struct.clock + struct.length - known, group, continues)
        if struct.kind == struct_decoder.TYPE:
            depth = 1 if group == GONE else index.depths[group >> 2] + 1
            if depth > struct_decoder.MAX_DEPTH:
                raise UpdateRefused("content", "depth")
            index.open((client, struct.clock), struct.type, depth, None if group == GONE else group >> 2)
        elif struct.pairs and group != GONE:
            index.add_pairs(client, [clock for p in struct.pairs if (clock := struct.clock + p) >= known])
        if group != GONE and not group & KEYED and not self._is_stored:
            left = (client, known - 1) if known > struct.clock else struct.origin
            self._collect_order(client, struct, left, group >> 2)

    def _group(self, struct: Struct) -> int:
        """Container and flags of a struct, from its neighbours or from its parent."""
        index = self._index
        if struct.kind == struct_decoder.GC:
            return GONE
        if struct.origin is not None:
            group = _without_content(index.group(struct.origin))
            if struct.right is not None and (
                (group != GONE and group & KEYED != 0) or _without_content(index.group(struct.right)) != group
            ):
                raise UpdateRefused("reference", "container")
            return group
        if struct.right is not None:
            group = _without_content(index.group(struct.right))
            if group != GONE and group & KEYED:
                raise UpdateRefused("reference", "container")
            return group
        return self._group_of_parent(struct)

    def _group_of_parent(self, struct: Struct) -> int:
        index = self._index
        if struct.parent is not None:
            container = index.container(struct.parent)
            if container is None:
                group = index.group(struct.parent)
                if group == GONE or group & DELETED_CONTENT:
                    return GONE
                raise UpdateRefused("reference", "parent")
        else:
            container = index.root(struct.root or "", may_retire=self._is_stored)
            if container is None:
                raise UpdateRefused("root")
        return container * 4 + (KEYED if struct.key is not None else 0)

    def _check_place(self, client: int, struct: Struct, group: int) -> None:
        if self._index.is_retired(group >> 2):
            raise UpdateRefused("root", "retired")
        self._check_content(client, struct, group)
        self._check_cuts(struct)

    def _check_content(self, client: int, struct: Struct, group: int) -> None:
        if struct.largest > struct_decoder.MAX_VALUE:
            raise UpdateRefused("content", "value size")
        container = self._index.kinds[group >> 2]
        if group & KEYED:
            allowed = _KEYED_CONTENT.get(container)
            if allowed is None or struct.kind not in allowed:
                raise UpdateRefused("content", "entry")
            if (
                struct.kind == struct_decoder.ANY
                and struct.length > 1
                and not self._is_deleted(client, struct)
            ):
                raise UpdateRefused("content", "entry")
        elif struct.kind not in _LIST_CONTENT[container]:
            raise UpdateRefused("content", "item")
        self._check_type(struct, group >> 2)

    def _is_deleted(self, client: int, struct: Struct) -> bool:
        """Whether the update deletes the whole struct.

        Yjs keeps replaced values of one key in one struct. Unless deleted, Yjs and yrs read it differently.
        """
        end = struct.clock + struct.length
        return any(
            start <= struct.clock and end <= start + length
            for start, length in self._deletions.get(client, ())
        )

    def _check_type(self, struct: Struct, container: int) -> None:
        """XML nodes belong in xml, other containers in maps and arrays, rich text where a schema has any."""
        if struct.kind != struct_decoder.TYPE:
            return
        if self._index.kinds[container] in _XML:
            is_allowed = struct.type in _XML_CHILDREN
        else:
            is_allowed = struct.type in _FIELDS or (
                struct.type == struct_decoder.XML_FRAGMENT and self._index.may_hold_rich_text(container)
            )
        if not is_allowed:
            raise UpdateRefused("content", "node")

    def _check_cuts(self, struct: Struct) -> None:
        index = self._index
        if struct.origin is not None and index.splits_pair(struct.origin[0], struct.origin[1] + 1):
            raise UpdateRefused("unicode", "insertion")
        if struct.right is not None and index.splits_pair(*struct.right):
            raise UpdateRefused("unicode", "insertion")

    def _check_overlap(self, client: int, struct: Struct, known: int, group: int) -> None:
        """The known part of a struct has to be in the same container, and the cut must not split a pair."""
        if _without_content(self._index.group((client, known - 1))) != group:
            raise UpdateRefused("reference", "overlap")
        if known - struct.clock - 1 in struct.pairs:
            raise UpdateRefused("unicode", "overlap")

    def _collect_order(self, client: int, struct: Struct, left: Id | None, container: int) -> None:
        """Collects the question whether `left` comes before the struct's right neighbour.

        `left` is the struct's own known part, or its origin. In a deleted container everything is collected
        and has no position, so nothing is asked.
        """
        index = self._index
        right = struct.right
        if right is None:
            return
        if left == right or (left is not None and index.is_one_run(right, left)):
            raise UpdateRefused("reference", "order")
        if left is not None and not index.is_deleted(container) and not self._is_ordered(left, right):
            is_known = all(clock < self._before.get(who, clock + 1) for who, clock in (left, right))
            (self._examined.known_order if is_known else self._examined.new_order).append((left, right))
        self._typed[client] = (struct.clock + struct.length - 1, right)

    def _is_ordered(self, left: Id, right: Id) -> bool:
        return self._typed.get(left[0]) == (left[1], right) or self._index.is_one_run(left, right)


def _without_content(group: int) -> int:
    return group if group == GONE else group & ~DELETED_CONTENT
