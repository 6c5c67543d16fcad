"""Computing beside the event loop that nobody has to wait for, not even a process that ends.

asyncio.to_thread would make it wait: its threads are joined at the end, so a server that stops would first
finish what nobody wants any more. Called by replica.py for work that takes seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What `work` returns or raises, computed in a thread of its own; who is cancelled leaves it alone."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def tell(result: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            loop.call_soon_threadsafe(lambda: None if future.done() else result())

    def run() -> None:
        try:
            made = work()
        except Exception as error:
            tell(lambda error=error: future.set_exception(error))  # type: ignore[misc]
        else:
            tell(lambda: future.set_result(made))

    threading.Thread(target=run, name="aside", daemon=True).start()
    return await future
