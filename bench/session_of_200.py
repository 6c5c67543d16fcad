"""Measures a session of 200 people, 50 of whom type in the shared document all the time (audience.py).

(a) From the facilitator's request for another phase until a participant's `record` shows it, and beside it,
in turn, from a plain edit of the shared document until a participant has it. (b) 200 ballots at once, and
again within a second: until the last is acknowledged; the tally must equal them. (c) 200 people say at once
that they are ready to go on. Everything goes over real sockets (audience.py, post.py) and real commands;
the processor time of this program is told beside the server's. `python -m bench.session_of_200 [PEOPLE]`
prints the table. With BENCH_PROFILE=FOLDER the server runs under cProfile (profiled.py).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.audience import Participant
from bench.post import Post
from bench.wire import cpu_seconds, running
from leitstern.client import Entry, enter
from leitstern.plan.order import key_between

PEOPLE = 200
TYPING = 50
KEYS = 4
"""Key presses a second of each person who types."""
CHANGES = 20
"""Phase changes, and as many plain edits."""
APART = 0.4
"""Seconds between a phase change and the next edit, and so on."""
EARLIER_SESSIONS = 12
MOST_SECONDS = 30.0
DOTS = 5


@dataclass(frozen=True)
class Burst:
    """One command of everybody."""

    took: float
    """Seconds from the first request to the last answer."""
    answers: Sequence[float]
    """Seconds from each request to its answer."""
    server: float
    """Processor time, of which the typing is a part."""
    own: float
    """The same of this program."""


@dataclass
class Figures:
    phase: list[float] = field(default_factory=list)
    """Seconds from the request to each participant's record."""
    answered: list[float] = field(default_factory=list)
    edit: list[float] = field(default_factory=list)
    typed: list[float] = field(default_factory=list)
    """Seconds until each key press was acknowledged."""
    bursts: dict[str, Burst] = field(default_factory=dict)
    ready_seen: float = 0.0
    cpu: float = 0.0
    """Share of a core that the server took in (a)."""


class Room:
    """Everybody, and the commands that they send."""

    def __init__(self, facilitator: Entry, server: int) -> None:
        self.facilitator = facilitator
        self.people: Sequence[Participant] = ()
        self.server = server
        self.figures = Figures()
        self.is_typing = True
        self._posts: dict[str, Post] = {}
        self._count = 0

    async def send(self, sender: Entry, kind: str, /, **arguments: object) -> dict[str, Any]:
        self._count += 1
        post = self._posts.get(sender.cookie)
        if post is None:
            post = self._posts[sender.cookie] = Post(sender.origin, sender.cookie)
        body = {"id": f"bench-{self._count}", "arguments": arguments}
        return await post.send(f"/plans/{sender.plan_id}/commands/{kind}", body)

    def leave(self) -> None:
        for person in self.people:
            person.leave()
        for post in self._posts.values():
            post.close()

    async def keep_typing(self, person: Participant, phase: float) -> None:
        due = time.perf_counter() + phase / KEYS
        while self.is_typing:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            person.type("a")
            due += 1 / KEYS

    # --- (a) -----------------------------------------------------------------------------------------------

    async def change_phase(self, session: str, kind: str) -> None:
        before = self.people[0].current()
        for person in self.people:
            person.seen.clear()
        began = time.perf_counter()
        answer = await self.send(self.facilitator, kind, session_id=session, phase_id=before)
        self.figures.answered.append(time.perf_counter() - began)
        phase = str(answer["events"][-1]["data"]["to"])
        await until(lambda: all(phase in person.seen for person in self.people))
        self.figures.phase += [person.seen[phase] - began for person in self.people]

    async def edit(self, number: int) -> None:
        words = f"[{number:05}]"
        writer, others = self.people[0], self.people[1:]
        for person in others:
            person.waited = words.encode()
        began = time.perf_counter()
        writer.type(words, afresh=True)
        await until(lambda: all(words.encode() in person.heard for person in others))
        self.figures.edit += [person.heard[words.encode()] - began for person in others]

    # --- (b) and (c) ---------------------------------------------------------------------------------------

    async def vote(self, session: str, label: str, over: float) -> None:
        """Everybody casts a ballot, evenly over so many seconds."""
        items = ["opp_bench_a", "opp_bench_b", "opp_bench_c"]
        asked = {"question": "What first?", "items": items, "dots": DOTS, "session_id": session}
        opened = await self.send(self.facilitator, "vote.open", **asked)
        round = str(opened["events"][0]["data"]["round"])
        ballots = [
            {items[n % 3]: 1 + n % DOTS, items[(n + 1) % 3]: (DOTS - 1 - n % DOTS)} for n in self._numbers()
        ]
        self.figures.bursts[label] = await self._all(
            lambda n: self.send(self.people[n].entry, "vote.cast", round_id=round, dots=ballots[n]), over
        )
        closed = await self.send(self.facilitator, "round.close", round_id=round)
        told = json.loads(closed["events"][-1]["data"]["result"])
        counted = {one["id"]: one["supplier"] + one["customer"] for one in told["items"]}
        assert counted == {item: sum(b.get(item, 0) for b in ballots) for item in items}, counted
        assert sum(map(len, told["voters"].values())) == len(self.people)

    async def all_ready(self, session: str) -> None:
        phase = self.people[0].current()
        counted = [person.seats() for person in self.people]
        began = time.perf_counter()
        asked = {"session_id": session, "phase_id": phase, "ready": True}
        self.figures.bursts["ready at once"] = await self._all(
            lambda n: self.send(self.people[n].entry, "session.ready", **asked), 0
        )
        await until(
            lambda: all(
                person.seats() == before + len(self.people)
                for person, before in zip(self.people, counted, strict=True)
            )
        )
        self.figures.ready_seen = time.perf_counter() - began

    def _numbers(self) -> range:
        return range(len(self.people))

    async def _all(self, one: Callable[[int], Awaitable[object]], over: float) -> Burst:
        began, cpu, own = time.perf_counter(), cpu_seconds(self.server) or 0.0, time.process_time()

        async def timed(n: int) -> float:
            await asyncio.sleep(began + over * n / len(self.people) - time.perf_counter())
            asked = time.perf_counter()
            await one(n)
            return time.perf_counter() - asked

        answers = await asyncio.gather(*map(timed, self._numbers()))
        took, own = time.perf_counter() - began, time.process_time() - own
        return Burst(took, answers, (cpu_seconds(self.server) or 0.0) - cpu, own)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(MOST_SECONDS):
        while not is_so():  # noqa: ASYNC110 - the moments are noted when they happen
            await asyncio.sleep(0.01)


