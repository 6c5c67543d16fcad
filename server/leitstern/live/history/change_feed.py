"""What changed in a document since a moment, who wrote it last, and when.

The state of that moment comes from the log, the present one from whoever asks; between them it notes the
last touch of every place, update by update. A value that was changed and changed back is not reported. What
was found is kept: after an edit only the new updates are looked at, whoever asks and since when. Called by
pages/, which choose the document and so decide what a reader may see.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from leitstern.errors import NotFound
from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.document.replica import Roots
from leitstern.live.document.salvage import salvaged
from leitstern.live.history.touches import Follower, Place, Touch, touch_of
from leitstern.plan.differences import Difference, differences
from leitstern.store.interfaces import LoadedDocument, LoggedUpdate, UpdateLog

JOURNALS_KEPT = 64
"""Documents whose touches are kept, the last used ones. Each takes its encoded state and its touches."""
FOLLOWED = 4
"""Documents of these that stay as the library has them: opening a large one again takes 15 ms an edit."""
STARTS_KEPT = 128
"""States of a moment that are kept: one for each reader who saw everything at another moment."""


K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference with the people who wrote it."""

    difference: Difference
    at: datetime
    participants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeFeed:
    """The edits since a moment, newest first, and the present state."""

    upto_seq: int
    edits: tuple[Edit, ...]
    data: Mapping[str, Any]


@dataclass(slots=True)
class _Start:
    """The state at a moment, and the last feed that was made from it."""

    seq: int
    data: Mapping[str, Any]
    feed: ChangeFeed | None = None


@dataclass(slots=True)
class _Journal:
    """The last touch of every place after `start_seq`, up to the state that is here, encoded or followed.

    It serves every later moment too: what differs from a state of then was touched after then.
    """

    start_seq: int
    upto_seq: int
    state: bytes
    touches: dict[Place, Touch] = field(default_factory=dict)
    follower: Follower | None = None

    def note(self, updates: Sequence[LoggedUpdate], upto_seq: int, roots: Roots) -> None:
        if self.follower is None:
            self.follower = Follower(self.state, roots)
            self.state = b""
        self.touches |= self.follower.follow(updates)
        self.upto_seq = upto_seq

    def rest(self) -> None:
        """Keeps the bytes alone."""
        if self.follower is not None:
            self.state, self.follower = self.follower.encode(), None


class ChangeFeeds:
    """The feeds of one kind of document. One per app, on `services.feeds`."""

    def __init__(self, log: UpdateLog, kind: str, roots: Roots) -> None:
        self._log, self._kind, self._roots = log, kind, roots
        self._starts: OrderedDict[tuple[str, datetime], _Start] = OrderedDict()
        self._journals: OrderedDict[str, _Journal] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """Held by whoever has a turn or waits for one: two threads must not follow one document."""

    async def since(
        self, document_id: str, moment: datetime, upto_seq: int, data: Mapping[str, Any]
    ) -> ChangeFeed:
        """`data` is the document after its update `upto_seq`, both from `Rooms.read`.

        Raises NotFound for an unknown document. A moment before the retention means its oldest state.
        """
        turn = self._turns.get(document_id)
        if turn is None:
            turn = self._turns[document_id] = asyncio.Lock()
        async with turn:
            start, journal = await self._from(document_id, moment, upto_seq)
            if start.feed is None or start.feed.upto_seq != upto_seq:
                await self._advance(document_id, journal, upto_seq)
                start.feed = await run_in_daemon_thread(
                    lambda: self._compared(start.data, journal.touches, upto_seq, data)
                )
            return start.feed

    async def _from(self, document_id: str, moment: datetime, upto_seq: int) -> tuple[_Start, _Journal]:
        """The state of that moment, and a journal that begins there or earlier and is not ahead."""
        key = (document_id, moment)
        start, journal = self._starts.get(key), self._journals.get(document_id)
        if start is None or journal is None or journal.start_seq > start.seq or journal.upto_seq > upto_seq:
            start, begun = await self._opened(document_id, moment)
            if journal is None or journal.start_seq > start.seq or journal.upto_seq > upto_seq:
                journal = begun
        _keep(self._starts, key, start, STARTS_KEPT)
        _keep(self._journals, document_id, journal, JOURNALS_KEPT)
        return start, journal

    async def _opened(self, document_id: str, moment: datetime) -> tuple[_Start, _Journal]:
        loaded = await self._loaded(document_id, moment)
        seq = loaded.info.head_seq

        def open_it() -> tuple[_Start, _Journal]:
            replica, _ = salvaged(loaded, self._roots)
            try:
                return _Start(seq, replica.to_plain()), _Journal(seq, seq, replica.encode())
            finally:
                replica.close()

        return await run_in_daemon_thread(open_it)

    async def _loaded(self, document_id: str, moment: datetime) -> LoadedDocument:
        try:
            return await self._log.at_moment(document_id, moment)
        except NotFound:
            oldest = await self._log.earliest(document_id)
        first = oldest.updates[0].begin_seq if oldest.updates else oldest.info.head_seq + 1
        return replace(oldest, updates=[], info=replace(oldest.info, head_seq=first - 1))

    async def _advance(self, document_id: str, journal: _Journal, upto_seq: int) -> None:
        """Notes the touches of the updates that the journal has not seen yet."""
        if journal.upto_seq >= upto_seq:
            return
        updates = await self._log.updates_after(document_id, journal.upto_seq, upto_seq)
        try:
            await run_in_daemon_thread(lambda: journal.note(updates, upto_seq, self._roots))
        except BaseException:  # also when the caller was cancelled: the thread may still be at it
            self._journals.pop(document_id, None)
            raise
        followed = [(id, one) for id, one in self._journals.items() if one.follower is not None]
        for id, one in followed[: max(0, len(followed) - FOLLOWED)]:
            turn = self._turns.get(id)
            if turn is None or not turn.locked():  # else a thread may be at it
                one.rest()

    def _compared(
        self,
        before: Mapping[str, Any],
        touches: Mapping[Place, Touch],
        upto_seq: int,
        after: Mapping[str, Any],
    ) -> ChangeFeed:
        edits = [
            Edit(one, touch.at, touch.participants)
            for one in differences(self._kind, before, after)
            if (touch := touch_of(one, touches)) is not None
        ]
        edits.sort(key=lambda edit: edit.at, reverse=True)
        return ChangeFeed(upto_seq, tuple(edits), after)


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """Stores the value as the last used one and drops those beyond `most`."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
