"""The container of every id in a document, and where its surrogate pairs are, compactly. Pure.

Each client has two arrays: the start of each run of ids, and the run's group (container number * 4 + flags).
Within one run, ids are in list order, so gate.py accepts ordinary typing without asking the Doc. Append-only,
with a checkpoint to return to. Changed only by gate.py and struct_validator.py.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from leitstern.live.gate.struct_decoder import ARRAY, MAP, TEXT, XML_FRAGMENT, Id

KEYED = 1
"""Flag of a group: map entries, which have no order."""
DELETED_CONTENT = 2
"""Flag of a group: the content was deleted before it came here."""
RETIRED = 255
"""Kind of a container: a root of a stored document that the schema has dropped."""
GONE = 0xFFFFFFFF
"""Group of garbage-collected ids. Whatever has one as its parent or neighbour is collected too."""

_ROOT_KINDS = {"map": MAP, "rich map": MAP, "array": ARRAY, "text": TEXT, "xml": XML_FRAGMENT}


class _Client:
    __slots__ = ("clock", "groups", "opened", "pairs", "starts")

    def __init__(self) -> None:
        self.clock = 0
        self.starts = array("I")
        self.groups = array("I")
        self.pairs = array("I")
        self.opened = array("I")
        """Clocks of the structs that created a container."""


_Saved = tuple[int, int, int]


class ContainerIndex:
    """Maps ids to containers. `begin` sets a checkpoint, `undo` returns to it."""

    def __init__(self, roots: Mapping[str, str]) -> None:
        self.kinds = bytearray()
        self.depths = bytearray()
        self._deleted = bytearray()
        self._parents = array("I")
        self.roots: dict[str, int] = {
            name: self._add(_ROOT_KINDS[kind], 0, GONE) for name, kind in roots.items()
        }
        self._rich_roots = {self.roots[name] for name, kind in roots.items() if kind == "rich map"}
        self._retired: dict[str, int] = {}
        self._clients: dict[int, _Client] = {}
        self._containers: dict[Id, int] = {}
        self._touched: dict[int, _Saved] = {}
        self._opened: list[Id] = []
        self._newly_deleted: list[int] = []

    def begin(self) -> None:
        self._touched.clear()
        self._opened.clear()
        self._newly_deleted.clear()

    def undo(self) -> None:
        """Returns to the last `begin`."""
        for container in self._newly_deleted:
            self._deleted[container] = 0
        for id in self._opened:
            del self._containers[id]
            self._clients[id[0]].opened.pop()
        if self._opened:
            kept = len(self.kinds) - len(self._opened)
            del self.kinds[kept:], self.depths[kept:], self._deleted[kept:], self._parents[kept:]
        for client, (clock, runs, pairs) in self._touched.items():
            known = self._clients[client]
            known.clock = clock
            del known.starts[runs:], known.groups[runs:], known.pairs[pairs:]
        self.begin()

    def clock(self, client: int) -> int:
        """The client's next clock."""
        known = self._clients.get(client)
        return known.clock if known is not None else 0

    def knows(self, id: Id) -> bool:
        return id[1] < self.clock(id[0])

    def group(self, id: Id) -> int:
        """The group of a known id."""
        known = self._clients[id[0]]
        return known.groups[bisect_right(known.starts, id[1]) - 1]

    def container(self, id: Id) -> int | None:
        """The container that a known id created; None when it created none."""
        return self._containers.get(id)

    def is_one_run(self, left: Id, right: Id) -> bool:
        """Whether both are in one run with `left` first. Their order in the list is then certain."""
        if left[0] != right[0] or left[1] >= right[1]:
            return False
        starts = self._clients[left[0]].starts
        return bisect_right(starts, left[1]) == bisect_right(starts, right[1])

    def root(self, name: str, *, may_retire: bool) -> int | None:
        """The root's container. For an unknown name: None, or with `may_retire` a new retired container."""
        found = self.roots.get(name)
        if found is not None or not may_retire:
            return found
        if name not in self._retired:
            self._retired[name] = self._add(RETIRED, 0, GONE)
        return self._retired[name]

    def is_retired(self, container: int) -> bool:
        """Whether the container is, or is inside, a root that the schema has dropped."""
        if not self._retired:
            return False
        while self._parents[container] != GONE:
            container = self._parents[container]
        return self.kinds[container] == RETIRED

    def may_hold_rich_text(self, container: int) -> bool:
        """Whether the schema has rich text in the records of the root that the container lies in."""
        if not self._rich_roots:
            return False
        while self._parents[container] != GONE:
            container = self._parents[container]
        return container in self._rich_roots

    def has_pairs(self, client: int) -> bool:
        known = self._clients.get(client)
        return known is not None and len(known.pairs) > 0

    def splits_pair(self, client: int, clock: int) -> bool:
        """Whether a cut before `clock` falls between the halves of a surrogate pair."""
        known = self._clients.get(client)
        if known is None or not known.pairs:
            return False
        at = bisect_left(known.pairs, clock - 1)
        return at < len(known.pairs) and known.pairs[at] == clock - 1

    def extend(self, client: int, clock: int, length: int, group: int, continues: bool) -> None:
        """Makes [clock, clock + length) known. `continues`: it directly follows the client's last id."""
        known = self._clients.get(client)
        if known is None:
            known = self._clients[client] = _Client()
        if client not in self._touched:
            self._touched[client] = (known.clock, len(known.starts), len(known.pairs))
        if not (continues and known.groups and known.groups[-1] == group):
            known.starts.append(clock)
            known.groups.append(group)
        known.clock = clock + length

    def add_pairs(self, client: int, clocks: list[int]) -> None:
        """Adds the high surrogates of a string that `extend` has just made known, in ascending order."""
        self._clients[client].pairs.extend(clocks)

    def open(self, id: Id, kind: int, depth: int, parent: int | None) -> None:
        """Adds the container that `id` creates within `parent`. `parent` is None when it is collected."""
        self._containers[id] = self._add(kind, depth, GONE if parent is None else parent)
        self._deleted[-1] = parent is None
        self._opened.append(id)
        self._clients[id[0]].opened.append(id[1])

    def delete(self, client: int, ranges: Sequence[tuple[int, int]]) -> None:
        """Marks the containers that the deleted ranges (clock, length) created."""
        known = self._clients.get(client)
        if known is None or not known.opened:
            return
        opened = known.opened
        for clock, length in ranges:
            at = bisect_left(opened, clock)
            while at < len(opened) and opened[at] < clock + length:
                self._delete(self._containers[client, opened[at]])
                at += 1

    def _delete(self, container: int) -> None:
        if not self._deleted[container]:
            self._deleted[container] = 1
            self._newly_deleted.append(container)

    def is_deleted(self, container: int) -> bool:
        """Whether the container, or one that it is inside of, was deleted."""
        while container != GONE:
            if self._deleted[container]:
                return True
            container = self._parents[container]
        return False

    def _add(self, kind: int, depth: int, parent: int) -> int:
        self.kinds.append(kind)
        self.depths.append(depth)
        self._deleted.append(0)
        self._parents.append(parent)
        return len(self.kinds) - 1
