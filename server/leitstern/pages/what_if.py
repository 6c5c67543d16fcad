"""What a change would move: `GET /plans/{id}/what-if?set=act_x.due=2027-01-31&set=opp_y.probability=0.6`.

Reads and writes nothing: hypothetical values stand in the address, the answer is JSON. An empty value empties
the field. Whoever may open the plan may ask; only the shared document is looked at. Asked by
web/src/elements/what-if.ts while somebody drags or types.
"""

from __future__ import annotations

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.errors import InvalidInput
from leitstern.http_support.current_participant import enter_plan
from leitstern.http_support.rendering import locale_of, texts_of
from leitstern.http_support.services import services_of
from leitstern.plan.generated import Side
from leitstern.plan.time_zone import today_in
from leitstern.plan.what_if import Change, effects_of
from leitstern.reports.what_if import what_if

NUMBERS = frozenset({"probability", "effort", "benefit_customer", "benefit_supplier"})


async def show_what_if(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    plan = await services_of(request).views.of(visit.documents["shared"])
    changes = [_change(text) for text in request.query_params.getlist("set")]
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    today = today_in(visit.time_zone, services_of(request).now())
    t, locale = texts_of(request), locale_of(request)

    def make() -> Response:
        found = what_if(plan.view, effects_of(plan.view, changes, today), sides, t, locale)
        return JSONResponse(asdict(found), headers={"Cache-Control": "no-store"})

    return await run_in_threadpool(make)


def _change(text: str) -> Change:
    """`record.field=value`."""
    place, equals, raw = text.partition("=")
    record, point, field = place.partition(".")
    if not equals or not point:
        raise InvalidInput({"set": "invalid"})
    if not raw:
        return Change(record, field, None)
    if field not in NUMBERS:
        return Change(record, field, raw)
    try:
        return Change(record, field, float(raw))
    except ValueError:
        raise InvalidInput({field: "invalid"}) from None


routes = [Route("/plans/{plan_id}/what-if", show_what_if, methods=["GET"])]
