"""Runs one server on one data folder until it is stopped.

Binds the socket before it opens anything, locks the folder, and prints the ready line when the socket
listens. On shutdown the rooms finish their commits before connections close. Called by commands.py.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

import uvicorn

from leitstern.app import LeitsternApp, StartHook, create_app
from leitstern.cli.errors import CommandFailed
from leitstern.cli.folder_lock import sole_use_of
from leitstern.cli.json_logging import JsonLines
from leitstern.errors import LeitsternError
from leitstern.http_support.services import Services
from leitstern.live.socket.transport import uvicorn_config
from leitstern.settings import Settings, unknown_variables

_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """uvicorn that reports when it listens, and drains the rooms before it closes connections."""

    def __init__(self, config: uvicorn.Config, app: LeitsternApp, started: _Start) -> None:
        super().__init__(config)
        self._app = app
        self._start = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._start.failure is not None:
            self.should_exit = True
        elif self.started:
            gc.freeze()  # long-lived objects; visiting them takes 25 ms per full collection
            self._start.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        services = self._app.services
        services.draining.set()
        await services.rooms.drain(self._start.drain_seconds)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Does not raise the signal again, as uvicorn does, because a clean stop is no failure. Ignores a
        second signal.
        """
        self.should_exit = True


@dataclass(slots=True)
class _Start:
    """Work to do before the first request, and its error."""

    prepare: StartHook
    ready: Callable[[], None]
    drain_seconds: float
    failure: LeitsternError | None = None

    async def run(self, services: Services) -> None:
        """Stores the error for `run` to raise, because inside the lifespan it would only be logged."""
        try:
            await self.prepare(services)
        except LeitsternError as error:
            self.failure = error


def run(settings: Settings, prepare: StartHook, ready: Callable[[Settings], None]) -> None:
    """Listens, prepares, and serves until it is stopped. Raises CommandFailed, and what `prepare` raised."""
    _configure_logging(settings.log_level)
    for name in unknown_variables():
        _log.warning("%s is no setting and was ignored", name)
    _allow_connections()
    with sole_use_of(settings), _listening(settings) as listener:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        start = _Start(prepare, lambda: ready(settings), settings.drain_seconds)
        app = create_app(settings, on_start=start.run)
        config = uvicorn_config(
            *(app, settings.host, settings.port, settings.max_message_kb << 10),
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies,
        )
        Server(config, app, start).run(sockets=[listener])
    if start.failure is not None:
        raise start.failure


def _allow_connections() -> None:
    """Raises the soft limit of open files (usually 1,024) to the hard one: each browser needs one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _configure_logging(level: str) -> None:
    """Logs to standard error. No access log, because paths contain tokens."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler])
    for chatty in ("websockets", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The bound socket. Bound first, so that a port in use is reported before anything is opened."""
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
