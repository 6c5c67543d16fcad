"""Mutants of honest and hostile messages, in a process of their own: whatever passes the gate is safe.

The child applies each mutant through a replica and then uses the document in every way the server does. A
crash or a hang would kill it, which is what the test sees. For a long night:
`PYTHONPATH=.:server python tests/unit/live/mutants.py SECONDS SEED`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_no_mutant_crashes_hangs_or_changes_what_others_read():
    """GATE-1, GATE-8, WIRE-6, PRES-5"""
    done = subprocess.run(
        [sys.executable, "tests/unit/live/mutants.py", "12", "1"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'server'}", "RUST_BACKTRACE": "0"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["tried"] > 500
    assert told["taken"] > 0 and told["refused"] > told["taken"], "mutants reach both sides of the gate"
    assert told["disagreements"] == 0
