"""The cookies that we set: the session's, and the choices of language and appearance. Called by pages/."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from leitstern.access.sessions import cookie_name
from leitstern.pages.catalogue import LOCALES
from leitstern.pages.services import Services

_DAY = 86_400
_CHOICE_DAYS = 365
_SESSION_COOKIE_DAYS = 400
"""The longest that browsers allow: the server ends sessions, and prolongs those that are used."""


def set_session_cookie(response: Response, services: Services, token: str) -> None:
    """Hands the browser its session: not for scripts, not for other sites, on https for this host alone."""
    response.set_cookie(
        cookie_name(services.is_secure),
        token,
        max_age=_SESSION_COOKIE_DAYS * _DAY,
        path="/",
        secure=services.is_secure,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, services: Services) -> None:
    """Takes the cookie back; the session behind it has ended anyway."""
    response.delete_cookie(
        cookie_name(services.is_secure), path="/", secure=services.is_secure, httponly=True, samesite="lax"
    )


def forget_local_copies(response: Response) -> None:
    """Has the browser drop what the plan page kept for working offline: the next person is somebody else."""
    response.headers["Clear-Site-Data"] = '"storage"'


def keep_chosen_language(request: Request, response: Response, services: Services) -> None:
    """What was chosen on the page that a link opened (`?lang=de`) stays in the browser that came in by it."""
    locale = request.query_params.get("lang", "")
    if locale in LOCALES:
        set_choice_cookie(response, services, "locale", locale)


def set_choice_cookie(response: Response, services: Services, name: str, value: str) -> None:
    """Remembers a choice that is no secret, such as the language, in this browser."""
    response.set_cookie(
        f"leitstern_{name}",
        value,
        max_age=_CHOICE_DAYS * _DAY,
        path="/",
        secure=services.is_secure,
        httponly=True,
        samesite="lax",
    )
