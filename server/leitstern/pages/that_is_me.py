"""A reader says "that is me": the server links them with their entry among the plan's people.

Who may edit writes the link from the browser (web/src/elements/are-you.ts). A reader has no pen; this one
word about themselves is written for them. Only an entry of the own side that nobody else has claimed can be
taken.
"""

from __future__ import annotations

from typing import Any

from pycrdt import Doc, Map
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.errors import Conflict, Forbidden, NotFound
from leitstern.http_support.current_participant import enter_plan
from leitstern.http_support.services import services_of
from leitstern.plan import edits
from leitstern.plan.bin import is_removed
from leitstern.plan.generated import FIELDS


async def that_is_me(request: Request) -> Response:
    """Raises NotFound for no such entry of the own side, and Conflict when it is somebody else's."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    me, person_id = visit.participant, request.path_params["person_id"]
    if visit.is_archived or visit.is_seen_from_there:
        raise Forbidden("that is me")

    def link(doc: Doc[Any]) -> None:
        entry = doc.get("people", type=Map).get(person_id)
        if not isinstance(entry, Map) or is_removed(entry):
            raise NotFound(person_id)
        if (entry.get("side") or FIELDS["Person"]["side"].default) != me.side:
            raise NotFound(person_id)
        if entry.get("participant") not in (None, me.id):
            raise Conflict(person_id)
        if entry.get("participant") is None:
            edits.set_field(doc, "people", person_id, "participant", me.id)

    await services_of(request).rooms.edit(visit.documents["shared"], me.id, link)
    return Response(status_code=204)


routes = [Route("/plans/{plan_id}/people/{person_id}/me", that_is_me, methods=["POST"])]
"""Without a body: other sites' forms are refused by their origin, as everywhere."""
