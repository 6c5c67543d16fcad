"""A full disk and a locked database: nothing is reported as saved without being durable, nothing is lost.

Uses a real file system of a few megabytes where the tests may mount one; elsewhere a quota on the server's
files (like RLIMIT_FSIZE, set and lifted from outside).
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from leitstern.client import Entry, LivePlan, enter, join
from leitstern.plan import edits
from tests.faults.demo_process import Demo
from tests.patience import PATIENCE

MEGABYTES = 24
LEFT_OVER = 40 << 10
WORDS = "words that need room, 😀 and äöü too. " * 250
CARDS = 25


class Fault(Protocol):
    """A fault that prevents writes and can be switched on and off."""

    def begin(self, demo: Demo) -> None: ...

    def end(self, demo: Demo) -> None: ...


class FullDisk:
    """Another file takes nearly all free space of the file system."""

    def begin(self, demo: Demo) -> None:
        free = os.statvfs(demo.data)
        with (demo.data / "ballast").open("wb") as ballast:
            ballast.write(bytes(free.f_bavail * free.f_frsize - LEFT_OVER))

    def end(self, demo: Demo) -> None:
        (demo.data / "ballast").unlink()


class Quota:
    """The server may write no file beyond its first pages; the log is preallocated at the start."""

    def begin(self, demo: Demo) -> None:
        resource.prlimit(demo.pid, resource.RLIMIT_FSIZE, (LEFT_OVER, resource.RLIM_INFINITY))

    def end(self, demo: Demo) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(demo.pid, resource.RLIMIT_FSIZE, unlimited)


class Lock:
    """Another process (the test) holds a write transaction."""

    def begin(self, demo: Demo) -> None:
        self._thief = sqlite3.connect(demo.data / "leitstern.db", isolation_level=None)
        self._thief.execute("BEGIN IMMEDIATE")

    def end(self, demo: Demo) -> None:
        self._thief.execute("ROLLBACK")
        self._thief.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a separate file system."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={MEGABYTES}m", "leitstern-test", str(folder)]
    made = subprocess.run(["mount", *options], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("may not mount a file system here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def ids(plan: LivePlan) -> set[str]:
    return {one.id for one in plan.view().opportunities}


async def page_status(demo: Demo, guest: Entry) -> int:
    async with httpx.AsyncClient(headers={"Cookie": guest.cookie}, timeout=PATIENCE) as browser:
        return (await browser.get(f"{demo.said['url']}/plans/{guest.plan_id}")).status_code


async def saves_through(fault: Fault, data: Path) -> None:
    """Two people write; the fault starts and ends; the server is killed; every word is still there."""
    demo = Demo(data)
    demo.start()
    try:
        guest = await enter(demo.said["guest_link"], "Ada")
        async with (
            await LivePlan.open(guest) as ada,
            await join(demo.said["member_link"], plan_id=demo.said["plan_id"]) as anna,
        ):
            before = edits.add_record(ada.doc, "opportunities", {"title": "before"})
            await ada.saved()
            await anna.until(lambda plan: before in {one.id for one in plan.opportunities})
            fault.begin(demo)
            written = [
                edits.add_record(ada.doc, "opportunities", {"title": "meanwhile", "description": WORDS})
                for _ in range(CARDS)
            ]
            while await asyncio.to_thread(demo.is_ready):
                pass
            with pytest.raises(TimeoutError):
                await ada.saved(1.0)
            assert not ids(anna) & set(written), "shown before it was durable"
            async with await LivePlan.open(guest) as again:
                assert before in ids(again), "readers go on"
            assert await page_status(demo, guest) == 200, "pages are read too"
            assert ada.shared.waiting > 0
            fault.end(demo)
            await ada.saved(PATIENCE)
            await anna.until(lambda plan: {*written} <= {one.id for one in plan.opportunities})
            assert await asyncio.to_thread(demo.is_ready)
        _, errors = demo.stop(signal.SIGKILL)
        assert "commits fail" in errors and "words that need room" not in errors
        assert "Traceback" not in errors
        demo.start()
        async with await LivePlan.open(guest) as back:
            found = {one.id: one.description for one in back.view().opportunities}
            assert [found[id] for id in written] == [WORDS] * CARDS and before in found
    finally:
        demo.stop()


async def test_a_full_disk_delays_saving_and_loses_nothing(small_disk: Path):
    """ACK-5"""
    await saves_through(FullDisk(), small_disk)


async def test_a_quota_delays_saving_and_loses_nothing(tmp_path: Path):
    """ACK-5"""
    await saves_through(Quota(), tmp_path)


async def test_a_locked_database_delays_saving_and_loses_nothing(tmp_path: Path):
    """ACK-5"""
    await saves_through(Lock(), tmp_path)
