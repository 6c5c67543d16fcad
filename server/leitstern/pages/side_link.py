"""One's own lasting link to "my side's page" (pages/promises.py): made, replaced and ended by its owner.

`GET` shows it: as a page, or for htmx as the contents of the dialog that the panel of people opens. A
session's summary shows the same part. A link is its owner's secret: nobody gets somebody else's.
"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.side_links import working_link
from leitstern.http_support.absolute_urls import absolute
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.form_commands import run_in_plan
from leitstern.http_support.forms import local_path, see_other, submitted
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of


async def show_link(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    return await _shown(request, visit, _address(visit))


async def make_link(request: Request) -> Response:
    return await _change(request, "side_page.create")


async def end_link(request: Request) -> Response:
    """One's own, or for those who invite, somebody else's."""
    return await _change(request, "side_page.revoke")


async def own_link(request: Request, visit: PlanVisit) -> str:
    """The whole address of the reader's own link, if there is one; none for who looks with the other side's
    eyes.
    """
    if visit.is_seen_from_there:
        return ""
    services = services_of(request)
    work = partial(working_link, keys=services.keys, participant_id=visit.participant.id)
    found = await services.database.read(work)
    return absolute(request, found) if found else ""


async def _change(request: Request, kind: str) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    fields = await submitted(request)
    await run_in_plan(request, visit, kind, fields)
    then = local_path(fields.get("then", ""), _address(visit))
    return await _shown(request, visit, then) if _is_part(request) else see_other(then)


async def _shown(request: Request, visit: PlanVisit, then: str) -> Response:
    """`then`: the page that shows the link, where a form leads back to without a script."""
    return render(
        request,
        "derived/side_link.html" if _is_part(request) else "side_link.html",
        headers={"Cache-Control": "no-store"},
        section="accounts",
        plan=visit,
        side_link=await own_link(request, visit),
        then=then,
        takes_focus=_is_part(request),
    )


def _is_part(request: Request) -> bool:
    return request.headers.get("HX-Request") is not None


def _address(visit: PlanVisit) -> str:
    return f"/plans/{visit.plan_id}/side-page"


routes = [
    Route("/plans/{plan_id}/side-page", show_link),
    Route("/plans/{plan_id}/side-page", make_link, methods=["POST"]),
    Route("/plans/{plan_id}/side-page/end", end_link, methods=["POST"]),
]
