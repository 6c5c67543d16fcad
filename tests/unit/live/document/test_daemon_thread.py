"""Work in a daemon thread: results and exceptions come back, and shutdown does not wait for it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from leitstern.live.document.daemon_thread import run_in_daemon_thread
from tests.patience import PATIENCE


async def test_results_and_exceptions_are_returned():
    assert await run_in_daemon_thread(lambda: threading.current_thread() is threading.main_thread()) is False
    with pytest.raises(ZeroDivisionError):
        await run_in_daemon_thread(lambda: 1 / 0)


async def test_a_panic_of_the_library_is_an_error_for_the_caller():
    class Panic(BaseException):
        pass

    def panic() -> None:
        raise Panic

    with pytest.raises(RuntimeError, match="Panic"):
        await run_in_daemon_thread(panic)


async def test_a_cancelled_caller_does_not_wait():
    may_end = threading.Event()
    waiting = asyncio.create_task(run_in_daemon_thread(lambda: may_end.wait(PATIENCE)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    may_end.set()
    assert await run_in_daemon_thread(lambda: 7) == 7


def test_a_process_exits_during_the_computation():
    """LIFE-1: a stopping server does not finish abandoned work."""
    program = """
import asyncio, threading
from leitstern.live.document.daemon_thread import run_in_daemon_thread
async def main():
    begun = threading.Event()
    work = asyncio.create_task(run_in_daemon_thread(lambda: (begun.set(), threading.Event().wait())))
    await asyncio.to_thread(begun.wait)
    work.cancel()
asyncio.run(main())
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=PATIENCE).returncode == 0
