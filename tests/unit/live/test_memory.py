"""What the interpreter keeps for its next use leaves when asked. Counted in blocks of its own allocator.

In a process of its own, with that allocator, and without a search for garbage that comes by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).resolve().parents[3] / "server"
MANY = 1_500
"""Fewer than a list of free tuples holds (2,000)."""

_COUNT = """
import gc, sys
from leitstern.live.memory import forget_spares

def spares(make):
    forget_spares()
    before = sys.getallocatedblocks()
    make()
    kept = sys.getallocatedblocks() - before
    forget_spares()
    print(kept, sys.getallocatedblocks() - before)

def tuples():
    del [(number, number, number) for number in range({many})][:]

gc.disable()
forget_spares()
spares(tuples)
"""


def test_free_tuples_leave():
    environment = os.environ | {"PYTHONPATH": str(SERVER), "PYTHONMALLOC": "pymalloc"}
    counting = [sys.executable, "-c", _COUNT.format(many=MANY)]
    said = subprocess.run(counting, env=environment, capture_output=True, text=True, check=True).stdout
    kept, left = map(int, said.split())
    assert kept > MANY * 0.9, "the interpreter keeps no free tuples: nothing to be tested"
    assert left < MANY * 0.1
