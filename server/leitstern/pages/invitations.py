"""Who is invited to a plan and what became of it: invite, show the link, hand it over as a QR code, revoke.

For the plan's members alone: a guest gets the same answer as for a page that does not exist.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import cast

import segno
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access import invitations, participants
from leitstern.access.fields import NAME_MAX, Fields
from leitstern.access.invitations import InvitationFacts, NewInvitation
from leitstern.access.names import by_name
from leitstern.access.participants import ParticipantFacts
from leitstern.access.policy import Role, Side, may_invite
from leitstern.errors import InvalidInput, NotFound
from leitstern.pages.announcing import participant_removed, role_changed
from leitstern.pages.attendance import record_participants
from leitstern.pages.catalogue import LOCALES
from leitstern.pages.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.pages.links import absolute
from leitstern.pages.rendering import render
from leitstern.pages.services import services_of
from leitstern.pages.visitors import PlanVisit, enter_plan, need_member

_LONGEST_DAYS = 400
_OPEN_STATES = ("created", "opened", "joined")


async def show_invitations(request: Request) -> Response:
    return await _page(request, await _host(request), EMPTY_FORM)


async def invite(request: Request) -> Response:
    """Makes an invitation and shows its link."""
    visit = await _host(request)
    typed = await submitted(request)
    services = services_of(request)
    try:
        wanted = _read(typed, services.invitation_days)
    except InvalidInput as error:
        return await _page(request, visit, Form(typed, error.fields), 422)
    now, member_id = services.now(), await _member_id(request)
    invitation_id = await services.database.write(
        lambda session: invitations.create(session, services.keys, visit.plan_id, wanted, member_id, now)
    )
    return see_other(f"/plans/{visit.plan_id}/invitations?new={invitation_id}#{invitation_id}")


async def show_revoke(request: Request) -> Response:
    """Asks once more, and says who will be out."""
    visit = await _host(request)
    return render(request, "invitation_revoke.html", plan=visit, invitation=await _invitation(request))


async def revoke(request: Request) -> Response:
    """Ends the link; whoever came by it is out of the plan within moments."""
    visit = await _host(request)
    await submitted(request)
    services = services_of(request)
    now, actor = services.now(), await _member_id(request)
    removed = await services.database.write(
        lambda session: invitations.revoke(
            session, visit.plan_id, request.path_params["invitation_id"], actor, now
        )
    )
    await _cut(request, visit, removed)
    return see_other(f"/plans/{visit.plan_id}/invitations")


async def remove_participant(request: Request) -> Response:
    """Takes one guest out, with their personal link; a room link stays for the others."""
    visit = await _host(request)
    await submitted(request)
    services = services_of(request)
    now, actor, who = services.now(), await _member_id(request), request.path_params["participant_id"]
    removed = await services.database.write(
        lambda session: participants.remove(session, visit.plan_id, who, actor, now)
    )
    await _cut(request, visit, [removed])
    return see_other(f"/plans/{visit.plan_id}/invitations#people")


async def change_role(request: Request) -> Response:
    """Makes a guest editor or viewer."""
    visit = await _host(request)
    fields = Fields(await submitted(request))
    role = cast(Role, fields.choice("role", ("editor", "viewer")))
    fields.done()
    services = services_of(request)
    now, actor, who = services.now(), await _member_id(request), request.path_params["participant_id"]
    changed = await services.database.write(
        lambda session: participants.change_role(session, visit.plan_id, who, role, actor, now)
    )
    await role_changed(services.bus, [changed.id])
    await record_participants(services.rooms, visit.documents["record"], [changed])
    return see_other(f"/plans/{visit.plan_id}/invitations#people")


async def show_projector(request: Request) -> Response:
    """The room's QR code for the wall."""
    visit = await _host(request)
    invitation = await _invitation(request, is_open=True)
    return render(
        request,
        "projector.html",
        plan=visit,
        invitation=invitation,
        link=_link(request, invitation),
    )


