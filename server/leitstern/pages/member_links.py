"""The two links that let a member in: set-up (once: name, password) and enter (the demo's, one button).

A GET shows a form and changes nothing; only the form's POST redeems. Unknown, used, expired and revoked links
raise LinkInvalid, one answer for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.fields import NAME_MAX, Fields
from leitstern.access.member_links import (
    LinkHolder,
    LinkKind,
    holder,
    use_enter_link,
    use_first_link,
    use_setup_link,
)
from leitstern.access.passwords import hash_password
from leitstern.errors import InvalidInput
from leitstern.pages.forms import EMPTY_FORM, Form, StaleForm, read_fields, submitted
from leitstern.pages.rendering import locale_of, render
from leitstern.pages.services import services_of
from leitstern.pages.signing_in import sign_in_member
from leitstern.pages.visitors import signed_in


async def show_enter(request: Request) -> Response:
    return _page(request, "enter", await _holder(request, "enter"), EMPTY_FORM)


async def enter(request: Request) -> Response:
    """Signs the link's member in."""
    whose = await _holder(request, "enter")
    try:
        await submitted(request, "enter")
    except StaleForm:
        return _page(request, "enter", whose, Form({}, {"form": "errors.stale_form"}), 403)
    token, now = request.path_params["token"], services_of(request).now()
    return await sign_in_member(request, lambda session: use_enter_link(session, token, now), "/")


async def show_setup(request: Request) -> Response:
    return _page(request, "setup", await _holder(request, "setup"), EMPTY_FORM)


async def set_up(request: Request) -> Response:
    """Makes the first member with a workspace, or sets an invited member's password; then signs in."""
    whose = await _holder(request, "setup")
    typed = await read_fields(request)
    try:
        values = _read(await submitted(request, "setup"), is_first=whose.member_id is None)
    except StaleForm:
        return _page(request, "setup", whose, Form(typed, {"form": "errors.stale_form"}), 403)
    except InvalidInput as error:
        return _page(request, "setup", whose, Form(typed, error.fields), 422)
    hashed = await asyncio.to_thread(hash_password, values["password"])
    is_first = whose.member_id is None
    return await sign_in_member(
        request,
        lambda session: _redeem_setup(session, request, values, hashed, is_first),
        "/",
        ends_others=True,
    )


def _redeem_setup(
    session: Session, request: Request, values: Mapping[str, str], hashed: str, is_first: bool
) -> str:
    token, now = request.path_params["token"], services_of(request).now()
    if not is_first:
        return use_setup_link(session, token, hashed, now)
    return use_first_link(
        session,
        token,
        workspace_name=values["workspace"],
        name=values["name"],
        email=values["email"],
        hashed=hashed,
        language=locale_of(request),
        now=now,
    )


def _read(typed: Mapping[str, str], *, is_first: bool) -> dict[str, str]:
    fields = Fields(typed)
    values = {"password": fields.new_password("password")}
    if is_first:
        values["workspace"] = fields.line("workspace", NAME_MAX)
        values["name"] = fields.line("name", NAME_MAX)
        values["email"] = fields.email("email")
    fields.done()
    return values


async def _holder(request: Request, kind: LinkKind) -> LinkHolder:
    services = services_of(request)
    await signed_in(request)
    token, now = request.path_params["token"], services.now()
    return await services.database.read(lambda session: holder(session, kind, token, now))


def _page(request: Request, kind: LinkKind, whose: LinkHolder, form: Form, status: int = 200) -> Response:
    return render(request, f"{kind}.html", status=status, holder=whose, form=form)


routes = [
    Route("/enter/{token}", show_enter),
    Route("/enter/{token}", enter, methods=["POST"]),
    Route("/setup/{token}", show_setup),
    Route("/setup/{token}", set_up, methods=["POST"]),
]
