"""The fuzzers for as long as one likes, with new seeds each time: `make fuzz SECONDS=3600`.

Prints what each run counted, and ends with an error at the first finding, naming the seed that repeats it.
"""

from __future__ import annotations

import secrets
import sys
import time

from tests.fuzz import running

SLICE = 30.0


def main() -> None:
    until = time.monotonic() + float(sys.argv[1])
    while (left := until - time.monotonic()) > 0:
        for program in (running.FORGED, running.MUTATED):
            seed, seconds = secrets.randbelow(1_000_000), max(1.0, min(SLICE, left / 2))
            told = running.run(program, seconds, seed)
            print(program, "seed", seed, told, flush=True)
            running.judge(told)


if __name__ == "__main__":
    main()
