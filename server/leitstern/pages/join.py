"""The customer's way in: a link, a name, and they are in the plan.

A GET shows who invites to what and changes nothing but "opened"; the form's POST admits, or resumes who came
before, and sets the session cookie. It needs no cookie from before, so that scripts can join as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.fields import NAME_MAX, Fields
from leitstern.access.invitations import Welcome, mark_opened, redeem, welcome
from leitstern.access.limits import JOINS_PER_ADDRESS
from leitstern.access.participants import ParticipantFacts
from leitstern.access.sessions import SignedIn, cookie_name, end, grant, open_session, switch_to, touch
from leitstern.errors import InvalidInput
from leitstern.pages.announcing import role_changed, session_ended
from leitstern.pages.attendance import record_participant
from leitstern.pages.catalogue import accepted_locale
from leitstern.pages.cookies import forget_local_copies, keep_chosen_language, set_session_cookie
from leitstern.pages.forms import Form, StaleForm, read_fields, see_other, submitted
from leitstern.pages.rendering import locale_of, render
from leitstern.pages.services import Services, services_of
from leitstern.pages.visitors import address_of, signed_in

_PURPOSE = "join"


@dataclass(frozen=True, slots=True)
class _Joined:
    participant: ParticipantFacts
    cookie: str
    ended_session: str | None = None
    left: tuple[str, ...] = ()
    """Participants as whom this browser acted in the plan before."""


async def show_join(request: Request) -> Response:
    """Who invites to what, and one field."""
    shown = await _welcome(request)
    who = await signed_in(request)
    if request.method == "GET" and not shown.is_opened:
        services = services_of(request)
        now = services.now()
        await services.database.write(lambda session: mark_opened(session, shown.invitation_id, now))
    return _page(request, shown, who, Form({"name": _known_name(shown, who)}, {}))


async def join(request: Request) -> Response:
    """Admits or resumes, and goes on to the plan."""
    shown = await _welcome(request)
    who = await signed_in(request)
    typed = await read_fields(request)
    try:
        name = _read_name(await submitted(request, _PURPOSE))
    except StaleForm:
        return _page(request, shown, who, Form(typed, {"form": "errors.stale_form"}), 403)
    except InvalidInput as error:
        return _page(request, shown, who, Form(typed, error.fields), 422)
    services = services_of(request)
    services.limits.spend(JOINS_PER_ADDRESS, address_of(request), services.now())
    joined = await _admit(request, shown, who, name)
    await record_participant(services.rooms, shown.record_id, joined.participant)
    return await _answer(request, services, joined)


async def _admit(request: Request, shown: Welcome, who: SignedIn | None, name: str) -> _Joined:
    """Everything that SQL has to know, in one transaction."""
    services, language = services_of(request), locale_of(request)
    token, now, days = request.path_params["token"], services.now(), services.session_days
    agent = request.headers.get("user-agent", "")
    own_cookie = request.cookies.get(cookie_name(services.is_secure), "")

    def work(session: Session) -> _Joined:
        admitted = redeem(session, token, name, language, who, now)
        if who is not None and who.member is None:
            touch(session, who.session_id, now, days)
            left = switch_to(session, who.session_id, shown.plan_id, admitted.participant.id)
            return _Joined(admitted.participant, own_cookie, left=tuple(left))
        if who is not None:
            end(session, who.session_id, now)
        opened = open_session(session, now, days, user_agent=agent)
        grant(session, opened.id, admitted.participant.id)
        return _Joined(admitted.participant, opened.token, who.session_id if who else None)

    return await services.database.write(work)


async def _answer(request: Request, services: Services, joined: _Joined) -> Response:
    if joined.ended_session is not None:
        await session_ended(services.bus, [joined.ended_session])
    await role_changed(services.bus, joined.left)
    response = see_other(f"/plans/{joined.participant.plan_id}")
    set_session_cookie(response, services, joined.cookie)
    keep_chosen_language(request, response, services)
    if joined.ended_session is not None or joined.left:
        forget_local_copies(response)
    return response


async def _welcome(request: Request) -> Welcome:
    """What the link is for. Raises LinkInvalid. From here on the page speaks the guest's language."""
    services = services_of(request)
    token, now = request.path_params["token"], services.now()
    shown = await services.database.read(lambda session: welcome(session, token, now))
    request.state.invited_locale = _invited_locale(request, shown)
    return shown


def _invited_locale(request: Request, shown: Welcome) -> str:
    """A named person's language was chosen by whoever invited them; of many, each browser says its own."""
    if shown.kind == "personal":
        return shown.language
    return accepted_locale(request.headers.get("accept-language", ""), shown.language)


def _read_name(typed: Mapping[str, str]) -> str:
    fields = Fields(typed)
    name = fields.line("name", NAME_MAX)
    fields.done()
    return name


def _known_name(shown: Welcome, who: SignedIn | None) -> str:
    """The name to start with: as joined before from this browser, else as invited."""
    guests = who.guests if who else ()
    before = next((guest for guest in guests if guest.invitation_id == shown.invitation_id), None)
    return before.name if before else shown.name


def _page(request: Request, shown: Welcome, who: SignedIn | None, form: Form, status: int = 200) -> Response:
    is_back = who is not None and any(g.invitation_id == shown.invitation_id for g in who.guests)
    return render(
        request,
        "join.html",
        status=status,
        invitation=shown,
        form=form,
        member=who.member if who else None,
        is_back=is_back,
    )


routes = [
    Route("/join/{token}", show_join),
    Route("/join/{token}", join, methods=["POST"]),
]
