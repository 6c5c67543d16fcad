"""One document in memory: the only place in live/ that touches a pycrdt Doc, save the replay in history/.

Every client update passes the gate before the Doc sees it. Whatever pycrdt raises nevertheless becomes
`Damaged`: the replica must then be thrown away, and document.py rebuilds it from the log. Not thread-safe.

An unused replica can `hibernate`: only its encoded state stays, a tenth of the Doc's size (measured: 19 KB
for 204 KB). Readers get these bytes; the next use of `doc` builds the Doc again.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pycrdt import Doc

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live.document.client_reservations import ClientReservations
from leitstern.live.document.content_reader import ContentReader
from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.document.item_order import comes_first
from leitstern.live.document.known_deletions import KnownDeletions
from leitstern.live.document.plain_content import ROOT_TYPES, plain_content
from leitstern.live.gate.gate import Examined, Gap, Gate
from leitstern.live.gate.update_reader import read_state_vector
from leitstern.store.interfaces import LoadedDocument

Roots = Mapping[str, str]
"""Root name -> "map" | "rich map" | "text" | "array" | "xml", for one kind of document."""

SERVER = "server"
NOBODY = ""
"""Owner of a client id whose changes another browser restored, until its participant uses it again."""
MAX_CLIENTS_PER_PARTICIPANT = 20_000
"""Client ids of one participant in one document. Each page load uses one, so this lasts for years."""

HIBERNATES_BELOW = 256 << 10
"""Larger states do not hibernate: building the Doc takes 0.1 ms per KB, which delays the next keystroke."""

MEASURED_PART = 20
"""Share of time for measuring a document above its size limit: at most 1/20."""

LARGE = 400
"""Records from which on only the changed ones are read again: reading as many takes 5 ms."""

EMPTY = b"\x00\x00"
"""An update without any content."""


class Damaged(LeitsternError):
    """pycrdt failed half-way: this replica must not be used any more."""


def warm_up() -> None:
    """Creates a Doc at the start, because pycrdt loads a part of itself with the first one (9 ms)."""
    Doc()


@contextmanager
def raising_damaged() -> Iterator[None]:
    """Turns whatever pycrdt raises into Damaged. Its PanicException derives from BaseException."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError, Damaged):
        raise
    except BaseException as error:
        raise Damaged(type(error).__name__) from error


class Incoming(NamedTuple):
    """A client's update, with what decides which client ids it may use."""

    update: bytes
    participant: str
    is_answer: bool = False
    own_client: int | None = None
    growth_refused: UpdateRefused | None = None
    """Why only deletions pass, if so."""


@dataclass(slots=True)
class Applied:
    """Result of applying updates or an edit in one transaction."""

    verdicts: list[UpdateRefused | Gap | None]
    """One per update; None: it was applied."""
    update: bytes | None
    """What the Doc emitted, for the log and the other clients. None when nothing changed."""
    new_clients: dict[int, str] = field(default_factory=dict)
    authors: list[tuple[str, ...]] = field(default_factory=list)
    """One for each update: whose words it brought."""
    has_entries: bool = False
    """Whether any map entry was written."""


@dataclass(frozen=True, slots=True)
class _Hibernated:
    """What stays in memory of a document without its Doc."""

    state: bytes
    vector: bytes
    same: bytes
    """The reply to a peer with the same state vector: the deletions, which no state vector contains."""


