"""Runs the fuzzers for a given time with new seeds: `make fuzz SECONDS=3600`.

Prints the counts of each run; stops with an error at the first finding and names its seed.
"""

from __future__ import annotations

import secrets
import sys
import time

from tests.fuzz import fuzz_process

ROUNDS = {fuzz_process.FORGED: 1_000, fuzz_process.MUTATED: 100_000}
"""Rounds per run; each run takes less than a minute."""


def main() -> None:
    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        for program, rounds in ROUNDS.items():
            seed = secrets.randbelow(1_000_000)
            told = fuzz_process.run(program, rounds, seed)
            print(program, "seed", seed, told, flush=True)
            fuzz_process.judge(told)


if __name__ == "__main__":
    main()
