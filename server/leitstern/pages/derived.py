"""Computed views of a plan: the overview panel as HTML, the measures on the cards as JSON.

Both depend on the plan view, the day and the language, so the bytes are made once for all requests, and again
when a part of the plan changed that they were made of. Measures carry an ETag; unchanged ones are answered
with 304.
current_participant.py decides on every request who may see a plan.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import locale_of, render, texts_of
from leitstern.http_support.services import services_of
from leitstern.live.node.rooms import DocumentState
from leitstern.plan import assessment_ages
from leitstern.plan.document import PlanView, read_side
from leitstern.plan.generated import Side
from leitstern.plan.parts import PartsRead
from leitstern.plan.time_zone import today_in
from leitstern.projections.assessment_job import ages_of
from leitstern.projections.plan_views import PlanAt
from leitstern.reports.growth_map import growth_map
from leitstern.reports.measure_values import MeasureTable, Words, measure_table
from leitstern.reports.overview import overview_of
from leitstern.reports.own_values import own_table

KEPT = 256
"""Cached views, the last used ones. Each is a few KB; an edit replaces those that it concerns."""


@dataclass(frozen=True, slots=True)
class ViewKey:
    view: str
    document_id: str
    locale: str
    day: date
    time_zone: str
    sides: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Made:
    seq: int
    parts: PartsRead
    body: bytes


class DerivedViews:
    """Caches rendered views. One per app, on `app.state.derived`."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ViewKey, _Made] = OrderedDict()
        self._making: dict[tuple[ViewKey, int], asyncio.Task[bytes]] = {}

    async def of(self, key: ViewKey, plan: PlanAt, make: Callable[[PlanView], bytes]) -> bytes:
        """The view. Computed in a thread; concurrent requests share one computation."""
        kept = self._kept.get(key)
        if kept is not None and (kept.seq == plan.seq or kept.parts.are_the_same_in(plan.view)):
            self._kept.move_to_end(key)
            return kept.body
        making = (key, plan.seq)
        if making not in self._making:
            self._making[making] = asyncio.create_task(self._make(making, plan, make))
        return await asyncio.shield(self._making[making])

    async def _make(
        self, making: tuple[ViewKey, int], plan: PlanAt, make: Callable[[PlanView], bytes]
    ) -> bytes:
        (key, seq), parts = making, PartsRead(plan.view)
        try:
            body = await run_in_threadpool(make, parts.view)
        finally:
            del self._making[making]
        kept = self._kept.get(key)
        if kept is None or kept.seq < seq:
            self._kept[key] = _Made(seq, parts, body)
            self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return body


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view is made of: the plan, a day and names."""

    plan: PlanView
    today: date
    time_zone: str
    sides: Mapping[Side, str]


Make = Callable[[Request, Asked], bytes]


async def overview(request: Request) -> Response:
    """The overview panel of a plan."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    return HTMLResponse(await overview_panel(request, visit), headers=_headers())


async def overview_panel(request: Request, visit: PlanVisit) -> bytes:
    """The panel as bytes. The plan's page includes it, so that the layout does not shift after loading."""
    return await derived(request, visit, "overview", _render_overview)


async def measures(request: Request) -> Response:
    """`{"measures": {record id: {measure: {"value", "text"}}}, "time_zone"}`: all computed values."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    return _values(request, await derived(request, visit, "measures", _encode_measures))


async def own_measures(request: Request) -> Response:
    """The same shape, of what the reader's side alone may see: its view of the other company."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    side = visit.participant.side
    document_id = visit.documents.get(side)
    if document_id is None:
        raise NotFound("private document")
    services = services_of(request)
    state = await services.rooms.read(document_id)
    ages = await services.database.read(partial(ages_of, document_id=document_id))
    today = today_in(visit.time_zone, services.now())
    # A change since the daily job has begun a new age already.
    current = assessment_ages.aged(ages, state.data, services.now())
    ending = assessment_ages.ending(current, services.assessment_months, today)
    make = partial(_encode_own, state=state, side=side, ending=ending)
    view = f"own {document_id} {state.seq} {sorted(ending.items())}"
    return _values(request, await derived(request, visit, view, make))


def _values(request: Request, body: bytes) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_headers(), "ETag": etag}
    if _has(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _headers() -> dict[str, str]:
    return {"Vary": "Cookie, Accept-Language"}


def _has(request: Request, etag: str) -> bool:
    """RFC 9110 13.1.2: If-None-Match compares weakly."""
    known = request.headers.get("If-None-Match", "").split(",")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in known)


async def derived(request: Request, visit: PlanVisit, view: str, make: Make) -> bytes:
    """A view that depends on the shared document, the day and the language alone: made once for all. What
    `view` names besides, such as a state of another document, `make` may read too; the request only for
    its language.
    """
    services = services_of(request)
    plan = await services.views.of(visit.documents["shared"])
    names = (visit.workspace_name, visit.account_name)
    today = today_in(visit.time_zone, services.now())
    zone = visit.time_zone or "UTC"
    key = ViewKey(view, visit.documents["shared"], locale_of(request), today, zone, names)
    sides: Mapping[Side, str] = {"supplier": names[0], "customer": names[1]}

    def made_of(view: PlanView) -> bytes:
        return make(request, Asked(view, today, zone, sides))

    return await _views(request).of(key, plan, made_of)


def _views(request: Request) -> DerivedViews:
    state = request.app.state
    if not hasattr(state, "derived"):
        state.derived = DerivedViews()
    views: DerivedViews = state.derived
    return views


def _render_overview(request: Request, asked: Asked) -> bytes:
    view, t, locale = asked.plan, texts_of(request), locale_of(request)
    page = render(
        request,
        "derived/overview.html",
        overview=overview_of(view, asked.today, asked.sides, t, locale),
        growth=growth_map(view, asked.today, asked.sides, t, locale),
        sides=asked.sides,
        currency=view.header.currency,
    )
    return bytes(page.body)


def _encode_measures(request: Request, asked: Asked) -> bytes:
    words = Words(asked.sides, texts_of(request), locale_of(request))
    return _encoded(asked, measure_table(asked.plan, asked.today, words))


def _encode_own(
    request: Request, asked: Asked, state: DocumentState, side: Side, ending: Mapping[str, date]
) -> bytes:
    words = Words(asked.sides, texts_of(request), locale_of(request))
    own = read_side(state.data, side)
    return _encoded(asked, own_table(asked.plan, own, side, asked.today, words, ending))


def _encoded(asked: Asked, table: MeasureTable) -> bytes:
    shown = {
        of: {name: {"value": value.value, "text": value.text} for name, value in values.items()}
        for of, values in table.items()
    }
    return bytes(JSONResponse({"measures": shown, "time_zone": asked.time_zone}).body)


routes = [
    Route("/plans/{plan_id}/overview", overview, methods=["GET"], name="overview"),
    Route("/plans/{plan_id}/measures", measures, methods=["GET"], name="measures"),
    Route("/plans/{plan_id}/own-measures", own_measures, methods=["GET"], name="own_measures"),
]
