"""A complete `leitstern demo` process, for faults from outside: disk, locks, signals.

Only its timeout for a locked file is shorter (`python tests/faults/demo_process.py demo ...`), so that a test
does not wait five seconds for each refusal. Everything else is the command as an operator runs it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import httpx

from tests.patience import PATIENCE
from tests.ports import keep_port

ROOT = Path(__file__).resolve().parents[2]
BUSY_MS = 200


class Demo:
    """A demo server on a data folder. The port stays the same over restarts."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = keep_port()
        self.said: dict[str, Any] = {}
        self.process: subprocess.Popen[str] | None = None
        self._log = data.with_name(f"{data.name}.log")

    def start(self) -> None:
        # A file and no pipe: a server whose log nobody reads blocks when the pipe is full.
        with self._log.open("w") as log:
            self.process = command(self.data, "demo", "--json", "--port", str(self.port), log=log)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.logged()
        self.said = json.loads(line)

    def logged(self) -> str:
        """Log output since the last start."""
        return self._log.read_text(errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit status and log output."""
        process, self.process = self.process, None
        if process is None:
            return 0, ""
        process.send_signal(how)
        try:
            process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        return process.returncode, self.logged()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def is_ready(self) -> bool:
        answer = httpx.get(f"{self.said['url']}/readyz", timeout=PATIENCE)
        assert answer.status_code == (200 if answer.json()["ready"] else 503)
        return answer.status_code == 200

    def history(self, *arguments: str) -> str:
        """Output of `leitstern history` for the demo plan; works while no server runs."""
        process = command(self.data, "history", "--plan", self.said["plan_id"], *arguments)
        out, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        return out


def command(data: Path, *arguments: str, log: IO[str] | None = None) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEITSTERN_")}
    environment = clean | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'server'}",
        "LEITSTERN_RATE_LIMIT": "off",
        "LEITSTERN_DATA": str(data),
    }
    return subprocess.Popen(
        [sys.executable, str(Path(__file__)), *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if log is None else log,
        text=True,
    )


if __name__ == "__main__":
    from leitstern.cli import main
    from leitstern.store import sqlite

    sqlite.BUSY_MS = BUSY_MS
    sys.exit(main())
