"""The composition root: chooses the adapters, opens what they need, and builds the Starlette app.

The only file that names an adapter (SQLite, the in-memory bus). Everything else gets its collaborators as
arguments, so tests build the same app on a temporary folder. Called by cli/ and tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp

from leitstern.access.admission import Admission, as_seen_from, warm_up
from leitstern.access.passwords import Passwords
from leitstern.access.rate_limiter import RateLimiter
from leitstern.access.sessions import SessionLife, cookie_name
from leitstern.access.tokens import Keyring
from leitstern.bus.in_memory import InMemoryBus
from leitstern.clock import utc_now
from leitstern.commands.command_box import CommandBox
from leitstern.commands.erasure import ErasureJob
from leitstern.commands.joining import admit_to_document
from leitstern.commands.projector import Projector
from leitstern.commands.service import Commands
from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.http_support.error_pages import (
    on_bug,
    on_foreign_origin,
    on_http_exception,
    on_leitstern_error,
)
from leitstern.http_support.guessing import SocketGuard
from leitstern.http_support.rendering import Renderer
from leitstern.http_support.security import SameOrigin, SecurityHeaders
from leitstern.http_support.services import Services
from leitstern.live.history.change_feed import ChangeFeeds
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.node.rooms import Rooms
from leitstern.live.socket.endpoint import sync_route
from leitstern.pages.routes import page_routes
from leitstern.plan.generated import ROOTS, SHAPE_VERSION
from leitstern.plan.migrations import migrate
from leitstern.projections.assessment_job import AssessmentJob
from leitstern.projections.bin_job import BinJob
from leitstern.projections.plan_views import PlanViews
from leitstern.projections.summary_projector import SummaryProjector
from leitstern.resources import web_dir
from leitstern.settings import Settings
from leitstern.store.interfaces import Database, UpdateLog
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.workshop.placed_ideas import place_ideas
from leitstern.workshop.registration import register_workshop

register_workshop()

StartHook = Callable[[Services], Awaitable[None]]

_SHORTEST_KEY = 16
"""Bytes. A shorter file was cut off, or was never a key."""

_MAX_BODY = 64 << 10
"""Bytes of a request's body. The longest form has a few hundred; edits use the WebSocket."""


class LeitsternApp(Starlette):
    """Starlette with security headers on every response, including its own error responses."""

    services: Services
    summaries: SummaryProjector
    assessment_job: AssessmentJob
    bin_job: BinJob
    erasure_job: ErasureJob

    def build_middleware_stack(self) -> ASGIApp:
        return SecurityHeaders(super().build_middleware_stack(), self.services.origin)


@dataclass(frozen=True, slots=True)
class Rows:
    """What CLI commands need that work without the server."""

    database: Database
    log: UpdateLog
    keys: Keyring


def create_app(
    settings: Settings, *, now: Callable[[], datetime] | None = None, on_start: StartHook | None = None
) -> LeitsternApp:
    """The app on `settings.data`. `on_start` runs when the rooms are up and before the first request.

    Raises StoreUnavailable when the data folder cannot be used.
    """
    keys = Keyring(secret_of(settings))
    store = open_sqlite(settings.data / "leitstern.db")
    services = _services(settings, store, keys, now or utc_now)
    app = LeitsternApp(
        routes=[*page_routes(services.web), _sync_route(services)],
        middleware=[Middleware(SameOrigin, services.origin, on_foreign_origin)],
        exception_handlers={
            LeitsternError: on_leitstern_error,
            HTTPException: on_http_exception,
            Exception: on_bug,
        },
        lifespan=partial(_lifespan, store=store, on_start=on_start),
        max_body_size=_MAX_BODY,
    )
    app.router.redirect_slashes = False  # redirects would send link tokens to any host
    app.services = services
    app.summaries = SummaryProjector(services.database, services.views, services.now)
    app.bin_job = BinJob(services.database, services.rooms, services.now)
    months = settings.assessment_months
    app.assessment_job = AssessmentJob(services.database, services.rooms, services.now, months)
    app.erasure_job = ErasureJob(services.database, services.now)
    app.state.services = services
    app.state.renderer = Renderer(services.web)
    return app


@contextlib.asynccontextmanager
async def open_rows(settings: Settings) -> AsyncIterator[Rows]:
    """Opens the database of a data folder for a CLI command, also beside a running server."""
    keys = Keyring(secret_of(settings))
    store = open_sqlite(settings.data / "leitstern.db")
    try:
        yield Rows(store.database, store.log, keys)
    finally:
        await store.close()


