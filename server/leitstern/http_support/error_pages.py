"""One page per kind of error, in the visitor's language. The only place where errors become HTTP responses.

Responses contain no details, and the log no tokens: a log line names the error and the route, never the path.
Unknown, expired and revoked links get the same page, byte for byte. Wired by app.py.
"""

from __future__ import annotations

import logging
from urllib.parse import urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from leitstern.commands.command import CommandRefused
from leitstern.errors import (
    Forbidden,
    LeitsternError,
    NotFound,
    NotSignedIn,
    StoreUnavailable,
    TooMany,
)
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import see_other
from leitstern.http_support.rendering import render, translate

log = logging.getLogger(__name__)

_SHOWN_CODES = (
    "not_found",
    "not_signed_in",
    "link_invalid",
    "forbidden",
    "access_ended",
    "access_paused",
    "stale_form",
    "invalid_input",
    "too_many",
    "conflict",
    "store_unavailable",
    "internal",
)


async def on_leitstern_error(request: Request, error: Exception) -> Response:
    """Responds to an error that our code raised on purpose."""
    assert isinstance(error, LeitsternError)  # noqa: S101 - Starlette dispatches by class
    if isinstance(error, NotSignedIn):
        return await _ask_to_sign_in(request)
    if error.status >= 500:
        log.error("%s at %s", error.code, _route_of(request))
    if isinstance(error, CommandRefused):
        return await refusal_page(request, error)
    headers = {"Retry-After": "30"} if isinstance(error, TooMany | StoreUnavailable) else {}
    return await error_page(request, error.code, error.status, headers)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Responds to Starlette's own errors: no such route, wrong method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette dispatches by class
    code = NotFound.code if error.status_code in (404, 405) else "invalid_input"
    return await error_page(request, code, error.status_code, dict(error.headers or {}))


async def on_bug(request: Request, error: Exception) -> Response:
    """Responds to a bug. Starlette raises the error again, so its traceback is logged."""
    request.state.signed_in = None
    return await error_page(request, "internal", 500)


async def on_foreign_origin(request: Request) -> Response:
    """Responds to a POST from another site's page."""
    log.warning("change refused: foreign origin")
    return await error_page(request, Forbidden.code, 403)


async def refusal_page(request: Request, refused: CommandRefused) -> Response:
    """The page for a refused command: its own sentence under the title that all refusals share."""
    return await error_page(
        request, Forbidden.code, refused.status, sentence=translate(request, f"refusal.{refused.code}")
    )


async def error_page(
    request: Request,
    code: str,
    status: int,
    headers: dict[str, str] | None = None,
    path: str = "/",
    sentence: str = "",
) -> Response:
    """The page for `code`, optionally with its own sentence. Its links lead to `path`."""
    shown = code if code in _SHOWN_CODES else "internal"
    if code != StoreUnavailable.code:
        await signed_in(request)
    return render(
        request,
        "error.html",
        status=status,
        headers=headers,
        code=shown,
        number=status,
        path=path,
        sentence=sentence,
    )


async def _ask_to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        page = urlsplit(request.headers.get("hx-current-url", "")).path
        return Response(status_code=401, headers={"HX-Redirect": _login(page)})
    if request.method in ("GET", "HEAD"):
        return see_other(_login(request.url.path))
    return await error_page(request, NotSignedIn.code, NotSignedIn.status)


def _login(then: str) -> str:
    """The URL of the sign-in page, which afterwards redirects to `then`, always a page and never a panel."""
    return "/login?" + urlencode({"next": then or "/"})


def _route_of(request: Request) -> str:
    """The route's pattern, because paths contain tokens."""
    return str(getattr(request.scope.get("route"), "path", "unrouted"))
