"""Slow work queues fairly: keys take turns, and the queue is bounded."""

from __future__ import annotations

import asyncio
import threading

import pytest

from leitstern.access.fair_queue import FairQueue
from leitstern.errors import TooMany


class Work:
    """Work items that a test finishes one by one; `order` records the order in which they began."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self._may_end = threading.Semaphore(0)

    def piece(self, name: str):
        def run() -> str:
            self.order.append(name)
            assert self._may_end.acquire(timeout=30)
            return name

        return run

    def let_end(self, count: int) -> None:
        for _ in range(count):
            self._may_end.release()


async def begun(work: Work, count: int) -> None:
    async with asyncio.timeout(30):
        while len(work.order) < count:  # noqa: ASYNC110 - a thread has no event for the loop
            await asyncio.sleep(0.002)


async def test_a_busy_key_delays_others_by_at_most_one_turn():
    queue, work = FairQueue(1, per_key=50, total=100), Work()
    tasks = [asyncio.create_task(queue.run("mallory", work.piece(f"m{n}"))) for n in range(20)]
    await begun(work, 1)
    tasks.append(asyncio.create_task(queue.run("anna", work.piece("anna"))))
    await asyncio.sleep(0)
    work.let_end(len(tasks))
    assert await asyncio.gather(*tasks) == [*(f"m{n}" for n in range(20)), "anna"]
    assert work.order.index("anna") <= 2


async def test_running_and_waiting_items_are_bounded():
    queue, work = FairQueue(2, per_key=3, total=4), Work()
    tasks = [asyncio.create_task(queue.run("a", work.piece(f"a{n}"))) for n in range(5)]
    await begun(work, 2)
    with pytest.raises(TooMany):
        await queue.run("a", work.piece("a sixth"))
    tasks.append(asyncio.create_task(queue.run("b", work.piece("b"))))
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        await queue.run("c", work.piece("c"))
    assert len(work.order) == 2
    work.let_end(len(tasks))
    await asyncio.gather(*tasks)
    work.let_end(1)
    assert await queue.run("c", work.piece("later")) == "later"


async def test_a_cancelled_waiter_frees_its_place():
    queue, work = FairQueue(1, per_key=3, total=4), Work()
    first = asyncio.create_task(queue.run("a", work.piece("first")))
    await begun(work, 1)
    gone = asyncio.create_task(queue.run("a", work.piece("gone")))
    stays = asyncio.create_task(queue.run("a", work.piece("stays")))
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()
    await asyncio.gather(gone, first, return_exceptions=True)
    work.let_end(2)
    assert await stays == "stays"
    assert work.order == ["first", "stays"]
