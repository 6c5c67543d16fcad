"""The command line. `main` is the entry of the `leitstern` script."""

from __future__ import annotations

import sys

from leitstern.cli.commands import run_command


def main(argv: list[str] | None = None) -> int:
    """Runs one command, by default the one that the process was started with; returns the exit status."""
    return run_command(sys.argv[1:] if argv is None else argv)
