"""Wrappers around the store's update log: `serving(..., log=Held().around)`.

Wrappers that several tests need are here; a test with special needs derives its own from `Wrapped`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from leitstern.store.interfaces import UpdateLog


class Wrapped:
    """Delegates to the real log, except for overridden methods."""

    _log: Any = None

    def around(self, log: UpdateLog) -> Any:
        self._log = log
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


class Held(Wrapped):
    """Loads and appends wait until they are released."""

    def __init__(self) -> None:
        self.may_load, self.may_append = asyncio.Event(), asyncio.Event()
        self.may_load.set()
        self.may_append.set()
        self.loads = 0

    async def load(self, document_id: str) -> Any:
        self.loads += 1
        await self.may_load.wait()
        return await self._log.load(document_id)

    async def append(self, batch: Sequence[Any]) -> Any:
        await self.may_append.wait()
        return await self._log.append(batch)
