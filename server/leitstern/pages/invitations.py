"""A plan's invitations: who was invited, create, show, extend, renew and revoke links; the guests' places.

For members in the plan only: a guest gets the same response as for a page that does not exist.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import partial

import segno
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access import invitations, participants
from leitstern.access.invitations import InvitationFacts
from leitstern.access.name_comparison import by_name
from leitstern.access.participants import ParticipantFacts
from leitstern.access.policy import may_invite
from leitstern.access.sessions import devices_of
from leitstern.access.side_links import holders
from leitstern.commands.command import CommandRefused
from leitstern.commands.execution import Answer
from leitstern.errors import NotFound
from leitstern.http_support.absolute_urls import absolute
from leitstern.http_support.current_participant import PlanVisit, enter_plan
from leitstern.http_support.form_commands import run_in_plan
from leitstern.http_support.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.http_support.rendering import render
from leitstern.http_support.services import services_of

_OPEN_STATES = ("created", "opened", "joined")
_STANDING = (*_OPEN_STATES, "expired", "orphaned")


async def show_invitations(request: Request) -> Response:
    return await _page(request, await need_host(request), EMPTY_FORM)


async def invite(request: Request) -> Response:
    """Creates an invitation and shows its link."""
    visit = await need_host(request)
    typed = await submitted(request)
    try:
        answer = await run_in_plan(request, visit, "invitation.create", typed)
    except CommandRefused as refused:
        return await _page(request, visit, Form(typed, refused.refusal.fields), 422)
    invitation_id = answer.events[0].data["invitation"]
    return see_other(f"/plans/{visit.plan_id}/invitations?new={invitation_id}#{invitation_id}")


async def show_revoke(request: Request) -> Response:
    """Asks for confirmation and names those who will lose access."""
    visit = await need_host(request)
    return render(request, "invitation_revoke.html", plan=visit, invitation=await _invitation(request))


async def revoke(request: Request) -> Response:
    """Revokes the link and removes everybody who joined by it."""
    visit, fields = await need_host(request), await submitted(request)
    invitation_id = request.path_params["invitation_id"]
    await run_in_plan(request, visit, "invitation.revoke", fields, invitation_id=invitation_id)
    return see_other(f"/plans/{visit.plan_id}/invitations")


async def extend(request: Request) -> Response:
    """Lets a link stand longer, also one that has run out."""
    visit, fields = await need_host(request), await submitted(request)
    invitation_id = request.path_params["invitation_id"]
    await run_in_plan(request, visit, "invitation.extend", fields, invitation_id=invitation_id)
    return see_other(f"/plans/{visit.plan_id}/invitations#{invitation_id}")


async def renew(request: Request) -> Response:
    """Gives a link another address, and shows it."""
    visit, fields = await need_host(request), await submitted(request)
    invitation_id = request.path_params["invitation_id"]
    answer = await run_in_plan(request, visit, "invitation.renew", fields, invitation_id=invitation_id)
    return _shown_link(visit, answer)


def _shown_link(visit: PlanVisit, answer: Answer) -> Response:
    """The page at the link that a command made, or else at the people."""
    renewed = next((event.data["renewed"] for event in answer.events if "renewed" in event.data), None)
    path = f"/plans/{visit.plan_id}/invitations"
    return see_other(f"{path}?new={renewed}#{renewed}" if renewed else f"{path}#people")


async def show_remove_participant(request: Request) -> Response:
    """Asks for confirmation, and whether the group link by which the guest came gets another address."""
    return await _ask_about(request, "remove")


async def show_change_role(request: Request) -> Response:
    return await _ask_about(request, "role")


async def _ask_about(request: Request, what: str) -> Response:
    visit = await need_host(request)
    services, now, guest_id = (
        services_of(request),
        services_of(request).now(),
        request.path_params["participant_id"],
    )

    def work(session: Session) -> tuple[ParticipantFacts | None, list[InvitationFacts]]:
        present = participants.list_present(session, visit.plan_id)
        guest = next((one for one in present if one.id == guest_id and not one.is_member), None)
        return guest, invitations.list_for_plan(session, visit.plan_id, now)

    guest, links = await services.database.read(work)
    if guest is None:
        raise NotFound(guest_id)
    link = next((one for one in links if one.id == guest.invitation_id), None)
    is_shared = link is not None and link.kind == "room" and link.state in _STANDING
    role = "viewer" if guest.role == "editor" else "editor"
    is_wider = what == "remove" or (link is not None and link.role == "editor" and role == "viewer")
    return render(
        request,
        "participant_change.html",
        plan=visit,
        guest=guest,
        what=what,
        role=role,
        asks_link=is_shared and is_wider,
        side=visit.account_name if guest.side == "customer" else visit.workspace_name,
    )


async def remove_participant(request: Request) -> Response:
    """Removes one guest. Revokes a personal link; a group link gets another address, or stays."""
    return await _to_participant(request, "participant.remove")


async def change_role(request: Request) -> Response:
    """Makes a guest editor or viewer."""
    return await _to_participant(request, "participant.set_role")


async def _to_participant(request: Request, kind: str) -> Response:
    visit, fields = await need_host(request), await submitted(request)
    participant_id = request.path_params["participant_id"]
    answer = await run_in_plan(request, visit, kind, fields, participant_id=participant_id)
    return _shown_link(visit, answer)


async def show_projector(request: Request) -> Response:
    """The QR code of a room link, to project on a wall."""
    visit = await need_host(request)
    invitation = await _invitation(request, is_open=True)
    return render(
        request,
        "projector.html",
        plan=visit,
        invitation=invitation,
        link=whole_link(request, invitation),
    )


async def show_qr(request: Request) -> Response:
    """The link as an SVG image, dark on white in every theme."""
    await need_host(request)
    invitation = await _invitation(request, is_open=True)
    image = io.BytesIO()
    segno.make(whole_link(request, invitation), error="m", micro=False).save(
        image, kind="svg", border=4, scale=8, dark="#000", light="#fff", xmldecl=False, svgns=True
    )
    return Response(image.getvalue(), media_type="image/svg+xml")


async def need_host(request: Request) -> PlanVisit:
    """The person, if they may invite. Raises NotFound for everybody else."""
    visit = await enter_plan(request, request.path_params["plan_id"])
    if not may_invite(visit.standing, visit.plan_id):
        raise NotFound("invitations")
    return visit


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


def whole_link(request: Request, invitation: InvitationFacts) -> str:
    """The whole address of an invitation's link."""
    return absolute(request, invitations.link_path(services_of(request).keys, invitation.id))


