"""The plan's page: its frame, its first screen, and the initial values of the islands.

Names only the documents that the person's side may read. The page includes the first screen (the plan's
header, a guest's welcome, the overview panel), so that the layout does not shift when the islands start; when
the document cannot be read, the page opens without it. Archiving and restoring are here too.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.csrf import form_token
from leitstern.access.policy import may_archive, may_invite, may_rename, may_write
from leitstern.access.sessions import SignedIn
from leitstern.errors import NotFound, StoreUnavailable
from leitstern.http_support.current_participant import PlanVisit, enter_plan, need_signed_in
from leitstern.http_support.form_commands import run_in_plan
from leitstern.http_support.forms import see_other, submitted
from leitstern.http_support.rendering import locale_of, render, theme_of
from leitstern.http_support.services import services_of
from leitstern.pages.chapters import CHAPTERS
from leitstern.pages.derived import overview_panel
from leitstern.pages.news import news_panel
from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS

DEFAULT_CURRENCY = "EUR"
WELCOMED = "leitstern_welcomed"
"""Cookie of a guest who has dismissed the welcome of this plan (web/src/behaviours/welcome.ts sets it)."""


async def show_plan(request: Request) -> Response:
    return await plan_page(request, await enter_plan(request, request.path_params["plan_id"]))


async def plan_page(request: Request, visit: PlanVisit, session_id: str = "") -> Response:
    """The page, or with `session_id` the page of one of its sessions (sessions.py)."""
    await services_of(request).commands.projector.catch_up(visit.plan_id)
    first = await _first_screen(request, visit)
    return render(
        request,
        "plan.html",
        section="accounts",
        plan=visit,
        title=visit.title,
        boot=await values_for_islands(request, visit, session_id),
        may_invite=may_invite(visit.standing, visit.plan_id),
        welcome=not visit.participant.is_member and WELCOMED not in request.cookies,
        head=first and first[0],
        panel=first and first[1],
        news=first and first[2],
        chapters=CHAPTERS,
        kinds=[kind for kind, shape in KINDS.items() if "shared" in shape.documents],
    )


async def _first_screen(request: Request, visit: PlanVisit) -> tuple[PlanView, Markup, Markup] | None:
    """The plan and its overview panel; None if the store cannot be read."""
    try:
        plan = await services_of(request).views.of(visit.documents["shared"])
        panel = await overview_panel(request, visit)
        news = await news_panel(request, visit)
    except StoreUnavailable:
        return None
    return plan.view, Markup(panel.decode()), news  # noqa: S704 - rendered by our own template, escaped there


async def archive(request: Request) -> Response:
    return await _put(request, "plan.archive")


async def restore(request: Request) -> Response:
    return await _put(request, "plan.restore")


async def _put(request: Request, kind: str) -> Response:
    """Archives or restores the plan, which changes everybody's rights."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    if not may_archive(visit.standing, visit.plan_id):
        raise NotFound("archive")
    await run_in_plan(request, visit, kind, await submitted(request))
    return see_other(f"/accounts/{visit.account_id}")


async def values_for_islands(request: Request, visit: PlanVisit, session_id: str = "") -> dict[str, Any]:
    """Initial values of the islands; see plan.html."""
    services = services_of(request)
    who = await need_signed_in(request)
    me = visit.participant
    return {
        "plan_id": visit.plan_id,
        "session_id": session_id,
        "title": visit.title,
        "locale": locale_of(request),
        "theme": theme_of(request),
        "documents": dict(visit.documents),
        "me": {
            "participant_id": me.id,
            "name": me.name,
            "side": me.side,
            "role": "editor" if may_write(visit.standing, visit.plan_id, "shared") else "viewer",
            "is_member": me.is_member,
            "may_invite": may_invite(visit.standing, visit.plan_id),
            "may_rename": may_rename(visit.standing, visit.plan_id) and not visit.is_archived,
            "came_by": me.invitation_id or (who.member.id if who.member else ""),
        },
        "sides": {"supplier": visit.workspace_name, "customer": visit.account_name},
        "form_token": form_token(services.keys, "form", who.session_id, services.now()),
        "may_ask_about": _may_ask_about(visit, who),
        "seen_from": me.side if visit.is_seen_from_there else None,
        "urls": _urls(visit),
        "currency_default": DEFAULT_CURRENCY,
        "time_zone": visit.time_zone or "UTC",
    }


def _may_ask_about(visit: PlanVisit, who: SignedIn) -> bool:
    """Whether the page offers what is stored about a person; pages/about_person.py decides."""
    if visit.participant.side == "customer":
        return visit.participant.role == "editor"
    return who.member is not None and who.member.role == "admin"


def _urls(visit: PlanVisit) -> dict[str, str]:
    base = f"/plans/{visit.plan_id}"
    seen = f"?as={visit.participant.side}" if visit.is_seen_from_there else ""
    urls = {
        "plan": base,
        "overview": f"{base}/overview{seen}",
        "measures": f"{base}/measures{seen}",
        "own_measures": f"{base}/own-measures{seen}",
        "news": f"{base}/news{seen}",
        "preferences": "/preferences",
        "logout": "/logout",
        "home": "/",
    }
    if may_invite(visit.standing, visit.plan_id):
        urls["invitations"] = f"{base}/invitations"
    if visit.participant.is_member:
        urls["account"] = f"/accounts/{visit.account_id}"
    return urls


routes = [
    Route("/plans/{plan_id}", show_plan),
    Route("/plans/{plan_id}/archive", archive, methods=["POST"]),
    Route("/plans/{plan_id}/restore", restore, methods=["POST"]),
]
