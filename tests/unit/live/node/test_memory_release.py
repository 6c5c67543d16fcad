"""`release_memory` returns freed memory from the C library to the system, also between live objects.

Measured in a separate process with a server's allocator (PYTHONMALLOC=malloc). Without the call most of the
100 MB would stay: `kept` shows that, `left` shows the effect of the call.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[4] / "server"

_MEASURE = """
from pathlib import Path
from leitstern.live.node.memory_release import empty_free_lists, release_memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

before = resident()
objects = [bytes(1000) for _ in range(100_000)]
survivors = objects[::100]
del objects
freed = resident() - before
empty_free_lists()
release_memory()
print(freed, resident() - before)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library cannot trim")
def test_freed_memory_is_returned_to_the_system():
    environment = os.environ | {"PYTHONPATH": str(SERVER), "PYTHONMALLOC": "malloc"}
    said = subprocess.run([sys.executable, "-c", _MEASURE], env=environment, capture_output=True, check=True)
    kept, left = map(int, said.stdout.split())
    assert kept > 80_000_000, "this C library keeps nothing, so nothing can be shown"
    assert left < kept / 4
