"""A clock that a test sets and moves, for a server process and browser pages together.

`pass_over` moves both, as when a computer sleeps: timers that came due fire once. Between moves time passes
as usual. Usage: `with clocked_server(folder, moment) as (server, clock)`, then `clock.follow(page)` before
the page opens anything. The time zone of a page is an option of `open_person`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.server import DemoServer

COMMAND = Path(__file__).with_name("clocked_command.py")


class MovableClock:
    def __init__(self, file: Path, moment: datetime) -> None:
        self._file = file
        self._offset = moment - datetime.now(UTC)
        self._pages: list[Page] = []
        self._write()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def follow(self, page: Page) -> None:
        """The page has this clock from its next load on."""
        page.clock.install(time=self.now())
        self._pages.append(page)
        page.on("close", lambda closed: self._pages.remove(closed))

    def pass_over(self, time: timedelta) -> None:
        """Moves the server, then every page."""
        self._offset += time
        self._write()
        for page in self._pages:
            page.clock.fast_forward(int(time.total_seconds() * 1000))

    def pass_until(self, moment: datetime) -> None:
        self.pass_over(moment - self.now())

    def _write(self) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(str(self._offset.total_seconds()))
        draft.replace(self._file)


class ClockedServer(DemoServer):
    """A demo server that follows the clock in a file."""

    def __init__(self, data: Path, file: Path) -> None:
        super().__init__(data)
        self.program = (sys.executable, str(COMMAND), str(file))


@contextmanager
def clocked_server(folder: Path, moment: datetime) -> Iterator[tuple[ClockedServer, MovableClock]]:
    """A demo whose first start is at `moment`."""
    file = folder / "clock"
    clock = MovableClock(file, moment)
    server = ClockedServer(folder / "data", file)
    server.start()
    try:
        yield server, clock
    finally:
        server.stop()
