"""Makes a browser somebody's: opens the session, ends the one that it held before, answers with the cookie.

Called by the pages that end in a signed-in member (login, set-up, enter). Joining as a guest is join.py.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from leitstern.access.sessions import OpenedSession, end, end_all, open_session
from leitstern.pages.announcing import session_ended
from leitstern.pages.cookies import forget_local_copies, keep_chosen_language, set_session_cookie
from leitstern.pages.forms import see_other
from leitstern.pages.services import services_of
from leitstern.pages.visitors import signed_in


async def sign_in_member(
    request: Request, find_member: Callable[[Session], str], target: str, *, ends_others: bool = False
) -> Response:
    """Signs in the member whom `find_member` names, in one transaction with whatever it does.

    `ends_others` signs the member out everywhere else: their password has just been set anew.
    """
    services = services_of(request)
    before = await signed_in(request)
    now, days = services.now(), services.session_days
    agent = request.headers.get("user-agent", "")

    def work(session: Session) -> tuple[OpenedSession, list[str]]:
        member_id = find_member(session)
        ended = end_all(session, member_id, now) if ends_others else []
        if before is not None:
            end(session, before.session_id, now)
            ended.append(before.session_id)
        return open_session(session, now, days, member_id=member_id, user_agent=agent), ended

    opened, ended = await services.database.write(work)
    await session_ended(services.bus, ended)
    response = see_other(target)
    set_session_cookie(response, services, opened.token)
    keep_chosen_language(request, response, services)
    if before is not None:
        forget_local_copies(response)
    return response
