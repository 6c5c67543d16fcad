"""`POST /plans/{plan_id}/commands/{kind}`: sends a command, for browser, scripts and client.

Body: JSON `{"id": ..., "arguments": {...}}`. Answers in JSON. A refusal has a code, a sentence in the
reader's language and the wrong fields (docs/commands.md). Checked before: the Origin and the body's size
(http_support/security.py, app.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstern.access.rate_limiter import COMMANDS_PER_PARTICIPANT
from leitstern.commands.command import CommandRefused, Refusal
from leitstern.commands.execution import Submission
from leitstern.errors import LeitsternError, StoreUnavailable, TooMany
from leitstern.http_support.current_participant import sender_in
from leitstern.http_support.rendering import translate
from leitstern.http_support.services import services_of


async def send_command(request: Request) -> Response:
    """Executes the command and responds with its result or refusal."""
    try:
        return JSONResponse(await _run(request))
    except CommandRefused as refused:
        return _refusal(request, refused.refusal, refused.status)
    except LeitsternError as error:
        headers = {"Retry-After": "30"} if isinstance(error, TooMany | StoreUnavailable) else {}
        message = translate(request, f"error_page.{error.code}.title")
        return _error(error.status, {"code": error.code, "message": message}, headers)


async def _run(request: Request) -> dict[str, Any]:
    """Raises CommandRefused, NotSignedIn, AccessEnded, NotFound, TooMany, StoreUnavailable."""
    services, plan_id = services_of(request), request.path_params["plan_id"]
    participant_id = await sender_in(request, plan_id)
    services.rate_limiter.spend(COMMANDS_PER_PARTICIPANT, participant_id, services.now())
    body = await _body(request)
    kind = request.path_params["kind"]
    arguments = body.get("arguments", {})
    answer = await services.commands.run(
        Submission("plan", plan_id, participant_id, kind, arguments, body["id"])
    )
    return {**answer.to_json(), **services.commands.revealed(answer)}


async def _body(request: Request) -> Mapping[str, Any]:
    """The JSON object of the request, with an id."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise CommandRefused(Refusal("not_json"))
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise CommandRefused(Refusal("not_json")) from error
    if not isinstance(body, dict):
        raise CommandRefused(Refusal("not_json"))
    if not isinstance(body.get("id"), str):
        raise CommandRefused(Refusal("invalid_arguments", {"id": "errors.required"}))
    return body


def _refusal(request: Request, refusal: Refusal, status: int) -> Response:
    fields = {name: translate(request, key) for name, key in refusal.fields.items()}
    message = translate(request, f"refusal.{refusal.code}")
    return _error(status, {"code": refusal.code, "message": message, "fields": fields}, {})


def _error(status: int, error: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return JSONResponse({"error": error}, status_code=status, headers=headers)


routes = [Route("/plans/{plan_id}/commands/{kind}", send_command, methods=["POST"])]
