"""The collaborators that every page may use, as one value on `app.state.services`. Values only, no behaviour.

app.py makes it. Pages get it from the request; tests and the demo get it from app.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.requests import HTTPConnection

from leitstern.access.passwords import Passwords
from leitstern.access.rate_limiter import RateLimiter
from leitstern.access.sessions import SessionLife
from leitstern.access.tokens import Keyring
from leitstern.bus.interfaces import Bus
from leitstern.commands.service import Commands
from leitstern.store.interfaces import Database, UpdateLog

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from leitstern.live.history.change_feed import ChangeFeeds
    from leitstern.live.node.rooms import Rooms
    from leitstern.projections.plan_views import PlanViews


@dataclass(frozen=True, slots=True)
class Services:
    database: Database
    log: UpdateLog
    bus: Bus
    rooms: Rooms
    views: PlanViews
    feeds: ChangeFeeds
    """What changed in shared documents since a moment."""
    commands: Commands
    keys: Keyring
    rate_limiter: RateLimiter
    passwords: Passwords
    now: Callable[[], datetime]
    web: Path
    """Folder with dist/, templates/ and locales/."""
    origin: str
    """The configured public origin; empty: the origin that the browser used."""
    is_secure: bool
    session_life: SessionLife
    invitation_days: int
    assessment_months: int
    """Retention of what a side thinks of people; 0 keeps it."""
    trusts_proxies: bool
    """Whether X-Forwarded-* of some proxies count."""
    metrics_token: str
    """What whoever reads /metrics has to show; empty hides the page."""
    registry: CollectorRegistry
    draining: asyncio.Event
    """Set when the server begins to stop."""


def services_of(connection: HTTPConnection) -> Services:
    """The services of the app that serves this request."""
    return cast(Services, connection.app.state.services)
