"""Brings a document that was just loaded to the newest version of the plan's shape.

app.py passes the migrations in (plan/migrations). This module queues them as a server edit before any other
edit, so they reach the log in the usual way. Called by rooms.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from pycrdt import Doc

from leitstern.errors import StoreUnavailable
from leitstern.live.document.document import Document
from leitstern.live.document.replica import SERVER
from leitstern.store.interfaces import DocumentInfo, UpdateLog

_log = logging.getLogger(__name__)

Migrate = Callable[[Doc[Any], str, int], None]
"""Brings a Doc of a kind from an older version of the shape to the newest."""


def no_migration(_doc: Doc[Any], _kind: str, _since: int) -> None:
    """For documents whose shape never changed."""


class ShapeMigration:
    """`begin` for each document that is loaded; `close` at the end."""

    def __init__(self, log: UpdateLog, shape: int, migrate: Migrate) -> None:
        self._updates = log
        self._shape = shape
        self._migrate = migrate
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, document: Document) -> None:
        """Nobody has to wait for it: all readers understand older shapes, and later edits queue behind it."""
        info = document.info
        if info.shape >= self._shape:
            return
        done = document.edit(SERVER, lambda doc: self._migrate(doc, info.kind, info.shape))
        task = asyncio.create_task(self._note(info, done), name=f"migrate {info.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _note(self, info: DocumentInfo, done: asyncio.Future[int]) -> None:
        """Stores the new shape once the migration is durable. After a crash in between it runs again.

        A migration that fails leaves the document as it is, and is tried again at the next load.
        """
        try:
            await done
            await self._updates.raise_shape(info.id, self._shape)
        except StoreUnavailable as error:
            _log.warning("document %s is not migrated to shape %d now: %s", info.id, self._shape, error)
        except Exception:  # a bug in the migration: people can still read and write the older shape
            _log.exception("document %s cannot be migrated to shape %d", info.id, self._shape)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
