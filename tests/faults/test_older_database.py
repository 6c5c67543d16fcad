"""An update of the server: a folder of an early version opens with everything in it, also when the first
start is killed.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from leitstern.client import LivePlan, enter
from tests.faults.demo_process import Demo, command
from tests.injections import older_database as older
from tests.patience import PATIENCE

KILLED_AFTER = [0.4, 1.2, 2.0]
"""Seconds; the first start needs about two on a quiet machine."""


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    older.lay_older_database(tmp_path / "data")
    return Demo(tmp_path / "data")


async def newcomer_reads_the_old_words(demo: Demo) -> None:
    """Joins by the link of that time and waits for what was written then."""
    entry = await enter(f"{demo.said['url']}{older.GUEST_LINK}", "Newcomer")
    async with await LivePlan.open(entry) as plan:
        await plan.until(lambda now: any(one.title == older.TITLE for one in now.opportunities))


async def test_a_folder_of_an_early_version_opens_with_everything_in_it(demo: Demo):
    await asyncio.to_thread(demo.start)
    try:
        assert (demo.said["plan_id"], demo.said["documents"]["shared"]) == (older.PLAN, older.SHARED)
        for link in (older.MEMBER_LINK, demo.said["member_link"], demo.said["guest_link"]):
            url = link if link.startswith("http") else f"{demo.said['url']}{link}"
            answer = await asyncio.to_thread(httpx.get, url, timeout=PATIENCE)
            assert answer.status_code == 200
        await newcomer_reads_the_old_words(demo)
        assert older.GUEST in await asyncio.to_thread(demo.history, "--authors")
    finally:
        status, errors = await asyncio.to_thread(demo.stop)
    assert status == 0 and "Traceback" not in errors
    checked = command(demo.data, "check")
    said, complaints = checked.communicate(timeout=PATIENCE)
    assert checked.returncode == 0, said + complaints


async def test_killing_the_first_start_of_the_new_version_loses_nothing(demo: Demo):
    for moment in KILLED_AFTER:
        process = command(demo.data, "demo", "--json", "--port", str(demo.port))
        await asyncio.sleep(moment)
        process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.communicate)
    await asyncio.to_thread(demo.start)
    try:
        await newcomer_reads_the_old_words(demo)
    finally:
        await asyncio.to_thread(demo.stop)
