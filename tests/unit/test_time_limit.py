"""A test that hangs fails with a sentence, wherever it waits; the suite goes on."""

from __future__ import annotations

import asyncio
import signal
import socket
import time

import pytest

from tests.time_limit import LIMIT_SECONDS, time_limited

SOON = 0.05


def test_a_blocked_socket_fails():
    one, other = socket.socketpair()
    failing = pytest.raises(pytest.fail.Exception, match="the test took longer")
    with one, other, failing, time_limited("the test", SOON):
        one.recv(1)


def test_an_event_loop_that_waits_for_ever_fails():
    with pytest.raises(pytest.fail.Exception), time_limited("the test", SOON):
        asyncio.run(asyncio.Event().wait())


def test_an_outer_time_limit_stays_in_force():
    with time_limited("the test", SOON):
        pass
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    assert 0 < left <= LIMIT_SECONDS
    time.sleep(2 * SOON)
