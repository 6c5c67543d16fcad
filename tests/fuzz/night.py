"""The fuzzers for as long as one likes, with new seeds each time: `make fuzz SECONDS=3600`.

Prints what each run counted, and ends with an error at the first finding, naming the seed that repeats it.
"""

from __future__ import annotations

import secrets
import sys
import time

from tests.fuzz import running

ROUNDS = {running.FORGED: 1_000, running.MUTATED: 100_000}
"""Under a minute each."""


def main() -> None:
    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        for program, rounds in ROUNDS.items():
            seed = secrets.randbelow(1_000_000)
            told = running.run(program, rounds, seed)
            print(program, "seed", seed, told, flush=True)
            running.judge(told)


if __name__ == "__main__":
    main()