class Replica:
    """The Doc, its gate, and who owns which client id."""

    def __init__(self, loaded: LoadedDocument, roots: Roots) -> None:
        self.clients: dict[int, str] = dict(loaded.clients)
        self.size = len(loaded.snapshot or b"") + sum(len(logged.update) for logged in loaded.updates)
        """Bytes of the snapshot and all updates since: at least the document's own size."""
        self._measure_at = 0.0
        """When a document above its size limit may be measured again (time.monotonic)."""
        self._roots = roots
        self._used = Counter(self.clients.values())
        self._gate: Gate | None = None
        self._cannot_learn = False
        self.opening_seconds = 0.0
        """CPU time spent on making the gate. room.py subtracts it from what it charges, and resets it."""
        self.recovers = False
        """Whether answers to step 1 may restore words of others: the log lost some. See salvage.py."""
        self.held_back: dict[int, int] = {}
        """Client -> the clock that the log reaches, where the Doc holds updates back for lost ones."""
        self.known_deletions = KnownDeletions()
        self.reservations = ClientReservations()
        """Of its document, which gives the same ones to every replica."""
        self._emitted: list[bytes] = []
        self._hibernated: _Hibernated | None = None
        self._reader: ContentReader | None = None
        """Of this Doc, once its content was asked for."""
        self._client = self._fresh_client()
        self.used_at = time.monotonic()
        """When the Doc was last used (time.monotonic)."""
        with raising_damaged():
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
            doc.get(name, type=ROOT_TYPES[kind])
        self._subscription = doc.observe(lambda event: self._emitted.append(event.update))
        return doc

    @property
    def doc(self) -> Doc[Any]:
        """The Doc, built again if the replica hibernates. Raises Damaged."""
        self.used_at = time.monotonic()
        if self._doc is None:
            if self._hibernated is None:
                raise Damaged("closed")
            with raising_damaged():
                self._doc = self._open(self._hibernated.state, [])
            self._hibernated = None
        return self._doc

    def hibernate(self) -> bool:
        """Frees the Doc until it is needed. False when it is freed already or cannot be. Raises Damaged."""
        if self._doc is None or self.held_back:
            return False
        state = self.encode()
        if len(state) > HIBERNATES_BELOW:
            self.size, self.used_at = len(state), time.monotonic()
            return False
        vector = self.state_vector()
        self._hibernated = _Hibernated(state, vector, self.encode(vector))
        self._free()
        return True

    def may_use(self, client: int, incoming: Incoming) -> bool:
        """Whether an update may write with this client id: its owner may, or who restores its words."""
        owner = self.clients.get(client)
        if owner is None:
            is_within = self._used[incoming.participant] < MAX_CLIENTS_PER_PARTICIPANT
            is_free = self.reservations.owner(client) in (None, incoming.participant)
            return client != self._client and is_within and is_free
        return owner in (incoming.participant, NOBODY) or self._brings_back(incoming)

    def _brings_back(self, incoming: Incoming) -> bool:
        return self.recovers and incoming.is_answer

    def measure(self, limit: int) -> int:
        """The document's size in bytes. Below the limit this is an upper bound.

        Above the limit the document is encoded and measured again, but only now and then: encoding blocks
        everybody, and would otherwise happen with each write.
        """
        began = time.monotonic()
        if self.size > limit and began >= self._measure_at:
            self.size = len(self.encode())
            now = time.monotonic()
            self._measure_at = now + (now - began) * MEASURED_PART
        return self.size

    def apply(self, updates: Sequence[Incoming]) -> Applied:
        """Applies the updates that pass, in one transaction. Raises Damaged."""
        if all(incoming.update == EMPTY for incoming in updates):
            # An empty answer to step 1 does not end hibernation.
            authors: list[tuple[str, ...]] = [(incoming.participant,) for incoming in updates]
            return Applied([None] * len(updates), None, authors=authors)
        gate = self._open_gate()
        applied = Applied([], None)
        with raising_damaged(), self.doc.transaction():
            for incoming in updates:
                applied.authors.append((incoming.participant,))
                applied.verdicts.append(self._apply_one(gate, incoming, applied))
        applied.update = self._take_emitted()
        if applied.has_entries and applied.update is not None:
            with raising_damaged():
                gate.overwritten(applied.update)
        if self.held_back and applied.update is not None:
            self._look_for_released()
        return applied

    def _look_for_released(self) -> None:
        """What was held back may be in the document now, without having passed the gate."""
        self._gate = None
        known = read_state_vector(self.state_vector())
        if all(known.get(client, 0) >= clock for client, clock in self.held_back.items()):
            self.held_back = {}

    def edit(self, change: Callable[[Doc[Any]], None]) -> Applied:
        """Runs a server edit in one transaction. Raises Damaged when `change` raises."""
        gate = self._open_gate()
        applied = Applied([], None)
        with raising_damaged(), self.doc.transaction():
            change(self.doc)
        applied.update = self._take_emitted()
        if applied.update is not None:
            with raising_damaged():
                gate.learn(applied.update)
            if self._client not in self.clients:
                applied.new_clients[self._client] = SERVER
                self.clients[self._client] = SERVER
        return applied

    def replay(self, update: bytes, new_clients: Mapping[int, str]) -> None:
        """Applies an update that this document emitted before it was rebuilt, durable now. Raises Damaged."""
        with raising_damaged(), self.doc.transaction():
            self.doc.apply_update(update)
        self._take_emitted()
        self._gate = None  # the next write makes it again
        for client, participant in new_clients.items():
            self.clients[client] = participant
            self._used[participant] += 1

    def state_vector(self) -> bytes:
        if self._hibernated is not None:
            return self._hibernated.vector
        with raising_damaged():
            return self.doc.get_state()

    def encode(self, state_vector: bytes = b"\x00") -> bytes:
        """Everything that a peer with this state vector lacks. The vector is checked. Raises Damaged."""
        if self._hibernated is not None:
            if state_vector == b"\x00":
                return self._hibernated.state
            if read_state_vector(state_vector) == read_state_vector(self._hibernated.vector):
                return self._hibernated.same
        with raising_damaged():
            return self.doc.get_update(state_vector)

    def to_plain(self) -> dict[str, Any]:
        """Root name -> plain data: texts are str, rich text as in plan/rich_text.py. Raises Damaged."""
        with raising_damaged():
            return plain_content(self.doc, self._roots)

    def read(self) -> dict[str, Any]:
        """As `to_plain`, for who reads again and again. Readers share it: do not change it.

        Observing what changed costs every edit a little, so a small document is read as a whole.
        """
        with raising_damaged():
            doc = self.doc
            if self._reader is not None:
                return self._reader.read()
            content = plain_content(doc, self._roots)
            if sum(len(root) for root in content.values() if isinstance(root, dict)) >= LARGE:
                self._reader = ContentReader(doc, self._roots)
            return content

    def reopen(self) -> None:
        """Builds the Doc again from its own encoded state, as newcomers do. Raises Damaged."""
        if self.held_back:
            return  # its encoded state lacks what is held back
        state = self.encode()
        self._free()
        with raising_damaged():
            self._doc = self._open(state, [])
        self._hibernated = None
        self._gate = None  # it remembers neighbours, which may differ now

    def close(self) -> None:
        """Frees everything. `doc` raises Damaged afterwards."""
        self._hibernated = None
        self._free()

    def _free(self) -> None:
        """Frees the Doc now: its subscription is a cycle that the collector would find late."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if self._doc is not None:
            self._doc.unobserve(self._subscription)
            self._doc = None
            del self._subscription

    @property
    def must_learn(self) -> bool:
        """Whether `learn` has to make the gate first: the document is too large for the event loop."""
        return self._gate is None and self.size > HIBERNATES_BELOW and not self._cannot_learn

    async def learn(self) -> None:
        """Makes the gate in a thread, from encoded bytes. Nothing may be applied meanwhile.

        On failure the next write raises `Damaged` and triggers a rebuild.
        """
        try:
            state = self.encode()
            self._gate = await run_in_daemon_thread(lambda: self._gate_of(state))
        except Damaged:
            self._cannot_learn = True

    def _gate_of(self, state: bytes) -> Gate:
        gate = Gate(self._roots)
        with raising_damaged():
            gate.recall(state)
        return gate

    def _open_gate(self) -> Gate:
        """The gate, made at the first write, so that readers never wait for it."""
        if self._gate is None:
            began = time.thread_time()
            self._gate = self._gate_of(self.encode())
            self.opening_seconds += time.thread_time() - began
        return self._gate

    def _apply_one(self, gate: Gate, incoming: Incoming, applied: Applied) -> UpdateRefused | Gap | None:
        try:
            examined = gate.examine(
                incoming.update,
                lambda client: self.may_use(client, incoming),
                brings_back=self._brings_back(incoming),
            )
        except (UpdateRefused, Gap) as verdict:
            return verdict
        if not all(comes_first(self.doc, left, right) for left, right in examined.known_order):
            gate.forget()
            return UpdateRefused("reference", "order")
        if examined.is_new and incoming.growth_refused is not None:
            gate.forget()
            return incoming.growth_refused
        self.doc.apply_update(incoming.update)
        if not all(comes_first(self.doc, left, right) for left, right in examined.new_order):
            raise Damaged("order")
        applied.has_entries |= examined.has_entries
        self._bind(examined, incoming, applied)
        if self._brings_back(incoming) and examined.fresh:
            applied.authors[-1] = tuple(dict.fromkeys(self.clients[client] for client in examined.fresh))
        return None

    def _bind(self, examined: Examined, incoming: Incoming, applied: Applied) -> None:
        """Once the log has lost something, unknown ids in an answer may be anybody's, but for the own one."""
        brings_back = self._brings_back(incoming)
        for client in examined.fresh:
            is_anybodys = brings_back and client != incoming.own_client
            owner = NOBODY if is_anybodys else incoming.participant
            known = self.clients.get(client)
            if known is None or (known == NOBODY and owner != NOBODY):
                self.clients[client] = owner
                self._used[owner] += 1
                applied.new_clients[client] = owner

    def _take_emitted(self) -> bytes | None:
        emitted, self._emitted = self._emitted, []
        if not emitted:
            return None
        (update,) = emitted  # a transaction emits one update
        self.size += len(update)
        return update
