"""Sign in with e-mail and password, and sign out.

A wrong address looks and takes as long as a wrong password. Signing in ends whatever the browser held before;
signing out is the same for members and guests. Links that sign in are member_links.py and join.py.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.limits import LOGIN_PER_ADDRESS, LOGIN_PER_PERSON
from leitstern.access.members import find_by_email
from leitstern.access.passwords import is_password
from leitstern.access.sessions import end
from leitstern.pages.announcing import session_ended
from leitstern.pages.cookies import clear_session_cookie, forget_local_copies
from leitstern.pages.forms import EMPTY_FORM, Form, StaleForm, local_path, read_fields, see_other, submitted
from leitstern.pages.rendering import render
from leitstern.pages.services import services_of
from leitstern.pages.signing_in import sign_in_member
from leitstern.pages.visitors import address_of, signed_in

_PURPOSE = "login"


async def show_login(request: Request) -> Response:
    """The form; a member who is signed in already goes on."""
    who = await signed_in(request)
    target = local_path(request.query_params.get("next", "/"))
    if who is not None and who.member is not None:
        return see_other(target)
    return _page(request, EMPTY_FORM, target)


async def log_in(request: Request) -> Response:
    """Checks and signs in; a refused form comes back with the address that was typed."""
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

    Where it has ended already, the form's token went with it, and what the browser kept still has to go.
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
    """Where a guest who left ends up."""
    await signed_in(request)
    return render(request, "goodbye.html")


async def _check(request: Request, email: str, password: str) -> str | None:
    """The member's id if the password is theirs. Raises TooMany."""
    services = services_of(request)
    address = address_of(request)
    person = f"{address} {email[:300]}"
    services.limits.spend(LOGIN_PER_ADDRESS, address, services.now())
    services.limits.spend(LOGIN_PER_PERSON, person, services.now())
    found = await services.database.read(lambda session: find_by_email(session, email))
    member_id, stored = found or ("", "")
    if not await asyncio.to_thread(is_password, stored, password[:1_000]):
        return None
    services.limits.forget(LOGIN_PER_PERSON, person)
    return member_id


def _page(request: Request, form: Form, target: str, status: int = 200) -> Response:
    return render(request, "login.html", status=status, path="/login", form=form, next=local_path(target))


routes = [
    Route("/login", show_login),
    Route("/login", log_in, methods=["POST"]),
    Route("/logout", log_out, methods=["POST"]),
    Route("/goodbye", show_goodbye),
]
