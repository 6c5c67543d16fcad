"""Counts what strangers guess: links, session cookies, sign-ins and WebSockets; refuses and reports too many.

What was guessed never reaches a log line: it names the kind, the address, and the account where one was
tried. Called by the pages that take a link or a password, by current_participant.py and by the wire.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from starlette.requests import HTTPConnection

from leitstern.access.audit import add_audit_entry
from leitstern.access.rate_limiter import (
    LOGIN_PER_ACCOUNT,
    LOGIN_PER_ADDRESS,
    LOGIN_PER_PERSON,
    REFUSED_SOCKETS_PER_ADDRESS,
    UNKNOWN_LINKS_PER_ADDRESS,
    UNKNOWN_SESSIONS_PER_ADDRESS,
    RateLimiter,
)
from leitstern.errors import LinkInvalid, TooMany
from leitstern.http_support.client_address import address_of
from leitstern.http_support.services import Services, services_of

T = TypeVar("T")

log = logging.getLogger("leitstern.security")


async def find_by_link(request: HTTPConnection, find: Callable[[], Awaitable[T]]) -> T:
    """What `find` makes of the request's link. Raises LinkInvalid, and TooMany for who tried too many."""
    services, address = services_of(request), address_of(request)
    services.rate_limiter.check(UNKNOWN_LINKS_PER_ADDRESS, address, services.now())
    try:
        return await find()
    except LinkInvalid as error:
        log.info("unknown link of kind %s from %s", error.detail, address)
        services.rate_limiter.spend(UNKNOWN_LINKS_PER_ADDRESS, address, services.now())
        raise


def count_unknown_session(request: HTTPConnection) -> None:
    """The cookie stands for nobody: ended, or made up. Raises TooMany."""
    services, address = services_of(request), address_of(request)
    services.rate_limiter.spend(UNKNOWN_SESSIONS_PER_ADDRESS, address, services.now())


@functools.cache
def _warn_of_proxy() -> None:
    """Once: behind a proxy that is not trusted everybody shares one address, and its limits."""
    log.warning("X-Forwarded-For is ignored: LEITSTERN_TRUSTED_PROXIES names no proxy")


class SignInAttempt:
    """One try to sign in. Raises TooMany where address, account or both together have tried too often."""

    def __init__(self, request: HTTPConnection, email: str) -> None:
        self._services: Services = services_of(request)
        self.address = address_of(request)
        self._email = email[:300]
        if not self._services.trusts_proxies and "x-forwarded-for" in request.headers:
            _warn_of_proxy()
        limiter, now = self._services.rate_limiter, self._services.now()
        try:
            limiter.spend(LOGIN_PER_ADDRESS, self.address, now)
            limiter.spend(LOGIN_PER_PERSON, self._person, now)
            if not limiter.is_trusted(self._email, self.address):
                limiter.spend(LOGIN_PER_ACCOUNT, self._email, now)
        except TooMany as error:
            log.warning("sign-ins limited: %s, from %s", error.detail, self.address)
            raise

    @property
    def _person(self) -> str:
        return f"{self.address} {self._email}"

    async def failed(self, member_id: str) -> None:
        """`member_id` is empty for an address that is nobody's."""
        log.warning("sign-in failed for %s from %s", member_id or "nobody", self.address)
        if member_id:
            now = self._services.now()
            await self._services.database.write(
                lambda session: add_audit_entry(session, "sign_in.failed", now, subject=member_id)
            )

    def succeeded(self) -> None:
        limiter = self._services.rate_limiter
        limiter.forget(LOGIN_PER_PERSON, self._person)
        limiter.trust(self._email, self.address)


class SocketGuard:
    """For the wire, which knows neither services nor addresses."""

    def __init__(self, limiter: RateLimiter, now: Callable[[], datetime]) -> None:
        self._limiter = limiter
        self._now = now

    def check(self, connection: HTTPConnection) -> None:
        """Raises TooMany for an address that was refused too often."""
        self._limiter.check(REFUSED_SOCKETS_PER_ADDRESS, address_of(connection), self._now())

    def refused(self, connection: HTTPConnection) -> None:
        """Counts a WebSocket of somebody without a right. Raises nothing."""
        address, now = address_of(connection), self._now()
        try:
            self._limiter.spend(REFUSED_SOCKETS_PER_ADDRESS, address, now)
        except TooMany:
            log.warning("WebSockets limited, from %s", address)
