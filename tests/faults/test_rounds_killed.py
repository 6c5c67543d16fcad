"""A server that is killed while a round is open loses no ballot, and counts none twice.

The server dies between any two steps of a ballot or of the close, is started again on the same data, and gets
the same command again, as a browser sends it whose answer was lost. Also: two hundred ballots at once.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from leitstern.app import create_app, open_rows
from leitstern.clock import utc_now
from leitstern.commands import sealed_rows
from leitstern.commands.projector import plans_behind
from leitstern.commands.verify import verify
from leitstern.live.history.past_states import at_moment
from leitstern.plan.generated import ROOTS
from leitstern.settings import Settings
from tests.faults.crash_server import Dying, Point
from tests.pages.people import Clock, House
from tests.patience import PATIENCE

SERVICE = "leitstern.commands.service"
BOX = "leitstern.commands.command_box"
PROJECTOR = "leitstern.commands.projector"
CASTING = [
    Point("before", f"{BOX}:carry_out"),
    Point("before", "leitstern.commands.sealed_rows:put_all"),
    Point("after", f"{BOX}:carry_out"),
    Point("before", f"{PROJECTOR}:Projector.mark"),
    Point("before", f"{PROJECTOR}:_note_shown"),
]
CLOSING = [
    Point("before", f"{SERVICE}:execute"),
    Point("after", "leitstern.commands.sealed_rows:erase"),
    Point("before", f"{PROJECTOR}:Projector.mark"),
    Point("before", f"{SERVICE}:Commands.overwrite_unsealed"),
    Point("after", "leitstern.store.sqlite:SqliteDatabase.overwrite_deleted"),
    Point("before", f"{PROJECTOR}:_note_shown"),
]
ITEMS = ["opp_a", "opp_b"]
CANARY = '{"opp_a":13}'


@dataclass(frozen=True)
class Scene:
    """A plan with Anna and guests; cookies by name."""

    folder: Path
    plan_id: str
    record_id: str
    shared_id: str
    cookies: dict[str, str]


async def made_scene(folder: Path, guests: int) -> Scene:
    clock = Clock()
    clock.at = utc_now()
    app = create_app(Settings(data=folder, rate_limit="off"), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        await house.fill("")
        anna = await house.member()
        await anna.get(house.plan_path)
        path, cookies = await house.invite(), {"Anna": anna.http.cookies["leitstern"]}
        for number in range(guests):
            guest = await house.guest(path, f"Guest {number}")
            cookies[f"Guest {number}"] = guest.http.cookies["leitstern"]
        await house.participants()
        documents = house.plan.documents
        return Scene(folder, house.plan.plan_id, documents["record"], documents["shared"], cookies)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return asyncio.run(made_scene(tmp_path_factory.mktemp("scene"), 2))


async def send(server: Dying, scene: Scene, who: str, kind: str, id: str, /, **arguments: Any) -> Any:
    """The answer's JSON; None when the server was gone before it."""
    headers = {"origin": server.origin, "cookie": f"leitstern={scene.cookies[who]}"}
    async with httpx.AsyncClient(base_url=server.origin, headers=headers, timeout=PATIENCE) as browser:
        try:
            body = {"id": id, "arguments": arguments}
            answer = await browser.post(f"/plans/{scene.plan_id}/commands/{kind}", json=body)
        except httpx.TransportError:
            return None
    assert answer.status_code == 200, answer.text
    return answer.json()


async def shown(data: Path, scene: Scene) -> dict[str, Any]:
    """The record, once it is not behind; ledger, rows and record must agree."""
    async with open_rows(Settings(data=data)) as rows, asyncio.timeout(PATIENCE):
        while await rows.database.read(plans_behind):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.02)
        report = await verify(rows.database, rows.log)
        assert (report.faults, report.behind) == ([], [])
        return (await at_moment(rows.log, scene.record_id, utc_now(), ROOTS["record"])).data


