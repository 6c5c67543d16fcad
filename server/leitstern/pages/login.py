"""Sign-in with e-mail and password, and sign-out for members and guests.

An unknown address gets the same response, after the same time, as a wrong password. Signing in ends the
browser's previous session. Links that sign in are in setup_link.py and join.py.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.access_events import session_ended
from leitstern.access.members import find_by_email
from leitstern.access.sessions import end
from leitstern.http_support.cookies import clear_session_cookie, forget_local_copies
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import (
    EMPTY_FORM,
    Form,
    StaleForm,
    local_path,
    read_fields,
    see_other,
    submitted,
)
from leitstern.http_support.guessing import SignInAttempt
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of
from leitstern.http_support.sign_in import sign_in_member

_PURPOSE = "login"


async def show_login(request: Request) -> Response:
    """Shows the form; redirects a member who is signed in."""
    who = await signed_in(request)
    target = local_path(request.query_params.get("next", "/"))
    if who is not None and who.member is not None:
        return see_other(target)
    return _page(request, EMPTY_FORM, target)


async def log_in(request: Request) -> Response:
    """Checks the password and signs in. A refused form is shown again with the typed address."""
    try:
        fields = await submitted(request, _PURPOSE)
    except StaleForm:
        typed = await read_fields(request)
        return _page(request, Form(typed, {"form": "errors.stale_form"}), typed.get("next", "/"), 403)
    email = fields.get("email", "").strip().lower()
    target = local_path(fields.get("next", "/"))
    member_id = await _check(request, email, fields.get("password", ""))
    if member_id is None:
        return _page(request, Form(fields, {"form": "errors.login"}), target, 422)
    return await sign_in_member(request, lambda _session: member_id, target)


async def log_out(request: Request) -> Response:
    """Ends this browser's session, a member's or a guest's.

    When the session has ended already, the form's token is invalid, but the local copies are deleted anyway.
    """
    services = services_of(request)
    who = await signed_in(request)
    if who is not None:
        await submitted(request)
        now = services.now()
        await services.database.write(lambda session: end(session, who.session_id, now))
        await session_ended(services.bus, [who.session_id])
    response = see_other("/login" if who is None or who.member else "/goodbye")
    clear_session_cookie(response, services)
    forget_local_copies(response)
    return response


async def show_goodbye(request: Request) -> Response:
    """The page that a guest sees after leaving."""
    await signed_in(request)
    return render(request, "goodbye.html")


async def _check(request: Request, email: str, password: str) -> str | None:
    """The member's id if the password is right. Raises TooMany."""
    services, attempt = services_of(request), SignInAttempt(request, email)
    found = await services.database.read(lambda session: find_by_email(session, email))
    member_id, stored = found or ("", "")
    if not await services.passwords.check(stored, password[:1_000], attempt.address):
        await attempt.failed(member_id)
        return None
    attempt.succeeded()
    return member_id


def _page(request: Request, form: Form, target: str, status: int = 200) -> Response:
    return render(request, "login.html", status=status, path="/login", form=form, next=local_path(target))


routes = [
    Route("/login", show_login),
    Route("/login", log_in, methods=["POST"]),
    Route("/logout", log_out, methods=["POST"]),
    Route("/goodbye", show_goodbye),
]
