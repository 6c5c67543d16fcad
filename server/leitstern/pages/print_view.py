"""The whole plan on paper: title, purpose, growth map, every record, notes. Shared content only.

What only one side reads stays out: paper is handed around.
"""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.http_support.current_participant import enter_plan
from leitstern.http_support.rendering import Renderer, locale_of, render, texts_of
from leitstern.http_support.services import services_of
from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS, Side
from leitstern.plan.time_zone import today_in
from leitstern.reports.field_wording import FieldWords
from leitstern.reports.growth_map import growth_map
from leitstern.reports.printed_plan import printed_plan


async def show(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    services = services_of(request)
    view = (await services.views.of(visit.documents["shared"])).view
    today = today_in(visit.time_zone, services.now())
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    catalogue = cast(Renderer, request.app.state.renderer).catalogues[locale_of(request)]
    words = FieldWords("shared", catalogue, sides, view.header.currency, _names(view))
    return render(
        request,
        "print.html",
        plan=visit,
        view=view,
        sides=sides,
        today=today,
        growth=growth_map(view, today, sides, texts_of(request), locale_of(request)),
        kinds=printed_plan(view, words, today),
    )


def _names(view: PlanView) -> dict[str, str]:
    return {
        one.id: str(getattr(one, KINDS[kind].name) or "").strip()
        for kind, records in view.records.items()
        for one in records
    }


routes = [Route("/plans/{plan_id}/print", show)]
