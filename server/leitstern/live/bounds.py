"""The gate: decides whether a client's update may touch the document. Pure; called by replica.py.

pycrdt must never be handed a client's bytes directly: single messages crash it, hang it or break every
browser that opens the document later. `updates.py` checks what needs no document; here every reference is
known, every container holds what its kind may hold, client ids belong to who uses them, and no cut falls
inside a surrogate pair. Rules: docs/protocol.md GATE-*. An update that fails leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from leitstern.errors import UpdateRefused
from leitstern.live import updates
from leitstern.live.index import DELETED_CONTENT, GONE, KEYED, DocumentIndex
from leitstern.live.updates import MAX_CLOCK, MAX_STRUCTS, Id, Struct, Update, read_update

MAX_FRESH_CLIENTS = 64
"""New client ids in one update: one a page load, so a long time offline."""

MAX_QUESTIONS = 1000
"""Pairs of neighbours whose order the Doc is asked for: each walks the list, a millisecond in a long one."""

_LIST_CONTENT = {
    updates.MAP: frozenset[int](),
    updates.ARRAY: frozenset({updates.ANY, updates.TYPE, updates.DELETED}),
    updates.TEXT: frozenset({updates.STRING, updates.FORMAT, updates.DELETED}),
    updates.XML_TEXT: frozenset({updates.STRING, updates.FORMAT, updates.DELETED}),
    updates.XML_FRAGMENT: frozenset({updates.TYPE, updates.DELETED}),
    updates.XML_ELEMENT: frozenset({updates.TYPE, updates.DELETED}),
}
_KEYED_CONTENT = {
    updates.MAP: frozenset({updates.ANY, updates.TYPE, updates.DELETED}),
    updates.XML_TEXT: frozenset({updates.ANY, updates.DELETED}),
    updates.XML_ELEMENT: frozenset({updates.ANY, updates.DELETED}),
}
_XML = (updates.XML_FRAGMENT, updates.XML_ELEMENT)
_FIELDS = (updates.MAP, updates.ARRAY, updates.TEXT)
_XML_CHILDREN = (updates.XML_ELEMENT, updates.XML_TEXT)

MayUse = Callable[[int], bool]


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
    is_new: bool = False
    """Whether any struct is new (a repeated or delete-only update has none)."""


class Gate:
    """The rules over one document's index."""

    def __init__(self, roots: Mapping[str, str]) -> None:
        self._index = DocumentIndex(roots)
        self._typed: dict[int, tuple[int, Id]] = {}
        """Per client the last id it put into a list and that item's right neighbour, which is certainly right
        of it: the next letter typed there needs no question to the Doc."""

    def recall(self, state: bytes) -> None:
        """Makes a stored document known, at the start. What stands there stays whatever the rules say today;
        a root that the schema knows no more is kept, and closed. Raises UpdateRefused or Gap for no document.
        """
        update = read_update(state, MAX_CLOCK)
        _Walk(self._index, self._typed, update, {}, Examined(), is_stored=True).run()
        for client, ranges in update.deletions.items():
            self._index.kill(client, ranges)
        self._index.begin()

    def learn(self, data: bytes) -> None:
        """Takes what an edit of the server's own emitted. Raises UpdateRefused or Gap: it breaks a rule."""
        self.examine(data, lambda _client: True, trusted=True)

    def examine(self, data: bytes, may_use: MayUse, *, trusted: bool = False) -> Examined:
        """Checks the update and makes it known. Raises UpdateRefused or Gap and forgets it."""
        update = read_update(data, MAX_CLOCK if trusted else MAX_STRUCTS)
        self._index.begin()
        try:
            examined = self._examine(update, may_use, trusted)
        except (UpdateRefused, Gap):
            self.forget()
            raise
        return examined

    def forget(self) -> None:
        """Takes the last examined update back (the Doc's order contradicted it)."""
        self._index.undo()
        self._typed.clear()

    def _examine(self, update: Update, may_use: MayUse, trusted: bool) -> Examined:
        examined = Examined()
        before = {client: self._index.clock(client) for client in update.sections}
        for client, structs in update.sections.items():
            last = structs[-1]
            if structs[0].clock > before[client]:
                raise Gap
            if last.clock + last.length > before[client]:
                examined.fresh.append(client)
        self._check_clients(examined, before, may_use, trusted)
        _Walk(self._index, self._typed, update, before, examined).run()
        if not trusted and len(examined.known_order) + len(examined.new_order) > MAX_QUESTIONS:
            raise UpdateRefused("reference", "too many")
        examined.is_new = bool(examined.fresh)
        self._check_deletions(update)
        return examined

    def _check_clients(
        self, examined: Examined, before: Mapping[int, int], may_use: MayUse, trusted: bool
    ) -> None:
        if trusted:
            return
        if sum(not before[client] for client in examined.fresh) > MAX_FRESH_CLIENTS:
            raise UpdateRefused("client_id", "too many")
        for client in examined.fresh:
            if not may_use(client):
                raise UpdateRefused("client_id")

    def _check_deletions(self, update: Update) -> None:
        index = self._index
        for client, ranges in update.deletions.items():
            if ranges and max(clock + length for clock, length in ranges) > index.clock(client):
                raise Gap
            if index.has_pairs(client):
                self._check_cuts(client, ranges)
        for client, ranges in update.deletions.items():
            index.kill(client, ranges)

    def _check_cuts(self, client: int, ranges: Sequence[tuple[int, int]]) -> None:
        splits_pair = self._index.splits_pair
        for clock, length in ranges:
            if splits_pair(client, clock) or splits_pair(client, clock + length):
                raise UpdateRefused("unicode", "deletion")


class _Walk:
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
        if known > struct.clock and struct.kind != updates.GC:
            self._check_overlap(client, struct, known, group)
        last = (client, known - 1)
        continues = bool(group & KEYED) or known > struct.clock or struct.origin == last
        if struct.kind == updates.DELETED and group != GONE:
            group |= DELETED_CONTENT
        index.extend(client, known, struct.clock + struct.length - known, group, continues)
        if struct.kind == updates.TYPE:
            depth = 1 if group == GONE else index.depths[group >> 2] + 1
            if depth > updates.MAX_DEPTH:
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
        if struct.kind == updates.GC:
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
        if struct.largest > updates.MAX_VALUE:
            raise UpdateRefused("content", "value size")
        container = self._index.kinds[group >> 2]
        if group & KEYED:
            allowed = _KEYED_CONTENT.get(container)
            if allowed is None or struct.kind not in allowed:
                raise UpdateRefused("content", "entry")
            if struct.kind == updates.ANY and struct.length > 1 and not self._is_deleted(client, struct):
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
        if struct.kind != updates.TYPE:
            return
        if container in _XML:
            is_allowed = struct.type in _XML_CHILDREN
        else:
            is_allowed = struct.type in _FIELDS or (
                struct.type == updates.XML_FRAGMENT and self._index.has_xml
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
