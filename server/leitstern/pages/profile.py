"""A member's own page: where they are signed in, ending one of those, and the password.

A session of somebody else is not found. A new password ends every other session, and their live connections.
"""

from __future__ import annotations

import asyncio

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.fields import Fields
from leitstern.access.limits import LOGIN_PER_PERSON
from leitstern.access.members import password_hash, set_password
from leitstern.access.passwords import hash_password, is_password
from leitstern.access.sessions import MemberFacts, SignedIn, end_all, end_own, list_open
from leitstern.errors import InvalidInput
from leitstern.pages.announcing import session_ended
from leitstern.pages.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.pages.rendering import render
from leitstern.pages.services import Services, services_of
from leitstern.pages.user_agents import device_of
from leitstern.pages.visitors import need_member


async def show_profile(request: Request) -> Response:
    who, member = await need_member(request)
    return await _page(request, who, member, EMPTY_FORM)


async def end_session(request: Request) -> Response:
    """Signs another browser of the member out."""
    _, member = await need_member(request)
    await submitted(request)
    services = services_of(request)
    now, session_id = services.now(), request.path_params["session_id"]
    await services.database.write(lambda session: end_own(session, member.id, session_id, now))
    await session_ended(services.bus, [session_id])
    return see_other("/profile")


async def change_password(request: Request) -> Response:
    """Sets a new password and ends every other session of the member."""
    who, member = await need_member(request)
    fields = Fields(await submitted(request))
    services = services_of(request)
    try:
        new = fields.new_password("password")
        if not await _knows_password(services, member, fields):
            fields.refuse("current", "errors.password_wrong")
        fields.done()
    except InvalidInput as error:
        return await _page(request, who, member, Form({}, error.fields), 422)
    hashed, now = await asyncio.to_thread(hash_password, new), services.now()

    def work(session: Session) -> list[str]:
        set_password(session, member.id, hashed, now)
        return end_all(session, member.id, now, but=who.session_id)

    await session_ended(services.bus, await services.database.write(work))
    return see_other("/profile?changed=password")


async def _knows_password(services: Services, member: MemberFacts, fields: Fields) -> bool:
    """Whether the current password is right; a member who came by link and has none yet needs none."""
    services.limits.spend(LOGIN_PER_PERSON, member.id, services.now())
    stored = await services.database.read(lambda session: password_hash(session, member.id))
    typed = fields.raw("current")
    return not stored or await asyncio.to_thread(is_password, stored, typed)


async def _page(
    request: Request, who: SignedIn, member: MemberFacts, form: Form, status: int = 200
) -> Response:
    services = services_of(request)
    now = services.now()

    def work(session: Session) -> tuple[list[dict[str, object]], bool]:
        lines = [
            {
                "id": s.id,
                "device": device_of(s.user_agent),
                "seen_at": s.seen_at,
                "is_this": s.id == who.session_id,
            }
            for s in list_open(session, member.id, now)
        ]
        return lines, bool(password_hash(session, member.id))

    sessions, has_password = await services.database.read(work)
    return render(
        request,
        "profile.html",
        status=status,
        member=member,
        sessions=sessions,
        has_password=has_password,
        form=form,
        changed=request.query_params.get("changed") == "password",
        path="/profile",
    )


routes = [
    Route("/profile", show_profile),
    Route("/profile/sessions/{session_id}/end", end_session, methods=["POST"]),
    Route("/profile/password", change_password, methods=["POST"]),
]
