"""Runs `leitstern ...` as an operator does, reads its output, and joins over plain HTTP.

Every process starts without the shell's LEITSTERN_* variables. Used by the tests in tests/cli.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
get, post = partial(httpx.get, timeout=PATIENCE), partial(httpx.post, timeout=PATIENCE)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def command(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    """Starts `leitstern ...` without the shell's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEITSTERN_")}
    return subprocess.Popen(
        [sys.executable, "-m", "leitstern.cli", *map(str, arguments)],
        env=clean | {"PYTHONPATH": str(ROOT / "server")} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], with_signal: int = signal.SIGTERM) -> tuple[int, str, str]:
    process.send_signal(with_signal)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def run(*arguments: str | Path) -> tuple[int, str, str]:
    process = command(*arguments)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The JSON ready line of `demo --json`."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate(timeout=PATIENCE)[1]
    return dict(json.loads(line))


def come_in(link: str, name: str = "", **typed: str) -> tuple[str, str]:
    """(cookie, redirect target): opens the page and submits its form, without a cookie jar."""
    page = get(link)
    values = dict(HIDDEN.findall(page.text.partition('<form class="form"')[2]))
    answer = post(link, data=values | ({"name": name} if name else {}) | typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["set-cookie"].partition(";")[0], answer.headers["location"]
