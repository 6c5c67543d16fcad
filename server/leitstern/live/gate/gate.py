"""The gate: decides whether a client's update may be applied to the document. Pure; called by replica.py.

A client's bytes must not reach pycrdt unchecked: a single message can crash it, hang it, or break every
browser that opens the document later. update_reader.py checks what needs no document, struct_validator.py
where each struct stands. This module checks who owns the client ids and what is deleted, and forgets an
update that fails. Rules: docs/protocol.md GATE-*.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from leitstern.errors import UpdateRefused
from leitstern.live.gate.container_index import ContainerIndex
from leitstern.live.gate.struct_decoder import MAX_CLOCK, Id
from leitstern.live.gate.struct_validator import Examined, Gap, StructValidator
from leitstern.live.gate.update_reader import MAX_STRUCTS, Update, read_update

__all__ = ["MAX_FRESH_CLIENTS", "MAX_QUESTIONS", "Examined", "Gap", "Gate", "MayUse"]

MAX_FRESH_CLIENTS = 64
"""New client ids in one update. A page load takes one id, so 64 cover a long time offline."""

MAX_QUESTIONS = 1000
"""Pairs whose order the Doc is asked for. Each question walks the list: up to a millisecond in a long one."""

MayUse = Callable[[int], bool]


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """For reading a stored document. It creates hundreds of thousands of objects that all stay alive, and
    visiting them again and again would take several times as long as reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Gate:
    """The gate of one document."""

    def __init__(self, roots: Mapping[str, str]) -> None:
        self._index = ContainerIndex(roots)
        self._typed: dict[int, tuple[int, Id]] = {}
        """Per client: the last id that it inserted into a list, and that id's right neighbour. Their order is
        known, so the next letter typed there needs no question to the Doc."""

    def recall(self, state: bytes) -> None:
        """Reads a stored document, once, at the start. Accepts content that today's rules would refuse.

        A root that the schema has dropped is kept and takes no more writes. Raises UpdateRefused or Gap when
        `state` is not a whole document.
        """
        with _without_garbage_collection():
            update = read_update(state, MAX_CLOCK)
            StructValidator(self._index, self._typed, update, {}, Examined(), is_stored=True).run()
            for client, ranges in update.deletions.items():
                self._index.delete(client, ranges)
        self._index.begin()

    def learn(self, data: bytes) -> None:
        """Adds what a server edit emitted. Raises UpdateRefused or Gap when the edit breaks a rule."""
        self.examine(data, lambda _client: True, trusted=True)

    def examine(
        self, data: bytes, may_use: MayUse, *, trusted: bool = False, brings_back: bool = False
    ) -> Examined:
        """Checks the update and adds it to the index. Raises UpdateRefused or Gap, and then adds nothing.

        With `brings_back` it may use any number of new client ids: a whole document may have been lost.
        """
        update = read_update(data, MAX_CLOCK if trusted else MAX_STRUCTS)
        self._index.begin()
        try:
            examined = self._examine(update, may_use, trusted, brings_back)
        except (UpdateRefused, Gap):
            self.forget()
            raise
        return examined

    def overwritten(self, emitted: bytes) -> None:
        """Adds what the document itself deleted: of two values under one key, the replaced one.

        If that value was a container, it is collected now, and the Doc must not be asked for positions in it.
        """
        for client, ranges in read_update(emitted, MAX_CLOCK).deletions.items():
            self._index.delete(client, ranges)

    def forget(self) -> None:
        """Removes the last examined update again, because the Doc's order contradicted it."""
        self._index.undo()
        self._typed.clear()

    def _examine(self, update: Update, may_use: MayUse, trusted: bool, brings_back: bool) -> Examined:
        examined = Examined()
        before = {client: self._index.clock(client) for client in update.sections}
        for client, structs in update.sections.items():
            last = structs[-1]
            if structs[0].clock > before[client]:
                raise Gap
            if last.clock + last.length > before[client]:
                examined.fresh.append(client)
        if not trusted:
            self._check_clients(examined, before, may_use, brings_back)
        StructValidator(self._index, self._typed, update, before, examined).run()
        if not trusted and len(examined.known_order) + len(examined.new_order) > MAX_QUESTIONS:
            raise UpdateRefused("reference", "too many")
        examined.is_new = bool(examined.fresh)
        self._check_deletions(update)
        return examined

    def _check_clients(
        self, examined: Examined, before: Mapping[int, int], may_use: MayUse, brings_back: bool
    ) -> None:
        fresh = sum(not before[client] for client in examined.fresh)
        if fresh > MAX_FRESH_CLIENTS and not brings_back:
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
            index.delete(client, ranges)

    def _check_cuts(self, client: int, ranges: Sequence[tuple[int, int]]) -> None:
        splits_pair = self._index.splits_pair
        for clock, length in ranges:
            if splits_pair(client, clock) or splits_pair(client, clock + length):
                raise UpdateRefused("unicode", "deletion")
