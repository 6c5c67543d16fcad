"""Runs a fuzzer in a separate process and checks its output. Used by tests and by night.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FORGED, MUTATED = "tests/fuzz/hostile.py", "tests/unit/live/gate/mutants.py"
KNOWN = {"taken", "refused", "gap", "damaged", "damaging", "order", "tried", "disagreements"}


def run(program: str, rounds: int, seed: int) -> dict[str, Any]:
    """Runs so many rounds; returns the counts. Fails when a library crashes or hangs the process."""
    done = subprocess.run(
        [sys.executable, program, str(rounds), str(seed)],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'server'}", "RUST_BACKTRACE": "0"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{program} seed {seed}: {done.returncode}\n{done.stderr[-2000:]}"
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def judge(told: dict[str, Any]) -> None:
    """Checks that all accepted updates read the same everywhere; a changed order must stay rare."""
    assert told.keys() <= KNOWN, f"{told.keys() - KNOWN}"
    assert told.get("disagreements", 0) == 0, told
    assert 0 < told["taken"] < told["taken"] + told["refused"], "both sides of the gate are reached"
    assert told.get("order", 0) * 200 <= told["taken"], told
