"""A guest joins by an invitation link: the page asks for a name and admits them to the plan.

A GET shows who invites to what and changes nothing: mail scanners follow links too. The page's script tells
that a person sees it, which marks the invitation as opened. The form's POST admits the guest, or resumes
the earlier participant, and sets the session cookie. It needs no earlier cookie, so scripts can join too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.access_events import role_changed, session_ended, session_replaced
from leitstern.access.form_fields import NAME_MAX, Fields
from leitstern.access.invitations import Welcome, mark_opened, welcome
from leitstern.access.participants import ParticipantFacts
from leitstern.access.rate_limiter import JOINS_PER_ADDRESS
from leitstern.access.sessions import SignedIn, end, grant, move_grants, open_session
from leitstern.commands.joining import redeem
from leitstern.errors import InvalidInput
from leitstern.http_support.client_address import address_of
from leitstern.http_support.cookies import forget_local_copies, keep_chosen_language, set_session_cookie
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import Form, StaleForm, read_fields, see_other, submitted
from leitstern.http_support.guessing import find_by_link
from leitstern.http_support.link_tokens import token_of
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import Services, services_of
from leitstern.wording.catalogue import accepted_locale

_PURPOSE = "join"


@dataclass(frozen=True, slots=True)
class _Joined:
    participant: ParticipantFacts
    cookie: str
    before: SignedIn | None
    """Who this browser was signed in as; that session has ended."""
    left: tuple[str, ...]
    """Earlier participants of this browser in the plan."""
    is_renamed: bool = False


async def show_join(request: Request) -> Response:
    """Shows who invites to what, and a field for the name."""
    shown = await _welcome(request)
    who = await signed_in(request)
    return _page(request, shown, who, Form({"name": _known_name(shown, who)}, {}))


async def note_opened(request: Request) -> Response:
    """A browser shows the invitation to somebody."""
    shown = await _welcome(request)
    if not shown.is_opened:
        services = services_of(request)
        now = services.now()
        await services.database.write(lambda session: mark_opened(session, shown.invitation_id, now))
    return Response(status_code=204)


async def join(request: Request) -> Response:
    """Admits or resumes the guest and redirects to the plan."""
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
    services.rate_limiter.spend(JOINS_PER_ADDRESS, address_of(request), services.now())
    try:
        joined = await _admit(request, shown, who, name)
    except InvalidInput as error:
        return _page(request, shown, who, Form(typed, error.fields), 422)
    services.commands.projector.mark(shown.plan_id)
    return await _answer(request, services, joined)


async def _admit(request: Request, shown: Welcome, who: SignedIn | None, name: str) -> _Joined:
    """Redeems the link and opens a session, in one transaction."""
    services, language = services_of(request), locale_of(request)
    token, now, life = token_of(request), services.now(), services.session_life
    agent = request.headers.get("user-agent", "")

    def work(session: Session) -> _Joined:
        """Always opens a new session, because somebody else may know the previous cookie."""
        admitted = redeem(session, token, name, language, who, now)
        opened = open_session(session, now, life, user_agent=agent)
        left: list[str] = []
        if who is not None:
            end(session, who.session_id, now)
            left = move_grants(session, who.session_id, opened.id, shown.plan_id)
        grant(session, opened.id, admitted.participant.id)
        return _Joined(admitted.participant, opened.token, who, tuple(left), admitted.is_renamed)

    return await services.database.write(work)


async def _answer(request: Request, services: Services, joined: _Joined) -> Response:
    was_member = joined.before is not None and joined.before.member is not None
    if joined.before is not None:
        tell = session_ended if was_member else session_replaced
        await tell(services.bus, [joined.before.session_id])
    if joined.is_renamed:
        await role_changed(services.bus, [joined.participant.id])
    response = see_other(_first_page(joined.participant))
    set_session_cookie(response, services, joined.cookie)
    keep_chosen_language(request, response, services)
    if was_member or any(id != joined.participant.id for id in joined.left):
        forget_local_copies(response)
    return response


def _first_page(guest: ParticipantFacts) -> str:
    """A customer who may write is asked first; pages/first_screen.py leads on to the plan."""
    is_asked = guest.side == "customer" and guest.role == "editor"
    return f"/plans/{guest.plan_id}/first" if is_asked else f"/plans/{guest.plan_id}"


async def _welcome(request: Request) -> Welcome:
    """Shows what the link is for, and sets the page's language to the guest's. Raises LinkInvalid."""
    services = services_of(request)
    token, now = token_of(request), services.now()
    shown = await find_by_link(
        request, lambda: services.database.read(lambda session: welcome(session, token, now))
    )
    request.state.invited_locale = _invited_locale(request, shown)
    return shown


def _invited_locale(request: Request, shown: Welcome) -> str:
    """A personal invitation has a language; with a room link each browser's own language counts."""
    if shown.kind == "personal":
        return shown.language
    return accepted_locale(request.headers.get("accept-language", ""), shown.language)


def _read_name(typed: Mapping[str, str]) -> str:
    fields = Fields(typed)
    name = fields.line("name", NAME_MAX)
    fields.done()
    return name


def _known_name(shown: Welcome, who: SignedIn | None) -> str:
    """The suggested name: the earlier one in this browser, else the invited one."""
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
        token=token_of(request),
    )


routes = [
    Route("/join/{token:path}", show_join),
    Route("/join/{token:path}", join, methods=["POST"]),
    Route("/opened/{token:path}", note_opened, methods=["POST"]),
]
