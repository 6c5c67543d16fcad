"""Signs a member in: opens a session, ends the browser's previous session, sets the cookie.

Called by the pages that sign in a member (login, set-up, enter). Guests join through pages/join.py.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from leitstern.access.access_events import session_ended
from leitstern.access.sessions import OpenedSession, end, end_all, open_session
from leitstern.http_support.cookies import forget_local_copies, keep_chosen_language, set_session_cookie
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import see_other
from leitstern.http_support.services import services_of


async def sign_in_member(
    request: Request, find_member: Callable[[Session], str], target: str, *, ends_others: bool = False
) -> Response:
    """Signs in the member that `find_member` returns, in the same transaction.

    `ends_others` ends the member's other sessions, after a new password.
    """
    services = services_of(request)
    before = await signed_in(request)
    now, life = services.now(), services.session_life
    agent = request.headers.get("user-agent", "")

    def work(session: Session) -> tuple[OpenedSession, list[str]]:
        member_id = find_member(session)
        ended = end_all(session, member_id, now) if ends_others else []
        if before is not None:
            end(session, before.session_id, now)
            ended.append(before.session_id)
        return open_session(session, now, life, member_id=member_id, user_agent=agent), ended

    opened, ended = await services.database.write(work)
    await session_ended(services.bus, ended)
    response = see_other(target)
    set_session_cookie(response, services, opened.token)
    keep_chosen_language(request, response, services)
    if before is not None:
        forget_local_copies(response)
    return response
