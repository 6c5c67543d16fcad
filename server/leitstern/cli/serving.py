"""Runs one server on one data folder until it is told to stop.

The socket is bound before anything is opened, the folder is locked for this process, the ready line comes
when the socket listens, and at the end the rooms finish before anybody hangs up. Called by main.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import logging
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

import uvicorn

from leitstern.app import LeitsternApp, StartHook, create_app
from leitstern.cli.errors import CommandFailed
from leitstern.cli.loglines import JsonLines
from leitstern.errors import LeitsternError
from leitstern.live.transport import uvicorn_config
from leitstern.pages.services import Services
from leitstern.settings import Settings, unknown_variables

_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """uvicorn, which says when it listens, and lets the rooms finish before it hangs up."""

    def __init__(self, config: uvicorn.Config, app: LeitsternApp, started: _Start) -> None:
        super().__init__(config)
        self._app = app
        self._start = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._start.failure is not None:
            self.should_exit = True
        elif self.started:
            gc.freeze()  # what is there now stays to the end: looking through it takes 25 ms a time
            self._start.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        services = self._app.services
        services.draining.set()
        await services.rooms.drain(self._start.drain_seconds)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A stop in good order is no failure: the signal is not raised again. A second hurries nothing."""
        self.should_exit = True


@dataclass(slots=True)
class _Start:
    """What is to be done before the first request, and what became of it."""

    prepare: StartHook
    ready: Callable[[], None]
    drain_seconds: float
    failure: LeitsternError | None = None

    async def run(self, services: Services) -> None:
        """Keeps a deliberate error for `run` to raise: inside the lifespan it would only be logged."""
        try:
            await self.prepare(services)
        except LeitsternError as error:
            self.failure = error


def run(settings: Settings, prepare: StartHook, ready: Callable[[Settings], None]) -> None:
    """Listens, prepares, serves until told to stop. Raises CommandFailed, and what `prepare` raised."""
    _configure_logging(settings.log_level)
    for name in unknown_variables():
        _log.warning("%s is no setting and was ignored", name)
    _allow_connections()
    with _sole_use_of(settings), _listening(settings) as listener:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        start = _Start(prepare, lambda: ready(settings), settings.drain_seconds)
        app = create_app(settings, on_start=start.run)
        config = uvicorn_config(app, settings.host, settings.port, settings.max_message_kb << 10)
        Server(config, app, start).run(sockets=[listener])
    if start.failure is not None:
        raise start.failure


def _allow_connections() -> None:
    """Every browser is a descriptor, and the usual soft limit of 1,024 is less than the system grants."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _configure_logging(level: str) -> None:
    """To standard error, without an access log: paths carry tokens."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler])
    for chatty in ("websockets", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextlib.contextmanager
def _sole_use_of(settings: Settings) -> Iterator[None]:
    """One server a data folder: two writers of one log would overtake each other."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(settings.data / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CommandFailed(f"cannot use the data folder: {error}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise CommandFailed(f"another server is using {settings.data}") from error
    finally:
        os.close(lock)


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The bound socket; bound first, so that a taken port is told before anything is opened."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise CommandFailed(
                f"cannot listen on {settings.host}:{settings.port}: {error.strerror}"
            ) from error
        yield listener