async def show_qr(request: Request) -> Response:
    """The link as an SVG image, dark on white whatever the theme."""
    await _host(request)
    invitation = await _invitation(request, is_open=True)
    image = io.BytesIO()
    segno.make(_link(request, invitation), error="m", micro=False).save(
        image, kind="svg", border=4, scale=8, dark="#000", light="#fff", xmldecl=False, svgns=True
    )
    return Response(image.getvalue(), media_type="image/svg+xml")


async def _host(request: Request) -> PlanVisit:
    """The visitor as one who may invite. Raises NotFound for everybody else."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    if not may_invite(visit.standing, visit.plan_id):
        raise NotFound("invitations")
    return visit


async def _member_id(request: Request) -> str:
    _, member = await need_member(request)
    return member.id


async def _invitation(request: Request, *, is_open: bool = False) -> InvitationFacts:
    services = services_of(request)
    plan_id, invitation_id, now = (
        request.path_params["plan_id"],
        request.path_params["invitation_id"],
        services.now(),
    )
    facts = await services.database.read(
        lambda session: invitations.find_for_plan(session, plan_id, invitation_id, now)
    )
    if is_open and facts.state not in _OPEN_STATES:
        raise NotFound(invitation_id)
    return facts


async def _cut(request: Request, visit: PlanVisit, removed: list[ParticipantFacts]) -> None:
    """Ends their connections first, then tells everybody else."""
    services = services_of(request)
    await participant_removed(services.bus, [participant.id for participant in removed])
    await record_participants(services.rooms, visit.documents["record"], removed, are_removed=True)


def _link(request: Request, invitation: InvitationFacts) -> str:
    return absolute(request, invitations.link_path(services_of(request).keys, invitation.id))


def _read(typed: Mapping[str, str], default_days: int) -> NewInvitation:
    fields = Fields(typed)
    kind = cast(invitations.Kind, fields.choice("kind", ("personal", "room")))
    wanted = NewInvitation(
        kind=kind,
        side=cast(Side, fields.choice("side", ("customer", "supplier"), "customer")),
        role=cast(Role, fields.choice("role", ("editor", "viewer"), "editor")),
        name=fields.line("name", NAME_MAX, is_required=kind == "personal"),
        language=fields.choice("language", LOCALES, LOCALES[0]),
        days=fields.whole("days", 1, _LONGEST_DAYS, default_days),
    )
    fields.done()
    return wanted


async def _page(request: Request, visit: PlanVisit, form: Form, status: int = 200) -> Response:
    services = services_of(request)
    now = services.now()

    def work(session: Session) -> tuple[list[InvitationFacts], list[ParticipantFacts]]:
        return (
            invitations.list_for_plan(session, visit.plan_id, now),
            participants.list_present(session, visit.plan_id),
        )

    listed, present = await services.database.read(work)
    return render(
        request,
        "invitations.html",
        status=status,
        section="accounts",
        plan=visit,
        invitations=[
            {"facts": facts, "link": _link(request, facts) if facts.state in _OPEN_STATES else ""}
            for facts in listed
        ],
        participants=sorted(present, key=lambda one: (one.side, by_name(one.name))),
        sides={"supplier": visit.workspace_name, "customer": visit.account_name},
        new=request.query_params.get("new", ""),
        default_days=services.invitation_days,
        form=form,
        path=f"/plans/{visit.plan_id}/invitations",
    )


_BASE = "/plans/{plan_id}/invitations"

routes = [
    Route(_BASE, show_invitations),
    Route(_BASE, invite, methods=["POST"]),
    Route(_BASE + "/{invitation_id}/revoke", show_revoke),
    Route(_BASE + "/{invitation_id}/revoke", revoke, methods=["POST"]),
    Route(_BASE + "/{invitation_id}/projector", show_projector),
    Route(_BASE + "/{invitation_id}/qr.svg", show_qr),
    Route("/plans/{plan_id}/participants/{participant_id}/remove", remove_participant, methods=["POST"]),
    Route("/plans/{plan_id}/participants/{participant_id}/role", change_role, methods=["POST"]),
]
