"""`GET /plans/<id>/look-back`: a slider through the plan's history, with who changed what at each stop.

Off where the workspace has not switched it on: then the page is a 404 that says so, and no log is read. Only
the shared document is, as both sides see it now. `?step=` chooses a stop; the whole page without htmx, the
part that changes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.workspace_settings import plan_shows_history
from leitstern.commands import tabled_items_rows
from leitstern.commands.past_names import PastNames, past_names
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import Renderer, locale_of, render, translate
from leitstern.http_support.services import services_of
from leitstern.live.history.past_changes import PastChanges, changes_between
from leitstern.live.history.past_states import changes
from leitstern.plan.document import read_plan
from leitstern.plan.generated import ROOTS, Side
from leitstern.plan.time_zone import today_in, zone_named
from leitstern.reports.field_wording import FieldWords, record_names
from leitstern.reports.growth_map import GrowthMap, growth_map
from leitstern.reports.news import Changed, Reader, changes_of
from leitstern.reports.plan_history import Sitting, sittings, without_taken_back
from leitstern.wording import formats

CHANGES_SHOWN = 15
_NOBODY = Reader("", "", "customer")


@dataclass(frozen=True, slots=True)
class _Stop:
    growth: GrowthMap
    changes: list[Changed]


async def show_history(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    services = services_of(request)
    if not await services.database.read(partial(plan_shows_history, plan_id=visit.plan_id)):
        return _answer(request, visit, status=404, is_off=True)
    document = visit.documents["shared"]
    found = sittings(one.at for one in await changes(services.log, document, services.now()))
    step = _step(request.query_params.get("step", ""), len(found))
    stop = await _stop(request, visit, found[step]) if found else None
    zone = zone_named(visit.time_zone)
    return _answer(
        request,
        visit,
        is_off=False,
        sittings=found,
        step=step,
        stop=stop,
        shown=CHANGES_SHOWN,
        moment=partial(formats.moment, locale=locale_of(request), zone=zone),
    )


def _answer(request: Request, visit: PlanVisit, *, status: int = 200, **view: Any) -> Response:
    is_part = request.headers.get("HX-Request") is not None
    return render(
        request,
        "derived/plan_history.html" if is_part else "plan_history.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        section="accounts",
        plan=visit,
        **view,
    )


def _step(asked: str, count: int) -> int:
    """A stop that there is; the last one for anything else."""
    last = max(0, count - 1)
    return min(int(asked), last) if asked.isascii() and asked.isdigit() and len(asked) < 6 else last


async def _stop(request: Request, visit: PlanVisit, sitting: Sitting) -> _Stop:
    services = services_of(request)
    document = visit.documents["shared"]
    feed = await changes_between(
        services.log, document, "shared", sitting.begin, sitting.end, ROOTS["shared"]
    )
    back = await services.database.read(partial(tabled_items_rows.ever_taken_back, plan_id=visit.plan_id))
    names = await services.database.read(partial(past_names, plan_id=visit.plan_id))
    return await run_in_threadpool(_made, request, visit, sitting, feed, back, names)


def _made(
    request: Request,
    visit: PlanVisit,
    sitting: Sitting,
    feed: PastChanges,
    back: frozenset[str],
    names: PastNames,
) -> _Stop:
    """In a thread: reads the whole plan of that time."""
    data = without_taken_back(feed.data, back)
    sides: dict[Side, str] = {"supplier": visit.workspace_name, "customer": visit.account_name}
    view = read_plan(data, visit.title)
    words = _words(request, sides, view.header.currency, data)
    day = today_in(visit.time_zone, sitting.end)
    edits = [edit for edit in feed.edits if edit.difference.record not in back]
    growth = growth_map(view, day, sides, partial(translate, request), locale_of(request))
    return _Stop(growth, changes_of(edits, _NOBODY, partial(_named, names, words), words))


def _words(request: Request, sides: Mapping[Side, str], currency: str, data: Mapping[str, Any]) -> FieldWords:
    catalogue = cast(Renderer, request.app.state.renderer).catalogues[locale_of(request)]
    return FieldWords("shared", catalogue, dict(sides), currency, record_names(data))


def _named(names: PastNames, words: FieldWords, participant: str, at: datetime) -> str | None:
    """The name that somebody had then, with the company."""
    name, side = names.name(participant, at), names.side(participant)
    if name is None or side is None:
        return None
    return words.catalogue.text("participants.of_company", name=name, company=words.sides[side])


routes = [Route("/plans/{plan_id}/look-back", show_history)]
