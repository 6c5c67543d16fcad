"""What protects every response and every change: security headers, and the exact Origin check.

`SecurityHeaders` wraps the whole app, error answers and static files included. `SameOrigin` lets a change
(POST and the like) and a WebSocket through only from our own pages. `own_origin` is the one place that knows
our origin. Wired by app.py.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_FIXED_HEADERS = {
    # A link's token is in its path, so no request may carry the path on. The pages' <meta name="referrer">
    # loosens this to the bare origin: with "no-referrer" browsers send `Origin: null` with forms.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def own_origin(scope: Scope, configured: str) -> str:
    """The origin that browsers see us at: as configured, else the one they asked for; "" if absurd."""
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
    """Nothing but our own files; the WebSocket is named because Safari does not count it as 'self'."""
    socket = origin.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {socket}".rstrip()
        + "; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers to every HTTP answer of the app inside."""

    def __init__(self, app: ASGIApp, configured_origin: str) -> None:
        self._app = app
        self._configured = configured_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = own_origin(scope, self._configured)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
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
    """Refuses what another site's page asks for, a change or a WebSocket, before anything else runs."""

    def __init__(
        self, app: ASGIApp, configured_origin: str, refuse: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._app = app
        self._configured = configured_origin
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._may_connect(scope):
            await WebSocket(scope, receive, send).send_denial_response(PlainTextResponse("forbidden", 403))
            return
        is_change = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if is_change and not self._is_welcome(scope):
            response = await self._refuse(Request(scope, receive))
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_connect(self, scope: Scope) -> bool:
        """Browsers always name the page's origin at the upgrade, so whoever names none is refused too."""
        return is_own_origin(scope, self._configured)

    def _is_welcome(self, scope: Scope) -> bool:
        """Ours by Origin; a script sends neither header, and nobody else's cookie."""
        headers = Headers(scope=scope)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site not in (None, "same-origin", "none"):
            return False
        if origin is None:
            return True
        return is_own_origin(scope, self._configured) or (origin == "null" and site == "same-origin")
