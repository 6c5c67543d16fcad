"""Our cookies: the session, and the choices of language and appearance. Called by pages/."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from leitstern.access.sessions import cookie_name
from leitstern.http_support.services import Services
from leitstern.wording.catalogue import LOCALES

_DAY = 86_400
_CHOICE_DAYS = 365
_SESSION_COOKIE_DAYS = 400
"""The longest that browsers allow. The server itself ends sessions, and prolongs those in use."""


def set_session_cookie(response: Response, services: Services, token: str) -> None:
    """Sets the session cookie: HttpOnly, SameSite=Lax, and with https Secure and `__Host-`."""
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
    """Deletes the cookie; its session has ended."""
    response.delete_cookie(
        cookie_name(services.is_secure), path="/", secure=services.is_secure, httponly=True, samesite="lax"
    )


def forget_local_copies(response: Response) -> None:
    """Makes the browser delete its offline copies of plans: another person may use it next."""
    response.headers["Clear-Site-Data"] = '"storage"'


def keep_chosen_language(request: Request, response: Response, services: Services) -> None:
    """Keeps the language that was chosen on the page of a link (`?lang=de`) in a cookie."""
    locale = request.query_params.get("lang", "")
    if locale in LOCALES:
        set_choice_cookie(response, services, "locale", locale)


def set_choice_cookie(response: Response, services: Services, name: str, value: str) -> None:
    """Stores a choice that is not secret, such as the language."""
    response.set_cookie(
        f"leitstern_{name}",
        value,
        max_age=_CHOICE_DAYS * _DAY,
        path="/",
        secure=services.is_secure,
        httponly=True,
        samesite="lax",
    )
