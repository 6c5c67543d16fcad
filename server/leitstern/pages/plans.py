"""The plan's page: the frame and what the browser's islands start with. The plan comes over the wire.

Only the documents that the visitor's side may read are named here. The title in lists (SQL) is brought up to
the one that people wrote into the document whenever the page is opened. Putting a plan away and taking it out
again is here too: whoever is in it goes on reading, and their open connections are told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.accounts import archive_plan, restore_plan, retitle
from leitstern.access.fields import TITLE_MAX, one_line
from leitstern.access.forgery import form_token
from leitstern.access.participants import ParticipantFacts, list_present
from leitstern.access.policy import may_archive, may_invite, may_write
from leitstern.errors import NotFound
from leitstern.pages.announcing import role_changed
from leitstern.pages.forms import see_other, submitted
from leitstern.pages.rendering import locale_of, render, theme_of
from leitstern.pages.services import services_of
from leitstern.pages.visitors import PlanVisit, enter_plan, need_member, need_signed_in

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


async def archive(request: Request) -> Response:
    return await _put(request, archive_plan)


async def restore(request: Request) -> Response:
    return await _put(request, restore_plan)


async def _put(request: Request, change: Callable[[Session, str, str, datetime], None]) -> Response:
    """Archives or restores; everybody in the plan has other rights from the commit on."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    if not may_archive(visit.standing, visit.plan_id):
        raise NotFound("archive")
    await submitted(request)
    services = services_of(request)
    _, member = await need_member(request)
    now = services.now()

    def work(session: Session) -> list[ParticipantFacts]:
        change(session, visit.plan_id, member.id, now)
        return list_present(session, visit.plan_id)

    present = await services.database.write(work)
    await role_changed(services.bus, [participant.id for participant in present])
    return see_other(f"/accounts/{visit.account_id}")


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
            "role": "editor" if may_write(visit.standing, visit.plan_id, "shared") else "viewer",
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


routes = [
    Route("/plans/{plan_id}", show_plan),
    Route("/plans/{plan_id}/archive", archive, methods=["POST"]),
    Route("/plans/{plan_id}/restore", restore, methods=["POST"]),
]
