"""Runs blocking work in a daemon thread, so that shutdown does not join it.

`asyncio.to_thread` would: its threads are joined at exit, so a stopping server would first finish work that
nobody needs any more. Called by replica.py for work that takes seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def run_in_daemon_thread(work: Callable[[], T]) -> T:
    """Returns or raises what `work` does. Cancelling the caller does not stop the thread."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def in_loop(resolve: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(lambda: None if future.done() else resolve())

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            in_loop(lambda error=error: future.set_exception(error))  # type: ignore[misc]
        except BaseException as error:  # pycrdt's PanicException: without an answer the caller waits for ever
            in_loop(lambda error=error: future.set_exception(RuntimeError(repr(error))))  # type: ignore[misc]
        else:
            in_loop(lambda: future.set_result(result))

    threading.Thread(target=run, name="document work", daemon=True).start()
    return await future
