"""Whatever fails under people's hands: no letter is lost, doubled or moved, and all see the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.server import DemoServer
from tests.browser.turmoil import Turmoil

STEPS = 30


@pytest.mark.parametrize("seed", [2])
def test_turmoil_costs_no_letter(browser: Browser, tmp_path: Path, seed: int):
    server = DemoServer(tmp_path)
    server.start()
    turmoil = Turmoil(browser, server, seed)
    try:
        turmoil.play(STEPS)
        turmoil.settle()
        turmoil.judge()
    finally:
        turmoil.close()
        server.stop()
