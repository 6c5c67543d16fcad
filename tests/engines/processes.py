"""Processes of a browser under test: each in its own process group, with a clean environment and a log.

A group is killed as a whole, so that no browser outlives its test. Output goes to a file and never to
pytest's streams, because a process that holds them keeps whoever reads them waiting. Called by drivers.py.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 30.0
_GRACE_SECONDS = 2.0
_END_SECONDS = 10.0
_LOG_TAIL = 4_000
_INHERITED = ("PATH", "LD_LIBRARY_PATH")


class DriverFailed(AssertionError):
    """A driver or display did not start, or did not answer in time. Says what it printed last."""

    def __init__(self, what: str, log: Path) -> None:
        printed = log.read_text(errors="replace")[-_LOG_TAIL:].strip() if log.exists() else ""
        super().__init__(f"{what}; it printed: {printed or 'nothing'}")


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """An empty home, and none of the caller's proxies, session bus and display."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    home.mkdir(parents=True, exist_ok=True)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    # Without a session bus GTK would start one, and without NO_AT_BRIDGE wait for an accessibility bus.
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "NO_AT_BRIDGE": "1", "LANG": "en_GB.UTF-8"}
    return {**kept, **own, "DBUS_SESSION_BUS_ADDRESS": "disabled:", **more}


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], log: Path, pass_fds: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """The process and everything that it starts; all of it is killed at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=pass_fds,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=_GRACE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=_END_SECONDS)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Waits until the driver accepts sessions."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise DriverFailed(f"the driver ended with status {process.returncode}", log)
        if _is_ready(port):
            return
        time.sleep(0.05)
    raise DriverFailed(f"the driver was not ready after {START_SECONDS:.0f} s", log)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/status")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
