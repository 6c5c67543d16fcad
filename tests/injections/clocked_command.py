"""The `leitstern` command with a clock that a test moves: `python clocked_command.py OFFSET_FILE demo ...`.

The file holds the seconds to add to the real time. It is read at every look at the clock. Started by
clock.py.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import leitstern.clock


def main() -> int:
    file = Path(sys.argv.pop(1))

    def moved() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))

    leitstern.clock.utc_now = moved
    from leitstern.cli import main as command  # imported now, so that all modules take the moved clock

    return command()


if __name__ == "__main__":
    sys.exit(main())
