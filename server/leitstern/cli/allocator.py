"""Which allocator Python's objects come from: the C library's, for a server.

Python's own gives back whole megabytes only, and a few objects that outlive a crowd are in every one of them
(bench/README.md, "Memory given back"). The C library gives back every free page when live/memory.py asks.
The interpreter chooses before it runs anything, so the process starts anew, once, under the same number.
"""

from __future__ import annotations

import os
import sys

from leitstern.live.memory import can_give_back

_CHOICE = {"PYTHONMALLOC": "malloc", "MALLOC_ARENA_MAX": "2"}
"""Two heaps: by default every thread of the store gets its own, with free pages of its own."""


def use_the_systems() -> None:
    """Returns where somebody chose already, and where the C library gives nothing back."""
    if "PYTHONMALLOC" not in os.environ and can_give_back():
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, command, _CHOICE | dict(os.environ))  # noqa: S606  # this very command
