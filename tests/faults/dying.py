"""A real server in a process of its own that kills itself (SIGKILL) at a chosen point of an edit's life.

The product knows nothing of this: real methods are wrapped here, after the fork and before anything is
opened, and SQLite is given a connection class that looks at each statement. A method that is gone fails the
test that names it. The fork server imports once, so that a process starts in some 20 ms.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from leitstern.live.limits import Limits
from tests.patience import PATIENCE
from tests.wire.server import serving

LIMITS = Limits(rated=False, idle_seconds=0.1, snapshot_updates=4, history_days=0)
"""Compacts and prunes after four updates, at the next look of a keeper that looks twenty times a second."""


@dataclass(frozen=True)
class Point:
    """Where to die: `before` or `after` a method, or before or after an SQL statement while in a method."""

    when: str
    method: str
    statement: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.when, self.statement.lower(), self.method.rpartition(":")[2])))


class Fuse:
    """Once armed, the next time the point is passed is the end."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self.is_armed = threading.Event()
        self._depth = threading.local()

    def install(self) -> None:
        module_name, _, path = self.point.method.partition(":")
        class_name, _, name = path.partition(".")
        owner = getattr(importlib.import_module(module_name), class_name)
        real = getattr(owner, name)
        if self.point.statement:
            setattr(owner, name, self._marked(real))
            sqlite3.connect = partial(sqlite3.connect, factory=self._watched())  # type: ignore[assignment]
        elif asyncio.iscoroutinefunction(real):
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
        """Notes that this thread is inside the method, so that only its statements count."""

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
    """The test's end: a server that listens, and is armed when the test says so."""

    def __init__(self, data: Path, point: Point | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.dying"])
        self._control, theirs = context.Pipe()
        self.process = context.Process(target=_run, args=(data, point, theirs), daemon=True)
        self.process.start()
        theirs.close()
        assert self._control.poll(PATIENCE), "the server did not start"
        self.url = f"ws://127.0.0.1:{self._control.recv()}/sync"

    def arm(self) -> None:
        self._control.send("arm")
        assert self._control.poll(PATIENCE) and self._control.recv() == "armed"

    async def died(self) -> int:
        """Its exit code; -9 when the point was reached."""
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


def _run(data: Path, point: Point | None, control: Connection) -> None:
    """The process."""
    fuse = None if point is None else Fuse(point)
    if fuse is not None:
        fuse.install()
    asyncio.run(_serve(data, fuse, control))


async def _serve(data: Path, fuse: Fuse | None, control: Connection) -> None:
    async with serving(data, LIMITS) as running:
        control.send(running.port)
        while True:
            try:
                await asyncio.to_thread(control.recv)
            except EOFError:
                return
            if fuse is not None:
                fuse.is_armed.set()
            control.send("armed")
