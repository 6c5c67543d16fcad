"""Random failures while people write: no letter is lost, doubled or moved, and all replicas converge."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chaos import Chaos
from tests.browser.server import DemoServer

STEPS = 30


@pytest.mark.parametrize("seed", [2])
def test_random_failures_lose_no_letter(browser: Browser, tmp_path: Path, seed: int):
    server = DemoServer(tmp_path)
    server.start()
    chaos = Chaos(browser, server, seed)
    try:
        chaos.play(STEPS)
        chaos.settle()
        chaos.judge()
    finally:
        chaos.close()
        server.stop()
