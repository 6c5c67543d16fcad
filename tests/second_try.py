"""Tries browser tests that failed once more, alone, and names those that passed only then.

A real browser on shared cores can be stopped for longer than any patience; everything else is the fault of a
test or of the product, and fails again. No other kind of test is tried twice. Run by `make test` after pytest
has failed; its exit status becomes that of the run. Decision 0131.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BROWSERS = ("tests/browser/", "tests/engines/")
MOST = 5
"""More failures than this are no accident."""

FAILED = Path(".pytest_cache/v/cache/lastfailed")


def accidents(failed: list[str]) -> list[str] | None:
    """The tests to try again; None where a second try would hide a fault."""
    if not failed or len(failed) > MOST or not all(one.startswith(BROWSERS) for one in failed):
        return None
    return sorted(failed)


def main() -> int:
    """Exit status 0 if all tests that failed pass now."""
    failed = accidents(list(json.loads(FAILED.read_text(encoding="utf-8"))) if FAILED.exists() else [])
    if failed is None:
        return 1
    print(f"\nOnce more, alone: {len(failed)} browser tests.", flush=True)
    status = subprocess.run(
        [sys.executable, "-m", "pytest", "--numprocesses=0", *failed], check=False
    ).returncode
    if status == 0:
        print("Passed only at the second try (each is a fault to be found):", *failed, sep="\n  ")
    return status


if __name__ == "__main__":
    sys.exit(main())
