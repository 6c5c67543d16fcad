"""A real server process that kills itself (SIGKILL) at a chosen point of an edit.

The product is unaware of this: real methods are wrapped here, after the fork and before anything opens, and
SQLite gets a connection class that inspects each statement. A method that no longer exists fails the test
that names it. The fork server imports once, so that a process starts in about 20 ms.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial, wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from leitstern.app import create_app
from leitstern.live.limits import Limits
from leitstern.live.socket.transport import uvicorn_config
from leitstern.settings import Settings
from tests.patience import PATIENCE
from tests.wire.server import Quiet, serving

LIMITS = Limits(rated=False, idle_seconds=0.1, snapshot_updates=4, history_days=0)
"""Compacts and prunes after four updates, at the next run of a maintenance task that runs twenty times a
second.
"""


@dataclass(frozen=True)
class Point:
    """The crash point: `before` or `after` a method, or an SQL statement inside a method."""

    when: str
    method: str
    statement: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.when, self.statement.lower(), self.method.rpartition(":")[2])))


class Fuse:
    """Once armed, kills the process when the point is reached."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self.is_armed = threading.Event()
        self._depth = threading.local()

    def install(self) -> None:
        module_name, _, path = self.point.method.partition(":")
        class_name, _, name = path.rpartition(".")
        module = importlib.import_module(module_name)
        owner = getattr(module, class_name) if class_name else module
        real = getattr(owner, name)
        if self.point.statement:
            setattr(owner, name, self._marked(real))
            sqlite3.connect = partial(sqlite3.connect, factory=self._watched())  # type: ignore[assignment]
        elif inspect.iscoroutinefunction(real):
            setattr(owner, name, self._around_coroutine(real))
        else:
            setattr(owner, name, self._around(real))

    def burn(self, when: str) -> None:
        if when == self.point.when and self.is_armed.is_set():
            os.kill(os.getpid(), signal.SIGKILL)
            threading.Event().wait()

    def _around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        def wrapped(*args: Any, **named: Any) -> Any:
            self.burn("before")
            result = real(*args, **named)
            self.burn("after")
            return result

        return wrapped

    def _around_coroutine(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        async def wrapped(*args: Any, **named: Any) -> Any:
            self.burn("before")
            result = await real(*args, **named)
            self.burn("after")
            return result

        return wrapped

    def _marked(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Marks this thread as inside the method, so that only its statements count."""

        @wraps(real)
        def wrapped(*args: Any, **named: Any) -> Any:
            self._depth.inside = True
            try:
                return real(*args, **named)
            finally:
                self._depth.inside = False

        return wrapped

    def _watched(self) -> type[sqlite3.Connection]:
        fuse = self

        class Watched(sqlite3.Connection):
            def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
                return fuse._statement(sql, super().execute, args)

            def executemany(self, sql: str, *args: Any) -> sqlite3.Cursor:
                return fuse._statement(sql, super().executemany, args)

        return Watched

    def _statement(self, sql: str, run: Callable[..., sqlite3.Cursor], args: tuple[Any, ...]) -> Any:
        is_it = sql.startswith(self.point.statement) and getattr(self._depth, "inside", False)
        if is_it:
            self.burn("before")
        cursor = run(sql, *args)
        if is_it:
            self.burn("after")
        return cursor


class Dying:
    """The test's handle: a server that listens, and is armed when the test says so."""

    def __init__(self, data: Path, point: Point | None, *, is_whole: bool = False) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.crash_server"])
        self._control, theirs = context.Pipe()
        self.process = context.Process(target=_run, args=(data, point, is_whole, theirs), daemon=True)
        self.process.start()
        theirs.close()
        assert self._control.poll(PATIENCE), "the server did not start"
        self.origin = f"http://127.0.0.1:{self._control.recv()}"
        self.url = f"{self.origin.replace('http', 'ws', 1)}/sync"

    def arm(self) -> None:
        self._control.send("arm")
        assert self._control.poll(PATIENCE) and self._control.recv() == "armed"

    async def died(self) -> int:
        """The exit code; -9 when the point was reached."""
        await asyncio.to_thread(self.process.join, PATIENCE)
        code = self.process.exitcode
        assert code is not None, "the point was not reached"
        return code

    def end(self) -> None:
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join(PATIENCE)
        self.process.close()
        self._control.close()


def _run(data: Path, point: Point | None, is_whole: bool, control: Connection) -> None:
    """Entry point of the process."""
    fuse = None if point is None else Fuse(point)
    if fuse is not None:
        fuse.install()
    asyncio.run(_serve(data, fuse, is_whole, control))


@asynccontextmanager
async def _whole(data: Path) -> AsyncIterator[int]:
    """The app as `leitstern serve` runs it; its port."""
    config = uvicorn_config(create_app(Settings(data=data, rate_limit="off")), "127.0.0.1", 0)
    server = Quiet(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
        if task.done():
            task.result()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


@asynccontextmanager
async def _rooms(data: Path) -> AsyncIterator[int]:
    async with serving(data, LIMITS) as running:
        yield running.port


async def _serve(data: Path, fuse: Fuse | None, is_whole: bool, control: Connection) -> None:
    async with _whole(data) if is_whole else _rooms(data) as port:
        control.send(port)
        while True:
            try:
                await asyncio.to_thread(control.recv)
            except EOFError:
                return
            if fuse is not None:
                fuse.is_armed.set()
            control.send("armed")
