"""A server with only rooms, for tests: real sockets, real SQLite, an `admit` that trusts the cookie.

Runs in a test's own loop (`serving`), or as a process that can be killed: `python tests/wire/server.py DATA`.
The cookie is participant.role.session; the only document of each kind is doc_KIND.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from leitstern.bus.in_memory import InMemoryBus
from leitstern.errors import Forbidden, NotFound, NotSignedIn
from leitstern.http_support.security import SameOrigin
from leitstern.live.limits import Limits
from leitstern.live.node.rooms import Rooms
from leitstern.live.room.room import Room
from leitstern.live.socket.endpoint import sync_route
from leitstern.live.socket.transport import uvicorn_config
from leitstern.store.interfaces import UpdateLog
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import Account, Document, Member, Plan, Workspace

KINDS = ("shared", "supplier", "customer", "record")
ROOTS = {
    "shared": {
        "title": "text",
        "notes": "text",
        "opportunities": "map",
        "list": "array",
        "story": "xml",
        "meta": "map",
    },
    "supplier": {"notes": "text"},
    "customer": {"notes": "text"},
    "record": {"participants": "map"},
}
ORIGIN = "http://test.example"


@dataclass(frozen=True)
class Admission:
    document_id: str
    kind: str
    participant_id: str
    session_id: str
    role: str
    side: str = "supplier"
    name: str = "Anna Berg"
    newcomers_link: str = ""
    ends_at: datetime | None = None

    @property
    def may_write(self) -> bool:
        return self.role == "editor" and self.kind != "record"


@dataclass
class Door:
    """A fake of access/: roles and removals can change while people are connected."""

    roles: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    admission: Callable[[str | None, str], Awaitable[Admission]] | None = None
    """Replaces the default admission when a test sets it."""

    async def open(self, cookie: str | None, document_id: str) -> Admission:
        return await (self.admission or self.admit)(cookie, document_id)

    async def admit(self, cookie: str | None, document_id: str) -> Admission:
        if not cookie:
            raise NotSignedIn
        participant, role, session = cookie.split(".")
        if document_id not in {f"doc_{kind}" for kind in KINDS}:
            raise NotFound
        if participant in self.removed:
            raise Forbidden
        kind = document_id.removeprefix("doc_")
        return Admission(document_id, kind, participant, session, self.roles.get(participant, role))


def seed(session: Session) -> None:
    """Creates one plan with its four documents unless it exists."""
    if session.get(Document, "doc_shared") is not None:
        return
    now = datetime.now(UTC)
    for row in (
        Workspace(id="w", name="Nordlicht", created_at=now),
        Member(id="m", workspace_id="w", email="a@example.com", name="Anna", created_at=now),
        Account(id="a", workspace_id="w", name="Halbmond", created_at=now),
        Plan(id="p", account_id="a", title="Plan", created_by="m", created_at=now),
        *(Document(id=f"doc_{kind}", plan_id="p", kind=kind) for kind in KINDS),
    ):
        session.add(row)
        session.flush()


@dataclass
class Running:
    """A listening server, and its parts for the test to inspect."""

    port: int
    rooms: Rooms
    bus: InMemoryBus
    door: Door
    store: SqliteStore
    server: uvicorn.Server

    def room(self) -> Room:
        """The room of the shared document, which must be in memory."""
        room = self.rooms.resident("doc_shared")
        assert room is not None
        return room

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/sync"


class Quiet(uvicorn.Server):
    """Does not replace the test's signal handlers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _no_page(_: Request) -> Response:
    return PlainTextResponse("no pages here", 403)


@asynccontextmanager
async def serving(
    data: Path,
    limits: Limits | None = None,
    log: Callable[[UpdateLog], UpdateLog] = lambda log: log,
    port: int = 0,
    **options: Any,
) -> AsyncIterator[Running]:
    """Runs a server in this event loop. `log` may wrap the store's update log."""
    store = open_sqlite(data / "leitstern.db")
    await store.database.write(seed)
    bus, door = InMemoryBus(), Door()
    rooms = Rooms(log(store.log), bus, ROOTS, limits or Limits())
    await rooms.start()
    app = Starlette(
        routes=[sync_route(rooms, door.open)], middleware=[Middleware(SameOrigin, ORIGIN, _no_page)]
    )
    server = Quiet(uvicorn_config(app, "127.0.0.1", port, lifespan="off", **options))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
        if task.done():
            task.result()
    running = Running(server.servers[0].sockets[0].getsockname()[1], rooms, bus, door, store, server)
    try:
        yield running
    finally:
        server.should_exit = True
        await task
        await rooms.drain(2)
        await rooms.close()
        await bus.close()
        await store.close()


async def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--unrated", action="store_true")
    arguments = parser.parse_args()
    limits = Limits(rated=not arguments.unrated)
    async with serving(arguments.data, limits, port=arguments.port) as running:
        print(json.dumps({"port": running.port}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    import uvloop

    uvloop.run(_main())
