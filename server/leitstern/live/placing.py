"""Places an update's structs in what the document knows, each after what it hangs on, and judges each. Pure.

Which container it lies in, whether that holds such content, whether its neighbours can be neighbours, and
that no surrogate pair is cut. What only the Doc can tell is noted as a question. Called by bounds.py; rules:
docs/protocol.md GATE-2, GATE-4 to GATE-6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leitstern.errors import UpdateRefused
from leitstern.live import contents
from leitstern.live.contents import Id, Struct
from leitstern.live.index import DELETED_CONTENT, GONE, KEYED, DocumentIndex
from leitstern.live.updates import Update

_LIST_CONTENT = {
    contents.MAP: frozenset[int](),
    contents.ARRAY: frozenset({contents.ANY, contents.TYPE, contents.DELETED}),
    contents.TEXT: frozenset({contents.STRING, contents.FORMAT, contents.DELETED}),
    contents.XML_TEXT: frozenset({contents.STRING, contents.FORMAT, contents.DELETED}),
    contents.XML_FRAGMENT: frozenset({contents.TYPE, contents.DELETED}),
    contents.XML_ELEMENT: frozenset({contents.TYPE, contents.DELETED}),
}
_KEYED_CONTENT = {
    contents.MAP: frozenset({contents.ANY, contents.TYPE, contents.DELETED}),
    contents.XML_TEXT: frozenset({contents.ANY, contents.DELETED}),
    contents.XML_ELEMENT: frozenset({contents.ANY, contents.DELETED}),
}
_XML = (contents.XML_FRAGMENT, contents.XML_ELEMENT)
_FIELDS = (contents.MAP, contents.ARRAY, contents.TEXT)
_XML_CHILDREN = (contents.XML_ELEMENT, contents.XML_TEXT)


class Gap(Exception):
    """The update builds on something unknown here: not wrong, but not to be applied."""


@dataclass(slots=True)
class Examined:
    """What the Doc has to be asked besides, and which client ids brought something new."""

    fresh: list[int] = field(default_factory=list)
    known_order: list[tuple[Id, Id]] = field(default_factory=list)
    """(left, right) that stand in the document already: left has to come first."""
    new_order: list[tuple[Id, Id]] = field(default_factory=list)
    """The same where the update itself brings one of them: to be asked after applying."""
    has_entries: bool = False
    """Whether any new struct stands under a key, and so may end what stood there."""
    is_new: bool = False
    """Whether any struct is new (a repeated or delete-only update has none)."""


class Placing:
    """One pass over an update's structs, each after what it hangs on (as Yjs integrates them)."""

    __slots__ = ("_before", "_deletions", "_examined", "_index", "_is_stored", "_next", "_sections", "_typed")

    def __init__(
        self,
        index: DocumentIndex,
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
        """Takes structs until `target` is known; others' first where they are needed first."""
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
        """Takes the client's structs up to `clock`; what it lacks when it cannot."""
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
        if known > struct.clock and struct.kind != contents.GC:
            self._check_overlap(client, struct, known, group)
        self._examined.has_entries |= group != GONE and group & KEYED != 0
        last = (client, known - 1)
        continues = bool(group & KEYED) or known > struct.clock or struct.origin == last
        if struct.kind == contents.DELETED and group != GONE:
            group |= DELETED_CONTENT
        index.extend(client, known, struct.clock + struct.length - known, group, continues)
        if struct.kind == contents.TYPE:
            depth = 1 if group == GONE else index.depths[group >> 2] + 1
            if depth > contents.MAX_DEPTH:
                raise UpdateRefused("content", "depth")
            index.open((client, struct.clock), struct.type, depth, None if group == GONE else group >> 2)
        elif struct.pairs and group != GONE:
            index.add_pairs(client, [clock for p in struct.pairs if (clock := struct.clock + p) >= known])
        if group != GONE and not group & KEYED and not self._is_stored:
            left = (client, known - 1) if known > struct.clock else struct.origin
            self._note_order(client, struct, left, group >> 2)

    def _group(self, struct: Struct) -> int:
        """Container and flags of a struct, from its neighbours or its parent."""
        index = self._index
        if struct.kind == contents.GC:
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
        if struct.largest > contents.MAX_VALUE:
            raise UpdateRefused("content", "value size")
        container = self._index.kinds[group >> 2]
        if group & KEYED:
            allowed = _KEYED_CONTENT.get(container)
            if allowed is None or struct.kind not in allowed:
                raise UpdateRefused("content", "entry")
            if struct.kind == contents.ANY and struct.length > 1 and not self._is_deleted(client, struct):
                raise UpdateRefused("content", "entry")
            self._check_type(struct, container)
            return
        if struct.kind not in _LIST_CONTENT[container]:
            raise UpdateRefused("content", "item")
        self._check_type(struct, container)

    def _is_deleted(self, client: int, struct: Struct) -> bool:
        """Whether the update deletes all of it. Several values under one key are overwritten ones, which Yjs
        keeps together; alive, the libraries read them differently."""
        end = struct.clock + struct.length
        return any(
            start <= struct.clock and end <= start + length
            for start, length in self._deletions.get(client, ())
        )

    def _check_type(self, struct: Struct, container: int) -> None:
        """Nodes stand in xml, everything else in maps and arrays; xml only where the schema has any."""
        if struct.kind != contents.TYPE:
            return
        if container in _XML:
            is_allowed = struct.type in _XML_CHILDREN
        else:
            is_allowed = struct.type in _FIELDS or (
                struct.type == contents.XML_FRAGMENT and self._index.has_xml
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
        """The known part of a struct has to be where it was said to be, and the cut outside a pair."""
        if _without_content(self._index.group((client, known - 1))) != group:
            raise UpdateRefused("reference", "overlap")
        if known - struct.clock - 1 in struct.pairs:
            raise UpdateRefused("unicode", "overlap")

    def _note_order(self, client: int, struct: Struct, left: Id | None, container: int) -> None:
        """`left` is what it will stand behind: its own known part, or its origin. In a deleted container
        everything is collected, and the Doc cannot be asked for positions."""
        index = self._index
        right = struct.right
        if right is None:
            return
        if left == right or (left is not None and index.is_one_run(right, left)):
            raise UpdateRefused("reference", "order")
        if left is not None and not index.is_dead(container) and not self._is_ordered(left, right):
            is_known = all(clock < self._before.get(who, clock + 1) for who, clock in (left, right))
            (self._examined.known_order if is_known else self._examined.new_order).append((left, right))
        self._typed[client] = (struct.clock + struct.length - 1, right)

    def _is_ordered(self, left: Id, right: Id) -> bool:
        return self._typed.get(left[0]) == (left[1], right) or self._index.is_one_run(left, right)


def _without_content(group: int) -> int:
    return group if group == GONE else group & ~DELETED_CONTENT
