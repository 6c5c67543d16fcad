"""What every page may use: the collaborators that app.py chose, as one value on `app.state.services`.

Pages get them from the request, tests and the demo build them through app.py. Values only; no behaviour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from starlette.requests import HTTPConnection

from leitstern.access.limits import RateLimiter
from leitstern.access.tokens import Keyring
from leitstern.bus.interfaces import Bus
from leitstern.store.interfaces import Database

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from leitstern.live.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Services:
    database: Database
    bus: Bus
    rooms: Rooms
    keys: Keyring
    limits: RateLimiter
    now: Callable[[], datetime]
    web: Path
    """Folder with dist/, templates/ and locales/."""
    origin: str
    """Public origin as configured; empty where the browser's own address is taken."""
    is_secure: bool
    session_days: int
    invitation_days: int
    registry: CollectorRegistry | None
    """Metrics to show at /metrics; None hides the page."""
    draining: asyncio.Event
    """Set from the moment that the server wants to stop."""


def services_of(connection: HTTPConnection) -> Services:
    """The services of the app that serves this request."""
    return cast(Services, connection.app.state.services)