async def settled(data: Path, scene: Scene, round: str) -> dict[str, Any]:
    """What the record shows of the round."""
    found: dict[str, Any] = (await shown(data, scene))["rounds"][round]
    return found


async def opened(data: Path, scene: Scene) -> str:
    server = Dying(data, None, is_whole=True)
    try:
        answer = await send(server, scene, "Anna", "vote.open", "open", question="?", items=ITEMS, dots=20)
        round = str(answer["events"][0]["data"]["round"])
        await send(server, scene, "Guest 0", "vote.cast", "first", round_id=round, dots={"opp_a": 13})
        return round
    finally:
        server.end()  # SIGKILL


@pytest.mark.parametrize("point", CASTING, ids=str)
async def test_a_kill_while_a_ballot_is_cast_loses_none(made: Scene, tmp_path: Path, point: Point):
    data = tmp_path / "data"
    shutil.copytree(made.folder, data)
    round = await opened(data, made)
    server = Dying(data, point, is_whole=True)
    try:
        server.arm()
        ballot = {"round_id": round, "dots": {"opp_b": 7}}
        await send(server, made, "Guest 1", "vote.cast", "cast", **ballot)
        assert await server.died() == -9
    finally:
        server.end()
    server = Dying(data, None, is_whole=True)
    try:
        await send(server, made, "Guest 1", "vote.cast", "cast", **ballot)
        await send(server, made, "Anna", "round.close", "close", round_id=round)
        result = json.loads((await settled(data, made, round))["result"])
    finally:
        server.end()
    assert [(one["id"], one["customer"]) for one in result["items"]] == [("opp_a", 13), ("opp_b", 7)]


@pytest.mark.parametrize("point", CLOSING, ids=str)
async def test_a_kill_while_a_round_closes_tallies_once_and_forgets(
    made: Scene, tmp_path: Path, point: Point
):
    data = tmp_path / "data"
    shutil.copytree(made.folder, data)
    round = await opened(data, made)
    assert CANARY.encode() in files(data)
    server = Dying(data, point, is_whole=True)
    try:
        server.arm()
        await send(server, made, "Anna", "round.close", "close", round_id=round)
        assert await server.died() == -9
    finally:
        server.end()
    server = Dying(data, None, is_whole=True)
    try:
        await send(server, made, "Anna", "round.close", "close", round_id=round)
        result = json.loads((await settled(data, made, round))["result"])
        assert CANARY.encode() not in files(data)
    finally:
        server.end()
    assert result["items"][0] == {"id": "opp_a", "supplier": 0, "customer": 13}
    async with open_rows(Settings(data=data)) as rows:
        assert await rows.database.read(sealed_rows.pending) == []


def files(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(data.iterdir()) if path.is_file())


async def test_two_hundred_ballots_at_once_are_tallied_right(tmp_path: Path):
    """Prints how long it took; what counts here is that each is counted."""
    scene = await made_scene(tmp_path, 200)
    server = Dying(tmp_path, None, is_whole=True)
    try:
        answer = await send(server, scene, "Anna", "vote.open", "open", question="?", items=ITEMS, dots=3)
        round = str(answer["events"][0]["data"]["round"])
        seconds = await cast_all(server, scene, round)
        await send(server, scene, "Anna", "round.close", "close", round_id=round)
        shown = await settled(tmp_path, scene, round)
    finally:
        server.end()
    result = {one["id"]: one["customer"] for one in json.loads(shown["result"])["items"]}
    assert result == {"opp_a": sum(n % 4 for n in range(200)), "opp_b": sum(3 - n % 4 for n in range(200))}
    assert shown["answered_customer"] == 200
    print(f"200 ballots in {seconds:.2f} s")


