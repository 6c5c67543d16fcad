"""Work beside the loop: what it returns and raises comes back, and nobody waits for it at the end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from leitstern.live.aside import aside
from tests.patience import PATIENCE


async def test_what_it_returns_or_raises_comes_back():
    assert await aside(lambda: threading.current_thread() is threading.main_thread()) is False
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 / 0)


async def test_who_is_cancelled_does_not_wait_and_is_not_told():
    may_end = threading.Event()
    waiting = asyncio.create_task(aside(lambda: may_end.wait(PATIENCE)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    may_end.set()
    assert await aside(lambda: 7) == 7


def test_a_process_ends_while_it_computes():
    """LIFE-1: a server that stops does not finish what nobody wants any more."""
    program = """
import asyncio, threading
from leitstern.live.aside import aside
async def main():
    begun = threading.Event()
    work = asyncio.create_task(aside(lambda: (begun.set(), threading.Event().wait())))
    await asyncio.to_thread(begun.wait)
    work.cancel()
asyncio.run(main())
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=PATIENCE).returncode == 0
