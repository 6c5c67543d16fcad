"""The two links that sign a member in: set-up (once: name, password) and enter (demo only, one button).

A GET shows a form and changes nothing; the form's POST redeems the link. Unknown, used, expired and revoked
links raise LinkInvalid and get the same response.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from leitstern.access.form_fields import NAME_MAX, Fields
from leitstern.access.setup_links import (
    LinkHolder,
    LinkKind,
    holder,
    use_enter_link,
    use_first_link,
    use_setup_link,
)
from leitstern.errors import InvalidInput
from leitstern.http_support.client_address import address_of
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.forms import EMPTY_FORM, Form, StaleForm, read_fields, submitted
from leitstern.http_support.guessing import find_by_link
from leitstern.http_support.link_tokens import token_of
from leitstern.http_support.rendering import locale_of, render
from leitstern.http_support.services import services_of
from leitstern.http_support.sign_in import sign_in_member


async def show_enter(request: Request) -> Response:
    return _page(request, "enter", await _holder(request, "enter"), EMPTY_FORM)


async def enter(request: Request) -> Response:
    """Signs the link's member in."""
    whose = await _holder(request, "enter")
    try:
        await submitted(request, "enter")
    except StaleForm:
        return _page(request, "enter", whose, Form({}, {"form": "errors.stale_form"}), 403)
    token, now = token_of(request), services_of(request).now()
    return await sign_in_member(request, lambda session: use_enter_link(session, token, now), "/")


async def show_setup(request: Request) -> Response:
    return _page(request, "setup", await _holder(request, "setup"), EMPTY_FORM)


async def set_up(request: Request) -> Response:
    """Creates the first member with a workspace, or sets a member's password; then signs in."""
    whose = await _holder(request, "setup")
    typed = await read_fields(request)
    try:
        values = _read(await submitted(request, "setup"), whose)
    except StaleForm:
        return _page(request, "setup", whose, Form(typed, {"form": "errors.stale_form"}), 403)
    except InvalidInput as error:
        return _page(request, "setup", whose, Form(typed, error.fields), 422)
    hashed = await services_of(request).passwords.hash(values["password"], address_of(request))
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
    token, now = token_of(request), services_of(request).now()
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


def _read(typed: Mapping[str, str], whose: LinkHolder) -> dict[str, str]:
    fields, values = Fields(typed), dict[str, str]()
    about = [whose.name, whose.email, whose.workspace_name]
    if whose.member_id is None:
        values["workspace"] = fields.line("workspace", NAME_MAX)
        values["name"] = fields.line("name", NAME_MAX)
        values["email"] = fields.email("email")
        about += values.values()
    values["password"] = fields.new_password("password", about)
    fields.done()
    return values


async def _holder(request: Request, kind: LinkKind) -> LinkHolder:
    services = services_of(request)
    await signed_in(request)
    token, now = token_of(request), services.now()
    return await find_by_link(
        request, lambda: services.database.read(lambda session: holder(session, kind, token, now))
    )


def _page(request: Request, kind: LinkKind, whose: LinkHolder, form: Form, status: int = 200) -> Response:
    return render(request, f"{kind}.html", status=status, holder=whose, form=form)


routes = [
    Route("/enter/{token:path}", show_enter),
    Route("/enter/{token:path}", enter, methods=["POST"]),
    Route("/setup/{token:path}", show_setup),
    Route("/setup/{token:path}", set_up, methods=["POST"]),
]
