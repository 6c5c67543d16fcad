"""One document in memory: the only place on the live path that touches a pycrdt Doc.

Every client's bytes pass the gate (bounds.py) before the Doc sees them. What pycrdt throws in spite of it is
a `Damaged`: the replica is then worthless, and room.py rebuilds it from the log. One owner, one thread.
A replica that nobody writes to can `rest`: only its encoded state stays, a tenth of the Doc (measured: 19 KB
for 204 KB), and whoever comes is given those bytes; the next use of `doc` makes the Doc again.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Array, Doc, Map, Text, XmlFragment
from pycrdt._pycrdt import decode_sticky_index

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live.aside import aside
from leitstern.live.bounds import Examined, Gap, Gate
from leitstern.live.contents import Id
from leitstern.live.updates import read_state_vector
from leitstern.live.wire import varuint
from leitstern.store.interfaces import LoadedDocument

Roots = Mapping[str, str]
"""Root name -> "map" | "text" | "array" | "xml", of one kind of document."""

SERVER = "server"
MAX_CLIENTS_PER_PARTICIPANT = 20_000
"""Client ids that one participant may use in one document: one a page load, for years."""

RESTS_BELOW = 256 << 10
"""Largest state that rests: making the Doc again takes 0.1 ms a KB, so at most 25 ms of a keystroke's way."""

MEASURED_PART = 20
"""Measuring a document above its limit may take one part in this of the time."""

EMPTY = b"\x00\x00"
"""An update that says nothing."""
_BEFORE, _AFTER = b"\x00", b"\x41"
"""A relative position's association as lib0 writes it: with what follows (0), what precedes (-1)."""

_TYPES: dict[str, Any] = {"map": Map, "text": Text, "array": Array, "xml": XmlFragment}


class Damaged(LeitsternError):
    """pycrdt failed half way: this replica must not be used any more."""


def rehearse() -> None:
    """The library loads a part of itself with the first Doc (9 ms): before somebody waits for it."""
    Doc()


