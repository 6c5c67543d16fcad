"""One document in memory: the only place on the live path that touches a pycrdt Doc.

Every client's bytes pass the gate (bounds.py) before the Doc sees them. What pycrdt throws in spite of it is
a `Damaged`: the replica is then worthless, and room.py rebuilds it from the log. One owner, one thread.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Array, Doc, Map, Text, XmlFragment
from pycrdt._pycrdt import decode_sticky_index

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live.bounds import Examined, Gap, Gate
from leitstern.live.updates import Id
from leitstern.live.wire import varuint
from leitstern.store.interfaces import LoadedDocument

Roots = Mapping[str, str]
"""Root name -> "map" | "text" | "array" | "xml", of one kind of document."""

SERVER = "server"
MAX_CLIENTS_PER_PARTICIPANT = 20_000
"""Client ids that one participant may use in one document: one a page load, for years."""

_BEFORE, _AFTER = b"\x00", b"\x41"
"""A relative position's association as lib0 writes it: with what follows (0), what precedes (-1)."""

_TYPES: dict[str, Any] = {"map": Map, "text": Text, "array": Array, "xml": XmlFragment}


class Damaged(LeitsternError):
    """pycrdt failed half way: this replica must not be used any more."""


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


class Replica:
    """The Doc, its gate, and who owns which client id."""

    def __init__(self, loaded: LoadedDocument, roots: Roots) -> None:
        self.clients: dict[int, str] = dict(loaded.clients)
        self.size = len(loaded.snapshot or b"") + sum(len(logged.update) for logged in loaded.updates)
        """Bytes of snapshot and updates since: never less than the document's own size."""
        self._roots = roots
        self._used = Counter(self.clients.values())
        self._gate: Gate | None = None
        self._emitted: list[bytes] = []
        self._is_open = True
        with contained():
            self.doc: Doc[Any] = Doc(client_id=self._fresh_client())
            self._build(loaded)
            self._subscription = self.doc.observe(lambda event: self._emitted.append(event.update))

    def _fresh_client(self) -> int:
        while (client := secrets.randbits(32)) in self.clients:
            continue
        return client

    def _build(self, loaded: LoadedDocument) -> None:
        with self.doc.transaction():
            if loaded.snapshot is not None:
                self.doc.apply_update(loaded.snapshot)
            for logged in loaded.updates:
                self.doc.apply_update(logged.update)
        for name, kind in self._roots.items():
            self.doc.get(name, type=_TYPES[kind])

    def may_use(self, client: int, participant: str) -> bool:
        """A client id belongs to the participant who used it first."""
        owner = self.clients.get(client)
        if owner is None:
            return client != self.doc.client_id and self._used[participant] < MAX_CLIENTS_PER_PARTICIPANT
        return owner == participant

    def measure(self, limit: int) -> int:
        """The document's size in bytes; an estimate from above while it is below the limit."""
        if self.size > limit:
            self.size = len(self.encode())
        return self.size

    def apply(self, updates: Sequence[tuple[bytes, str]], may_grow: bool = True) -> Applied:
        """Applies those of (update, participant) that pass, in one transaction. Raises Damaged.

        Without `may_grow` only deletions pass: the document has reached its largest size.
        """
        gate = self._open_gate()
        applied = Applied([], None)
        with contained(), self.doc.transaction():
            for update, participant in updates:
                applied.verdicts.append(self._apply_one(gate, update, participant, applied, may_grow))
        applied.update = self._take_emitted()
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
            if self.doc.client_id not in self.clients:
                applied.new_clients[self.doc.client_id] = SERVER
                self.clients[self.doc.client_id] = SERVER
        return applied

    def state_vector(self) -> bytes:
        with contained():
            return self.doc.get_state()

    def encode(self, state_vector: bytes = b"\x00") -> bytes:
        """Everything that a peer with this (checked) state vector lacks. Raises Damaged."""
        with contained():
            return self.doc.get_update(state_vector)

    def to_plain(self) -> dict[str, Any]:
        """Root name -> plain Python; texts are str. Raises Damaged."""
        with contained():
            return {name: _plain(self.doc.get(name, type=_TYPES[kind])) for name, kind in self._roots.items()}

    def close(self) -> None:
        """Frees the Doc now, not when the interpreter next looks for cycles: it is most of a room."""
        if self._is_open:
            self._is_open = False
            self.doc.unobserve(self._subscription)
            del self.doc, self._subscription

    def _open_gate(self) -> Gate:
        """Made at the first write: readers never pay for it."""
        if self._gate is None:
            gate = Gate(self._roots)
            with contained():
                gate.learn(self.encode())
            self._gate = gate
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