async def _page(request: Request, visit: PlanVisit, form: Form, status: int = 200) -> Response:
    services = services_of(request)
    now = services.now()

    def work(session: Session) -> tuple[list[InvitationFacts], list[ParticipantFacts], Mapping[str, int]]:
        present = participants.list_present(session, visit.plan_id)
        devices = devices_of(session, [one.id for one in present if not one.is_member], now)
        return invitations.list_for_plan(session, visit.plan_id, now), present, devices

    listed, present, devices = await services.database.read(work)
    with_link = await services.database.read(partial(holders, plan_id=visit.plan_id))
    return render(
        request,
        "invitations.html",
        status=status,
        section="accounts",
        plan=visit,
        invitations=[
            {"facts": facts, "link": whole_link(request, facts) if facts.state in _OPEN_STATES else ""}
            for facts in listed
        ],
        participants=sorted(present, key=lambda one: (one.side, by_name(one.name))),
        devices=devices,
        with_side_link=with_link,
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
    Route(_BASE + "/{invitation_id}/extend", extend, methods=["POST"]),
    Route(_BASE + "/{invitation_id}/renew", renew, methods=["POST"]),
    Route(_BASE + "/{invitation_id}/projector", show_projector),
    Route(_BASE + "/{invitation_id}/qr.svg", show_qr),
    Route("/plans/{plan_id}/participants/{participant_id}/remove", show_remove_participant),
    Route("/plans/{plan_id}/participants/{participant_id}/role", show_change_role),
    Route("/plans/{plan_id}/participants/{participant_id}/remove", remove_participant, methods=["POST"]),
    Route("/plans/{plan_id}/participants/{participant_id}/role", change_role, methods=["POST"]),
]
