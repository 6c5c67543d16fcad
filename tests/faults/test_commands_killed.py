"""Killed between every two steps of a command: after the next start, ledger, rows and record agree again.

For each point a server dies there, is started again on the same data, and gets the same command again, as a
browser sends it whose answer was lost. It is then carried out once, whether it was committed before or not.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc

from leitstern.access import members
from leitstern.app import create_app, open_rows
from leitstern.clock import utc_now
from leitstern.commands import ledger
from leitstern.commands.projector import plans_behind
from leitstern.commands.verify import Report, verify
from leitstern.live.history.past_states import at_moment
from leitstern.plan.edits import add_record
from leitstern.plan.generated import ROOTS
from leitstern.settings import Settings
from tests.faults.crash_server import Dying, Point
from tests.pages.people import Clock, House
from tests.patience import PATIENCE

SERVICE = "leitstern.commands.service"
PROJECTOR = "leitstern.commands.projector"
LOG = "leitstern.store.sqlite_log:SqliteLog"

NOT_COMMITTED = [Point("before", f"{SERVICE}:execute"), Point("after", f"{SERVICE}:execute")]
COMMITTED = [
    Point("before", f"{PROJECTOR}:Projector.mark"),
    Point("after", f"{PROJECTOR}:Projector.mark"),
    Point("before", f"{SERVICE}:publish"),
    Point("before", f"{PROJECTOR}:Projector._project"),
    Point("before", f"{LOG}._append", "BEGIN"),
    Point("before", f"{LOG}._append", "COMMIT"),
    Point("after", f"{LOG}._append", "COMMIT"),
    Point("before", f"{PROJECTOR}:_note_shown"),
    Point("after", f"{PROJECTOR}:_note_shown"),
]


@dataclass(frozen=True)
class Scene:
    """A plan with Anna, a colleague, and two guests of one link; and the cookie of Anna's browser."""

    folder: Path
    workspace_id: str
    plan_id: str
    record_id: str
    cookie: str
    guests_cookie: str
    """Claire's, of the customer's side."""
    ids: dict[str, str]
    """Participants by name, and "link" and "Tom Reuter's membership"."""


@dataclass(frozen=True)
class Asked:
    """A command, and how the participants look afterwards, as (name, role, removed)."""

    kind: str
    arguments: dict[str, str]
    expected: dict[str, tuple[str, str, bool]]
    is_word: bool = False
    """Whether it is the customer's word on the statement, which Claire gives."""


CLAIM, STATEMENT = "clm_1", "Wendelin kauft zentral ein."
BEFORE = {name: (name, "editor", False) for name in ("Anna Berg", "Tom Reuter", "Claire Martin", "Dora Lind")}


def asked(kind: str, scene: Scene) -> Asked:
    ids, claire = scene.ids, "Claire Martin"
    match kind:
        case "participant.set_role":
            arguments = {"participant_id": ids[claire], "role": "viewer"}
            changed = {claire: (claire, "viewer", False)}
        case "participant.rename":
            arguments = {"name": "Anna Berg-Lund"}
            changed = {"Anna Berg": ("Anna Berg-Lund", "editor", False)}
        case "invitation.revoke":
            arguments = {"invitation_id": ids["link"]}
            changed = {name: (name, "editor", True) for name in (claire, "Dora Lind")}
        case "claim.confirm":
            return Asked(kind, {"claim_id": CLAIM, "text": STATEMENT}, BEFORE, is_word=True)
        case _:
            arguments = {"member_id": ids["membership"]}
            changed = {"Tom Reuter": ("Tom Reuter", "editor", True)}
    return Asked(kind, arguments, BEFORE | changed)


