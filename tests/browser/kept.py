"""What a worker keeps from one browser test to the next: a Chromium, its contexts, a prepared demo workspace.

A running Playwright keeps an event loop, which prevents asynchronous tests. tests/conftest.py therefore runs
browser tests first and calls `close` before any other test. A failed test may leave Playwright unusable: the
next test gets a new one.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tests.browser.chromium import find_chromium, launch_arguments
from tests.browser.contexts import Contexts
from tests.browser.server import DemoServer
from tests.ports import keep_port


class Kept:
    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._contexts: Contexts | None = None
        self._prepared: Path | None = None
        self._port: int | None = None

    @property
    def contexts(self) -> Contexts:
        """The contexts of a running Chromium."""
        if self._contexts is None:
            self._playwright = sync_playwright().start()
            self._contexts = Contexts(self._launch(self._playwright))
        return self._contexts

    def _launch(self, playwright: Playwright) -> Browser:
        return playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())

    def close(self) -> None:
        """Ends Chromium and Playwright, if they run, and deletes the prepared workspace."""
        contexts, self._contexts = self._contexts, None
        playwright, self._playwright = self._playwright, None
        with contextlib.suppress(Error):
            if contexts:
                contexts.browser.close()
        if playwright:
            playwright.stop()
        if self._prepared:
            shutil.rmtree(self._prepared)
            self._prepared = None

    def demo(self, data: Path) -> DemoServer:
        """A demo server on a new copy of the workspace, always at the same address: its assets are cached."""
        shutil.copytree(self._prepare(), data, dirs_exist_ok=True)
        self._port = self._port or keep_port()
        return DemoServer(data, port=self._port)

    def _prepare(self) -> Path:
        if self._prepared is None:
            folder = Path(tempfile.mkdtemp(prefix="leitstern-demo-"))
            first = DemoServer(folder)
            first.start()
            first.stop()
            self._prepared = folder
        return self._prepared


KEPT = Kept()
