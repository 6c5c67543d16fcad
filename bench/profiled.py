"""Runs `leitstern` with cProfile in every thread: `python -m bench.profiled FOLDER ...`.

For session_of_200.py. When the server ends, FOLDER has one file a kind of thread (the event loop, the writer,
the readers), to be read with pstats. Profiling makes everything about twice as slow: the files say where the
time goes, not how much it is.
"""

from __future__ import annotations

import cProfile
import sys
import threading
from pathlib import Path

from leitstern.cli import main

_profiles: dict[str, list[cProfile.Profile]] = {}


def _begin(*_: object) -> None:
    """Called for the first event of a new thread: the profile takes the place of this function there."""
    kind = threading.current_thread().name.rstrip("0123456789_")
    profile = cProfile.Profile()
    _profiles.setdefault(kind, []).append(profile)
    profile.enable()


def run(folder: Path, arguments: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    sys.argv = ["leitstern", *arguments]
    threading.setprofile(_begin)
    _begin()
    own = _profiles[threading.current_thread().name][0]
    try:
        return main()
    finally:
        own.disable()
        for kind, profiles in _profiles.items():
            for number, profile in enumerate(profiles):
                profile.dump_stats(folder / f"{kind}-{number}.prof")


if __name__ == "__main__":
    raise SystemExit(run(Path(sys.argv[1]), sys.argv[2:]))
