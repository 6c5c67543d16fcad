"""The dialog that invites without leaving the plan: people who are named in it, one field, the link at once.

`GET` and `POST` answer with the dialog's contents. The page of invitations (pages/invitations.py) has the
rest and works without a script. A name makes a personal link, no name a group link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access import invitations, participants
from leitstern.access.invitations import InvitationFacts
from leitstern.access.name_comparison import is_same_name
from leitstern.commands.command import CommandRefused
from leitstern.http_support.current_participant import PlanVisit
from leitstern.http_support.form_commands import run_in_plan
from leitstern.http_support.forms import EMPTY_FORM, Form, submitted
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import services_of
from leitstern.pages.invitations import need_host, whole_link
from leitstern.plan.generated import Person

OFFERED = 8


@dataclass(frozen=True, slots=True)
class _Contents:
    offered: list[Person]
    made: InvitationFacts | None


async def show(request: Request) -> Response:
    return await _dialog(request, await need_host(request), EMPTY_FORM)


async def invite(request: Request) -> Response:
    """Makes the link and shows it. The button of a person who is named in the plan sends their id."""
    visit = await need_host(request)
    typed = await submitted(request)
    fields = dict(typed) | await _chosen_person(request, visit, typed)
    fields["kind"] = "personal" if fields.get("name", "").strip() else "room"
    fields.setdefault("language", locale_of(request))
    try:
        answer = await run_in_plan(request, visit, "invitation.create", fields)
    except CommandRefused as refused:
        return await _dialog(request, visit, Form(typed, refused.refusal.fields), status=422)
    return await _dialog(request, visit, EMPTY_FORM, made=str(answer.events[0].data["invitation"]))


async def _chosen_person(request: Request, visit: PlanVisit, typed: Mapping[str, str]) -> dict[str, str]:
    if "person" not in typed:
        return {}
    plan = await services_of(request).views.of(visit.documents["shared"])
    person = next((one for one in plan.view.people if one.id == typed["person"]), None)
    return {"name": person.name, "side": person.side} if person else {}


async def _dialog(
    request: Request, visit: PlanVisit, form: Form, made: str = "", status: int = 200
) -> Response:
    contents = await _contents(request, visit, made)
    return render(
        request,
        "derived/invite.html",
        status=status,
        plan=visit,
        offered=contents.offered,
        made=contents.made,
        link=whole_link(request, contents.made) if contents.made else "",
        sides={"supplier": visit.workspace_name, "customer": visit.account_name},
        default_days=services_of(request).invitation_days,
        form=form,
    )


async def _contents(request: Request, visit: PlanVisit, made: str) -> _Contents:
    services = services_of(request)
    now = services.now()
    plan = await services.views.of(visit.documents["shared"])

    def work(session: Session) -> _Contents:
        listed = invitations.list_for_plan(session, visit.plan_id, now)
        names = [one.name for one in participants.list_present(session, visit.plan_id)]
        names += [one.name for one in listed if one.state in ("created", "opened")]
        offered = [one for one in plan.view.people if _is_missing(one.name, names)]
        return _Contents(offered[:OFFERED], next((one for one in listed if one.id == made), None))

    return await services.database.read(work)


def _is_missing(name: str, known: list[str]) -> bool:
    return bool(name.strip()) and not any(is_same_name(name.strip(), one) for one in known)


routes = [
    Route("/plans/{plan_id}/invite", show),
    Route("/plans/{plan_id}/invite", invite, methods=["POST"]),
]
