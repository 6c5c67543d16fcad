"""What the other side will see of a private item: the preview before it is put on the table.

Made from the same function that moves the record (plan/tabling.py), so that the preview cannot promise less
than is shown. Only the own side's document can be asked about.
"""

from __future__ import annotations

from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import Renderer, locale_of
from leitstern.http_support.services import services_of
from leitstern.plan.antitrust import warned_texts
from leitstern.plan.document import read_side
from leitstern.plan.generated import KINDS, Side
from leitstern.plan.tabling import Shown, may_be_tabled, shown
from leitstern.reports.field_wording import NOTHING, FieldWords, record_names


async def preview(request: Request) -> Response:
    """`?kind=&item=`. JSON: the name, each filled field as text, how many links stay private, and the listed
    competitors that a text names together with a number.
    """
    visit = await enter_plan(request, request.path_params["plan_id"])
    services, side = services_of(request), visit.participant.side
    kind, item_id = request.query_params.get("kind", ""), request.query_params.get("item", "")
    if not may_be_tabled(kind, side):
        raise NotFound("kind")
    if side not in visit.documents:
        raise NotFound("document")
    own = (await services.rooms.read(visit.documents[side])).data
    record = (own.get(kind) or {}).get(item_id)
    if not isinstance(record, dict) or record.get("removed_at"):
        raise NotFound("item")
    shared = (await services.rooms.read(visit.documents["shared"])).data
    seen = shown(kind, record, lambda target: any(target in (shared.get(root) or {}) for root in KINDS))
    words = await _words(request, visit, shared)
    told = _told(kind, seen, words) | {"competitors": _warned_of(own, side, seen)}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _told(kind: str, seen: Shown, words: FieldWords) -> dict[str, Any]:
    name = KINDS[kind].name
    lines = [
        {"label": words.label(kind, field), "value": text}
        for field, value in seen.values.items()
        if field != name and (text := _text(kind, field, value, words)) not in ("", NOTHING)
    ]
    return {"name": str(seen.values.get(name) or ""), "fields": lines, "left_out": seen.left_out}


def _warned_of(own: dict[str, Any], side: Side, seen: Shown) -> list[str]:
    """The names as this side's document lists them; each once."""
    names = [one.name for one in read_side(own, side).competitors if one.name.strip()]
    texts = [value for value in seen.values.values() if isinstance(value, str)]
    return list(dict.fromkeys(one.competitor for one in warned_texts(texts, names)))


def _text(kind: str, field: str, value: Any, words: FieldWords) -> str:
    """Long texts too: unlike a list of changes, this shows everything."""
    return words.value(kind, field, value) or (value if isinstance(value, str) else "")


async def _words(request: Request, visit: PlanVisit, shared: dict[str, Any]) -> FieldWords:
    renderer = cast(Renderer, request.app.state.renderer)
    plan = await services_of(request).views.of(visit.documents["shared"])
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    catalogue = renderer.catalogues[locale_of(request)]
    return FieldWords("shared", catalogue, sides, plan.view.header.currency, record_names(shared))


routes = [Route("/plans/{plan_id}/table/preview", preview, methods=["GET"])]
"""JSON."""
