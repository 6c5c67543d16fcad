"""The plan's page: the frame and what the browser's islands start with. The plan comes over the wire.

Only the documents that the visitor's side may read are named here. The title in lists (SQL) is brought up to
the one that people wrote into the document whenever the page is opened.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.accounts import retitle
from leitstern.access.fields import TITLE_MAX, one_line
from leitstern.access.forgery import form_token
from leitstern.access.policy import may_invite
from leitstern.pages.rendering import locale_of, render, theme_of
from leitstern.pages.services import services_of
from leitstern.pages.visitors import PlanVisit, enter_plan, need_signed_in

DEFAULT_CURRENCY = "EUR"


async def show_plan(request: Request) -> Response:
    visit = await enter_plan(request, request.path_params["plan_id"])
    title = await _live_title(request, visit)
    return render(
        request,
        "plan.html",
        section="accounts",
        plan=visit,
        title=title,
        boot=await _boot(request, visit, title),
        may_invite=may_invite(visit.standing, visit.plan_id),
    )


async def _live_title(request: Request, visit: PlanVisit) -> str:
    """The title in the document; the list's where it is empty."""
    services = services_of(request)
    state = await services.rooms.read(visit.documents["shared"])
    written = state.data.get("title")
    title = one_line(written)[:TITLE_MAX] if isinstance(written, str) else ""
    if title and title != visit.title:
        await services.database.write(lambda session: retitle(session, visit.plan_id, title))
    return title or visit.title


async def _boot(request: Request, visit: PlanVisit, title: str) -> dict[str, Any]:
    """What the islands start with; see plan.html."""
    services = services_of(request)
    who = await need_signed_in(request)
    me = visit.participant
    return {
        "plan_id": visit.plan_id,
        "title": title,
        "locale": locale_of(request),
        "theme": theme_of(request),
        "documents": dict(visit.documents),
        "me": {
            "participant_id": me.id,
            "name": me.name,
            "side": me.side,
            "role": me.role,
            "is_member": me.is_member,
        },
        "sides": {"supplier": visit.workspace_name, "customer": visit.account_name},
        "form_token": form_token(services.keys, "form", who.session_id, services.now()),
        "urls": _urls(visit),
        "currency_default": DEFAULT_CURRENCY,
    }


def _urls(visit: PlanVisit) -> dict[str, str]:
    base = f"/plans/{visit.plan_id}"
    urls = {
        "plan": base,
        "overview": f"{base}/overview",
        "measures": f"{base}/measures",
        "preferences": "/preferences",
        "logout": "/logout",
        "home": "/",
    }
    if may_invite(visit.standing, visit.plan_id):
        urls["invitations"] = f"{base}/invitations"
    if visit.participant.is_member:
        urls["account"] = f"/accounts/{visit.account_id}"
    return urls


routes = [Route("/plans/{plan_id}", show_plan)]
