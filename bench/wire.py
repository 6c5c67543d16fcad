"""Measures the wire in half a minute: Leitstern with durability and gate, beside a bare relay, as ratios.

(a) a workshop: people write and move their cursors; how late edits arrive and what it costs; (b) a burst:
everybody sends as fast as the socket takes it; how many edits a second reach everybody. Both servers get the
same people (crowd.py). `make bench` runs it; README.md has the comparison with other servers.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import Person, gather_people, have_all, latencies
from leitstern.client import enter

PEOPLE = 25
SECONDS = 5.0
"""Of the workshop."""
EDITS, MOVES = 2, 5
BURST = 80
"""Edits of each person in the burst."""
MOST_SECONDS = 30.0


@dataclass(frozen=True)
class Figures:
    p50: float
    p99: float
    cpu: float | None
    burst: float


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[tuple[int, str]]:
    """The process id of a Python program, and the first line that it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        assert process.stdout is not None
        yield process.pid, process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(15)


def cpu_seconds(pid: int) -> float | None:
    """User and system time of a process, where /proc tells it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def workshop(people: Sequence[Person]) -> None:
    """Everybody edits and moves at an even pace; lateness of this program counts as lateness."""
    start = time.perf_counter() + 0.2

    async def pace(person: Person, phase: float, rate: int, is_edit: bool) -> None:
        for step in range(int(SECONDS * rate)):
            due = start + (step + phase) / rate
            await asyncio.sleep(due - time.perf_counter())
            await (person.edit(due) if is_edit else person.move())

    turns = [(person, index / len(people)) for index, person in enumerate(people)]
    await asyncio.gather(
        *(pace(person, phase, EDITS, True) for person, phase in turns),
        *(pace(person, phase, MOVES, False) for person, phase in turns),
    )


async def burst(people: Sequence[Person]) -> float:
    """Edits a second, from the first sent to the last arrived everywhere."""

    async def hurry(person: Person) -> None:
        for _ in range(BURST):
            await person.edit(time.perf_counter())

    started = time.perf_counter()
    await asyncio.gather(*map(hurry, people))
    assert await have_all(people, MOST_SECONDS), "not everything arrived"
    return BURST * len(people) / (time.perf_counter() - started)


async def measure(url: str, cookies: Sequence[str], pid: int) -> Figures:
    people = await gather_people(url, cookies)
    for person in people:
        await person.edit(time.perf_counter())
    assert await have_all(people, MOST_SECONDS), "not everybody heard everybody"
    before = cpu_seconds(pid)
    await workshop(people)
    after = cpu_seconds(pid)
    assert await have_all(people, MOST_SECONDS), "not everything arrived"
    late = latencies(people, 1)
    cpu = None if before is None or after is None else (after - before) / SECONDS
    a_second = await burst(people)
    await asyncio.gather(*(person.leave() for person in people))
    return Figures(1000 * late[len(late) // 2], 1000 * late[len(late) * 99 // 100], cpu, a_second)


async def measure_leitstern(pid: int, line: str) -> Figures:
    plan = json.loads(line)["plans"][0]
    guests = [await enter(plan["guest_link"], f"Guest {number}") for number in range(PEOPLE)]
    return await measure(guests[0].sync_url("shared"), [guest.cookie for guest in guests], pid)


def measure_all() -> tuple[Figures, Figures]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running("bench.relay") as (pid, port),
    ):
        relay = asyncio.run(measure(f"ws://127.0.0.1:{port}/sync/room", [""] * PEOPLE, pid))
        demo = ("leitstern.cli", "demo", "--json", "--plans", "1", "--port", "0", "--data", folder)
        with running(*demo, LEITSTERN_RATE_LIMIT="off") as (server, line):
            return asyncio.run(measure_leitstern(server, line)), relay


def report(ours: Figures, relay: Figures) -> None:
    print(
        f"\n{PEOPLE} people, {EDITS} edits and {MOVES} cursor moves a second each; then {BURST} edits at once"
    )
    print(f"{'':34}{'Leitstern':>12}{'bare relay':>12}{'ratio':>8}")
    for label, mine, other in (
        ("to another person, median, ms", ours.p50, relay.p50),
        ("to another person, 99 %, ms", ours.p99, relay.p99),
        ("share of a core", ours.cpu, relay.cpu),
        ("burst, edits a second to all", ours.burst, relay.burst),
    ):
        if mine is not None and other is not None:
            print(f"{label:34}{mine:>12,.2f}{other:>12,.2f}{mine / max(other, 1e-9):>8.2f}")
    print("This program is part of every time; other work on the machine as well. See bench/README.md.")


if __name__ == "__main__":
    report(*measure_all())
