"""Keeps a plan's `record` document true about who was admitted, after SQL has committed it.

The truth is in SQL; the document shows it live to everybody in the plan. Writing what already stands there is
skipped. Called by pages/ and app.py after a participant came, was renamed, changed role or went.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from pycrdt import Doc, Map

from leitstern.access.accounts import find_plan
from leitstern.access.admission import Admission, admit
from leitstern.access.participants import ParticipantFacts
from leitstern.pages.services import Services

if TYPE_CHECKING:
    from leitstern.live.rooms import Rooms

_ROOT = "participants"


async def record_participant(
    rooms: Rooms, record_id: str, participant: ParticipantFacts, *, is_removed: bool = False
) -> None:
    """Makes the record say what `participant` says; raises StoreUnavailable when it cannot."""
    await record_participants(rooms, record_id, [participant], are_removed=is_removed)


async def record_participants(
    rooms: Rooms, record_id: str, participants: list[ParticipantFacts], *, are_removed: bool = False
) -> None:
    """The same for several, in one edit."""
    wanted = {participant.id: _fields(participant, are_removed) for participant in participants}
    if wanted:
        await rooms.edit(record_id, "server", lambda doc: _write(doc, wanted))


async def record_seats(
    services: Services, seats: Iterable[ParticipantFacts], *, are_removed: bool = False
) -> None:
    """The same for one member's seats in many plans."""
    for seat in seats:
        plan = await services.database.read(partial(find_plan, plan_id=seat.plan_id))
        await record_participant(services.rooms, plan.documents["record"], seat, is_removed=are_removed)


async def admit_and_record(services: Services, cookie: str | None, document_id: str) -> Admission:
    """access/admission.py for the wire; a member who comes straight to it is recorded as well.

    Raises NotSignedIn, NotFound.
    """
    admission = await admit(services.database, services.now(), cookie, document_id)
    if admission.newcomer is not None:
        plan_id = admission.plan_id
        plan = await services.database.read(lambda session: find_plan(session, plan_id))
        await record_participant(services.rooms, plan.documents["record"], admission.newcomer)
    return admission


def _fields(participant: ParticipantFacts, is_removed: bool) -> dict[str, object]:
    return {
        "name": participant.name,
        "side": participant.side,
        "role": participant.role,
        "joined_at": participant.joined_at.isoformat(timespec="seconds"),
        "removed": is_removed,
    }


def _write(doc: Doc[Any], wanted: dict[str, dict[str, object]]) -> None:
    """Compared here, not before: a whole workshop joins at once, and reading the record for each adds up."""
    root = doc.get(_ROOT, type=Map)
    for participant_id, fields in wanted.items():
        written = root.get(participant_id)
        if not isinstance(written, Map) or written.to_py() != fields:
            root[participant_id] = Map(fields)
