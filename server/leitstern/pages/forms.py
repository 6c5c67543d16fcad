"""Reading a submitted form: its anti-forgery token, then its fields as plain strings.

Every page's POST goes through `submitted`. What happened before: the Origin check (security.py), and the
limit of a body's size (app.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse

from leitstern.access.forgery import is_form_token
from leitstern.errors import Forbidden, InvalidInput
from leitstern.pages.services import services_of
from leitstern.pages.visitors import signed_in

_MAX_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what was refused of it, for showing the form again."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]

    def value(self, name: str, default: str = "") -> str:
        return self.typed.get(name, default)

    def error(self, name: str) -> str:
        """The catalogue key of the field's message, or nothing."""
        return self.errors.get(name, "")


EMPTY_FORM = Form({}, {})


class StaleForm(Forbidden):
    """The form's token is missing, too old or another session's: show the form again, nothing was done."""

    code = "stale_form"


async def submitted(request: Request, purpose: str = "form") -> Mapping[str, str]:
    """The fields of a form whose token fits. Raises StaleForm, and InvalidInput for what is no form."""
    fields = await read_fields(request)
    services = services_of(request)
    who = await signed_in(request)
    session_id = who.session_id if who else None
    token = fields.get("form_token", "")
    if not is_form_token(token, services.keys, purpose, session_id, services.now()):
        raise StaleForm(purpose)
    return fields


async def read_fields(request: Request) -> Mapping[str, str]:
    """The fields without any check of the token; the last value wins. Read once a request and remembered."""
    if not hasattr(request.state, "fields"):
        request.state.fields = await _parse(request)
    return cast(Mapping[str, str], request.state.fields)


async def _parse(request: Request) -> Mapping[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise InvalidInput({}, "not a form")
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_MAX_FIELDS,
            errors="replace",
        )
    except ValueError as error:
        raise InvalidInput({}, "too many fields") from error
    return dict(pairs)


def see_other(url: str) -> RedirectResponse:
    """The answer to a form that was accepted: go and look there."""
    return RedirectResponse(url, status_code=303)


def local_path(value: str, default: str = "/") -> str:
    """`value` if it is a path on this server, else `default`: a form must not send people elsewhere."""
    is_local = value.startswith("/") and not value.startswith("//") and value.isprintable()
    return value if is_local and "\\" not in value and len(value) < 2_000 else default