KINDS = ("participant.set_role", "participant.rename", "invitation.revoke", "member.remove", "claim.confirm")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Made once, by the forms that people use."""
    return asyncio.run(_make(tmp_path_factory.mktemp("scene")))


async def _make(folder: Path) -> Scene:
    clock = Clock()
    clock.at = utc_now()
    app = create_app(Settings(data=folder), now=clock)
    async with app.router.lifespan_context(app):
        house = House(app, clock)
        await house.fill("")
        membership = await house.write(
            lambda s: members.add(
                s, house.workspace_id, name="Tom Reuter", email="tom@nordlicht.example", now=clock()
            )
        )
        anna = await house.member()
        host, house.member_id = house.member_id, membership
        await (await house.member()).get(house.plan_path)
        house.member_id = host
        path = await house.invite()
        claire, _ = [await house.guest(path, name) for name in ("Claire Martin", "Dora Lind")]
        await house.services.rooms.edit(house.plan.documents["shared"], "server", _write_statement)
        shown = await house.participants()
        link = await house.write(lambda s: ledger.entries(s, house.plan.plan_id))
        (invitation,) = [e for entry in link for e in entry.events if e.kind == "invitation.created"]
        ids = {str(one["name"]): id for id, one in shown.items()}
        ids |= {"link": str(invitation.data["invitation"]), "membership": membership}
        cookie = f"leitstern={anna.http.cookies['leitstern']}"
        record_id = house.plan.documents["record"]
        guests_cookie = f"leitstern={claire.http.cookies['leitstern']}"
        return Scene(folder, house.workspace_id, house.plan.plan_id, record_id, cookie, guests_cookie, ids)


def _write_statement(doc: Doc[Any]) -> None:
    add_record(doc, "claims", {"text": STATEMENT}, CLAIM)


@pytest.fixture
def data(made: Scene, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(made.folder, folder)
    return folder


async def send(origin: str, scene: Scene, wish: Asked, id: str) -> int:
    """The status of the answer; 0 when the server was gone before it."""
    headers = {"origin": origin, "cookie": scene.guests_cookie if wish.is_word else scene.cookie}
    async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=PATIENCE) as browser:
        try:
            if wish.kind.startswith("member."):
                return await _send_form(browser, wish, id)
            body = {"id": id, "arguments": wish.arguments}
            path = f"/plans/{scene.plan_id}/commands/{wish.kind}"
            return (await browser.post(path, json=body)).status_code
        except httpx.TransportError:
            return 0


async def _send_form(browser: httpx.AsyncClient, wish: Asked, id: str) -> int:
    """As the list of members sends it, before Tom was removed or after."""
    page = (await browser.get("/members")).text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    path = f"/members/{wish.arguments['member_id']}/remove"
    return (await browser.post(path, data={"form_token": token, "command_id": id})).status_code


@asynccontextmanager
async def restarted(data: Path) -> AsyncIterator[str]:
    server = Dying(data, None, is_whole=True)
    try:
        yield server.origin
    finally:
        server.end()


async def inspected(data: Path) -> Report:
    async with open_rows(Settings(data=data)) as rows:
        return await verify(rows.database, rows.log)


async def until_shown(data: Path) -> None:
    """Until no record is behind, seen from outside the server."""
    async with open_rows(Settings(data=data)) as rows, asyncio.timeout(PATIENCE):
        while await rows.database.read(plans_behind):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.02)


async def recorded(data: Path, scene: Scene) -> dict[str, tuple[str, str, bool]]:
    names = {id: name for name, id in scene.ids.items()}
    async with open_rows(Settings(data=data)) as rows:
        past = await at_moment(rows.log, scene.record_id, utc_now(), ROOTS["record"])
    found: dict[str, dict[str, Any]] = past.data["participants"]
    return {names[id]: (one["name"], one["role"], one["removed"]) for id, one in found.items()}


async def words_of(data: Path, scene: Scene) -> dict[str, tuple[str, str, str]]:
    """The words that the record shows: verdict, text, and whose it is."""
    async with open_rows(Settings(data=data)) as rows:
        past = await at_moment(rows.log, scene.record_id, utc_now(), ROOTS["record"])
    found: dict[str, dict[str, Any]] = past.data["words"]
    return {id: (one["verdict"], one["text"], one["by"]) for id, one in found.items()}


async def entries_of(data: Path, scene: Scene, command_id: str) -> list[str]:
    """In which ledgers the command stands."""
    async with open_rows(Settings(data=data)) as rows:
        scopes = await rows.database.read(ledger.scopes)
        found = [await rows.database.read(lambda s, of=of: ledger.entries(s, of)) for of in scopes]  # type: ignore[misc]
    return sorted(entry.scope for one in found for entry in one if entry.command_id == command_id)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("point", NOT_COMMITTED + COMMITTED, ids=str)
async def test_a_killed_command_heals_by_itself_and_its_repeat_is_the_same_command(
    made: Scene, data: Path, point: Point, kind: str
):
    wish = asked(kind, made)
    server = Dying(data, point, is_whole=True)
    try:
        server.arm()
        await send(server.origin, made, wish, "once")
        assert await server.died() == -9
    finally:
        server.end()
    report = await inspected(data)
    assert report.faults == [], "rows and ledger are one transaction"
    is_committed = point in COMMITTED
    words = {CLAIM: ("confirmed", STATEMENT, made.ids["Claire Martin"])} if wish.is_word else {}
    scopes = [made.plan_id, *([made.workspace_id] if kind.startswith("member.") else [])]
    assert await entries_of(data, made, "once") == (sorted(scopes) if is_committed else [])
    async with restarted(data) as origin:
        if is_committed:
            await until_shown(data)
            assert await recorded(data, made) == wish.expected, "healed before anybody asked again"
            assert await words_of(data, made) == words
        assert await send(origin, made, wish, "once") in (200, 303)
        await until_shown(data)
    assert await recorded(data, made) == wish.expected
    assert await words_of(data, made) == words
    assert await entries_of(data, made, "once") == sorted(scopes)
    report = await inspected(data)
    assert (report.faults, report.behind) == ([], [])