async def cast_all(server: Dying, scene: Scene, round: str) -> float:
    """Seconds from the first request to the last answer."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=server.origin, timeout=PATIENCE, limits=limits) as browser:

        async def one(number: int) -> None:
            cookie = scene.cookies[f"Guest {number}"]
            headers = {"origin": server.origin, "cookie": f"leitstern={cookie}"}
            dots = {"opp_a": number % 4, "opp_b": 3 - number % 4}
            body = {"id": "cast-" + str(number), "arguments": {"round_id": round, "dots": dots}}
            path = f"/plans/{scene.plan_id}/commands/vote.cast"
            answer = await browser.post(path, json=body, headers=headers)
            assert answer.status_code == 200, answer.text

        began = time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(200)))
        return time.perf_counter() - began


REVEALING = [
    Point("before", f"{SERVICE}:Commands.place"),
    Point("before", "leitstern.workshop.placed_ideas:_placed"),
    Point("before", "leitstern.workshop.placed_ideas:_add"),
]


@pytest.mark.parametrize("point", REVEALING, ids=str)
async def test_a_kill_at_the_reveal_places_every_idea_once(made: Scene, tmp_path: Path, point: Point):
    data = tmp_path / "data"
    shutil.copytree(made.folder, data)
    server = Dying(data, point, is_whole=True)
    try:
        asked = {"question": "?", "authorship": "named"}
        answer = await send(server, made, "Anna", "ideas.open", "open", **asked)
        round = str(answer["events"][0]["data"]["round"])
        await send(server, made, "Guest 0", "ideas.write", "write", round_id=round, text="One\nTwo")
        server.arm()
        await send(server, made, "Anna", "ideas.reveal", "reveal", round_id=round)
        assert await server.died() == -9
    finally:
        server.end()
    server = Dying(data, None, is_whole=True)
    try:
        await send(server, made, "Anna", "ideas.reveal", "reveal", round_id=round)
        ideas = json.loads((await settled(data, made, round))["result"])["ideas"]
    finally:
        server.end()
    async with open_rows(Settings(data=data)) as rows:
        past = await at_moment(rows.log, made.shared_id, utc_now(), ROOTS["shared"])
    assert {id: one["title"] for id, one in past.data["opportunities"].items()} == {
        idea["id"]: idea["text"] for idea in ideas
    }
    assert sorted(idea["text"] for idea in ideas) == ["One", "Two"]


ANSWERS = {"5": 9, "7": 2, "8": 7, "9": 10, "10": 3, "11": -1}


@pytest.mark.parametrize("point", [CASTING[2], CLOSING[1]], ids=str)
async def test_a_kill_during_a_double_blind_check_loses_no_answer(made: Scene, tmp_path: Path, point: Point):
    """Killed as the customer's answer arrives, or as the last company finishes."""
    data = tmp_path / "data"
    shutil.copytree(made.folder, data)
    is_answer = point is CASTING[2]
    server = Dying(data, point, is_whole=True)

    async def go_on(to: Dying, who: str, kind: str, **arguments: Any) -> None:
        await send(to, made, who, kind, f"{kind}-{who}".replace(" ", "-"), round_id=round, **arguments)

    try:
        opened = await send(server, made, "Anna", "check.open", "open")
        round = str(opened["events"][0]["data"]["round"])
        await go_on(server, "Anna", "check.answer", scores=ANSWERS)
        await go_on(server, "Anna", "check.finish")
        if not is_answer:
            await go_on(server, "Guest 0", "check.answer", scores=ANSWERS)
        server.arm()
        if is_answer:
            await go_on(server, "Guest 0", "check.answer", scores=ANSWERS)
        else:
            await go_on(server, "Guest 0", "check.finish")
        assert await server.died() == -9
    finally:
        server.end()
    server = Dying(data, None, is_whole=True)
    try:
        if is_answer:
            await go_on(server, "Guest 0", "check.answer", scores=ANSWERS)
        await go_on(server, "Guest 0", "check.finish")
        result = json.loads((await settled(data, made, round))["result"])
    finally:
        server.end()
    assert [one.get("customer") for one in result["statements"]] == [9, 2, 7, 10, 3, None]
    assert [one.get("supplier") for one in result["statements"]] == [9, 2, 7, 10, 3, None]
