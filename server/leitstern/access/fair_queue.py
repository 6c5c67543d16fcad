"""Runs slow work in a few threads and serves the waiting keys in turn (round robin).

A password hash takes tens of milliseconds and 64 MiB. In a plain queue, sixty attempts from one address
would delay everybody's sign-in; here they delay only each other. Belongs to one event loop. The caller
chooses the key, such as an address. Called by passwords.py.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar

from leitstern.errors import TooMany

T = TypeVar("T")


class FairQueue:
    """`at_once` pieces of work run, `per_key` of one key and `total` altogether wait."""

    def __init__(self, at_once: int, per_key: int, total: int) -> None:
        self._free = at_once
        self._per_key = per_key
        self._total = total
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def run(self, key: str, work: Callable[[], T]) -> T:
        """What `work` returns. Raises TooMany when too many wait already."""
        if self._free:
            self._free -= 1
        else:
            await self._turn(key)
        running = asyncio.ensure_future(asyncio.to_thread(work))
        running.add_done_callback(lambda _: self._release())  # also when the caller was cancelled
        return await asyncio.shield(running)

    async def _turn(self, key: str) -> None:
        mine = self._waiting.get(key, ())
        if len(mine) >= self._per_key or sum(map(len, self._waiting.values())) >= self._total:
            raise TooMany("busy")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()
            raise

    def _release(self) -> None:
        """Gives the free thread to the key that has waited longest."""
        while self._waiting:
            key, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[key] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
