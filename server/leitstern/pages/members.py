"""The workspace's members: the list; for admins also adding, set-up links, roles, removing, restoring.

No mail is sent: the admin passes the link on. It can be shown again while it is valid, because the server
derives the token; the database has only its hash.
"""

from __future__ import annotations

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.form_fields import NAME_MAX, Fields
from leitstern.access.invitations import MadeLinkFacts, list_made_by
from leitstern.access.members import MemberLine, add, list_members
from leitstern.access.sessions import MemberFacts
from leitstern.access.setup_links import current_link, link_path, make_link, open_setup_link
from leitstern.access.workspace_settings import (
    set_second_look_wanted,
    set_shows_history,
    shows_history,
    wants_second_look,
)
from leitstern.errors import Forbidden, InvalidInput, NotFound
from leitstern.http_support.absolute_urls import absolute
from leitstern.http_support.current_participant import need_member
from leitstern.http_support.form_commands import run_in_workspace
from leitstern.http_support.forms import EMPTY_FORM, Form, see_other, submitted
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import services_of


async def show_members(request: Request) -> Response:
    _, member = await need_member(request)
    return await _page(request, member, EMPTY_FORM)


async def add_member(request: Request) -> Response:
    """Adds a member, who sets a password with the link that the admin passes on."""
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
    """Creates a new set-up link for a member who forgot the password or lost the link."""
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


async def show_remove_member(request: Request) -> Response:
    """Asks for confirmation, and whether the member's links end or are renewed."""
    admin = await _need_admin(request)
    services, member_id = services_of(request), request.path_params["member_id"]
    now = services.now()

    def work(session: Session) -> tuple[MemberLine | None, list[MadeLinkFacts]]:
        lines = list_members(session, admin.workspace_id)
        member = next((one for one in lines if one.id == member_id and one.removed_at is None), None)
        return member, list_made_by(session, member_id, now)

    member, links = await services.database.read(work)
    if member is None or member.id == admin.id:
        raise NotFound(member_id)
    return render(request, "member_remove.html", section="members", member=member, links=links)


async def remove_member(request: Request) -> Response:
    """Removes a member: ends all sessions and removes them from every plan."""
    return await _command(request, "member.remove", "/members#removed")


async def restore_member(request: Request) -> Response:
    """Restores a removed member, with the same role and plans."""
    return await _command(request, "member.restore", "/members")


async def change_role(request: Request) -> Response:
    """Changes a member's role."""
    return await _command(request, "member.set_role", "/members")


async def set_history(request: Request) -> Response:
    """Switches the history of plans on or off, for everybody in them."""
    admin = await _need_admin(request)
    is_on = (await submitted(request)).get("history") == "on"
    services = services_of(request)
    now = services.now()
    await services.database.write(
        lambda session: set_shows_history(session, admin.workspace_id, is_on, admin.id, now)
    )
    return see_other("/members#plan-history")


async def set_second_look(request: Request) -> Response:
    """Whether what names a listed competitor with a number needs a second person before it is shared."""
    admin = await _need_admin(request)
    is_wanted = (await submitted(request)).get("second_look") == "on"
    services = services_of(request)
    now = services.now()
    await services.database.write(
        lambda session: set_second_look_wanted(session, admin.workspace_id, is_wanted, admin.id, now)
    )
    return see_other("/members#rules")


async def _command(request: Request, kind: str, then: str) -> Response:
    """Sends the command of the button for the member in the path."""
    admin = await _need_admin(request)
    fields = await submitted(request)
    await run_in_workspace(request, admin, kind, fields, member_id=request.path_params["member_id"])
    return see_other(then)


async def _need_admin(request: Request) -> MemberFacts:
    _, member = await need_member(request)
    if member.role != "admin":
        raise Forbidden("admins only")
    return member


async def _page(request: Request, member: MemberFacts, form: Form, status: int = 200) -> Response:
    services = services_of(request)

    def work(session: Session) -> tuple[list[MemberLine], bool, bool]:
        id = member.workspace_id
        return list(list_members(session, id)), shows_history(session, id), wants_second_look(session, id)

    lines, history, second_look = await services.database.read(work)
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
        shows_history=history,
        path="/members",
        second_look=second_look,
    )


async def _link(request: Request, member_id: str) -> str:
    """The member's open set-up link, or an empty string."""
    services = services_of(request)
    now = services.now()
    link_id = await services.database.read(lambda session: open_setup_link(session, member_id, now))
    return absolute(request, link_path(services.keys, "setup", link_id)) if link_id else ""


routes = [
    Route("/members", show_members),
    Route("/members", add_member, methods=["POST"]),
    Route("/members/history", set_history, methods=["POST"]),
    Route("/members/second-look", set_second_look, methods=["POST"]),
    Route("/members/{member_id}/link", make_setup_link, methods=["POST"]),
    Route("/members/{member_id}/role", change_role, methods=["POST"]),
    Route("/members/{member_id}/remove", show_remove_member),
    Route("/members/{member_id}/remove", remove_member, methods=["POST"]),
    Route("/members/{member_id}/restore", restore_member, methods=["POST"]),
]
