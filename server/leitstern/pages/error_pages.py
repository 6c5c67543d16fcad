"""One friendly page per kind of error, in the visitor's language; the only place where errors become HTTP.

Details stay out of the answer and tokens out of the log: a log line names the error and the route, never the
path. The same page answers an unknown, an expired and a revoked link, byte for byte. Wired by app.py.
"""

from __future__ import annotations

import logging
from urllib.parse import urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from leitstern.errors import (
    Forbidden,
    LeitsternError,
    NotFound,
    NotSignedIn,
    StoreUnavailable,
    TooMany,
)
from leitstern.pages.forms import see_other
from leitstern.pages.rendering import render
from leitstern.pages.visitors import signed_in

log = logging.getLogger(__name__)

_SHOWN_CODES = (
    "not_found",
    "not_signed_in",
    "link_invalid",
    "forbidden",
    "access_ended",
    "stale_form",
    "invalid_input",
    "too_many",
    "conflict",
    "store_unavailable",
    "internal",
)


async def on_leitstern_error(request: Request, error: Exception) -> Response:
    """The answer to an error raised on purpose."""
    assert isinstance(error, LeitsternError)  # noqa: S101 - Starlette dispatches by class
    if isinstance(error, NotSignedIn):
        return await _ask_to_sign_in(request)
    if error.status >= 500:
        log.error("%s at %s", error.code, _route_of(request))
    headers = {"Retry-After": "30"} if isinstance(error, TooMany | StoreUnavailable) else {}
    return await error_page(request, error.code, error.status, headers)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """The answer to Starlette's own errors: no such route, wrong method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette dispatches by class
    code = NotFound.code if error.status_code in (404, 405) else "invalid_input"
    return await error_page(request, code, error.status_code, dict(error.headers or {}))


async def on_bug(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw. Starlette raises it on, so its traceback reaches the log."""
    request.state.signed_in = None
    return await error_page(request, "internal", 500)


async def on_foreign_origin(request: Request) -> Response:
    """The answer to a change that another site's page asked for."""
    log.warning("change refused: foreign origin")
    return await error_page(request, Forbidden.code, 403)


async def error_page(
    request: Request, code: str, status: int, headers: dict[str, str] | None = None, path: str = "/"
) -> Response:
    """The page for `code`. Its links lead to `path`, never back to what failed."""
    shown = code if code in _SHOWN_CODES else "internal"
    if code != StoreUnavailable.code:
        await signed_in(request)
    return render(request, "error.html", status=status, headers=headers, code=shown, number=status, path=path)


async def _ask_to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        page = urlsplit(request.headers.get("hx-current-url", "")).path
        return Response(status_code=401, headers={"HX-Redirect": _login(page)})
    if request.method in ("GET", "HEAD"):
        return see_other(_login(request.url.path))
    return await error_page(request, NotSignedIn.code, NotSignedIn.status)


def _login(then: str) -> str:
    """The sign-in page, and where it leads: to the page itself, never to a part of one."""
    return "/login?" + urlencode({"next": then or "/"})


def _route_of(request: Request) -> str:
    """The route's pattern: paths carry tokens."""
    return str(getattr(request.scope.get("route"), "path", "unrouted"))
