"""A session's own page, and its view for the projector.

The page is the plan's page with the session above it, so that people work in the plan while the session runs.
The islands read the session from the `record` document (web/src/elements/session-view.ts); this only decides
that it exists, and names the group link that late comers scan.
"""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access import invitations
from leitstern.access.invitations import InvitationFacts
from leitstern.access.policy import may_invite
from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of
from leitstern.pages.invitations import whole_link
from leitstern.pages.plans import plan_page, values_for_islands
from leitstern.store.tables import WorkshopSessionRow

_OPEN_STATES = ("created", "opened", "joined")


async def show_session(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    return await plan_page(request, visit, await _session_id(request, visit))


async def show_screen(request: Request) -> Response:
    """For the projector. Only hosts see the code: whoever scans it is in the plan."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    session_id = await _session_id(request, visit)
    invitation = await _group_link(request, visit)
    return render(
        request,
        "session_screen.html",
        section="accounts",
        plan=visit,
        title=visit.title,
        boot=await values_for_islands(request, visit, session_id),
        qr=f"/plans/{visit.plan_id}/invitations/{invitation.id}/qr.svg" if invitation else "",
        link=whole_link(request, invitation) if invitation else "",
    )


async def _session_id(request: Request, visit: PlanVisit) -> str:
    """The session of the address. Raises NotFound."""
    services = services_of(request)
    session_id: str = request.path_params["session_id"]
    await services.commands.projector.catch_up(visit.plan_id)
    row = await services.database.read(lambda s: s.get(WorkshopSessionRow, (visit.plan_id, session_id)))
    if row is None or row.status == "cancelled":
        raise NotFound(session_id)
    return session_id


async def _group_link(request: Request, visit: PlanVisit) -> InvitationFacts | None:
    """A valid group link for the customer's side, the newest."""
    if not may_invite(visit.standing, visit.plan_id):
        return None
    now = services_of(request).now()

    def work(session: Session) -> list[InvitationFacts]:
        return invitations.list_for_plan(session, visit.plan_id, now)

    found = await services_of(request).database.read(work)
    links = (one for one in found if one.kind == "room" and one.side == "customer")
    return next((one for one in links if one.state in _OPEN_STATES), None)


routes = [
    Route("/plans/{plan_id}/sessions/{session_id}", show_session),
    Route("/plans/{plan_id}/sessions/{session_id}/screen", show_screen),
]