async def measure(line: str, pid: int, count: int) -> Figures:
    told = json.loads(line)
    plan = told["plans"][0]
    facilitator = await enter(told["member_link"], plan_id=plan["plan_id"])
    room = Room(facilitator, pid)
    for _ in range(EARLIER_SESSIONS):
        await room.send(facilitator, "session.create", template="day", day="2027-03-01", time="09:00")
    made = await room.send(facilitator, "session.create", template="day", day="2027-03-02", time="09:00")
    session = str(made["events"][0]["data"]["session"])
    await room.send(facilitator, "session.start", session_id=session)
    link = await room.send(facilitator, "invitation.create", kind="room", side="supplier")
    links = (plan["guest_link"], told["url"] + str(link["path"]))
    entries = [await enter(links[n % 2], f"Guest {n}") for n in range(count)]
    room.people = [Participant(entry, session) for entry in entries]
    for n, person in enumerate(room.people):
        await person.arrive(types=n < min(TYPING, count))
    return await observe(room, session)


async def observe(room: Room, session: str) -> Figures:
    order = "b00"
    typists = [person for person in room.people if person.shared is not None]
    for person in typists:
        order = key_between(order, None)
        person.begin(order)
    await until(lambda: all(not person.unsaved for person in typists))
    await until(lambda: all(person.current() for person in room.people))
    typing = [
        asyncio.create_task(room.keep_typing(person, n / len(typists))) for n, person in enumerate(typists)
    ]
    await asyncio.sleep(1)
    cpu, began = cpu_seconds(room.server) or 0.0, time.perf_counter()
    for number in range(CHANGES):
        await room.change_phase(session, "session.back" if number % 2 else "session.next")
        await asyncio.sleep(APART)
        await room.edit(number)
        await asyncio.sleep(APART)
    room.figures.cpu = ((cpu_seconds(room.server) or 0.0) - cpu) / (time.perf_counter() - began)
    room.figures.typed = sorted(after for person in typists for after in person.saved_after)
    await room.vote(session, "ballots at once", 0)
    await room.vote(session, "ballots within a second", 1)
    await room.all_ready(session)
    room.is_typing = False
    await asyncio.gather(*typing)
    await until(lambda: all(not person.unsaved for person in typists))
    refused = [said for person in room.people for said in person.refused]
    assert not refused, refused[:3]
    room.leave()
    return room.figures


def report(figures: Figures, count: int) -> None:
    print(f"\n{count} people in one session, {min(TYPING, count)} typing {KEYS} keys a second each")
    print(f"{'milliseconds':58}{'median':>9}{'99 %':>9}")
    rows = (
        ("phase change: request to every participant's record", figures.phase),
        ("    of these until the facilitator's answer", figures.answered),
        ("plain edit: sent to every participant", figures.edit),
        ("key press: sent to acknowledged", figures.typed),
    )
    for label, values in rows:
        print(f"{label:58}{1000 * percentile(values, 0.5):>9.1f}{1000 * percentile(values, 0.99):>9.1f}")
    ratios = [percentile(figures.phase, p) / percentile(figures.edit, p) for p in (0.5, 0.99)]
    print(f"{'ratio of a phase change to a plain edit':58}{ratios[0]:>9.2f}{ratios[1]:>9.2f}")
    print(f"{'share of a core':58}{figures.cpu:>9.2f}")
    print(f"{'seconds':34}{'last answer':>12}{'median':>9}{'99 %':>9}{'server':>9}{'this':>9}")
    for label, one in figures.bursts.items():
        row = (one.took, percentile(one.answers, 0.5), percentile(one.answers, 0.99), one.server, one.own)
        print(f"{f'{count} {label}':34}{row[0]:>12.2f}" + "".join(f"{value:>9.2f}" for value in row[1:]))
    print(f"All ballots were tallied right; who is ready was seen by all after {figures.ready_seen:.2f} s.")
    print("server, this: processor time of the server, typing included, and of this program meanwhile.")
    print("This program is part of every time; other work on the machine as well. See bench/README.md.")


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    folder = os.environ.get("BENCH_PROFILE")
    program = ("bench.profiled", folder) if folder else ("leitstern.cli",)
    with tempfile.TemporaryDirectory() as data:
        demo = ("demo", "--json", "--plans", "1", "--port", "0", "--data", data)
        with running(*program, *demo, LEITSTERN_RATE_LIMIT="off") as (pid, line):
            report(asyncio.run(measure(line, pid, count)), count)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
