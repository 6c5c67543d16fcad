"""Protects every response by security headers and every POST by an exact Origin check.

`SecurityHeaders` wraps the whole app, including error responses and static files. `SameOrigin` admits unsafe
methods (POST and the like) and WebSockets only from our own pages. Only `own_origin` knows our origin. Wired
by app.py.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

_log = logging.getLogger(__name__)

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_FIXED_HEADERS = {
    # A link's token is in its path, so no request may pass the path on. The pages' <meta name="referrer">
    # loosens this to the bare origin: with "no-referrer" browsers send `Origin: null` with forms.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def own_origin(scope: Scope, configured: str) -> str:
    """Our origin as browsers see it: the configured one, else that of the request; "" if malformed."""
    if configured:
        return configured
    host = Headers(scope=scope).get("host", "")
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return f"{scheme}://{host}".lower() if _HOST.fullmatch(host) else ""


def is_own_origin(scope: Scope, configured: str) -> bool:
    """Whether the request's Origin header is exactly ours; False without one."""
    origin = Headers(scope=scope).get("origin", "")
    return bool(origin) and origin.lower() == own_origin(scope, configured).lower()


def content_security_policy(origin: str) -> str:
    """Allows only our own files. Names the WebSocket because in Safari 'self' does not include it."""
    socket = origin.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {socket}".rstrip()
        + "; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers to every HTTP response of the wrapped app, including refused WebSockets."""

    def __init__(self, app: ASGIApp, configured_origin: str) -> None:
        self._app = app
        self._configured = configured_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        origin = own_origin(scope, self._configured)

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                _add_headers(MutableHeaders(scope=message), origin)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _add_headers(headers: MutableHeaders, origin: str) -> None:
    for name, value in _FIXED_HEADERS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = content_security_policy(origin)
    headers.setdefault("Cache-Control", "no-store")
    if origin.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"


class SameOrigin:
    """Refuses an unsafe method or a WebSocket from another site's page before anything else runs."""

    def __init__(
        self, app: ASGIApp, configured_origin: str, refuse: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._app = app
        self._configured = configured_origin
        self._refuse = refuse
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._may_connect(scope):
            self._warn_of_proxy(scope)
            await WebSocket(scope, receive, send).send_denial_response(PlainTextResponse("forbidden", 403))
            return
        is_change = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if is_change and not self._is_welcome(scope):
            self._warn_of_proxy(scope)
            response = await self._refuse(Request(scope, receive))
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _warn_of_proxy(self, scope: Scope) -> None:
        """Once: our own page came by https and the request did not, so a proxy keeps that to itself."""
        headers = Headers(scope=scope)
        expected = f"https://{headers.get('host', '')}"
        if self._has_warned or self._configured or headers.get("origin", "").lower() != expected.lower():
            return
        self._has_warned = True
        _log.warning(
            "requests are refused because the proxy in front does not say that people come by https: "
            "set LEITSTERN_URL=%s, or let the proxy send X-Forwarded-Proto",
            expected,
        )

    def _may_connect(self, scope: Scope) -> bool:
        """Browsers always send Origin with an upgrade, so a request without it is refused too."""
        return is_own_origin(scope, self._configured)

    def _is_welcome(self, scope: Scope) -> bool:
        """True for our own Origin, and for scripts, which send neither header and no browser's cookie."""
        headers = Headers(scope=scope)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site not in (None, "same-origin", "none"):
            return False
        if origin is None:
            return True
        return is_own_origin(scope, self._configured) or (origin == "null" and site == "same-origin")
