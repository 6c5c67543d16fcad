"""Waits until a plan's record document shows the committed commands."""

from __future__ import annotations

import asyncio
from typing import Any

from leitstern.commands.projector import plans_behind
from leitstern.http_support.services import Services
from tests.patience import PATIENCE


async def shown_participants(services: Services, record_id: str) -> dict[str, dict[str, Any]]:
    """Participants by the record document, once no record is behind its ledger."""
    return await shown_record(services, record_id, "participants")


async def shown_record(services: Services, record_id: str, root: str) -> dict[str, dict[str, Any]]:
    """A root of the record document, once no record is behind its ledger."""
    async with asyncio.timeout(PATIENCE):
        while await services.database.read(plans_behind):  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.002)
    entries: dict[str, dict[str, Any]] = (await services.rooms.read(record_id)).data[root]
    return entries