@contextmanager
def contained() -> Iterator[None]:
    """Turns whatever pycrdt throws into Damaged. Its PanicException is a nameless BaseException."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError, Damaged):
        raise
    except BaseException as error:
        raise Damaged(type(error).__name__) from error


@dataclass(slots=True)
class Applied:
    """What became of a run of updates applied in one transaction."""

    verdicts: list[UpdateRefused | Gap | None]
    """One for each update, None where it is in."""
    update: bytes | None
    """What the document emitted: to be logged and relayed. None when nothing changed."""
    new_clients: dict[int, str] = field(default_factory=dict)
    has_entries: bool = False
    """Whether anything was written under a key."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """What stays of a document while its Doc is gone."""

    state: bytes
    vector: bytes
    same: bytes
    """For a peer that has it all: what is deleted, which no state vector tells."""


class Replica:
    """The Doc, its gate, and who owns which client id."""

    def __init__(self, loaded: LoadedDocument, roots: Roots) -> None:
        self.clients: dict[int, str] = dict(loaded.clients)
        self.size = len(loaded.snapshot or b"") + sum(len(logged.update) for logged in loaded.updates)
        """Bytes of snapshot and updates since: never less than the document's own size."""
        self._measure_at = 0.0
        """When a document above its limit may be measured again (time.monotonic)."""
        self._roots = roots
        self._used = Counter(self.clients.values())
        self._gate: Gate | None = None
        self._cannot_learn = False
        self.opening_seconds = 0.0
        """Computing to make the gate, which is nobody's fault; room.py sets it back."""
        self._emitted: list[bytes] = []
        self._rest: _Rest | None = None
        self._client = self._fresh_client()
        self.used_at = time.monotonic()
        """When the Doc was last needed."""
        with contained():
            self._doc: Doc[Any] | None = self._open(
                loaded.snapshot, [logged.update for logged in loaded.updates]
            )

    def _fresh_client(self) -> int:
        while (client := secrets.randbits(32)) in self.clients:
            continue
        return client

    def _open(self, snapshot: bytes | None, updates: Sequence[bytes]) -> Doc[Any]:
        doc: Doc[Any] = Doc(client_id=self._client)
        with doc.transaction():
            if snapshot is not None:
                doc.apply_update(snapshot)
            for update in updates:
                doc.apply_update(update)
        for name, kind in self._roots.items():
            doc.get(name, type=_TYPES[kind])
        self._subscription = doc.observe(lambda event: self._emitted.append(event.update))
        return doc

    @property
    def doc(self) -> Doc[Any]:
        """The Doc, made again if the replica rested. Raises Damaged."""
        self.used_at = time.monotonic()
        if self._doc is None:
            if self._rest is None:
                raise Damaged("closed")
            with contained():
                self._doc = self._open(self._rest.state, [])
            self._rest = None
        return self._doc

    def rest(self) -> bool:
        """Lets go of the Doc until it is needed; false when there is nothing to gain. Raises Damaged."""
        if self._doc is None:
            return False
        state = self.encode()
        if len(state) > RESTS_BELOW:
            self.size, self.used_at = len(state), time.monotonic()
            return False
        vector = self.state_vector()
        self._rest = _Rest(state, vector, self.encode(vector))
        self._free()
        return True

    def may_use(self, client: int, participant: str) -> bool:
        """A client id belongs to the participant who used it first."""
        owner = self.clients.get(client)
        if owner is None:
            return client != self._client and self._used[participant] < MAX_CLIENTS_PER_PARTICIPANT
        return owner == participant

    def measure(self, limit: int) -> int:
        """The document's size in bytes; an estimate from above while it is below the limit.

        A document above it is measured anew now and then: that costs its whole size, and would else be paid
        by everybody for each of its writes.
        """
        began = time.monotonic()
        if self.size > limit and began >= self._measure_at:
            self.size = len(self.encode())
            now = time.monotonic()
            self._measure_at = now + (now - began) * MEASURED_PART
        return self.size

    def apply(self, updates: Sequence[tuple[bytes, str]], may_grow: bool = True) -> Applied:
        """Applies those of (update, participant) that pass, in one transaction. Raises Damaged.

        Without `may_grow` only deletions pass: the document has reached its largest size.
        """
        if all(update == EMPTY for update, _ in updates):
            return Applied([None] * len(updates), None)  # a newcomer's answer to step 1 need not end a rest
        gate = self._open_gate()
        applied = Applied([], None)
        with contained(), self.doc.transaction():
            for update, participant in updates:
                applied.verdicts.append(self._apply_one(gate, update, participant, applied, may_grow))
        applied.update = self._take_emitted()
        if applied.has_entries and applied.update is not None:
            with contained():
                gate.overwritten(applied.update)
        return applied

    def edit(self, change: Callable[[Doc[Any]], None]) -> Applied:
        """Runs a change of the server's own in one transaction. Raises Damaged when `change` raises."""
        gate = self._open_gate()
        applied = Applied([], None)
        with contained(), self.doc.transaction():
            change(self.doc)
        applied.update = self._take_emitted()
        if applied.update is not None:
            with contained():
                gate.learn(applied.update)
            if self._client not in self.clients:
                applied.new_clients[self._client] = SERVER
                self.clients[self._client] = SERVER
        return applied

    def replay(self, update: bytes, new_clients: Mapping[int, str]) -> None:
        """Takes what such a document emitted and what is durable by now. Raises Damaged."""
        with contained(), self.doc.transaction():
            self.doc.apply_update(update)
        self._take_emitted()
        self._gate = None  # made again at the next write
        for client, participant in new_clients.items():
            self.clients[client] = participant
            self._used[participant] += 1

    def state_vector(self) -> bytes:
        if self._rest is not None:
            return self._rest.vector
        with contained():
            return self.doc.get_state()

    def encode(self, state_vector: bytes = b"\x00") -> bytes:
        """Everything that a peer with this (checked) state vector lacks. Raises Damaged."""
        if self._rest is not None:
            if state_vector == b"\x00":
                return self._rest.state
            if read_state_vector(state_vector) == read_state_vector(self._rest.vector):
                return self._rest.same
        with contained():
            return self.doc.get_update(state_vector)

    def to_plain(self) -> dict[str, Any]:
        """Root name -> plain Python; texts are str. Raises Damaged."""
        with contained():
            return {name: _plain(self.doc.get(name, type=_TYPES[kind])) for name, kind in self._roots.items()}

    def reopen(self) -> None:
        """The Doc anew, from what it says of itself to whoever opens the document. Raises Damaged."""
        state = self.encode()
        self._free()
        with contained():
            self._doc = self._open(state, [])
        self._rest = None
        self._gate = None  # it remembers neighbours

    def close(self) -> None:
        """For good."""
        self._rest = None
        self._free()

    def _free(self) -> None:
        """Frees the Doc now, not when the interpreter next looks for cycles."""
        if self._doc is not None:
            self._doc.unobserve(self._subscription)
            self._doc = None
            del self._subscription

    @property
    def must_learn(self) -> bool:
        """Whether the gate is to be made, and the document too large for the event loop to wait for it."""
        return self._gate is None and self.size > RESTS_BELOW and not self._cannot_learn

    async def learn(self) -> None:
        """Makes the gate in a thread, which gets nothing but bytes. Nothing may be applied meanwhile.

        Where that fails the next write fails the same way, as Damaged, and is what mends the document.
        """
        try:
            state = self.encode()
            self._gate = await aside(lambda: self._gate_of(state))
        except Damaged:
            self._cannot_learn = True

    def _gate_of(self, state: bytes) -> Gate:
        gate = Gate(self._roots)
        with contained():
            gate.recall(state)
        return gate

    def _open_gate(self) -> Gate:
        """Made at the first write: readers never pay for it."""
        if self._gate is None:
            began = time.thread_time()
            self._gate = self._gate_of(self.encode())
            self.opening_seconds += time.thread_time() - began
        return self._gate

    def _apply_one(
        self, gate: Gate, update: bytes, participant: str, applied: Applied, may_grow: bool
    ) -> UpdateRefused | Gap | None:
        try:
            examined = gate.examine(update, lambda client: self.may_use(client, participant))
        except (UpdateRefused, Gap) as verdict:
            return verdict
        if not all(self._comes_first(left, right) for left, right in examined.known_order):
            gate.forget()
            return UpdateRefused("reference", "order")
        if examined.is_new and not may_grow:
            gate.forget()
            return UpdateRefused("document_full")
        self.doc.apply_update(update)
        if not all(self._comes_first(left, right) for left, right in examined.new_order):
            raise Damaged("order")
        applied.has_entries |= examined.has_entries
        self._bind(examined, participant, applied)
        return None

    def _bind(self, examined: Examined, participant: str, applied: Applied) -> None:
        for client in examined.fresh:
            if client not in self.clients:
                self.clients[client] = participant
                self._used[participant] += 1
                applied.new_clients[client] = participant

    def _comes_first(self, left: Id, right: Id) -> bool:
        """Whether `left` stands before `right` in their list. Positions of collected ids cannot be asked."""
        try:
            return self._position(left, _AFTER) <= self._position(right, _BEFORE)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            return True

    def _position(self, id: Id, side: bytes) -> int:
        """How much that is not deleted stands up to one side of the id."""
        with self.doc.transaction() as transaction:
            index = decode_sticky_index(b"\x00" + varuint(id[0]) + varuint(id[1]) + side)
            return index.get_offset(transaction._txn)  # type: ignore[arg-type]  # never None inside

    def _take_emitted(self) -> bytes | None:
        emitted, self._emitted = self._emitted, []
        if not emitted:
            return None
        (update,) = emitted  # one transaction emits once
        self.size += len(update)
        return update


def _plain(root: Any) -> Any:
    """Through the library's JSON: total, where its own walk raises on xml, and six times as fast."""
    return str(root) if isinstance(root, Text | XmlFragment) else json.loads(str(root))
