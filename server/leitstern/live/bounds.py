"""The gate: decides whether a client's update may touch the document. Pure; called by replica.py.

pycrdt must never be handed a client's bytes directly: single messages crash it, hang it or break every
browser that opens the document later. `updates.py` checks what needs no document, `placing.py` where each
struct stands; here client ids belong to who uses them, all that is deleted is known, and an update that fails
leaves no trace. Rules: docs/protocol.md GATE-*.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from leitstern.errors import UpdateRefused
from leitstern.live.contents import MAX_CLOCK, Id
from leitstern.live.index import DocumentIndex
from leitstern.live.placing import Examined, Gap, Placing
from leitstern.live.updates import MAX_STRUCTS, Update, read_update

__all__ = ["MAX_FRESH_CLIENTS", "MAX_QUESTIONS", "Examined", "Gap", "Gate", "MayUse"]

MAX_FRESH_CLIENTS = 64
"""New client ids in one update: one a page load, so a long time offline."""

MAX_QUESTIONS = 1000
"""Pairs of neighbours whose order the Doc is asked for: each walks the list, a millisecond in a long one."""

MayUse = Callable[[int], bool]


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """While a stored document is read: hundreds of thousands of structs, none of them garbage before the end,
    would be looked at again and again, which takes several times as long as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
        with _no_search_for_garbage():
            update = read_update(state, MAX_CLOCK)
            Placing(self._index, self._typed, update, {}, Examined(), is_stored=True).run()
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

    def overwritten(self, emitted: bytes) -> None:
        """Takes what the document deleted by itself: of two values under one key the one that lost.

        A container among them is collected, and the Doc must not be asked for positions in it.
        """
        for client, ranges in read_update(emitted, MAX_CLOCK).deletions.items():
            self._index.kill(client, ranges)

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
        Placing(self._index, self._typed, update, before, examined).run()
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
