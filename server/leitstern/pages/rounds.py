"""`GET /plans/{plan_id}/rounds`: what the reader answered in rounds that are open, and who of their own side
has answered.

JSON. A person sees their own sealed answers, so that they can change them after a reload, and their side's
draft; of their side's sealed number only that there is one. Names of the other side are never here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.commands import sealed_rows
from leitstern.http_support.current_participant import enter_plan
from leitstern.http_support.services import services_of
from leitstern.workshop import rounds_rows
from leitstern.workshop.rounds import Round


async def own_answers(request: Request) -> Response:
    """Raises NotSignedIn, AccessEnded, NotFound, StoreUnavailable."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    person, side = visit.participant.id, visit.participant.side
    read = partial(_read, plan_id=visit.plan_id, person=person, side=side)
    found = await services_of(request).database.read(read)
    return JSONResponse(found, headers={"Cache-Control": "no-store"})


def _read(session: Session, plan_id: str, person: str, side: str) -> dict[str, Any]:
    mine = sealed_rows.own(session, plan_id, [person, side])
    return {
        round.id: {
            "mine": _mine(round, mine.get(round.id, {}), person, side),
            "answered": [owner for owner, of in round.answered.items() if of == side],
        }
        for round in rounds_rows.load(session, plan_id).rounds.values()
        if round.is_running
    }


def _mine(round: Round, sealed: Mapping[str, str], person: str, side: str) -> Any:
    """The person's ballot, estimates, check or ideas; their side's draft; never a sealed number."""
    match round.kind:
        case "vote" | "estimate" | "check":
            return json.loads(sealed[person]) if person in sealed else None
        case "ideas":
            return {"text": sealed[person]} if person in sealed else None
        case "drafts":
            return {"text": sealed[side]} if side in sealed else None
        case "number":
            return None


routes = [Route("/plans/{plan_id}/rounds", own_answers)]
