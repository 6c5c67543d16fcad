"""Panels of a review meeting, from the live plan: `/plans/<id>/panels/review/<topic>` as HTML.

Topics: `since-last` (value confirmed, what changed since the newest sign-off of both sides), `goals` and
`actions`. Both sides read the same. Asked by web/src/elements/review-panel.ts, again after each change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.commands import given_words_rows
from leitstern.errors import NotFound
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.rendering import Renderer, locale_of, render
from leitstern.http_support.services import services_of
from leitstern.plan.generated import Side
from leitstern.plan.signed_content import signed_content
from leitstern.plan.time_zone import today_in, zone_named
from leitstern.reports.field_wording import FieldWords, record_names
from leitstern.reports.news import Changed
from leitstern.reports.review import actions_review, goals_review, since_last
from leitstern.reports.signed_plan import changes_since
from leitstern.workshop import sign_off_rows
from leitstern.workshop.sign_offs import Version

_HEADERS = {"Cache-Control": "no-store"}


async def show_review(request: Request) -> Response:
    """Raises NotFound for an unknown topic."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    topic = request.path_params["topic"]
    if topic not in ("since-last", "goals", "actions"):
        raise NotFound(topic)
    services = services_of(request)
    plan = (await services.views.of(visit.documents["shared"])).view
    today = today_in(visit.time_zone, services.now())
    told: dict[str, Any] = {"topic": topic, "plan": visit, "sides": _sides(visit)}
    if topic == "since-last":
        told |= await _since_last(request, visit)
    elif topic == "goals":
        told["review"] = goals_review(plan, today)
    else:
        told["review"] = actions_review(plan, today)
    return render(request, "derived/review.html", headers=_HEADERS, **told)


async def _since_last(request: Request, visit: PlanVisit) -> dict[str, Any]:
    services = services_of(request)
    plan = (await services.views.of(visit.documents["shared"])).view
    today = today_in(visit.time_zone, services.now())
    given = await services.database.read(partial(given_words_rows.load, plan_id=visit.plan_id))
    signed = await services.database.read(partial(_newest_signed, plan_id=visit.plan_id))
    changes = await _changes(request, visit, signed) if signed else []
    return {
        "review": since_last(plan, given.words, changes, today, _sides(visit), locale_of(request)),
        "version": signed[0] if signed else None,
        "signed_at": signed[0].at.astimezone(zone_named(visit.time_zone)) if signed else None,
    }


async def _changes(request: Request, visit: PlanVisit, signed: tuple[Version, str]) -> list[Changed]:
    version, content = signed
    data = (await services_of(request).rooms.read(visit.documents["shared"])).data
    before, now = json.loads(content), signed_content(data)
    words = _words(request, visit, {**before, **now})
    return await run_in_threadpool(changes_since, before, now, version.at, words)


def _newest_signed(session: Session, plan_id: str) -> tuple[Version, str] | None:
    """The newest version under which both sides have a name, with its content."""
    state = sign_off_rows.load(session, plan_id)
    signed = [one for one in state.versions.values() if state.is_signed(one.id)]
    newest = max(signed, key=lambda one: one.number, default=None)
    return (newest, sign_off_rows.content_of(session, plan_id, newest.id)) if newest else None


def _words(request: Request, visit: PlanVisit, data: Mapping[str, Any]) -> FieldWords:
    catalogue = cast(Renderer, request.app.state.renderer).catalogues[locale_of(request)]
    header = data.get("header")
    currency = str(header.get("currency") or "EUR") if isinstance(header, dict) else "EUR"
    return FieldWords("shared", catalogue, _sides(visit), currency, record_names(data))


def _sides(visit: PlanVisit) -> dict[Side, str]:
    return {"customer": visit.account_name, "supplier": visit.workspace_name}


routes = [Route("/plans/{plan_id}/panels/review/{topic}", show_review)]
