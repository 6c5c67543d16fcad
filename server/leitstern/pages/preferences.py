"""Language and appearance: stored in a cookie, and for the signed-in person if there is one."""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access import members, participants
from leitstern.access.sessions import SignedIn
from leitstern.http_support.cookies import set_choice_cookie
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import local_path, see_other, submitted
from leitstern.http_support.rendering import THEMES
from leitstern.http_support.services import services_of
from leitstern.wording.catalogue import LOCALES


async def choose(request: Request) -> Response:
    """Takes `locale`, `theme` or both, and redirects back. Unknown values change nothing."""
    fields = await submitted(request)
    services = services_of(request)
    response = see_other(local_path(fields.get("back", "/")))
    if fields.get("theme") in THEMES:
        set_choice_cookie(response, services, "theme", fields["theme"])
    locale = fields.get("locale", "")
    if locale in LOCALES:
        set_choice_cookie(response, services, "locale", locale)
        who = await signed_in(request)
        if who is not None:
            await services.database.write(lambda session: _remember(session, who, locale))
    return response


def _remember(session: Session, who: SignedIn, locale: str) -> None:
    if who.member is not None:
        members.set_language(session, who.member.id, locale)
    for guest in who.guests:
        participants.set_language(session, guest.participant_id, locale)


routes = [Route("/preferences", choose, methods=["POST"])]
