"""The composition root: chooses the adapters, opens what they need, and builds the Starlette app.

The only file that names an adapter (SQLite, the memory bus). Everything else is handed its collaborators, so
tests build the same app on a temporary folder. Called by cli/ and tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp

from leitstern.access.admission import rehearse
from leitstern.access.limits import RateLimiter
from leitstern.access.sessions import cookie_name
from leitstern.access.tokens import Keyring
from leitstern.bus.memory import MemoryBus
from leitstern.errors import LeitsternError
from leitstern.live.endpoint import sync_route
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.rooms import Rooms
from leitstern.pages.attendance import admit_and_record
from leitstern.pages.error_pages import on_bug, on_foreign_origin, on_http_exception, on_leitstern_error
from leitstern.pages.rendering import Renderer
from leitstern.pages.routing import page_routes
from leitstern.pages.security import SameOrigin, SecurityHeaders
from leitstern.pages.services import Services
from leitstern.plan.generated import ROOTS, SHAPE_VERSION
from leitstern.resources import web_dir
from leitstern.settings import Settings
from leitstern.store.interfaces import Database, UpdateLog
from leitstern.store.sqlite import SqliteStore, open_sqlite

StartHook = Callable[[Services], Awaitable[None]]

_MAX_BODY = 64 << 10
"""Bytes of a request's body; the longest form holds a few hundred. Edits come over the wire."""


class LeitsternApp(Starlette):
    """Starlette with the security headers around everything, its own error answers included."""

    services: Services

    def build_middleware_stack(self) -> ASGIApp:
        return SecurityHeaders(super().build_middleware_stack(), self.services.origin)


@dataclass(frozen=True, slots=True)
class Rows:
    """What commands that run without the server need."""

    database: Database
    log: UpdateLog
    keys: Keyring


def create_app(
    settings: Settings, *, now: Callable[[], datetime] | None = None, on_start: StartHook | None = None
) -> LeitsternApp:
    """The app on `settings.data`. `on_start` runs when the rooms are up and before the first request.

    Raises StoreUnavailable when the data folder cannot be used.
    """
    store = open_sqlite(settings.data / "leitstern.db")
    services = _services(settings, store, now or utc_now)
    app = LeitsternApp(
        routes=[*page_routes(services.web), _sync_route(services)],
        middleware=[Middleware(SameOrigin, services.origin, on_foreign_origin)],
        exception_handlers={
            LeitsternError: on_leitstern_error,
            HTTPException: on_http_exception,
            Exception: on_bug,
        },
        lifespan=partial(_lifespan, services=services, store=store, on_start=on_start),
        max_body_size=_MAX_BODY,
    )
    app.router.redirect_slashes = False  # it would send a link's token on to whatever host was asked for
    app.services = services
    app.state.services = services
    app.state.renderer = Renderer(services.web)
    return app


@contextlib.asynccontextmanager
async def open_rows(settings: Settings) -> AsyncIterator[Rows]:
    """The rows of a data folder for a command, also beside a running server."""
    store = open_sqlite(settings.data / "leitstern.db")
    try:
        yield Rows(store.database, store.log, Keyring(secret_of(settings)))
    finally:
        await store.close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def secret_of(settings: Settings) -> bytes:
    """The configured key, or the one in the data folder, made there on first use for its owner alone."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data / "secret.key"
    with contextlib.suppress(FileExistsError):
        _write_secret(path)
    return path.read_bytes().strip()


def _write_secret(path: Path) -> None:
    """Whole or not at all: a second process must never read half a key."""
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()


def _sync_route(services: Services) -> WebSocketRoute:
    """The wire. Its Origin was checked by SameOrigin, which knows the address that browsers asked for."""
    return sync_route(services.rooms, partial(admit_and_record, services), cookie_name(services.is_secure))


def _services(settings: Settings, store: SqliteStore, now: Callable[[], datetime]) -> Services:
    metrics = Metrics()
    bus = MemoryBus()
    return Services(
        database=store.database,
        bus=bus,
        rooms=Rooms(store.log, bus, ROOTS, _limits(settings), metrics, SHAPE_VERSION),
        keys=Keyring(secret_of(settings)),
        limits=RateLimiter(is_on=settings.rate_limit == "on"),
        now=now,
        web=web_dir(),
        origin=settings.url,
        is_secure=settings.is_secure,
        session_days=settings.session_days,
        invitation_days=settings.invitation_days,
        registry=metrics.registry if settings.metrics == "on" else None,
        draining=asyncio.Event(),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        rated=settings.rate_limit == "on",
        max_message=settings.max_message_kb << 10,
        max_document=settings.max_document_mb << 20,
        idle_seconds=settings.idle_room_seconds,
        history_days=settings.history_days,
    )


@contextlib.asynccontextmanager
async def _lifespan(
    _app: Starlette, services: Services, store: SqliteStore, on_start: StartHook | None
) -> AsyncIterator[None]:
    """Everything that is opened here or in create_app is closed here, last opened first."""
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        stack.push_async_callback(services.bus.close)
        await services.rooms.start()
        stack.push_async_callback(services.rooms.close)
        await rehearse(services.database)
        if on_start is not None:
            await on_start(services)
        yield
