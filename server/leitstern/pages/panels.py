"""Panels of a section: the value log's totals, growth figures, white space, how ready the plan is. HTML.

What they show depends on the shared document and, for values, on the words in the ledger too: that one panel
is made for each request, the others when what they show changed. Asked by
web/src/elements/derived-panel.ts after a change was acknowledged.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from leitstern.access.plan_summaries import evidence_of
from leitstern.commands import given_words_rows
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import locale_of, render, texts_of
from leitstern.http_support.services import services_of
from leitstern.pages.derived import Asked, derived
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Side
from leitstern.plan.time_zone import today_in
from leitstern.reports.figures import figures_panels
from leitstern.reports.readiness import mutual_sentences, readiness_of
from leitstern.reports.value_log import value_panel
from leitstern.reports.white_space import white_space_panel
from leitstern.reports.win_win import unplaced, win_win_picture


async def show_value(request: Request) -> Response:
    visit, view = await _visit(request)
    services = services_of(request)
    given = await services.database.read(partial(given_words_rows.load, plan_id=visit.plan_id))
    today, t, locale = (
        today_in(visit.time_zone, services.now()),
        texts_of(request),
        locale_of(request),
    )
    sides = _sides(visit)

    def make() -> Response:
        panel = value_panel(view, given.words, today, sides, t, locale)
        mutual = mutual_sentences(view, today, sides, t)
        return render(request, "derived/value.html", panel=panel, sentences=mutual, headers=_HEADERS)

    return await run_in_threadpool(make)


async def show_readiness(request: Request) -> Response:
    visit, view = await _visit(request)
    services = services_of(request)
    evidence = await services.database.read(partial(evidence_of, plan_id=visit.plan_id))
    today = today_in(visit.time_zone, services.now())
    changed = {
        chapter: today_in(visit.time_zone, datetime.fromisoformat(moment))
        for chapter, moment in evidence.chapter_changes
        if moment
    }
    t, locale, sides = texts_of(request), locale_of(request), _sides(visit)

    def make() -> Response:
        panel = readiness_of(view, changed, today, sides, t, locale)
        return render(request, "derived/readiness.html", panel=panel, headers=_HEADERS)

    return await run_in_threadpool(make)


async def show_figures(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    return HTMLResponse(await derived(request, visit, "figures", _figures), headers=_HEADERS)


async def show_win_win(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    return HTMLResponse(await derived(request, visit, "win-win", _win_win), headers=_HEADERS)


async def show_white_space(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    return HTMLResponse(await derived(request, visit, "white-space", _white_space), headers=_HEADERS)


def _figures(request: Request, asked: Asked) -> bytes:
    t, locale = texts_of(request), locale_of(request)
    panels = figures_panels(asked.plan, asked.today, asked.sides, t, locale)
    return bytes(render(request, "derived/figures.html", panels=panels).body)


def _win_win(request: Request, asked: Asked) -> bytes:
    picture = win_win_picture(asked.plan, asked.sides, texts_of(request), locale_of(request))
    waiting = unplaced(asked.plan)
    return bytes(render(request, "derived/win_win.html", picture=picture, waiting=waiting).body)


def _white_space(request: Request, asked: Asked) -> bytes:
    t, locale = texts_of(request), locale_of(request)
    panel = white_space_panel(asked.plan, asked.today, asked.sides, t, locale)
    return bytes(render(request, "derived/white_space.html", panel=panel).body)


_HEADERS = {"Cache-Control": "no-store"}


async def _visit(request: Request) -> tuple[PlanVisit, PlanView]:
    visit = await enter_plan(request, request.path_params["plan_id"])
    plan = await services_of(request).views.of(visit.documents["shared"])
    return visit, plan.view


def _sides(visit: PlanVisit) -> dict[Side, str]:
    return {"supplier": visit.workspace_name, "customer": visit.account_name}


routes = [
    Route("/plans/{plan_id}/panels/values", show_value),
    Route("/plans/{plan_id}/panels/readiness", show_readiness),
    Route("/plans/{plan_id}/panels/figures", show_figures),
    Route("/plans/{plan_id}/panels/win-win", show_win_win),
    Route("/plans/{plan_id}/panels/white_spaces", show_white_space),
]
