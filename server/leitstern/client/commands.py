"""Sends commands to a plan: what the server decides and vouches for (docs/commands.md). Called by plan.py.

A command keeps its id over every attempt, so that a lost answer never means that it is carried out twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from leitstern.client.join_link import ERROR_OF_STATUS, Entry
from leitstern.commands.command import STATUS_OF_REFUSAL, CommandRefused, Refusal
from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.plan.ids import new_id

PAUSES = (0.0, 0.3, 1.5)
"""Seconds before each attempt."""
_TEMPORARY = {502, 503, 504}


async def send_command(
    entry: Entry, kind: str, arguments: Mapping[str, object], command_id: str = ""
) -> dict[str, Any]:
    """The server's answer. Raises CommandRefused, NotSignedIn, NotFound, TooMany, and StoreUnavailable when
    no answer came.

    After StoreUnavailable it is not known whether the command was carried out: send it again with its id.
    """
    body = {"id": command_id or new_id("cmd"), "arguments": dict(arguments)}
    headers = {"Origin": entry.origin, "Cookie": entry.cookie}
    async with httpx.AsyncClient(base_url=entry.origin, headers=headers, timeout=30.0) as http:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                response = await http.post(f"/plans/{entry.plan_id}/commands/{kind}", json=body)
            except httpx.TransportError:
                continue
            if response.status_code not in _TEMPORARY:
                return _answer(response)
    raise StoreUnavailable(f"no answer to command {body['id']}")


def _answer(response: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any] = response.json()
    if response.is_success:
        return told
    error = told["error"]
    if error["code"] in STATUS_OF_REFUSAL:
        raise CommandRefused(Refusal(error["code"], error.get("fields", {})), error["message"])
    raise ERROR_OF_STATUS.get(response.status_code, LeitsternError)(error["message"])
