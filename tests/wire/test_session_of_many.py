"""A session of many people, each over their own socket: ballots at once, late ones, two who lead at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Map

from leitstern.app import create_app
from leitstern.client import Entry, LivePlan, enter
from leitstern.client.commands import send_command
from leitstern.client.live_document import LiveDocument
from leitstern.commands.command import CommandRefused
from leitstern.commands.verify import verify
from leitstern.live.socket.transport import uvicorn_config
from leitstern.settings import Settings
from tests.pages.people import Clock, House
from tests.patience import PATIENCE
from tests.wire.server import Quiet

VOTERS = 40
DOTS = 5
ITEMS = ["opp_a", "opp_b", "opp_c"]


@dataclass
class Scene:
    house: House
    origin: str

    async def anna(self) -> Entry:
        return await enter(self.origin + await self.house.member_link(), plan_id=self.house.plan.plan_id)

    async def guests(self, count: int) -> list[Entry]:
        """Half of them of each side."""
        links = [await self.house.invite(side=side) for side in ("supplier", "customer")]
        return [await enter(self.origin + links[n % 2], f"Guest {n}") for n in range(count)]

    async def faults(self) -> list[str]:
        """Where ledger, rows and record disagree."""
        await self.house.participants()
        services = self.house.services
        report = await verify(services.database, services.log)
        return [*report.faults, *report.behind]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = Clock()
    app = create_app(Settings(data=tmp_path, rate_limit="off"), now=clock)
    async with app.router.lifespan_context(app), served(app) as origin:
        house = House(app, clock)
        await house.fill("")
        yield Scene(house, origin)


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    server = Quiet(uvicorn_config(app, "127.0.0.1", 0, lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
        if task.done():
            task.result()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def ballot(n: int) -> dict[str, int]:
    return {ITEMS[n % 3]: 1 + n % DOTS, ITEMS[(n + 1) % 3]: DOTS - 1 - n % DOTS}


def counted(ballots: Sequence[tuple[Entry, dict[str, int]]]) -> dict[str, dict[str, int]]:
    """Item -> side -> dots."""
    sums = {item: {"supplier": 0, "customer": 0} for item in ITEMS}
    for voter, dots in ballots:
        for item, count in dots.items():
            sums[item][voter.side] += count
    return sums


def tally(result: str) -> dict[str, dict[str, int]]:
    found = {one.pop("id"): one for one in json.loads(result)["items"]}
    return {item: found[item] for item in ITEMS}


async def opened(leader: Entry) -> str:
    answer = await send_command(leader, "vote.open", {"question": "First?", "items": ITEMS, "dots": DOTS})
    return str(answer["events"][0]["data"]["round"])


async def cast(voter: Entry, round: str, dots: dict[str, int]) -> str:
    """The code of the refusal, which has a sentence for the voter; empty when it was acknowledged."""
    try:
        await send_command(voter, "vote.cast", {"round_id": round, "dots": dots})
    except CommandRefused as refused:
        assert str(refused).strip() not in ("", refused.code)
        return refused.code
    return ""


async def shown(record: LiveDocument, root: str, id: str, is_so: Callable[[Any], bool]) -> dict[str, Any]:
    """An entry of a participant's own copy of `record`, once it is so."""
    entries = record.doc.get(root, type=Map)
    while not is_so(entry := dict(entries[id]) if id in entries else {}):
        await record.changed(PATIENCE)
    return entry


def runs(phase: str, session: dict[str, Any]) -> bool:
    return session.get("current") == phase


async def test_ballots_of_forty_at_once_are_tallied_as_they_were_cast(scene: Scene):
    anna, voters = await scene.anna(), await scene.guests(VOTERS)
    round = await opened(anna)
    first = await asyncio.gather(*(cast(voter, round, ballot(n)) for n, voter in enumerate(voters)))
    again = await asyncio.gather(*(cast(voter, round, ballot(n + 7)) for n, voter in enumerate(voters[:10])))
    assert {*first, *again} == {""}
    ballots = [(voter, ballot(n + 7 if n < 10 else n)) for n, voter in enumerate(voters)]
    async with await LivePlan.open(voters[1], PATIENCE) as plan:
        record = await plan.document("record", PATIENCE)
        await send_command(anna, "round.close", {"round_id": round})
        entry = await shown(record, "rounds", round, lambda one: one.get("result"))
    assert tally(entry["result"]) == counted(ballots)
    assert (entry["answered_supplier"], entry["answered_customer"]) == (VOTERS / 2, VOTERS / 2)
    assert await cast(voters[0], round, ballot(1)) == "round_closed"
    assert await scene.faults() == []


async def test_a_ballot_that_races_with_the_close_is_counted_or_refused(scene: Scene):
    anna, voters = await scene.anna(), await scene.guests(VOTERS)
    round = await opened(anna)
    half = VOTERS // 2
    racing = [cast(voter, round, ballot(n)) for n, voter in enumerate(voters)]
    close = send_command(anna, "round.close", {"round_id": round})
    *first, closed = await asyncio.gather(*racing[:half], close, *racing[half:])
    answers = [one for one in (*first, closed) if isinstance(one, str)]
    (end,) = [one for one in (*first, closed) if isinstance(one, dict)]
    assert set(answers) <= {"", "round_closed"}
    taken = [(v, ballot(n)) for n, (v, code) in enumerate(zip(voters, answers, strict=True)) if not code]
    assert tally(end["events"][-1]["data"]["result"]) == counted(taken)
    assert await scene.faults() == []


async def test_two_facilitators_who_press_next_at_once_move_one_phase(scene: Scene):
    anna, (tom, petra) = await scene.anna(), await scene.guests(2)
    when = {"template": "short", "day": "2027-03-03", "time": "10:00"}
    made = await send_command(anna, "session.create", when)
    session = str(made["events"][0]["data"]["session"])
    phases = [e["data"]["phase"] for e in made["events"] if e["kind"] == "session.phase_added"]
    lead = {"session_id": session, "participant_id": tom.participant_id, "role": "facilitator"}
    await send_command(anna, "session.give_role", lead)
    await send_command(tom, "session.start", {"session_id": session})
    async with await LivePlan.open(petra, PATIENCE) as plan:
        record = await plan.document("record", PATIENCE)
        for now, next_one in pairwise(phases):
            wish = {"session_id": session, "phase_id": now}
            both = await asyncio.gather(*(send_command(who, "session.next", wish) for who in (anna, tom)))
            moved = [event["data"]["to"] for answer in both for event in answer["events"]]
            assert moved == [next_one]
            await shown(record, "sessions", session, partial(runs, next_one))
    assert await scene.faults() == []
