"""The command line's entry.

Imports little: it may start the process anew (allocator.py), before the half second of imports that the
commands need.
"""

from __future__ import annotations

import sys

from leitstern.cli.allocator import use_the_systems

_SERVERS = ("serve", "demo")


def main(argv: list[str] | None = None) -> int:
    """Runs one command, by default the one that the process was started with; returns the exit status."""
    if argv is None:
        argv = sys.argv[1:]
        if argv[:1] and argv[0] in _SERVERS:
            use_the_systems()
    from leitstern.cli.commands import run_command

    return run_command(argv)
