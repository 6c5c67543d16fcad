"""Reading a submitted form: its anti-forgery token, then its fields as plain strings.

Every page's POST goes through `submitted`. Checked before: the Origin (security.py) and the size of the body
(app.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse

from leitstern.access.csrf import is_form_token
from leitstern.errors import Forbidden, InvalidInput
from leitstern.http_support.current_participant import signed_in
from leitstern.http_support.services import services_of

_MAX_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Form:
    """The submitted values and their errors, for showing the form again."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]

    def value(self, name: str, default: str = "") -> str:
        return self.typed.get(name, default)

    def error(self, name: str) -> str:
        """The catalogue key of the field's message, or None."""
        return self.errors.get(name, "")


EMPTY_FORM = Form({}, {})


class StaleForm(Forbidden):
    """The form's token is missing, expired or from another session. Nothing was done; show the form again."""

    code = "stale_form"


async def submitted(request: Request, purpose: str = "form") -> Mapping[str, str]:
    """The fields of a form with a valid token. Raises StaleForm, and InvalidInput for an unreadable body."""
    fields = await read_fields(request)
    services = services_of(request)
    who = await signed_in(request)
    session_id = who.session_id if who else None
    token = fields.get("form_token", "")
    if not is_form_token(token, services.keys, purpose, session_id, services.now()):
        raise StaleForm(purpose)
    return fields


async def read_fields(request: Request) -> Mapping[str, str]:
    """The fields, without checking the token; the last of equal names wins. Parsed once per request."""
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
    """The 303 redirect that answers an accepted form."""
    return RedirectResponse(url, status_code=303)


def local_path(value: str, default: str = "/") -> str:
    """`value` if it is a path on this server, else `default`: prevents open redirects."""
    is_local = value.startswith("/") and not value.startswith("//") and value.isprintable()
    return value if is_local and "\\" not in value and len(value) < 2_000 else default
