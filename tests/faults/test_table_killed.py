"""Killed between every two steps of putting an item on the table and of taking it back.

The item is then in exactly one of the two documents, with its words, and the ledger and the rows agree. The
same command, sent again after the restart, is carried out once.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc

from leitstern.app import create_app, open_rows
from leitstern.clock import utc_now
from leitstern.commands.verify import verify
from leitstern.live.history.past_states import at_moment
from leitstern.plan.edits import add_record
from leitstern.plan.generated import ROOTS, DocumentKind
from leitstern.settings import Settings
from tests.faults.crash_server import Dying, Point
from tests.faults.test_commands_killed import until_shown
from tests.pages.people import Clock, House
from tests.patience import PATIENCE

TABLING = "leitstern.commands.tabling"
LOG = "leitstern.store.sqlite_log:SqliteLog"

NOT_COMMITTED = [
    Point("before", "leitstern.live.document.document:Document.apply_alone"),
    Point("after", "leitstern.live.document.document:Document.apply_alone"),
    Point("before", f"{TABLING}:execute"),
    Point("after", f"{TABLING}:execute"),
    Point("before", f"{LOG}.append_within"),
    Point("after", f"{LOG}.append_within"),
]
COMMITTED = [
    Point("before", "leitstern.live.room.room:Room.committed"),
    Point("before", "leitstern.live.node.joint_edit:JointEdit.succeed"),
    Point("after", "leitstern.commands.projector:Projector.mark"),
    Point("before", "leitstern.commands.projector:Projector._project"),
]
WORDS = "Kanarienvogel im Schrank"


@dataclass(frozen=True)
class Scene:
    folder: Path
    plan_id: str
    documents: dict[DocumentKind, str]
    cookie: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scene]:
    """With a private item, and with the same item on the table."""
    folder = tmp_path_factory.mktemp("table")
    return asyncio.run(_make(folder / "private", folder / "shared"))


def draft(doc: Doc) -> None:
    add_record(doc, "opportunities", {"title": WORDS}, "opp_1", document="supplier")


async def _make(private: Path, shared: Path) -> dict[str, Scene]:
    clock = Clock()
    clock.at = utc_now()
    app = create_app(Settings(data=private), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        await house.fill("")
        anna = await house.member()
        await anna.get(house.plan_path)
        await house.guest()
        await house.services.rooms.edit(house.plan.documents["supplier"], "par_x", draft)
        await house.participants()
        cookie = f"leitstern={anna.http.cookies['leitstern']}"
        scene = Scene(private, house.plan.plan_id, dict(house.plan.documents), cookie)
    shutil.copytree(private, shared)
    server = Dying(shared, None, is_whole=True)
    try:
        assert await send(server.origin, scene, "put_on_table", "first") == 200
        await until_shown(shared)
    finally:
        server.end()
    return {"put_on_table": scene, "take_back": Scene(shared, scene.plan_id, scene.documents, cookie)}


async def send(origin: str, scene: Scene, name: str, id: str) -> int:
    """The status of the answer; 0 when the server was gone before it."""
    arguments = {"item_id": "opp_1"} | ({"kind": "opportunities"} if name == "put_on_table" else {})
    headers = {"origin": origin, "cookie": scene.cookie}
    async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=PATIENCE) as browser:
        path = f"/plans/{scene.plan_id}/commands/item.{name}"
        try:
            return (await browser.post(path, json={"id": id, "arguments": arguments})).status_code
        except httpx.TransportError:
            return 0


async def places(data: Path, scene: Scene) -> dict[str, Any]:
    """The documents that hold the item, with its title."""
    found: dict[str, Any] = {}
    async with open_rows(Settings(data=data)) as rows:
        kinds: tuple[DocumentKind, ...] = ("shared", "supplier")
        for kind in kinds:
            past = await at_moment(rows.log, scene.documents[kind], utc_now(), ROOTS[kind])
            item = past.data["opportunities"].get("opp_1")
            if item and not item.get("removed_at"):
                found[kind] = item["title"]
        report = await verify(rows.database, rows.log)
    assert report.faults == [], "documents, rows and ledger are one transaction"
    return found


@pytest.mark.parametrize("name", ["put_on_table", "take_back"])
@pytest.mark.parametrize("point", NOT_COMMITTED + COMMITTED, ids=str)
async def test_a_killed_move_leaves_the_item_in_one_place_and_is_repeated_once(
    made: dict[str, Scene], tmp_path: Path, point: Point, name: str
):
    scene, data = made[name], tmp_path / "data"
    shutil.copytree(scene.folder, data)
    before, after = {"supplier": WORDS}, {"shared": WORDS}
    if name == "take_back":
        before, after = after, before
    server = Dying(data, point, is_whole=True)
    try:
        server.arm()
        await send(server.origin, scene, name, "once")
        assert await server.died() == -9
    finally:
        server.end()
    assert await places(data, scene) == (after if point in COMMITTED else before)
    server = Dying(data, None, is_whole=True)
    try:
        assert await send(server.origin, scene, name, "once") == 200
        await until_shown(data)
    finally:
        server.end()
    assert await places(data, scene) == after
