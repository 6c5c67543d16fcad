"""Limits how long setup, call and teardown of a test take: one that hangs fails, and the suite goes on.

A signal interrupts the main thread wherever it waits: in Selenium's socket, in Playwright, in an event loop.
What a signal cannot interrupt ends with the worker after `faulthandler_timeout` of pyproject.toml, which
is longer. Called by tests/conftest.py.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

LIMIT_SECONDS = 300
"""Three times the longest honest test; longer than PATIENCE (tests/patience.py), whose failures say more."""


@contextmanager
def time_limited(what: str, seconds: float = LIMIT_SECONDS) -> Iterator[None]:
    """Raises pytest's failure when the body takes longer. Does nothing where there is no alarm signal."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def fail(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"{what} took longer than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, fail)
    outer = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *outer)
        signal.signal(signal.SIGALRM, before)
