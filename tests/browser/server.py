"""A real `leitstern` process that a test can kill and restart on the same data.

Used by tests/browser/conftest.py and bench/. Uses only what an operator has: the command line, the JSON ready
line, signals.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, cast

from tests.patience import PATIENCE
from tests.ports import keep_port


class LeitsternServer:
    """A server with one data folder and one port, which stay the same over restarts."""

    program: tuple[str, ...] = (str(Path(sys.executable).with_name("leitstern")),)
    command: tuple[str, ...] = ()
    settings: ClassVar[Mapping[str, str]] = {"LEITSTERN_RATE_LIMIT": "off"}
    """Extra environment variables of the process."""

    def __init__(self, data: Path, *arguments: str, port: int | None = None) -> None:
        self.data = data
        self.arguments = arguments
        self.port = port or keep_port()
        self.announced: dict[str, Any] = {}
        self.log: deque[str] = deque(maxlen=200)
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return str(self.announced["url"])

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when the server listens. Raises RuntimeError with its output when it does not."""
        command = [
            *self.program,
            *self.command,
            "--port",
            str(self.port),
            "--data",
            str(self.data),
            *self.arguments,
        ]
        environment = {**os.environ, **self.settings, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        threading.Thread(target=self._collect_log, args=(self._process,), daemon=True).start()
        self.announced = self._wait_for_announcement(self._process)

    def kill(self) -> None:
        """Sends SIGKILL: like a power cut or the kernel's out-of-memory killer."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def hang(self) -> None:
        """Sends SIGSTOP: the server stops answering, and its connections stay open."""
        self._tell(signal.SIGSTOP)

    def wake(self) -> None:
        self._tell(signal.SIGCONT)

    def _tell(self, what: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(what)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            cast("Any", process.stdout).close()

    def _wait_for_announcement(self, process: subprocess.Popen[str]) -> dict[str, Any]:
        alarm = threading.Timer(PATIENCE, process.kill)
        alarm.start()
        said = ""
        try:
            for line in cast("Any", process.stdout):
                said += line
                announced = self.understand(said)
                if announced is not None:
                    return announced
        finally:
            alarm.cancel()
        process.kill()
        process.wait()
        raise RuntimeError("the server did not start:\n" + said + "".join(self.log))

    def understand(self, said: str) -> dict[str, Any] | None:
        """The parsed announcement, once it is complete."""
        raise NotImplementedError

    def _collect_log(self, process: subprocess.Popen[str]) -> None:
        with cast("Any", process.stderr) as stream:
            self.log.extend(iter(stream.readline, ""))


class DemoServer(LeitsternServer):
    """A demo workspace with a member link and a customer link."""

    command = ("demo", "--json")

    def __init__(self, data: Path, *arguments: str, port: int | None = None) -> None:
        super().__init__(data, *arguments, port=port)
        self.sessions: dict[str, Any] = {}
        """Cookies of people whom the fixtures signed in, by name."""

    def understand(self, said: str) -> dict[str, Any] | None:
        return cast("dict[str, Any]", json.loads(said)) if said.endswith("}\n") else None

    @property
    def member_link(self) -> str:
        return str(self.announced["member_link"])

    @property
    def customer_link(self) -> str:
        return str(self.announced["guest_link"])

    @property
    def plan_url(self) -> str:
        return f"{self.url}/plans/{self.announced['plan_id']}"

    @property
    def session_url(self) -> str:
        """The demo's session of today."""
        return f"{self.plan_url}/sessions/{self.announced['session_id']}"


class EmptyServer(LeitsternServer):
    """A new installation without members; the operator gets one set-up link."""

    command = ("serve",)

    def understand(self, said: str) -> dict[str, Any] | None:
        link = re.search(r"(http://\S+?)/setup/\S+", said)
        return {"url": link[1], "setup_link": link[0]} if link else None
