"""A member's own page: name, address and time zone, their sessions, ending one, and the password.

Another member's session raises NotFound. A new password ends every other session and its live connections.
"""

from __future__ import annotations

import contextlib

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.access_events import session_ended
from leitstern.access.form_fields import NAME_MAX, Fields
from leitstern.access.members import participants_of, password_hash, set_password, set_profile
from leitstern.access.rate_limiter import LOGIN_PER_PERSON
from leitstern.access.sessions import MemberFacts, SignedIn, end_all, end_own, list_open
from leitstern.commands.command import CommandRefused
from leitstern.commands.execution import Submission
from leitstern.errors import InvalidInput
from leitstern.http_support.client_address import address_of
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.http_support.rendering import render
from leitstern.http_support.services import Services, services_of
from leitstern.http_support.user_agents import device_of
from leitstern.plan.time_zone import time_zones


async def show_profile(request: Request) -> Response:
    who, member = await need_member(request)
    return await _page(request, who, member, EMPTY_FORM)


async def change_profile(request: Request) -> Response:
    """Another name, address or time zone. A new address needs the password: it is what one signs in with."""
    who, member = await need_member(request)
    typed = await submitted(request)
    fields = Fields(typed)
    services = services_of(request)
    now = services.now()
    try:
        name, email = fields.line("name", NAME_MAX), fields.email("email")
        time_zone = fields.choice("time_zone", time_zones(), member.time_zone or "UTC")
        if email != member.email and not await _knows_password(request, member, fields):
            fields.refuse("current", "errors.password_wrong")
        fields.done()
        await services.database.write(
            lambda session: set_profile(
                session, member.id, name=name, email=email, time_zone=time_zone, now=now
            )
        )
    except InvalidInput as error:
        return await _page(request, who, member, Form(typed, error.fields), 422)
    if name != member.name:
        await _rename_in_plans(services, member, name)
    return see_other("/profile?changed=profile")


async def _rename_in_plans(services: Services, member: MemberFacts, name: str) -> None:
    """Where somebody else has the name already, or the plan is archived, the old one stays."""
    joined = await services.database.read(lambda session: participants_of(session, member.id))
    for plan_id, participant_id in joined:
        with contextlib.suppress(CommandRefused):
            await services.commands.run(
                Submission("plan", plan_id, participant_id, "participant.rename", {"name": name})
            )


async def end_session(request: Request) -> Response:
    """Ends another session of the member."""
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
        new = fields.new_password("password", [member.name, member.email])
        if not await _knows_password(request, member, fields):
            fields.refuse("current", "errors.password_wrong")
        fields.done()
    except InvalidInput as error:
        return await _page(request, who, member, Form({}, error.fields), 422)
    hashed, now = await services.passwords.hash(new, address_of(request)), services.now()

    def work(session: Session) -> list[str]:
        set_password(session, member.id, hashed, now)
        return end_all(session, member.id, now, but=who.session_id)

    await session_ended(services.bus, await services.database.write(work))
    return see_other("/profile?changed=password")


async def _knows_password(request: Request, member: MemberFacts, fields: Fields) -> bool:
    """Whether the current password is right. A member without a password needs none."""
    services = services_of(request)
    services.rate_limiter.spend(LOGIN_PER_PERSON, member.id, services.now())
    stored = await services.database.read(lambda session: password_hash(session, member.id))
    typed = fields.raw("current")
    return not stored or await services.passwords.check(stored, typed, address_of(request))


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
        changed=request.query_params.get("changed", ""),
        zone_options=[(zone, zone.replace("_", " ")) for zone in time_zones()],
        path="/profile",
    )


routes = [
    Route("/profile", show_profile),
    Route("/profile", change_profile, methods=["POST"]),
    Route("/profile/sessions/{session_id}/end", end_session, methods=["POST"]),
    Route("/profile/password", change_password, methods=["POST"]),
]
