"""SIGTERM while people type: pending updates are committed and acknowledged, the process exits cleanly,
and browsers reconnect to the next server.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from leitstern.client import LivePlan, enter
from leitstern.plan import edits
from tests.faults.demo_process import Demo
from tests.wire.browser import until

PEOPLE = 4


class Writer:
    """A person who adds a word every few milliseconds and sometimes deletes one."""

    def __init__(self, plan: LivePlan, name: str) -> None:
        self.plan = plan
        self.record = edits.add_record(plan.doc, "opportunities", {"title": name})
        self.count = 0
        self._task = asyncio.create_task(self._write())

    async def _write(self) -> None:
        for self.count in itertools.count(1):
            with self.plan.doc.transaction():
                text = edits.record_text(self.plan.doc, "opportunities", self.record, "description")
                if self.count % 5 == 0:
                    del text[0:3]
                edits.insert_text(text, len(text), f" {self.count}")
            await asyncio.sleep(0.004)

    async def rest(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    @property
    def acknowledged(self) -> int:
        """How many words are durable. Creating the card was one change."""
        return self.count - self.plan.shared.waiting

    @property
    def words(self) -> str:
        return str(edits.record_text(self.plan.doc, "opportunities", self.record, "description"))


@asynccontextmanager
async def writing(demo: Demo) -> AsyncIterator[list[Writer]]:
    async with AsyncExitStack() as stack:
        writers = []
        for number in range(PEOPLE):
            entry = await enter(demo.said["guest_link"], f"Ada {number}")
            plan = await stack.enter_async_context(await LivePlan.open(entry))
            writers.append(Writer(plan, f"by {number}"))
        try:
            yield writers
        finally:
            for writer in writers:
                await writer.rest()


async def test_a_clean_shutdown_loses_nothing_and_people_reconnect(tmp_path: Path):
    """LIFE-1"""
    demo = Demo(tmp_path)
    demo.start()
    try:
        async with writing(demo) as writers:
            await until(lambda: min(writer.acknowledged for writer in writers) > 10)
            status, errors = await asyncio.to_thread(demo.stop)
            assert status == 0 and "Traceback" not in errors
            acknowledged = [writer.acknowledged for writer in writers]
            held = json.loads(await asyncio.to_thread(demo.history))["opportunities"]
            for writer, count in zip(writers, acknowledged, strict=True):
                assert last_word(held[writer.record]["description"]) >= count
            await until(lambda: all(writer.plan.shared.waiting for writer in writers))
            for writer in writers:
                await writer.rest()
            await asyncio.to_thread(demo.start)
            for writer in writers:
                await writer.plan.saved()
            wanted = {writer.record: writer.words for writer in writers}
            for writer in writers:
                await writer.plan.until(
                    lambda plan: (
                        wanted.items() <= {one.id: one.description for one in plan.opportunities}.items()
                    )
                )
            authors = await asyncio.to_thread(demo.history, "--authors")
            assert {f"Ada {number} (customer)" for number in range(PEOPLE)} <= names(authors)
    finally:
        demo.stop()


def last_word(description: str) -> int:
    return int(description.rpartition(" ")[2])


def names(listing: str) -> set[str]:
    return {name for line in listing.splitlines() for name in line.split("\t")[2].split(", ")}
