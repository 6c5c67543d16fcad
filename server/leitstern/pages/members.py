"""The workspace's members: who they are, and, for an admin, adding one, handing out set-up links, changing a
role, removing who leaves and letting them in again.

Nothing is sent by mail: the admin hands the link over. It is shown again as long as it works, although the
database keeps only its hash and the server derives the token anew.
"""

from __future__ import annotations

from typing import cast, get_args

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access import departures
from leitstern.access.departures import MemberRole
from leitstern.access.fields import NAME_MAX, Fields
from leitstern.access.member_links import current_link, link_path, make_link, open_setup_link
from leitstern.access.members import add, list_members
from leitstern.access.sessions import MemberFacts
from leitstern.errors import Forbidden, InvalidInput, NotFound
from leitstern.pages.announcing import participant_removed, session_ended
from leitstern.pages.attendance import record_seats
from leitstern.pages.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.pages.links import absolute
from leitstern.pages.rendering import locale_of, render
from leitstern.pages.services import services_of
from leitstern.pages.visitors import need_member


async def show_members(request: Request) -> Response:
    _, member = await need_member(request)
    return await _page(request, member, EMPTY_FORM)


async def add_member(request: Request) -> Response:
    """Adds a member, who sets a password by the link that the admin hands over."""
    admin = await _need_admin(request)
    typed = await submitted(request)
    services = services_of(request)
    fields = Fields(typed)
    about = {"name": fields.line("name", NAME_MAX), "email": fields.email("email")}
    now, language = services.now(), locale_of(request)

    def work(session: Session) -> str:
        id = add(session, admin.workspace_id, **about, now=now, language=language, actor=admin.id)
        make_link(session, services.keys, "setup", id, now, actor=admin.id)
        return id

    try:
        fields.done()
        member_id = await services.database.write(work)
    except InvalidInput as error:
        return await _page(request, admin, Form(typed, error.fields), 422)
    return see_other(f"/members?link={member_id}")


async def make_setup_link(request: Request) -> Response:
    """A new set-up link for a member, who forgot the password or lost the first link."""
    admin = await _need_admin(request)
    await submitted(request)
    services = services_of(request)
    now, member_id = services.now(), request.path_params["member_id"]

    def work(session: Session) -> None:
        lines = list_members(session, admin.workspace_id)
        if not any(line.id == member_id and line.removed_at is None for line in lines):
            raise NotFound(member_id)
        current_link(session, services.keys, "setup", member_id, now, actor=admin.id)

    await services.database.write(work)
    return see_other(f"/members?link={member_id}")


async def remove_member(request: Request) -> Response:
    """Locks a member out: signed out everywhere, gone from every plan, within moments."""
    admin = await _need_admin(request)
    await submitted(request)
    services = services_of(request)
    now, member_id = services.now(), request.path_params["member_id"]
    gone = await services.database.write(lambda session: departures.remove(session, admin.id, member_id, now))
    await session_ended(services.bus, gone.sessions)
    await participant_removed(services.bus, [seat.id for seat in gone.seats])
    await record_seats(services, gone.seats, are_removed=True)
    return see_other("/members#removed")


async def restore_member(request: Request) -> Response:
    """Lets a removed member in again, as they were."""
    admin = await _need_admin(request)
    await submitted(request)
    services = services_of(request)
    now, member_id = services.now(), request.path_params["member_id"]
    seats = await services.database.write(
        lambda session: departures.restore(session, admin.id, member_id, now)
    )
    await record_seats(services, seats)
    return see_other("/members")


async def change_role(request: Request) -> Response:
    """Makes a colleague admin or member."""
    admin = await _need_admin(request)
    fields = Fields(await submitted(request))
    role = cast(MemberRole, fields.choice("role", get_args(MemberRole)))
    fields.done()
    services = services_of(request)
    now, member_id = services.now(), request.path_params["member_id"]
    await services.database.write(
        lambda session: departures.change_role(session, admin.id, member_id, role, now)
    )
    return see_other("/members")


async def _need_admin(request: Request) -> MemberFacts:
    _, member = await need_member(request)
    if member.role != "admin":
        raise Forbidden("admins only")
    return member


async def _page(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:
    services = services_of(request)
    lines = await services.database.read(lambda session: list_members(session, member.workspace_id))
    wanted = request.query_params.get("link", "") if member.role == "admin" else ""
    present = [line for line in lines if line.removed_at is None]
    holder = next((line for line in present if line.id == wanted), None)
    link = await _link(request, holder.id) if holder else ""
    return render(
        request,
        "members.html",
        status=status,
        section="members",
        members=present,
        removed=[line for line in lines if line.removed_at is not None],
        own_id=member.id,
        is_admin=member.role == "admin",
        form=form,
        link=link,
        holder=holder,
        path="/members",
    )


async def _link(request: Request, member_id: str) -> str:
    """The open set-up link of a member, or nothing."""
    services = services_of(request)
    now = services.now()
    link_id = await services.database.read(lambda session: open_setup_link(session, member_id, now))
    return absolute(request, link_path(services.keys, "setup", link_id)) if link_id else ""


routes = [
    Route("/members", show_members),
    Route("/members", add_member, methods=["POST"]),
    Route("/members/{member_id}/link", make_setup_link, methods=["POST"]),
    Route("/members/{member_id}/role", change_role, methods=["POST"]),
    Route("/members/{member_id}/remove", remove_member, methods=["POST"]),
    Route("/members/{member_id}/restore", restore_member, methods=["POST"]),
]
