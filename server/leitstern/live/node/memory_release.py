"""Returns freed memory to the operating system. Called by room_maintenance.py after documents left memory.

glibc keeps freed small blocks until `malloc_trim` is called (measured: 38 MB after 200 plans closed). Other C
libraries have no such call; there nothing is done. Trimming finds most with `PYTHONMALLOC=malloc`, because
Python's own allocator returns whole megabytes only (docs/decisions/0033-simpler-server.md).
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable


def _find_trim() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # musl has none
        return None
    return trim


_trim = _find_trim()


def release_memory() -> None:
    """Takes some milliseconds with a large heap, without the interpreter's lock: call it in a thread."""
    if _trim is not None:
        _trim(0)


def empty_free_lists() -> None:
    """A full garbage collection: it also frees the tuples, lists and dicts that CPython keeps for reuse.

    Stops all threads: 0.3 ms for 13,000 live objects (measured).
    """
    gc.collect()
