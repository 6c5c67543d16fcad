"""What the other side will see of a private item: the preview before it is put on the table.

Made from the same function that moves the record (plan/tabling.py), so that the preview cannot promise less
than is shown. Only the own side's document can be asked about. A workspace may want that a second person
looks at what names a competitor with a number (commands/second_looks.py): they are asked here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.access.audit import add_audit_entry
from leitstern.access.policy import may_put_on_table
from leitstern.commands import second_looks
from leitstern.commands.past_names import past_names
from leitstern.commands.second_looks import Look
from leitstern.errors import Conflict, Forbidden, InvalidInput, NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import Renderer, locale_of
from leitstern.http_support.services import services_of
from leitstern.plan.generated import KINDS, Side
from leitstern.plan.tabling import Shown, may_be_tabled, shown
from leitstern.reports.field_wording import NOTHING, FieldWords, record_names

LONGEST_OBJECTION = 300
"""Characters. The dialog's field ends there too."""


async def preview(request: Request) -> Response:
    """`?kind=&item=`. JSON: the name, each filled field as text, how many links stay private, and the listed
    competitors that a text names together with a number.
    """
    visit = await enter_plan(request, request.path_params["plan_id"])
    services, side = services_of(request), visit.participant.side
    kind, item_id = request.query_params.get("kind", ""), request.query_params.get("item", "")
    own, record = await _private_record(request, visit, kind, item_id)
    shared = (await services.rooms.read(visit.documents["shared"])).data
    seen = shown(kind, record, lambda target: any(target in (shared.get(root) or {}) for root in KINDS))
    words = await _words(request, visit, shared)
    competitors = second_looks.competitors_in(own, side, kind, record)
    told = _told(kind, seen, words) | {"competitors": competitors}
    if competitors:
        told |= await _second_look(request, visit, side, kind, item_id, record)
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def look(request: Request) -> Response:
    """`{"kind", "item_id", "digest", "objection"}`: a look at the words that the preview's digest names.

    Without an objection it asks somebody else for theirs; with one, these words stay where they are until it
    is withdrawn by a look without one. Raises Conflict when the words are others by now.
    """
    visit = await enter_plan(request, request.path_params["plan_id"])
    if not may_put_on_table(visit.standing, visit.plan_id):
        raise Forbidden("second look")
    asked = await _asked(request)
    kind, item_id, objection = asked["kind"], asked["item_id"], asked["objection"].strip()
    services, side, me = services_of(request), visit.participant.side, visit.participant.id
    _, record = await _private_record(request, visit, kind, item_id)
    seen, now = Look(item_id, kind, me, second_looks.digest_of(kind, record), objection), services.now()
    if asked["digest"] != seen.digest:
        raise Conflict("other words")
    if len(objection) > LONGEST_OBJECTION:
        raise InvalidInput({"objection": "too_long"})
    action = "item.objected" if objection else "item.second_look"

    def work(session: Session) -> None:
        if second_looks.rule_for(session, visit.plan_id, side, item_id).is_wanted:
            second_looks.note(session, visit.plan_id, seen, now)
            add_audit_entry(session, action, now, actor=me, plan_id=visit.plan_id, subject=item_id)

    await services.database.write(work)
    return Response(status_code=204)


async def _second_look(
    request: Request, visit: PlanVisit, side: Side, kind: str, item_id: str, record: Mapping[str, Any]
) -> dict[str, Any]:
    """`second_look`: "ask" while nobody looked, "asked" while only the reader did, "given" by others,
    "refused" while somebody objects; `digest` names the words that a look is for.
    """
    database, me = services_of(request).database, visit.participant.id
    rule = await database.read(
        partial(second_looks.rule_for, plan_id=visit.plan_id, side=side, item_id=item_id)
    )
    if not rule.is_wanted:
        return {}
    digest, now = second_looks.digest_of(kind, record), services_of(request).now()
    told: dict[str, Any] = {"digest": digest}
    names = await database.read(partial(past_names, plan_id=visit.plan_id))
    if objections := rule.objections(digest):
        said = [
            {
                "name": names.name(one.participant_id, now) or "",
                "text": one.objection,
                "mine": one.participant_id == me,
            }
            for one in objections
        ]
        return told | {"second_look": "refused", "objections": said}
    if others := rule.others(digest, me):
        looked = [name for one in others if (name := names.name(one, now))]
        return told | {"second_look": "given", "looked": looked}
    return told | {"second_look": "asked" if rule.looked(digest, me) else "ask"}


async def _private_record(
    request: Request, visit: PlanVisit, kind: str, item_id: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The side's document and the record in it. Raises NotFound."""
    side = visit.participant.side
    if not may_be_tabled(kind, side):
        raise NotFound("kind")
    if side not in visit.documents:
        raise NotFound("document")
    own = (await services_of(request).rooms.read(visit.documents[side])).data
    record = (own.get(kind) or {}).get(item_id)
    if not isinstance(record, dict) or record.get("removed_at"):
        raise NotFound("item")
    return own, record


async def _asked(request: Request) -> dict[str, str]:
    """Only JSON: a form of another site cannot send it. Raises NotFound for anything else."""
    is_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    try:
        body = json.loads(await request.body()) if is_json else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise NotFound("item")
    return {name: str(body.get(name, "")) for name in ("kind", "item_id", "digest", "objection")}


def _told(kind: str, seen: Shown, words: FieldWords) -> dict[str, Any]:
    name = KINDS[kind].name
    lines = [
        {"label": words.label(kind, field), "value": text}
        for field, value in seen.values.items()
        if field != name and (text := _text(kind, field, value, words)) not in ("", NOTHING)
    ]
    return {"name": str(seen.values.get(name) or ""), "fields": lines, "left_out": seen.left_out}


def _text(kind: str, field: str, value: Any, words: FieldWords) -> str:
    """Long texts too: unlike a list of changes, this shows everything."""
    return words.value(kind, field, value) or (value if isinstance(value, str) else "")


async def _words(request: Request, visit: PlanVisit, shared: dict[str, Any]) -> FieldWords:
    renderer = cast(Renderer, request.app.state.renderer)
    plan = await services_of(request).views.of(visit.documents["shared"])
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    catalogue = renderer.catalogues[locale_of(request)]
    return FieldWords("shared", catalogue, sides, plan.view.header.currency, record_names(shared))


routes = [
    Route("/plans/{plan_id}/table/preview", preview, methods=["GET"]),
    Route("/plans/{plan_id}/table/look", look, methods=["POST"]),
]
"""JSON."""
