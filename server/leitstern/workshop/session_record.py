"""What the `record` document shows of sessions: the roots `sessions`, `phases` and `seats`.

Pure. Called by the projector through the subject in registration.py;
web/src/doc/workshop-sessions.ts reads it.
"""

from __future__ import annotations

from datetime import datetime

from leitstern.commands.subjects import Entries
from leitstern.plan.record import Fields
from leitstern.workshop.agenda import Phase
from leitstern.workshop.session_state import Sessions, WorkshopSession


def entries(state: Sessions) -> Entries:
    shown = [one for one in state.sessions.values() if one.status != "cancelled"]
    return {
        "sessions": {one.id: _session_fields(one) for one in shown},
        "phases": {
            phase.id: _phase_fields(one, phase, index)
            for one in shown
            for index, phase in enumerate(one.phases)
        },
        "seats": {
            f"{one.id}.{participant}": _seat_fields(one, participant)
            for one in shown
            for participant in sorted({*one.roles, *one.hands, *one.ready, *one.attending})
        },
    }


def _session_fields(one: WorkshopSession) -> Fields:
    fields: dict[str, str | bool | int] = {
        "title": one.title,
        "template": one.template,
        "starts_at": _iso(one.starts_at),
        "status": one.status,
        "lead": one.lead,
        "current": one.current,
        "since": _iso(one.since),
        "started_at": _iso(one.started_at),
        "ended_at": _iso(one.ended_at),
        "place_section": one.place.section,
        "place_record": one.place.record,
        "place_count": one.place.count,
        "place_by": one.place.by,
    }
    return {name: value for name, value in fields.items() if value}


def _phase_fields(one: WorkshopSession, phase: Phase, index: int) -> Fields:
    state = "current" if phase.id == one.current else "done" if phase.is_done else "planned"
    fields: dict[str, str | bool | int] = {
        "topic": phase.topic,
        "title": phase.title,
        "aim": phase.aim,
        "section": phase.section,
        "kind": phase.kind,
        "state": state,
        "extra_minutes": phase.extra_minutes,
        "ran_ms": phase.ran_ms,
        "gap": phase.gap,
    }
    told: Fields = {name: value for name, value in fields.items() if value}
    return {"session": one.id, "position": index, "minutes": phase.minutes, **told}


def _seat_fields(one: WorkshopSession, participant: str) -> Fields:
    fields = {
        "role": one.roles.get(participant, ""),
        "hand_at": _iso(one.hands.get(participant)),
        "ready_for": one.ready.get(participant, ""),
    }
    told: Fields = {name: value for name, value in fields.items() if value}
    said: Fields = {"attends": one.attending[participant]} if participant in one.attending else {}
    return {"session": one.id, "participant": participant, **told, **said}


def _iso(moment: datetime | None) -> str:
    """To the millisecond: the timer counts from it."""
    return moment.isoformat(timespec="milliseconds") if moment else ""