def secret_of(settings: Settings) -> bytes:
    """The configured key, or the one in the data folder, which is created on first use.

    Raises StoreUnavailable when the file cannot be read or holds too little to be a key.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data / "secret.key"
    try:
        with contextlib.suppress(FileExistsError):
            _write_secret(path)
        with contextlib.suppress(OSError):  # of another user who lets us read
            path.chmod(0o600)
        key = path.read_bytes().strip(b"\0 \r\n\t")
    except OSError as error:
        raise StoreUnavailable(f"{path}: {error.strerror}") from error
    if len(key) < _SHORTEST_KEY:
        raise StoreUnavailable(
            f"{path} {'is too short' if key else 'is empty'}. Put the file of a backup in its place,"
            " or remove it: then a new key is made, and the links that were sent so far stop working"
        )
    return key


def _write_secret(path: Path) -> None:
    """Writes the file atomically: a second process must never read half a key."""
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
    """The WebSocket route. The Origin was checked by SameOrigin, which knows the public address."""

    async def admit(cookie: str | None, document_id: str, seen_from: str | None = None) -> Admission:
        projector = services.commands.projector
        admission = await admit_to_document(services.database, projector, services.now(), cookie, document_id)
        if admission.kind == "shared":
            who = admission.participant_id, admission.side
            await services.commands.tabling.note_opened(admission.plan_id, *who)
        return admission if seen_from is None else as_seen_from(admission, seen_from)

    guard = SocketGuard(services.rate_limiter, services.now)
    return sync_route(services.rooms, admit, cookie_name(services.is_secure), guard)


def _services(settings: Settings, store: SqliteStore, keys: Keyring, now: Callable[[], datetime]) -> Services:
    metrics = Metrics()
    bus = InMemoryBus()
    rooms = Rooms(store.log, bus, ROOTS, _limits(settings), metrics, SHAPE_VERSION, migrate, now)
    defaults = {"invitation.create": {"days": settings.invitation_days}}
    return Services(
        database=store.database,
        log=store.log,
        bus=bus,
        rooms=rooms,
        views=PlanViews(rooms),
        feeds=ChangeFeeds(store.log, "shared", ROOTS["shared"]),
        commands=Commands(
            store.database,
            store.log,
            keys,
            bus,
            rooms,
            Projector(store.database, rooms),
            now,
            defaults,
            CommandBox(store.database, now),
            partial(place_ideas, store.database, rooms),
        ),
        keys=keys,
        rate_limiter=RateLimiter(is_on=settings.rate_limit == "on"),
        passwords=Passwords(),
        now=now,
        web=web_dir(),
        origin=settings.url,
        is_secure=settings.is_secure,
        session_life=SessionLife(
            timedelta(days=settings.session_days), timedelta(days=settings.session_max_days)
        ),
        invitation_days=settings.invitation_days,
        assessment_months=settings.assessment_months,
        trusts_proxies=bool(settings.trusted_proxies),
        metrics_token=settings.metrics_token,
        registry=metrics.registry,
        draining=asyncio.Event(),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        rated=settings.rate_limit == "on",
        max_message=settings.max_message_kb << 10,
        max_document=settings.max_document_mb << 20,
        log_bytes_per_participant=settings.log_mb_per_participant << 20,
        log_bytes_per_plan=settings.log_mb_per_plan << 20,
        idle_seconds=settings.idle_room_seconds,
        history_days=settings.history_days,
    )


@contextlib.asynccontextmanager
async def _lifespan(app: LeitsternApp, store: SqliteStore, on_start: StartHook | None) -> AsyncIterator[None]:
    """Closes everything that was opened here or in create_app, in reverse order."""
    services, summaries = app.services, app.summaries
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        stack.push_async_callback(services.bus.close)
        await services.rooms.start()
        stack.push_async_callback(services.rooms.close)
        services.rooms.on_committed(summaries.changed)
        stack.push_async_callback(summaries.close)
        summaries.start()
        stack.push_async_callback(app.bin_job.close)
        app.bin_job.start()
        stack.push_async_callback(app.assessment_job.close)
        app.assessment_job.start()
        stack.push_async_callback(app.erasure_job.close)
        app.erasure_job.start()
        await warm_up(services.database)
        await services.commands.overwrite_unsealed()
        await services.commands.place()
        if on_start is not None:
            await on_start(services)
        stack.push_async_callback(_start_task(services.commands.projector.run(), "projector"))
        yield


def _start_task(work: Coroutine[None, None, None], name: str) -> Callable[[], Awaitable[None]]:
    """Starts a task; what is returned ends it."""
    task = asyncio.create_task(work, name=name)

    async def stop() -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return stop
