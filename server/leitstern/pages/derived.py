"""Computed views of a plan as HTML: the overview panel, and the measures that the browser shows on its cards.

Both are functions of the shared document, the day and the language, so the HTML is kept per (document, seq,
locale, day) and made once for everybody in the room. Who may see a plan is visitors.py's answer, asked on
every request.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from leitstern.pages import formats
from leitstern.pages.overview import measures_of, overview_of
from leitstern.pages.rendering import locale_of, render, translate
from leitstern.pages.services import services_of
from leitstern.pages.visitors import enter_plan
from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import Side

KEPT = 256
"""Views kept at most; each is a few KB, and an edit makes the earlier ones of its document useless."""


@dataclass(frozen=True, slots=True)
class ViewKey:
    view: str
    document_id: str
    seq: int
    locale: str
    day: date
    sides: tuple[str, str]


class DerivedViews:
    """The last views made, by what they were made from. One per app, on `app.state.derived`."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ViewKey, bytes] = OrderedDict()
        self._making: dict[ViewKey, asyncio.Task[bytes]] = {}

    async def of(self, key: ViewKey, make: Callable[[], bytes]) -> bytes:
        """The view, made once however many ask at the same moment, and beside the event loop."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(key, make))
        return await asyncio.shield(self._making[key])

    async def _make(self, key: ViewKey, make: Callable[[], bytes]) -> bytes:
        try:
            body = await run_in_threadpool(make)
        finally:
            del self._making[key]
        self._kept[key] = body
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return body


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request's plan, day and names."""

    plan: PlanView
    seq: int
    today: date
    sides: Mapping[Side, str]


async def overview(request: Request) -> Response:
    """The overview panel of a plan."""
    return await _derived(request, "overview", _render_overview)


async def measures(request: Request) -> Response:
    """Every computed value of a plan, as `<data>` elements."""
    return await _derived(request, "measures", _render_measures)


async def _derived(request: Request, view: str, make: Callable[[Request, _Asked], HTMLResponse]) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    services = services_of(request)
    state = await services.rooms.read(visit.documents["shared"])
    names = (visit.workspace_name, visit.account_name)
    today = services.now().date()
    key = ViewKey(view, visit.documents["shared"], state.seq, locale_of(request), today, names)
    sides: Mapping[Side, str] = {"supplier": names[0], "customer": names[1]}

    def made() -> bytes:
        plan = read_plan(state.data, visit.title)
        return bytes(make(request, _Asked(plan, state.seq, today, sides)).body)

    body = await _views(request).of(key, made)
    return HTMLResponse(body, headers={"Vary": "Cookie, Accept-Language"})


def _views(request: Request) -> DerivedViews:
    state = request.app.state
    if not hasattr(state, "derived"):
        state.derived = DerivedViews()
    views: DerivedViews = state.derived
    return views


def _render_overview(request: Request, asked: _Asked) -> HTMLResponse:
    shown = overview_of(asked.plan, asked.today, asked.sides, partial(translate, request), locale_of(request))
    return render(
        request,
        "derived/overview.html",
        overview=shown,
        sides=asked.sides,
        currency=asked.plan.header.currency,
        seq=asked.seq,
    )


def _render_measures(request: Request, asked: _Asked) -> HTMLResponse:
    locale = locale_of(request)
    values = measures_of(
        asked.plan,
        asked.today,
        asked.sides,
        partial(translate, request),
        partial(formats.number, locale=locale),
        partial(formats.percent, locale=locale),
    )
    return render(request, "derived/measures.html", values=values, seq=asked.seq)


routes = [
    Route("/plans/{plan_id}/overview", overview, methods=["GET"], name="overview"),
    Route("/plans/{plan_id}/measures", measures, methods=["GET"], name="measures"),
]
